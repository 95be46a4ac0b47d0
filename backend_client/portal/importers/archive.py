"""Zip archives that some programs export: read with a limit on what unpacks."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from backend_client.errors import ImportFault, ImportProblem

MOST_UNPACKED_MB = 100
_BROKEN = (
    BadZipFile,
    zlib.error,
    RuntimeError,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    LookupError,
)


class Archive:
    """The files of an archive by name. Raises ImportProblem."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = ZipFile(BytesIO(data))
            self.names = frozenset(self._zip.namelist())
        except _BROKEN:
            raise ImportProblem(ImportFault.NOT_ZIP) from None

    def read(self, name: str) -> bytes:
        """The contents of one file."""
        most = MOST_UNPACKED_MB * 1_000_000
        try:
            with self._zip.open(name) as file:
                data = file.read(most + 1)
        except _BROKEN:
            raise ImportProblem(ImportFault.NOT_ZIP) from None
        if len(data) > most:
            raise ImportProblem(ImportFault.FILE_TOO_LARGE, limit=MOST_UNPACKED_MB)
        return data
