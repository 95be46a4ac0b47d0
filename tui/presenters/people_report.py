"""The people of a provider for scripts and files: lines of text, records, CSV. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from backend_client.portal.people import PeopleBoard, PersonStatus
from backend_client.portal.people_acts import role_name
from tui.presenters.csv_cells import csv_text
from tui.presenters.people import PersonRow, counts_line, person_rows
from tui.presenters.saved_view import SavedRows
from tui.presenters.second_admin import second_admin_words
from tui.safe_text import fit
from tui.translate import _

FIELDS = ("id", "status", "name", "email", "role", "you", "invited", "resent")
"""The members of a record, for programs: never translated."""


def board_text(board: PeopleBoard) -> str:
    """The board as lines of text, with what is recommended below."""
    lines = [counts_line(board)]
    for row in person_rows(board):
        status, name, email, role, age = (cell.text for cell in row.cells)
        told = [fit(status, 9), fit(role, 14), fit(email, 34), fit(name, 24), age]
        lines.append("  ".join((*told, _("you")) if row.me else told).rstrip())
    advice = second_admin_words(board.admins)
    return "\n".join((*lines, advice) if advice else lines) + "\n"


def board_records(rows: Iterable[PersonRow]) -> list[dict[str, object]]:
    """One record per person; keys and statuses are part of the program's interface."""
    return [
        {
            "id": row.id,
            "status": _status_name(row.person.status),
            "name": row.person.name,
            "email": row.person.email,
            "role": role_name(row.person.role),
            "you": row.me,
            "invited": row.person.since.isoformat() if row.person.since else None,
            "resent": row.person.resent.isoformat() if row.person.resent else None,
        }
        for row in rows
    ]


def _status_name(status: int) -> str:
    return next((each.name.lower() for each in PersonStatus if each == status), str(status))


def records_json(records: Sequence[dict[str, object]]) -> str:
    """The records as JSON."""
    return json.dumps(list(records), indent=2, ensure_ascii=True) + "\n"


def records_csv(records: Iterable[dict[str, object]]) -> str:
    """The records as CSV."""
    return csv_text(FIELDS, ([record[name] for name in FIELDS] for record in records))


def saved_people(rows: Sequence[PersonRow], now: datetime) -> SavedRows:
    """The rows as they are shown, for a file."""
    records = board_records(rows)

    def text(path: Path) -> str:
        return records_json(records) if path.suffix.lower() == ".json" else records_csv(records)

    return SavedRows(f"people-{now.astimezone():%Y-%m-%d}.csv", len(records), text)
