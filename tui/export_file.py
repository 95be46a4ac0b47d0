"""A customer's export file on disk: reading it, and where the last one was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers.formats import LARGEST_FILE_MB, check_size
from tui.settings import read_remembered, write_remembered


def read_file(path: Path | None) -> bytes:
    """The bytes of an export file. Raises ImportProblem."""
    if path is None:
        raise ImportProblem(ImportFault.UNREADABLE)
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE_MB * 1_000_000 + 1)
    except OSError as error:
        raise ImportProblem(ImportFault.UNREADABLE, what=error.strerror or "") from None
    check_size(len(data))
    return data


def first_directory() -> Path:
    """The directory of the last import, where it is still there; else the home directory."""
    remembered = Path(read_remembered().import_directory or "~")
    try:
        return remembered if remembered.is_dir() else Path.home()
    except (OSError, RuntimeError):
        return Path("/")


def remember_directory(directory: Path) -> None:
    """Begin there the next time. Where that cannot be written, the next import begins at home."""
    try:
        write_remembered(replace(read_remembered(), import_directory=str(directory)))
    except OSError:
        return
