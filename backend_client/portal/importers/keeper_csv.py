"""Keeper CSV: no header; folder, title, login, password, address, notes, shared folder, then pairs."""

from __future__ import annotations

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers.csv_rows import records
from backend_client.portal.importers.imported import (
    Collector,
    Imported,
    folders,
    name_of,
    simple_login,
    text_or_none,
)
from backend_client.portal.importers.text import text_of
from backend_client.portal.vault_items import CustomField, Item

_FIXED = 7
_HEADER = ("folder", "title")
_TOTP = frozenset({"tfc:keeper", "$onetimecode"})
KEEPER_CSV = "Keeper (csv)"


def read_keeper_csv(data: bytes) -> Imported:
    """The items of the file. Raises ImportProblem."""
    gathered = Collector()
    for number, cells in records(text_of(data)):
        if not any(cells) or (number == 1 and _is_header(cells)):
            continue
        if len(cells) < _FIXED - 1:
            raise ImportProblem(ImportFault.WRONG_SHAPE, row=number, what=KEEPER_CSV)
        item = _item(number, cells + [""] * max(0, _FIXED - len(cells)))
        for name in item.collections:
            gathered.parents(name)
        gathered.add(item)
    return gathered.done()


def _item(number: int, cells: list[str]) -> Item:
    folder, title, username, password, address, notes, shared = cells[:_FIXED]
    pairs = [(cells[place], cells[place + 1]) for place in range(_FIXED, len(cells) - 1, 2)]
    codes = [value for label, value in pairs if label.strip().lower() in _TOTP]
    rest = pairs if len(codes) != 1 else [pair for pair in pairs if pair[0].strip().lower() not in _TOTP]
    return Item(
        name_of(title),
        simple_login(
            username=username, password=password, uris=[address], totp=codes[0] if len(codes) == 1 else None
        ),
        text_or_none(notes),
        fields=tuple(CustomField(text_or_none(label), value) for label, value in rest if value),
        collections=folders(folder, shared),
        row=number,
    )


def _is_header(cells: list[str]) -> bool:
    return tuple(cell.strip().lower() for cell in cells[:2]) == _HEADER
