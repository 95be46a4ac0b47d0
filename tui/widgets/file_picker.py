"""Choosing a file: one field that filters, completes and takes whole paths, and the files below it.

The field keeps the focus. What is typed narrows the rows at once; Up and Down move among them; Enter
takes the row, or the typed path where there is such a file; Tab completes; Backspace in the empty field
goes one directory up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from os.path import normpath
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from tui.file_listing import MOST_ENTRIES, FileEntry, entries_of, split_typed, typed_path
from tui.presenters.files import UP, FileRow, completed, directory_line, file_columns, file_rows
from tui.safe_text import safe_text
from tui.translate import N_, _
from tui.widgets.line_table import LineTable
from tui.widgets.plain_input import PlainInput
from tui.widgets.text_lines import TextLines, plain


class PathField(PlainInput):
    """The field of a `FilePicker`; keys for the rows pass through it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Choose"), id="file.choose", tooltip=N_("Open the directory or file.")),
        Binding("tab", "complete", N_("Complete"), id="file.complete", tooltip=N_("Complete the name.")),
        Binding("up", "row(-1)", N_("Up"), show=False, id="file.up"),
        Binding("down", "row(1)", N_("Down"), show=False, id="file.down"),
        Binding("pageup", "page(-1)", N_("Page up"), show=False, id="file.page_up"),
        Binding("pagedown", "page(1)", N_("Page down"), show=False, id="file.page_down"),
    ]

    @dataclass
    class Wanted(Message):
        """A key for the picker: complete, go up a directory, or move by rows or pages."""

        act: str
        by: int = 0

    def action_complete(self) -> None:
        """Complete the name that was begun."""
        self.post_message(self.Wanted("complete"))

    def action_row(self, by: int) -> None:
        """Move among the rows."""
        self.post_message(self.Wanted("row", by))

    def action_page(self, by: int) -> None:
        """Move among the rows by pages."""
        self.post_message(self.Wanted("page", by))

    def action_delete_left(self) -> None:
        """Backspace; in an empty field one directory up."""
        if self.value:
            super().action_delete_left()
        else:
            self.post_message(self.Wanted("above"))


class FilePicker(Vertical):
    """Starts in `directory`; posts `Picked` with the path of a plain file."""

    DEFAULT_CSS = """
    FilePicker { height: 1fr; }
    FilePicker > #file-directory { padding: 0 1; }
    FilePicker > Horizontal { height: 1; padding: 0 1; }
    FilePicker > Horizontal > Static { width: auto; padding-right: 1; }
    FilePicker PathField { text-style: underline; }
    FilePicker > LineTable { height: 1fr; min-height: 3; }
    """

    @dataclass
    class Picked(Message):
        """A file was chosen."""

        path: Path

    @dataclass
    class Nothing(Message):
        """Enter was pressed on what is no file; `text` was typed."""

        text: str

    def __init__(self, directory: Path, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._directory = directory
        self._listed: Path | None = None
        self._entries: tuple[FileEntry, ...] = ()

    def compose(self) -> ComposeResult:
        yield TextLines((plain(directory_line(self._directory)),), id="file-directory")
        with Horizontal():
            yield Static(_("File or path:"), markup=False)
            yield PathField(id="file-path")
        table = LineTable[FileRow](file_columns(), empty=_("Reading ..."), id="file-rows")
        table.can_focus = False
        yield table

    def clear(self) -> None:
        """Forget what was typed."""
        self._field.value = ""

    def on_mount(self) -> None:
        """Read the directory."""
        self._narrow("")

    # What was typed

    @on(Input.Changed, "#file-path")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._narrow(event.value)

    def _narrow(self, text: str) -> None:
        """Show what fits `text`, from the directory it leads to."""
        place, beginning = split_typed(text, self._directory)
        if place == self._listed:
            self._show(beginning)
        else:
            self._read(place, beginning)

    @work(exclusive=True, group="file-list", exit_on_error=False, description="list a directory")
    async def _read(self, place: Path, beginning: str) -> None:
        try:
            entries = await asyncio.to_thread(entries_of, place)
        except (OSError, ValueError) as error:
            self._listed, self._entries = None, ()
            reason = safe_text(getattr(error, "strerror", None) or "", limit=60)
            self._table.set_empty(_("This directory cannot be read. {reason}").format(reason=reason))
            self._table.set_rows(())
            return
        self._listed, self._entries = place, entries
        self._show(beginning)

    def _show(self, beginning: str) -> None:
        place = self._listed or self._directory
        rows = file_rows(self._entries, beginning, at_top=place == place.parent)
        nothing = _("Nothing here has this in its name; Ctrl+U takes it back.")
        self._table.set_empty(nothing if beginning else _("Nothing here."))
        self._table.set_rows(rows)
        first = next((row for row in rows if row.id != UP), None)
        if first is not None:
            self._table.move_to(first.id)
        line = directory_line(place)
        if len(self._entries) >= MOST_ENTRIES:
            line += "  " + _("Only {count} entries are shown.").format(count=MOST_ENTRIES)
        self.query_one("#file-directory", TextLines).set_text(line)

    # Keys

    @on(PathField.Wanted)
    def _wanted(self, event: PathField.Wanted) -> None:
        event.stop()
        if event.act == "complete":
            self._complete()
        elif event.act == "above":
            self._enter(self._directory.parent)
        elif event.act == "row":
            self._table.action_move(event.by)
        else:
            self._table.action_page(event.by)

    def _complete(self) -> None:
        field = self._field
        place, beginning = split_typed(field.value, self._directory)
        if place != self._listed:
            return
        names = self._names(hidden=beginning.startswith("."))
        longer = completed(names, beginning)
        if longer in names and any(each.name == longer and each.is_directory for each in self._entries):
            longer += "/"
        head = "~/" if field.value == "~" else field.value[: len(field.value) - len(beginning)]
        field.value = head + longer
        field.cursor_position = len(field.value)

    def _names(self, *, hidden: bool) -> Sequence[str]:
        return [each.name for each in self._entries if hidden or not each.name.startswith(".")]

    @on(Input.Submitted, "#file-path")
    async def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value
        path = typed_path(text, self._directory) if text.strip() else None
        if path is not None and await asyncio.to_thread(_kind, path) == "file":
            self.post_message(self.Picked(path))
        elif path is not None and await asyncio.to_thread(_kind, path) == "directory":
            self._enter(path)
        elif (row := self._table.cursor_row) is not None:
            place = self._listed or self._directory
            if row.is_directory:
                self._enter(place.parent if row.id == UP else place / row.id)
            else:
                self.post_message(self.Picked(place / row.id))
        else:
            self.post_message(self.Nothing(text))

    def _enter(self, directory: Path) -> None:
        """Go into a directory; what was typed is done with."""
        self._directory = Path(normpath(directory))
        with self.prevent(Input.Changed):
            self._field.value = ""
        self._narrow("")

    @property
    def _table(self) -> LineTable[FileRow]:
        return self.query_one("#file-rows", LineTable)

    @property
    def _field(self) -> PathField:
        return self.query_one("#file-path", PathField)


def _kind(path: Path) -> str:
    try:
        return "file" if path.is_file() else "directory" if path.is_dir() else ""
    except (OSError, ValueError):
        return ""
