"""Bitwarden CSV, of an organization (`collections`) or of a person (`folder`)."""

from __future__ import annotations

import csv

from backend_client.portal.importers.csv_rows import Row, read_csv
from backend_client.portal.importers.imported import (
    Collector,
    Imported,
    folders,
    name_of,
    simple_login,
    text_or_none,
)
from backend_client.portal.vault_items import CustomField, Item, SecureNote

_SEPARATOR = ": "


def read_bitwarden_csv(data: bytes) -> Imported:
    """The items of the file. Raises ImportProblem."""
    gathered = Collector()
    for row in read_csv(data, needed=("name", "type")):
        item = _item(row)
        for name in item.collections:
            gathered.parents(name)
        gathered.add(item)
    return gathered.done()


def _item(row: Row) -> Item:
    is_note = row.get("type").strip().lower() == "note"
    return Item(
        name=name_of(row.get("name")),
        details=SecureNote()
        if is_note
        else simple_login(
            username=row.get("login_username", "username"),
            password=row.get("login_password", "password"),
            uris=_uris(row.get("login_uri", "uri")),
            totp=row.get("login_totp", "totp"),
        ),
        notes=text_or_none(row.get("notes")),
        fields=custom_fields(row.get("fields")),
        favorite=row.get("favorite").strip() == "1",
        reprompt=row.get("reprompt").strip() == "1",
        collections=folders(*_names(row.get("collections"))) or folders(row.get("folder")),
        row=row.number,
    )


def _names(text: str) -> list[str]:
    return text.split(",")


def _uris(text: str) -> list[str]:
    """The addresses, which are a CSV row of their own inside the cell."""
    if "," not in text:
        return [text]
    try:
        return [uri for cells in csv.reader(text.splitlines()) for uri in cells]
    except csv.Error:
        return text.split(",")


def custom_fields(text: str) -> tuple[CustomField, ...]:
    """`name: value` lines, split at the last `: `. A line without it carries on the value before it."""
    found: list[CustomField] = []
    for line in text.splitlines():
        name, separator, value = line.rpartition(_SEPARATOR)
        if separator:
            found.append(CustomField(name, value or None))
        elif line.endswith(":"):
            found.append(CustomField(line[:-1], None))
        elif found and line:
            last = found.pop()
            found.append(CustomField(last.name, f"{last.value or ''}\n{line}"))
    return tuple(found)
