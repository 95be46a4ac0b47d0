"""1Password CSV, as versions 7 and 8 write it. Tags become collections; other columns custom fields."""

from __future__ import annotations

from typing import Final

from backend_client.portal.importers.csv_rows import Row, read_csv
from backend_client.portal.importers.imported import (
    Collector,
    Imported,
    folders,
    name_of,
    simple_login,
    text_or_none,
)
from backend_client.portal.vault_items import Card, CustomField, Details, Item, SecureNote

_TITLE: Final = ("title", "name")
_URLS: Final = ("urls", "url", "website", "websites", "urls(s)")
_USER: Final = ("username", "user name")
_PASSWORD: Final = ("password",)
_TOTP: Final = ("otpauth", "one-time password", "totp")
_NOTES: Final = ("notes", "notesplain")
_TAGS: Final = ("tags",)
_KIND: Final = ("type", "category")
_FLAGS: Final = (
    "favorite",
    "archived",
    "vault",
    "uuid",
    "createdat",
    "updatedat",
    "created date",
    "modified date",
)
_CARD: Final = ("number", "cardholder name", "cardholder", "expiry date", "verification number")
_KNOWN: Final = frozenset((*_TITLE, *_URLS, *_USER, *_PASSWORD, *_TOTP, *_NOTES, *_TAGS, *_KIND, *_FLAGS))


def read_onepassword_csv(data: bytes) -> Imported:
    """The items of the file. Raises ImportProblem."""
    gathered = Collector()
    for row in read_csv(data, needed=("title",)):
        shelves = folders(*row.get(*_TAGS).replace(";", ",").split(","))
        for name in shelves:
            gathered.parents(name)
        details = _details(row)
        known = _KNOWN.union(_CARD) if isinstance(details, Card) else _KNOWN
        gathered.add(
            Item(
                name_of(row.get(*_TITLE)),
                details,
                text_or_none(row.get(*_NOTES)),
                fields=tuple(CustomField(name, value) for name, value in row.rest(known)),
                favorite=row.get("favorite").strip().lower() in ("true", "1", "yes"),
                collections=shelves,
                row=row.number,
            )
        )
    return gathered.done()


def _details(row: Row) -> Details:
    kind = row.get(*_KIND).strip().lower()
    if kind in ("secure note", "securenote", "note"):
        return SecureNote()
    if kind in ("credit card", "creditcard"):
        month, _, year = row.get("expiry date").partition("/")
        return Card(
            cardholder_name=text_or_none(row.get("cardholder name", "cardholder")),
            number=text_or_none(row.get("number")),
            exp_month=month.strip().lstrip("0") or None,
            exp_year=year.strip() or None,
            code=text_or_none(row.get("verification number")),
        )
    login = simple_login(
        username=row.get(*_USER),
        password=row.get(*_PASSWORD),
        uris=row.get(*_URLS).split("\n"),
        totp=row.get(*_TOTP),
    )
    empty = not (login.username or login.password or login.totp or login.uris)
    return SecureNote() if empty else login
