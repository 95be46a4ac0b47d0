"""The client table as a file: what is shown, as CSV or JSON. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tui.presenters.clients import ClientTableRow
from tui.presenters.csv_cells import csv_text
from tui.translate import _


@dataclass(frozen=True, slots=True)
class SavedRows:
    """What goes to a file: `count` rows, into the file `name` unless another one is typed; `text` makes the
    content for a path, whose ending says in which format. `note` says what they are, where that is not simply
    what is shown."""

    name: str
    count: int
    text: Callable[[Path], str]
    note: str = ""


FIELDS = (
    "client",
    "assigned",
    "used",
    "remaining",
    "plan",
    "level",
    "waiting",
    "accepted",
    "suspended",
    "key",
    "organizationId",
)
"""The columns of a saved view, for programs: never translated."""


Value = str | int | bool | None
Record = dict[str, Value]


def view_records(rows: Sequence[ClientTableRow]) -> tuple[Record, ...]:
    """One record per row, in the order shown. Unknown figures are None, never 0."""
    return tuple(_record(row) for row in rows)


def _record(row: ClientTableRow) -> Record:
    client = row.client
    return {
        "client": client.name,
        "assigned": client.seats.assigned,
        "used": client.seats.used,
        "remaining": client.seats.remaining,
        "plan": client.plan,
        "level": row.level.value,
        "waiting": row.waiting,
        "accepted": None if row.people is None else row.people.accepted,
        "suspended": None if client.enabled is None else not client.enabled,
        "key": client.key.value,
        "organizationId": client.organization_id,
    }


def view_text(rows: Sequence[ClientTableRow], path: Path) -> str:
    """The file's content: JSON where the name ends in .json, else CSV with a heading line."""
    records = view_records(rows)
    if path.suffix.lower() == ".json":
        return json.dumps(list(records), indent=2, ensure_ascii=True) + "\n"
    return csv_text(FIELDS, ([record[field] for field in FIELDS] for record in records))


def default_name(now: datetime) -> str:
    """The file a view goes to unless another one is typed."""
    return f"clients-{now.astimezone():%Y-%m-%d}.csv"


def saved_view(rows: Sequence[ClientTableRow], now: datetime) -> SavedRows:
    """The client table as it is shown, for a file."""
    return SavedRows(default_name(now), len(rows), lambda path: view_text(rows, path))


def row_text(row: ClientTableRow) -> str:
    """One client in one line, as a person would say it in a ticket. Safe."""
    cells = dict(zip(("client", "assigned", "used", "remaining", "plan"), row.cells, strict=False))
    words = _("{client}: {assigned} assigned, {used} used, {remaining} remaining, {plan}")
    return words.format(**{name: cell.text for name, cell in cells.items()})
