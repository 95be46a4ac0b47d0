"""Dashlane CSV: one file per kind of thing, single or together in an archive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers.archive import Archive
from backend_client.portal.importers.csv_rows import Row, header_of, read_csv
from backend_client.portal.importers.imported import (
    Collector,
    Imported,
    folders,
    host_of,
    name_of,
    simple_login,
    text_or_none,
)
from backend_client.portal.importers.text import text_of
from backend_client.portal.vault_items import Card, CustomField, FieldType, Identity, Item, SecureNote

DASHLANE: Final = "Dashlane (csv)"
CREDENTIALS: Final = "credentials.csv"
_LOGIN = frozenset(
    ["username", "title", "password", "note", "url", "category", "otpsecret", "otpurl", "collections"]
)
_NUMBERS = {"passport": "passport_number", "license": "license_number", "social_security": "ssn"}
_CARD = frozenset(
    {
        *("type", "account_name", "account_holder", "name", "note"),
        *("cc_number", "code", "expiration_month", "expiration_year"),
    }
)
_IDENTITY = {
    "title": "title",
    "first_name": "first_name",
    "middle_name": "middle_name",
    "last_name": "last_name",
    "login": "username",
    "email": "email",
    "phone_number": "phone",
    "address": "address1",
    "city": "city",
    "state": "state",
    "zip": "postal_code",
    "country": "country",
}


def read_dashlane(data: bytes) -> Imported:
    """The items of one of the files, or of the archive with all. Raises ImportProblem."""
    gathered = Collector()
    if data.startswith(b"PK"):
        archive = Archive(data)
        found = [name for name in KINDS if name in archive.names]
        if not found:
            raise ImportProblem(ImportFault.NOT_ZIP)
        for name in found:
            content = archive.read(name)
            if content.strip():
                _read(content, KINDS[name], gathered)
    else:
        _read(data, _kind_of(data), gathered)
    return gathered.done()


def is_dashlane(columns: frozenset[str]) -> bool:
    """Whether a CSV with these columns is one of Dashlane's."""
    return any(columns >= needed for needed in _MARKS.values())


def _kind_of(data: bytes) -> Callable[[Row], Item]:
    columns = frozenset(header_of(text_of(data)))
    for name, needed in _MARKS.items():
        if columns >= needed:
            return KINDS[name]
    raise ImportProblem(ImportFault.WRONG_SHAPE, what=DASHLANE)


def _read(data: bytes, kind: Callable[[Row], Item], gathered: Collector) -> None:
    for row in read_csv(data):
        item = kind(row)
        for name in item.collections:
            gathered.parents(name)
        gathered.add(item)


def _credential(row: Row) -> Item:
    login = simple_login(
        username=row.get("username"),
        password=row.get("password"),
        uris=[row.get("url")],
        totp=row.get("otpurl", "otpsecret"),
    )
    return Item(
        name_of(row.get("title") or host_of(row.get("url"))),
        login,
        text_or_none(row.get("note")),
        fields=_rest(row, _LOGIN),
        collections=folders(row.get("category")),
        row=row.number,
    )


def _note(row: Row) -> Item:
    rest = _rest(row, frozenset({"title", "note", "category"}))
    shelves = folders(row.get("category"))
    note = text_or_none(row.get("note"))
    return Item(
        name_of(row.get("title")), SecureNote(), note, fields=rest, collections=shelves, row=row.number
    )


def _payment(row: Row) -> Item:
    name, note = name_of(row.get("account_name", "name")), text_or_none(row.get("note"))
    if row.get("type") not in ("payment_card", "credit_card"):
        known = frozenset({"type", "account_name", "note"})
        return Item(name, SecureNote(), note, fields=_rest(row, known, hidden=True), row=row.number)
    card = Card(
        cardholder_name=text_or_none(row.get("account_holder", "name")),
        number=text_or_none(row.get("cc_number")),
        exp_month=text_or_none(row.get("expiration_month").strip().lstrip("0")),
        exp_year=text_or_none(row.get("expiration_year").strip()),
        code=text_or_none(row.get("code")),
    )
    return Item(name, card, note, fields=_rest(row, _CARD), row=row.number)


def _paper(row: Row) -> Item:
    """An identity document."""
    kind = row.get("type")
    number = {_NUMBERS[kind]: text_or_none(row.get("number"))} if kind in _NUMBERS else {}
    first, _, last = row.get("name").strip().rpartition(" ")
    identity = Identity(first_name=first or None, last_name=last or None, **number)
    known = frozenset({"type", "name", "number"} if number else {"type", "name"})
    title = " ".join(part for part in (row.get("name"), kind) if part)
    return Item(name_of(title), identity, fields=_rest(row, known), row=row.number)


def _person(row: Row) -> Item:
    identity = Identity(**{member: text_or_none(row.get(column)) for column, member in _IDENTITY.items()})
    title = row.get("item_name") or " ".join(
        part for part in (row.get("first_name"), row.get("last_name")) if part
    )
    known = frozenset((*_IDENTITY, "type", "item_name"))
    return Item(name_of(title or row.get("type")), identity, fields=_rest(row, known), row=row.number)


def _rest(row: Row, known: frozenset[str], *, hidden: bool = False) -> tuple[CustomField, ...]:
    kind = FieldType.HIDDEN if hidden else FieldType.TEXT
    return tuple(CustomField(name, value, kind) for name, value in row.rest(known))


KINDS: Final[Mapping[str, Callable[[Row], Item]]] = {
    CREDENTIALS: _credential,
    "securenotes.csv": _note,
    "payments.csv": _payment,
    "ids.csv": _paper,
    "personalInfo.csv": _person,
}
"""The files of the archive."""

_MARKS: Final[Mapping[str, frozenset[str]]] = {
    CREDENTIALS: frozenset({"username", "username2", "title", "password", "url"}),
    "payments.csv": frozenset({"account_name", "account_holder", "cc_number"}),
    "ids.csv": frozenset({"type", "number", "place_of_issue"}),
    "personalInfo.csv": frozenset({"type", "first_name", "address_recipient"}),
    "securenotes.csv": frozenset({"title", "note"}),
}
