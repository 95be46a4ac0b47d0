"""Which program exported a file: told from its contents, or named by the person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers.archive import Archive
from backend_client.portal.importers.bitwarden_csv import read_bitwarden_csv
from backend_client.portal.importers.bitwarden_encrypted import is_protected, open_protected, open_restricted
from backend_client.portal.importers.bitwarden_json import BITWARDEN, read_bitwarden_json
from backend_client.portal.importers.browsers import read_chrome, read_firefox, read_safari
from backend_client.portal.importers.csv_rows import header_of
from backend_client.portal.importers.dashlane import KINDS, is_dashlane, read_dashlane
from backend_client.portal.importers.imported import Imported
from backend_client.portal.importers.json_values import Json, read_json
from backend_client.portal.importers.keepass_kdbx import SIGNATURE, read_keepass_kdbx
from backend_client.portal.importers.keepass_xml import read_keepass_xml
from backend_client.portal.importers.keeper_csv import read_keeper_csv
from backend_client.portal.importers.keeper_json import KEEPER_JSON, read_keeper_json
from backend_client.portal.importers.lastpass import read_lastpass
from backend_client.portal.importers.nordpass import read_nordpass
from backend_client.portal.importers.onepassword_1pux import CONTENTS, read_onepassword_1pux
from backend_client.portal.importers.onepassword_csv import read_onepassword_csv
from backend_client.portal.importers.text import text_of
from backend_client.secret import Secret

if TYPE_CHECKING:
    from backend_client.portal.opened_client import ReadingKey

LARGEST_FILE_MB = 100
"""Files above this are refused unread."""

_KEEPER_COLUMNS = 6
_ZIP = b"PK\x03\x04"


class ImportFormat(StrEnum):
    """What `--type` takes."""

    BITWARDEN_CSV = "bitwarden-csv"
    BITWARDEN_JSON = "bitwarden-json"
    LASTPASS = "lastpass-csv"
    ONEPASSWORD_CSV = "1password-csv"
    ONEPASSWORD_1PUX = "1password-1pux"
    KEEPER_CSV = "keeper-csv"
    KEEPER_JSON = "keeper-json"
    DASHLANE = "dashlane-csv"
    NORDPASS = "nordpass-csv"
    KEEPASS_XML = "keepass-xml"
    KEEPASS_KDBX = "keepass-kdbx"
    CHROME = "chrome-csv"
    FIREFOX = "firefox-csv"
    SAFARI = "safari-csv"


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
    _Csv(ImportFormat.LASTPASS, frozenset({"url", "username", "password", "extra", "name", "grouping"})),
    _Csv(ImportFormat.NORDPASS, frozenset({"name", "type", "note", "cardnumber", "cardholdername"})),
    _Csv(ImportFormat.FIREFOX, frozenset({"url", "username", "password", "guid"})),
    _Csv(ImportFormat.ONEPASSWORD_CSV, frozenset({"title", "password", "tags"})),
    _Csv(ImportFormat.ONEPASSWORD_CSV, frozenset({"title", "password", "archived"})),
    _Csv(ImportFormat.ONEPASSWORD_CSV, frozenset({"title", "notesplain"})),
    _Csv(
        ImportFormat.SAFARI,
        frozenset({"title", "url", "username", "password"}),
        lacks=frozenset({"username2"}),
    ),
    _Csv(ImportFormat.CHROME, frozenset({"name", "url", "username", "password"})),
)

_READERS: Final[Mapping[ImportFormat, Callable[[bytes], Imported]]] = {
    ImportFormat.BITWARDEN_CSV: read_bitwarden_csv,
    ImportFormat.LASTPASS: read_lastpass,
    ImportFormat.ONEPASSWORD_CSV: read_onepassword_csv,
    ImportFormat.ONEPASSWORD_1PUX: read_onepassword_1pux,
    ImportFormat.KEEPER_CSV: read_keeper_csv,
    ImportFormat.DASHLANE: read_dashlane,
    ImportFormat.NORDPASS: read_nordpass,
    ImportFormat.KEEPASS_XML: read_keepass_xml,
    ImportFormat.CHROME: read_chrome,
    ImportFormat.FIREFOX: read_firefox,
    ImportFormat.SAFARI: read_safari,
}


def _detected(data: bytes) -> tuple[ImportFormat, Json | None]:
    """The format of a file and, of JSON, its object: parsing is half the work of reading it."""
    check_size(len(data))
    if data.startswith(SIGNATURE):
        return ImportFormat.KEEPASS_KDBX, None
    if data.startswith(_ZIP):
        return _of_archive(Archive(data)), None
    text = text_of(data)
    start = text[:200].lstrip()
    if start.startswith(("{", "[")):
        body = read_json(data, BITWARDEN)
        return _of_json(body), body
    return _of_text(text, start), None


def _of_text(text: str, start: str) -> ImportFormat:
    if start.startswith("<"):
        return ImportFormat.KEEPASS_XML
    header = header_of(text)
    columns = frozenset(header)
    for candidate in _HEADERS:
        if candidate.has <= columns and not candidate.lacks & columns:
            return candidate.format
    if is_dashlane(columns):
        return ImportFormat.DASHLANE
    if len(header) >= _KEEPER_COLUMNS and "password" not in columns:  # Keeper writes no header
        return ImportFormat.KEEPER_CSV
    raise ImportProblem(ImportFault.UNKNOWN_FORMAT)


def check_size(size: int) -> None:
    """Raises ImportProblem for a file of so many bytes that it is not read."""
    if size > LARGEST_FILE_MB * 1_000_000:
        raise ImportProblem(ImportFault.FILE_TOO_LARGE, limit=LARGEST_FILE_MB)


def read_export(
    data: bytes,
    kind: ImportFormat | None = None,
    *,
    password: Secret | None = None,
    key_file: bytes | None = None,
    key: ReadingKey | None = None,
) -> tuple[ImportFormat, Imported]:
    """The format (detected where `kind` is None) and the contents of a file.

    `password` opens a file that has one of its own, with `key_file` beside it where a KeePass database wants
    one; `key` (the organization's) an account-restricted one.
    Raises ImportProblem: PASSWORD_NEEDED and KEY_NEEDED where one of them is missing.
    """
    check_size(len(data))
    kind, body = _detected(data) if kind is None else (kind, None)
    if kind is ImportFormat.BITWARDEN_JSON:
        return kind, read_bitwarden_json(_opened(body or read_json(data, BITWARDEN), password, key))
    if kind is ImportFormat.KEEPER_JSON:
        return kind, read_keeper_json(body or read_json(data, KEEPER_JSON))
    if kind is ImportFormat.KEEPASS_KDBX:
        return kind, read_keepass_kdbx(data, password, key_file)
    return kind, _READERS[kind](data)


def _of_json(body: Json) -> ImportFormat:
    if "encrypted" in body or isinstance(body.get("items"), list):
        return ImportFormat.BITWARDEN_JSON
    if isinstance(body.get("records"), list):
        return ImportFormat.KEEPER_JSON
    raise ImportProblem(ImportFault.UNKNOWN_FORMAT)


def _of_archive(archive: Archive) -> ImportFormat:
    if CONTENTS in archive.names:
        return ImportFormat.ONEPASSWORD_1PUX
    if archive.names.intersection(KINDS):
        return ImportFormat.DASHLANE
    raise ImportProblem(ImportFault.UNKNOWN_FORMAT)


def _opened(body: Json, password: Secret | None, key: ReadingKey | None) -> Json:
    if body.get("encrypted") is not True:
        return body
    if is_protected(body):
        if password is None:
            raise ImportProblem(ImportFault.PASSWORD_NEEDED)
        return open_protected(body, password)
    if key is None:
        raise ImportProblem(ImportFault.KEY_NEEDED)
    try:
        return open_restricted(body, key)
    except RecursionError:
        raise ImportProblem(ImportFault.NOT_JSON) from None
