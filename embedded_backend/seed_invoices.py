"""Invoices of the practice providers, from what their clients could have been in past months."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from embedded_backend.database import Database
from embedded_backend.plans import PLANS
from embedded_backend.seed_accounts import DAY

_PERIOD_BEGAN = 18  # days ago
_MONTH = 30
_DUE = 30
_GROWTH = 40
"""A client had this fraction of its seats less in each month before."""


@dataclass(frozen=True, slots=True)
class _Item:
    """One line of the report on clients."""

    name: str
    organization_id: str | None
    assigned: int
    used: int
    plan: str
    total: float


def add_invoices(
    database: Database, provider_id: str, prefix: str, months: int, *, now: int, lost: int | None = None
) -> None:
    """One invoice a month, the newest open. Invoice number `lost` was given up as uncollectible.

    Seats of the past follow from those of today, so that every seed tells the same story.
    """
    provider = database.row("SELECT * FROM providers WHERE id = ?", (provider_id,))
    assert provider is not None  # noqa: S101 - it was just made
    plans = database.rows(
        "SELECT * FROM provider_plans WHERE provider_id = ? ORDER BY plan_type DESC", (provider_id,)
    )
    clients = database.rows(
        "SELECT o.id, o.name, o.seats, o.plan_type, o.created_at, COUNT(m.id) AS used"
        " FROM provider_organizations l JOIN organizations o ON o.id = l.organization_id"
        " LEFT JOIN organization_users m ON m.organization_id = o.id AND m.status IN (0, 1, 2)"
        " WHERE l.provider_id = ? GROUP BY o.id ORDER BY l.rowid",
        (provider_id,),
    )
    factor = (100 - (provider["discount"] or 0)) / 100
    for number in range(1, months + 1):
        ago = months - number
        date = now - (_PERIOD_BEGAN + _MONTH * ago) * DAY
        items = [item for plan in plans for item in _items(plan, clients, ago, date, factor)]
        status = "open" if ago == 0 else "uncollectible" if number == lost else "paid"
        if provider["unpaid_since"] is not None and date >= provider["unpaid_since"] - _MONTH * DAY:
            status = "open"
        _insert(database, provider_id, f"{prefix}-{number:04d}", date, status, items)


def _items(plan: Row, clients: list[Row], ago: int, date: int, factor: float) -> list[_Item]:
    """The lines of one plan: its clients of that time, and the seats nobody was assigned."""
    kind = PLANS[plan["plan_type"]]
    price = kind.seat_price * factor
    items = []
    for client in clients:
        if client["plan_type"] != kind.type or client["created_at"] > date:
            continue
        seats = max(1, client["seats"] - ago * client["seats"] // _GROWTH)
        used = max(1, client["used"] - ago * client["used"] // _GROWTH)
        items.append(_Item(client["name"], client["id"], seats, used, kind.name, round(seats * price, 2)))
    unassigned = plan["seat_minimum"] - sum(item.assigned for item in items)
    if unassigned >= 0:
        total = round(unassigned * price, 2)
        items.append(_Item("Unassigned seats", None, unassigned, 0, kind.name, total))
    return items


def _insert(
    database: Database, provider_id: str, number: str, date: int, status: str, items: list[_Item]
) -> None:
    invoice: dict[str, Any] = {
        "id": f"in_{uuid.uuid4().hex[:24]}",
        "provider_id": provider_id,
        "number": number,
        "date": date,
        "due_at": date + _DUE * DAY,
        "total": round(sum(item.total for item in items), 2),
        "status": status,
        "url": f"https://invoices.practice.example/{number}",
    }
    database.insert("provider_invoices", invoice)
    columns = ("invoice_id", "client_name", "organization_id", "assigned", "used", "plan", "total")
    database.insert_many(
        "provider_invoice_items",
        columns,
        [
            (invoice["id"], item.name, item.organization_id, item.assigned, item.used, item.plan, item.total)
            for item in items
        ],
    )
