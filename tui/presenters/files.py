"""The files of a directory as rows to choose from: what looks like an export first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tui.file_listing import FileEntry
from tui.presenters.table import Cell, Column
from tui.safe_text import safe_text
from tui.translate import _

UP = ".."
"""The row that leads to the directory above."""

_EXPORTS = (".csv", ".json", ".xml", ".kdbx", ".1pux", ".zip")
_UNITS = ("kB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row. `id` is the name of the entry: foreign text."""

    id: str
    is_directory: bool
    size: str
    changed: str

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Finished cells, in the order of `file_columns`."""
        name = safe_text(self.id)
        return Cell(f"{name}/" if self.is_directory else name), Cell(self.size), Cell(self.changed, "muted")


def file_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("name", _("Name"), 40, narrow=12, flexible=True),
        Column("size", _("Size"), 8, right=True),
        Column("changed", _("Changed"), 16, narrow=10, drop=1),
    )


def file_rows(entries: Iterable[FileEntry], beginning: str, *, at_top: bool) -> tuple[FileRow, ...]:
    """Export files, newest first; then directories; then other files. `beginning` is what was typed.

    Names that start with it come before those that only hold it. Hidden files show when it starts with
    a dot.
    """
    wanted = beginning.casefold()
    shown = [
        entry
        for entry in entries
        if wanted in entry.name.casefold() and (wanted.startswith(".") or not entry.name.startswith("."))
    ]
    shown.sort(key=lambda entry: (not entry.name.casefold().startswith(wanted), *_order(entry)))
    rows = [_row(entry) for entry in shown]
    return tuple(rows) if beginning or at_top else (FileRow(UP, True, "", ""), *rows)


def looks_like_export(name: str) -> bool:
    """Whether password managers write files of such a name."""
    return name.casefold().endswith(_EXPORTS)


def completed(names: Sequence[str], beginning: str) -> str:
    """`beginning`, as far as all names that start with it agree; names no field can hold are left out."""
    fitting = [name for name in names if name.startswith(beginning) and name.isprintable()]
    if not fitting:
        folded = beginning.casefold()
        fitting = [name for name in names if name.casefold().startswith(folded) and name.isprintable()]
    if not fitting:
        return beginning
    first, last = min(fitting), max(fitting)
    same = next((n for n, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), None)
    return first[:same] if same is not None else min(first, last, key=len)


def size_text(size: int) -> str:
    """Bytes in the unit that keeps the figure short: `812 B`, `12 kB`, `3.4 MB`."""
    if size < 1000:
        return f"{size} B"
    power = min(len(_UNITS), (len(str(size)) - 1) // 3)
    figure, unit = size / 1000**power, _UNITS[power - 1]
    return f"{figure:.1f} {unit}" if figure < 9.95 else f"{figure:.0f} {unit}"


def directory_line(directory: Path) -> str:
    """Where one is; the home directory as `~`."""
    try:
        below = directory.relative_to(Path.home())
        shown = "~" if below == Path() else f"~/{below}"
    except (ValueError, RuntimeError):
        shown = str(directory)
    return _("In {directory}").format(directory=safe_text(shown))


def _order(entry: FileEntry) -> tuple[int, float, str]:
    if not entry.is_directory and looks_like_export(entry.name):
        return 0, -entry.changed.timestamp(), entry.name.casefold()
    return (1 if entry.is_directory else 2), 0.0, entry.name.casefold()


def _row(entry: FileEntry) -> FileRow:
    size = "" if entry.is_directory else size_text(entry.size)
    return FileRow(entry.name, entry.is_directory, size, _changed(entry.changed))


def _changed(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")
