"""The collections of a client for files and pipes. Pure."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from backend_client.portal.collection_overview import CollectionOverview
from backend_client.portal.collections import Collection
from tui.presenters.collections import full_name
from tui.presenters.csv_cells import csv_cell
from tui.safe_text import fit, safe_text
from tui.translate import _

FIELDS = ("name", "groups", "managers", "externalId", "id")
"""The columns, for programs: never translated."""


def collections_as(overview: CollectionOverview, format: str) -> str:
    """All of them, by name. `format` is "text", "json" or "csv"."""
    listed = sorted(overview.collections, key=lambda each: ((each.name or "").casefold(), each.id))
    if format == "json":
        return json.dumps([_record(each) for each in listed], indent=2, ensure_ascii=True) + "\n"
    if format == "csv":
        return _csv(listed)
    if not listed:
        return _("No collections yet.") + "\n"
    return "".join(f"{_line(each)}\n" for each in listed)


def _record(item: Collection) -> dict[str, Any]:
    """One collection. Its name is None where it does not open."""
    return {
        "name": item.name,
        "groups": list(item.groups),
        "managers": [manager.name for manager in item.managers],
        "externalId": item.external_id,
        "id": item.id,
    }


def _csv(listed: list[Collection]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(FIELDS)
    for each in listed:
        record = _record(each)
        joined = {
            key: "; ".join(value) if isinstance(value, list) else value for key, value in record.items()
        }
        writer.writerow([csv_cell(joined[field]) for field in FIELDS])
    return file.getvalue()


def _line(item: Collection) -> str:
    managers = ", ".join(safe_text(manager.name, limit=60) for manager in item.managers) or _("! nobody")
    return f"{fit(full_name(item), 40)}  {managers}"
