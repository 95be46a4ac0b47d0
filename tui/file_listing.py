"""What lies in a directory, for choosing a file. Names of files are foreign text."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from stat import S_ISDIR, S_ISREG

MOST_ENTRIES = 5000
"""Entries of one directory that are looked at."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One entry: a directory or a plain file. `size` in bytes; `changed` is in UTC."""

    name: str
    is_directory: bool
    size: int
    changed: datetime


def entries_of(directory: Path) -> tuple[FileEntry, ...]:
    """The directories and plain files in `directory`, in no order. Raises OSError."""
    found: list[FileEntry] = []
    with os.scandir(directory) as entries:
        for entry in entries:
            if len(found) >= MOST_ENTRIES:
                break
            try:
                status = entry.stat()
                changed = datetime.fromtimestamp(status.st_mtime, UTC)
            except (OSError, ValueError, OverflowError):
                continue  # a broken link, or gone meanwhile
            if S_ISDIR(status.st_mode) or S_ISREG(status.st_mode):
                is_directory = S_ISDIR(status.st_mode)
                found.append(FileEntry(entry.name, is_directory, status.st_size, changed))
    return tuple(found)


def typed_path(text: str, directory: Path) -> Path:
    """The path that `text`, typed while in `directory`, means; `~` is the home directory."""
    try:
        return directory / Path(text).expanduser()
    except RuntimeError:  # a user of that name is not known
        return directory / text


def split_typed(text: str, directory: Path) -> tuple[Path, str]:
    """The directory that `text` leads to, and the beginning of a name behind its last slash."""
    head, slash, name = text.rpartition("/")
    if text == "~":
        return Path.home(), ""
    return (typed_path(head + slash, directory), name) if slash else (directory, name)
