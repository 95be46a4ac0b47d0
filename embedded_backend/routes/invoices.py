"""API: invoices of a provider, and the report on clients that belongs to each."""

from __future__ import annotations

import csv
import io
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.call import Call, route
from embedded_backend.errors import not_found
from embedded_backend.routes.billing import billed
from embedded_backend.wire import Json, answer, date_text

_HEADER = ("Client", "Id", "Assigned", "Used", "Remaining", "Plan", "Estimated total")


def listing(call: Call) -> Response:
    """Open, paid and uncollectible invoices, newest first. Admins only: others get the 401 of a role."""
    provider = billed(call, admins_only=True)
    found = call.database.rows(
        "SELECT * FROM provider_invoices WHERE provider_id = ?"
        " AND status IN ('open', 'paid', 'uncollectible') ORDER BY date DESC, number DESC",
        (provider["id"],),
    )
    return answer({"invoices": [_invoice(row) for row in found]})


def _invoice(row: Row) -> Json:
    return {
        "id": row["id"],
        "date": date_text(row["date"]),
        "number": row["number"],
        "total": row["total"],
        "status": row["status"],
        "dueDate": date_text(row["due_at"]),
        "url": row["url"],
    }


def report(call: Call) -> Response:
    """The clients of one invoice as CSV, names as they are stored. 404 where no line of it is stored."""
    provider = billed(call, admins_only=True)
    items = call.database.rows(
        "SELECT i.* FROM provider_invoice_items i JOIN provider_invoices v ON v.id = i.invoice_id"
        " WHERE v.provider_id = ? AND v.id = ? ORDER BY i.rowid",
        (provider["id"], call.path("invoice_id")),
    )
    if not items:
        raise not_found()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for item in items:
        seats = (item["assigned"], item["used"], item["assigned"] - item["used"])
        total = f"${item['total']:,.2f}"
        writer.writerow((item["client_name"], item["organization_id"] or "", *seats, item["plan"], total))
    return Response(text.getvalue().encode(), media_type="text/csv")


_INVOICES = "/providers/{provider_id:uuid}/billing/invoices"
ROUTES: list[BaseRoute] = [
    route(_INVOICES, listing),
    route(f"{_INVOICES}/{{invoice_id}}", report),
]
