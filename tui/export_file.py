"""A customer's export file on disk: reading it, and where the last one was."""

from __future__ import annotations

from pathlib import Path

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers.formats import LARGEST_FILE_MB, check_size
from tui.named_file import read_named
from tui.paths import state_file
from tui.settings import change_remembered, read_remembered


def read_file(path: Path | None, *, pipes: bool = False) -> bytes:
    """The bytes of an export file; `pipes` as for `read_named`. Raises ImportProblem."""
    if path is None:
        raise ImportProblem(ImportFault.UNREADABLE)
    try:
        data = read_named(path, LARGEST_FILE_MB * 1_000_000 + 1, pipes=pipes)
    except OSError as error:
        raise ImportProblem(ImportFault.UNREADABLE, what=error.strerror or "") from None
    check_size(len(data))
    return data


def first_directory(profile: str = "") -> Path:
    """The directory of the profile's last import, where it is still there; else the home directory."""
    remembered = Path(read_remembered(state_file(profile)).import_directory or "~")
    try:
        return remembered if remembered.is_dir() else Path.home()
    except (OSError, RuntimeError):
        return Path("/")


def remember_directory(directory: Path, profile: str = "") -> None:
    """Begin there the next time. Where that cannot be written, the next import begins at home."""
    try:
        change_remembered({"import_directory": str(directory)}, state_file(profile))
    except OSError:
        return
