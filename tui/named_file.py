"""Reading a file that a person named."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from tui.translate import _


def read_named(path: Path, most: int, *, pipes: bool = False) -> bytes:
    """At most `most` bytes of a plain file. Raises OSError.

    Nothing else is read: nobody may ever write into a pipe of that name, and the thread that waits for it
    would keep the program from ending. With `pipes` it is waited for, as commands do, which a shell may hand
    one (`<(...)`, `/dev/stdin`) and which Ctrl+C ends.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | (0 if pipes else os.O_NONBLOCK))
    try:
        if not pipes and not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, _("not a plain file"), str(path))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(most)
    finally:
        os.close(descriptor)
