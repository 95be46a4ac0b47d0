"""Which program exported a file: told from its contents, or named by the person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers.bitwarden_csv import read_bitwarden_csv
from backend_client.portal.importers.bitwarden_json import BITWARDEN, read_bitwarden_json
from backend_client.portal.importers.csv_rows import header_of
from backend_client.portal.importers.imported import Imported
from backend_client.portal.importers.json_values import Json, read_json
from backend_client.portal.importers.text import text_of

LARGEST_FILE_MB = 100
"""Files above this are refused unread."""

_KDBX = b"\x03\xd9\xa2\x9a"


class ImportFormat(StrEnum):
    """What `--type` takes."""

    BITWARDEN_CSV = "bitwarden-csv"
    BITWARDEN_JSON = "bitwarden-json"


@dataclass(frozen=True, slots=True)
class _Csv:
    """A CSV format is told by columns that must be there, and columns that must not."""

    format: ImportFormat
    has: frozenset[str]
    lacks: frozenset[str] = frozenset()


# The first that fits wins.
_HEADERS: Final = (
    _Csv(ImportFormat.BITWARDEN_CSV, frozenset({"name", "type", "login_username"})),
    _Csv(ImportFormat.BITWARDEN_CSV, frozenset({"collections", "name", "type"})),
)

_READERS: Final[Mapping[ImportFormat, Callable[[bytes], Imported]]] = {
    ImportFormat.BITWARDEN_CSV: read_bitwarden_csv,
    ImportFormat.BITWARDEN_JSON: lambda data: read_bitwarden_json(_unencrypted(data)),
}


def detect(data: bytes) -> ImportFormat:
    """The format of a file. Raises ImportProblem, UNKNOWN_FORMAT among others."""
    check_size(len(data))
    if data.startswith(_KDBX):
        raise ImportProblem(ImportFault.NOT_SUPPORTED, what="KDBX")
    text = text_of(data)
    start = text[:200].lstrip()
    if start.startswith(("{", "[")):
        return _of_json(read_json(data, BITWARDEN))
    columns = frozenset(header_of(text))
    for candidate in _HEADERS:
        if candidate.has <= columns and not candidate.lacks & columns:
            return candidate.format
    raise ImportProblem(ImportFault.UNKNOWN_FORMAT)


def check_size(size: int) -> None:
    """Raises ImportProblem for a file of so many bytes that it is not read."""
    if size > LARGEST_FILE_MB * 1_000_000:
        raise ImportProblem(ImportFault.FILE_TOO_LARGE, limit=LARGEST_FILE_MB)


def read_export(data: bytes, kind: ImportFormat | None = None) -> tuple[ImportFormat, Imported]:
    """The format (detected where `kind` is None) and the contents of a file. Raises ImportProblem."""
    check_size(len(data))
    kind = kind or detect(data)
    return kind, _READERS[kind](data)


def _of_json(body: Json) -> ImportFormat:
    if "encrypted" in body or isinstance(body.get("items"), list):
        return ImportFormat.BITWARDEN_JSON
    raise ImportProblem(ImportFault.UNKNOWN_FORMAT)


def _unencrypted(data: bytes) -> Json:
    body = read_json(data, BITWARDEN)
    if body.get("encrypted") is True:
        fault = (
            ImportFault.PASSWORD_NEEDED if body.get("passwordProtected") is True else ImportFault.KEY_NEEDED
        )
        raise ImportProblem(fault)
    return body
