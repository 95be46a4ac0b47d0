"""Reading a customer's export file from disk, for screens and commands alike."""

from __future__ import annotations

from pathlib import Path

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers.formats import LARGEST_FILE_MB, check_size


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
