"""NordPass CSV: one table for every kind of item."""

from __future__ import annotations

import json
from typing import Any

from backend_client.portal.importers.csv_rows import Row, read_csv
from backend_client.portal.importers.imported import (
    Collector,
    Imported,
    folder_path,
    folders,
    name_of,
    simple_login,
    text_or_none,
)
from backend_client.portal.importers.json_values import objects, text, texts
from backend_client.portal.vault_items import (
    Card,
    CustomField,
    Details,
    FieldType,
    Identity,
    Item,
    SecureNote,
)

_IDENTITY = {
    "phone_number": "phone",
    "email": "email",
    "address1": "address1",
    "address2": "address2",
    "city": "city",
    "country": "country",
    "state": "state",
    "zipcode": "postal_code",
}


def read_nordpass(data: bytes) -> Imported:
    """The items of the file. Raises ImportProblem."""
    gathered = Collector()
    for row in read_csv(data, needed=("name", "type", "note", "cardnumber")):
        if row.get("type") == "folder":
            name = folder_path(row.get("name"))
            if name:
                gathered.parents(name)
                gathered.collection(name)
            continue
        shelves = folders(row.get("folder"))
        for name in shelves:
            gathered.parents(name)
        gathered.add(
            Item(
                name_of(row.get("name")),
                _details(row),
                text_or_none(row.get("note")),
                fields=_fields(row),
                collections=shelves,
                row=row.number,
            )
        )
    return gathered.done()


def _details(row: Row) -> Details:
    kind = row.get("type")
    if kind == "note":
        return SecureNote()
    if kind == "credit_card":
        month, _, year = row.get("expirydate").replace("-", "/").partition("/")
        year = year.strip()
        return Card(
            cardholder_name=text_or_none(row.get("cardholdername")),
            number=text_or_none(row.get("cardnumber")),
            exp_month=text_or_none(month.strip().lstrip("0")),
            exp_year=f"20{year}" if len(year) == 2 else text_or_none(year),
            code=text_or_none(row.get("cvc")),
        )
    if kind == "identity":
        first, _, last = row.get("full_name").strip().rpartition(" ")
        found = {member: text_or_none(row.get(column)) for column, member in _IDENTITY.items()}
        return Identity(first_name=first or None, last_name=last or None, **found)
    return simple_login(
        username=row.get("username"),
        password=row.get("password"),
        uris=[row.get("url"), *texts(_json(row.get("additional_urls")))],
    )


def _fields(row: Row) -> tuple[CustomField, ...]:
    found = [
        CustomField(
            text(each.get("label")),
            text(each.get("value")),
            FieldType.HIDDEN if each.get("type") == "hidden" else FieldType.TEXT,
        )
        for each in objects(_json(row.get("custom_fields")))
    ]
    if row.get("pin"):
        found.append(CustomField("pin", row.get("pin"), FieldType.HIDDEN))
    if row.get("type") == "credit_card" and row.get("zipcode"):
        found.append(CustomField("zipcode", row.get("zipcode")))
    return tuple(found)


def _json(cell: str) -> Any:
    try:
        return json.loads(cell) if cell else None
    except (ValueError, RecursionError):
        return None
