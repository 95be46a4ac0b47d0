"""The client list as a report: text for people, JSON and CSV for programs. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence

from backend_client.portal.clients import Client, ClientList
from backend_client.portal.seats import DEFAULT_LOW_RULE, LowRule, total_seats
from tui.presenters.csv_cells import csv_text
from tui.presenters.text_table import text_table
from tui.safe_text import fit, safe_text
from tui.translate import _

_NAME_WIDTH = 40
_FIELDS = ("client", "assigned", "used", "remaining", "plan", "level", "waiting", "organizationId")

Record = dict[str, str | int | None]


def seat_records(listed: ClientList, rule: LowRule = DEFAULT_LOW_RULE) -> tuple[Record, ...]:
    """One record per client, by name. Unknown figures are None, never 0."""
    ordered = sorted(listed.clients, key=lambda client: (client.name.casefold(), client.organization_id))
    return tuple(seat_record(client, rule) for client in ordered)


def seat_record(client: Client, rule: LowRule = DEFAULT_LOW_RULE) -> Record:
    """One client as a record; the keys are part of the program's interface."""
    return {
        "client": client.name,
        "assigned": client.seats.assigned,
        "used": client.seats.used,
        "remaining": client.seats.remaining,
        "plan": client.plan,
        "level": client.seats.level(rule).value,
        "waiting": client.seats.waiting,
        "organizationId": client.organization_id,
    }


def as_json(records: Sequence[Record]) -> str:
    """A JSON array. Everything beyond ASCII is escaped, so no byte of a name reaches a terminal raw."""
    return json.dumps(list(records), indent=2, ensure_ascii=True) + "\n"


def as_csv(records: Sequence[Record]) -> str:
    """CSV with a heading line. Names are made safe, and none can start a spreadsheet formula."""
    return csv_text(_FIELDS, ([record[field] for field in _FIELDS] for record in records))


def as_text(listed: ClientList, records: Sequence[Record]) -> str:
    """A table with totals, at most 80 columns wide for names up to 40."""
    if not records:
        return _("No clients yet.") + "\n"
    names = [fit(safe_text(str(record["client"])), _NAME_WIDTH) for record in records]
    plans = [safe_text(str(record["plan"]), limit=24) for record in records]
    headings = (_("Client"), _("Assigned"), _("Used"), _("Remaining"), _("Plan"), _("Level"))
    rows = [
        (
            name,
            _figure(record["assigned"]),
            _figure(record["used"]),
            _figure(record["remaining"]),
            plan,
            str(record["level"]),
        )
        for name, plan, record in zip(names, plans, records, strict=True)
    ]
    totals = total_seats(tuple(client.seats for client in listed.clients))
    total = (_("Total"), str(totals.assigned), str(totals.used), str(totals.remaining), "", "")
    return "\n".join(text_table((headings, *rows, total), right=(1, 2, 3))) + "\n"


def _figure(value: str | int | None) -> str:
    return "-" if value is None else str(value)
