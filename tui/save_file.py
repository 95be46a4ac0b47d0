"""Writing a file a person asked for."""

from __future__ import annotations

import os
from pathlib import Path

_PRIVATE = 0o600


def save_file(path: Path, text: str, *, replace: bool = False) -> None:
    """Write `text`, readable by its owner only. Raises FileExistsError unless `replace`, and OSError.

    Nothing is written through a symbolic link, and what is replaced is replaced as a whole.
    """
    target = path.with_name(f".{path.name}.new") if replace else path
    if replace:
        target.unlink(missing_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, _PRIVATE)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        target.unlink(missing_ok=True)  # half a file would pass for a whole one
        raise
    if replace:
        target.replace(path)
