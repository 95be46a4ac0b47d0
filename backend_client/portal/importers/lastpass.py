"""LastPass CSV. Notes of a kind (`NoteType:` in the text) become cards and identities where they fit."""

from __future__ import annotations

import re

from backend_client.portal.importers.csv_rows import Row, read_csv
from backend_client.portal.importers.imported import (
    Collector,
    Imported,
    folders,
    name_of,
    simple_login,
    text_or_none,
)
from backend_client.portal.vault_items import Card, CustomField, FieldType, Identity, Item, SecureNote

_NOTE_ADDRESS = "http://sn"
_NOTE_TYPE = "NoteType:"
_NOTES = "Notes"
_LINE = re.compile(r"([^:\n]{1,60}):(.*)")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_HIDDEN = frozenset({"Password", "Passphrase", "Private Key", "PIN", "Pin", "Security Code"})
_CARD = {"Name on Card", "Type", "Number", "Security Code", "Expiration Date"}
_IDENTITY = {
    "Title": "title",
    "First Name": "first_name",
    "Middle Name": "middle_name",
    "Last Name": "last_name",
    "Username": "username",
    "Company": "company",
    "Address 1": "address1",
    "Address 2": "address2",
    "Address 3": "address3",
    "City / Town": "city",
    "State": "state",
    "Zip / Postal Code": "postal_code",
    "Country": "country",
    "Email Address": "email",
    "Phone": "phone",
}


def read_lastpass(data: bytes) -> Imported:
    """The items of the file. Raises ImportProblem."""
    gathered = Collector()
    for row in read_csv(data, needed=("url", "username", "password", "extra", "name", "grouping")):
        shelves = folders(row.get("grouping"))
        for name in shelves:
            gathered.parents(name)
        gathered.add(_item(row, shelves))
    return gathered.done()


def _item(row: Row, shelves: tuple[str, ...]) -> Item:
    name, extra, favorite = name_of(row.get("name")), row.get("extra"), row.get("fav").strip() == "1"
    if row.get("url").strip() == _NOTE_ADDRESS:
        return _note(name, extra, favorite, shelves, row.number)
    login = simple_login(
        username=row.get("username"),
        password=row.get("password"),
        uris=[row.get("url")],
        totp=row.get("totp"),
    )
    return Item(name, login, text_or_none(extra), favorite=favorite, collections=shelves, row=row.number)


def _note(name: str, extra: str, favorite: bool, shelves: tuple[str, ...], number: int) -> Item:
    if not extra.startswith(_NOTE_TYPE):
        note = text_or_none(extra)
        return Item(name, SecureNote(), note, favorite=favorite, collections=shelves, row=number)
    values = _values(extra)
    kind = values.pop("NoteType", "")
    values.pop("Language", None)
    notes = text_or_none(values.pop(_NOTES, ""))
    details: Card | Identity | SecureNote = SecureNote()
    if kind == "Credit Card":
        details, values = _card(values)
    elif kind == "Address":
        details, values = _identity(values)
    return Item(
        name,
        details,
        notes,
        fields=tuple(_field(label, value) for label, value in values.items() if value.strip(" ,")),
        favorite=favorite,
        collections=shelves,
        row=number,
    )


def _values(extra: str) -> dict[str, str]:
    """`Label:value` lines. A line without a label goes on with the value before; so does all of the notes."""
    found: dict[str, str] = {}
    label = ""
    for line in extra.splitlines():
        match = _LINE.fullmatch(line) if label != _NOTES else None
        if match and match[1] not in found:
            label = match[1]
            found[label] = match[2]
        elif label:
            found[label] += f"\n{line}"
    return found


def _card(values: dict[str, str]) -> tuple[Card, dict[str, str]]:
    month, _, year = values.get("Expiration Date", "").partition(",")
    number = month.strip().lower()
    card = Card(
        cardholder_name=text_or_none(values.get("Name on Card")),
        brand=text_or_none(values.get("Type")),
        number=text_or_none(values.get("Number")),
        exp_month=str(_MONTHS.index(number) + 1) if number in _MONTHS else None,
        exp_year=text_or_none(year.strip()),
        code=text_or_none(values.get("Security Code")),
    )
    kept = number in _MONTHS or not number
    taken = _CARD if kept else _CARD - {"Expiration Date"}
    return card, {label: value for label, value in values.items() if label not in taken}


def _identity(values: dict[str, str]) -> tuple[Identity, dict[str, str]]:
    members = {member: text_or_none(values.get(label)) for label, member in _IDENTITY.items()}
    return Identity(**members), {label: value for label, value in values.items() if label not in _IDENTITY}


def _field(label: str, value: str) -> CustomField:
    return CustomField(label, value, FieldType.HIDDEN if label in _HIDDEN else FieldType.TEXT)
