"""Files that nobody but their owner may write: reading, replacing and locking them.

What this program wrote down (state, journal, pins, notes) and what a person set decides where it signs in
and what it trusts. On a machine with other users such a file is read only when it is a plain file, not a
link, owned by this user or by root, in a directory of which the same holds, and writable by nobody else.
Root is not kept out: it could change this program as well.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path

PRIVATE_DIRECTORY = 0o700
PRIVATE_FILE = 0o600
_OTHERS_WRITE = 0o022
_OTHERS = 0o077


class FileProblem(StrEnum):
    """Why a file is not trusted."""

    LINK = "symbolic link"
    NOT_A_FILE = "not a plain file"
    OTHER_OWNER = "owned by another user"
    OTHERS_WRITE = "writable by other users"


class UntrustedFile(OSError):
    """`path`, a file or its directory, is not this user's alone; nothing was read from it or written."""

    def __init__(self, path: Path, problem: FileProblem) -> None:
        super().__init__(errno.EPERM, problem.value, str(path))
        self.path = path
        self.problem = problem


def private_directory(directory: Path) -> Path:
    """Create `directory` with its parents, or close an own one to others. Raises UntrustedFile, OSError."""
    directory.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
    found = directory.stat()
    if found.st_uid == os.geteuid() and found.st_mode & _OTHERS:
        with suppress(OSError):  # a disk that cannot be written; what others may do there decides
            directory.chmod(PRIVATE_DIRECTORY)
    check_directory(directory)
    return directory


def read_private(path: Path) -> bytes:
    """What is in the file. Raises FileNotFoundError, UntrustedFile, OSError."""
    with os.fdopen(open_private(path, os.O_RDONLY), "rb") as file:
        return file.read()


def read_trusted(path: Path, most: int) -> bytes:
    """A file somebody named, wherever it lies; links to it are followed.

    Raises UntrustedFile where others own it or may write it, and OSError, also for more than `most` bytes.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        problem = _file_problem(os.fstat(descriptor))
        if problem is not None:
            raise UntrustedFile(path, problem)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            content = file.read(most + 1)
            if len(content) > most:
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
            return content
    finally:
        os.close(descriptor)


def open_private(path: Path, flags: int) -> int:
    """A descriptor of the file, checked after it was opened; with O_CREAT made for its owner only.

    Raises FileNotFoundError, UntrustedFile, OSError.
    """
    check_directory(path.parent)
    guarded = flags | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    try:
        descriptor = os.open(path, guarded, PRIVATE_FILE)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise UntrustedFile(path, FileProblem.LINK) from None
        raise
    try:
        problem = _file_problem(os.fstat(descriptor))
        if problem is not None:
            raise UntrustedFile(path, problem)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def replace_private(path: Path, content: bytes, *, synced: bool = True) -> None:
    """Write the file as a whole: whoever reads it meanwhile finds the old or the new one.

    Its directory is made. Without `synced` it may be the old one again after a power cut. A file that is not
    trusted is left as it is. Raises UntrustedFile, OSError.
    """
    private_directory(path.parent)
    check_private(path)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, PRIVATE_FILE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            if synced:
                file.flush()
                os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise


def check_private(path: Path) -> None:
    """Raises UntrustedFile where the file is there and not trusted, and OSError where it cannot be opened."""
    with suppress(FileNotFoundError):
        os.close(open_private(path, os.O_RDONLY))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One process of this user at a time between reading `path` and replacing it.

    Raises UntrustedFile, OSError.
    """
    private_directory(path.parent)
    descriptor = open_private(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def check_directory(directory: Path, *, sticky: bool = False) -> None:
    """Raises UntrustedFile where somebody else owns the directory or may write it, and OSError.

    With `sticky` others may add to it, as to /tmp, where nobody can replace what is not theirs.
    """
    found = directory.stat()
    problem = _problem(found)
    if sticky and problem is FileProblem.OTHERS_WRITE and found.st_mode & stat.S_ISVTX:
        return
    if problem is not None:
        raise UntrustedFile(directory, problem)


def _file_problem(found: os.stat_result) -> FileProblem | None:
    return _problem(found) if stat.S_ISREG(found.st_mode) else FileProblem.NOT_A_FILE


def _problem(found: os.stat_result) -> FileProblem | None:
    if found.st_uid not in (os.geteuid(), 0):
        return FileProblem.OTHER_OWNER
    return FileProblem.OTHERS_WRITE if found.st_mode & _OTHERS_WRITE else None
