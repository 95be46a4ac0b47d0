"""The collections of a client for files and pipes. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from backend_client.portal.collection_overview import CollectionOverview
from backend_client.portal.collections import Collection
from tui.presenters.collections import full_name, path_of, permission_words
from tui.presenters.csv_cells import csv_text
from tui.presenters.group_report import PERMISSION_NAMES
from tui.safe_text import fit, safe_text
from tui.translate import _

FIELDS = (
    "name",
    "path",
    "groups",
    "members",
    "managers",
    "unmanaged",
    "permission",
    "externalId",
    "id",
)
"""The columns, for programs: never translated. `permission` is the caller's own."""


def collections_as(overview: CollectionOverview, format: str) -> str:
    """All of them, by name. `format` is "text", "json" or "csv"."""
    listed = sorted(overview.collections, key=lambda each: ((each.name or "").casefold(), each.id))
    if format == "text":
        if not listed:
            return _("No collections yet.") + "\n"
        return "".join(f"{_line(each)}\n" for each in listed)
    people = {each.id for each in overview.members}
    members = Counter(key for (key, who), held in overview.grants.items() if who in people and held)
    records = [_record(each, members[each.id]) for each in listed]
    if format == "json":
        return json.dumps(records, indent=2, ensure_ascii=True) + "\n"
    return csv_text(FIELDS, ([_cell(record[field]) for field in FIELDS] for record in records))


def _record(item: Collection, members: int) -> dict[str, Any]:
    """One collection. Its name is None where it does not open. `members` reach it directly."""
    return {
        "name": item.name,
        "path": list(path_of(item)),
        "groups": list(item.groups),
        "members": members,
        "managers": [manager.name for manager in item.managers],
        "unmanaged": not item.managed,
        "permission": PERMISSION_NAMES[item.permission],
        "externalId": item.external_id,
        "id": item.id,
    }


def _cell(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def _line(item: Collection) -> str:
    cells = (
        fit(full_name(item), 34),
        fit(_names(item.groups) or "-", 24),
        fit(permission_words(item.permission), 11),
        _names([("" if each.confirmed else "? ") + each.name for each in item.managers]) or _("! nobody"),
    )
    return "  ".join(cells)


def _names(names: Sequence[str]) -> str:
    return ", ".join(safe_text(name, limit=60) for name in names)
