"""API: the provider itself and its people."""

from __future__ import annotations

from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.call import Call, route
from embedded_backend.errors import EmptyProblem, invalid, not_found
from embedded_backend.profile import permissions
from embedded_backend.wire import Json, answer, date_text, html_decode, html_encode, rows


def require_user(call: Call) -> str:
    """The provider id of the path, for its staff. Raises the empty 403, also for unknown providers."""
    provider_id = call.path("provider_id")
    if not call.caller.provider_user(provider_id):
        raise EmptyProblem(403)
    return provider_id


def require_admin(call: Call) -> str:
    """The provider id of the path, for its admins. Raises the empty 403."""
    provider_id = call.path("provider_id")
    if not call.caller.provider_admin(provider_id):
        raise EmptyProblem(403)
    return provider_id


def find(call: Call, provider_id: str) -> Row:
    """The provider's row. Raises 404."""
    provider = call.database.row("SELECT * FROM providers WHERE id = ?", (provider_id,))
    if provider is None:
        raise not_found()
    return provider


def billable(provider: Row) -> bool:
    """Whether consolidated billing applies: MSP or business unit, and set up."""
    return provider["type"] in (0, 2) and provider["status"] == 2


def provider_object(provider: Row) -> Json:
    """The provider as its own route shows it; `businessName` keeps its entities."""
    return {
        "object": "provider",
        "id": provider["id"],
        "name": html_decode(provider["name"]),
        "businessName": provider["business_name"],
        "businessAddress1": None,
        "businessAddress2": None,
        "businessAddress3": None,
        "businessCountry": provider["business_country"],
        "businessTaxNumber": None,
        "billingEmail": provider["billing_email"],
        "creationDate": date_text(provider["created_at"]),
        "type": provider["type"],
    }


def read(call: Call) -> Response:
    """One provider."""
    return answer(provider_object(find(call, require_user(call))))


def update(call: Call) -> Response:
    """Change names and billing e-mail; lengths are checked on the encoded names."""
    provider = find(call, require_admin(call))
    name = _encoded(call.text("name", "Name", longest=256), "Name")
    business = call.body.get("businessname")
    encoded = _encoded(business, "BusinessName") if isinstance(business, str) else None
    email = call.text("billingemail", "BillingEmail", longest=256).strip().lower()
    if "@" not in email:
        raise invalid("BillingEmail", "The BillingEmail field is not a valid e-mail address.")
    call.database.run(
        "UPDATE providers SET name = ?, business_name = ?, billing_email = ? WHERE id = ?",
        (name, encoded, email, provider["id"]),
    )
    return answer(provider_object(find(call, provider["id"])))


def _encoded(text: str, field: str) -> str | None:
    encoded = html_encode(text)
    if encoded is not None and len(encoded) > 50:
        raise invalid(field, f"The field {field} exceeds the maximum length.")
    return encoded


def users(call: Call) -> Response:
    """Everybody in the provider; service users are refused."""
    staff = call.database.rows(
        "SELECT s.*, u.name AS user_name, u.email AS user_email FROM provider_users s"
        " LEFT JOIN users u ON u.id = s.user_id WHERE s.provider_id = ? ORDER BY s.rowid",
        (require_admin(call),),
    )
    return rows(_details(row) for row in staff)


def _details(row: Row) -> Json:
    return {
        "object": "providerUserUserDetails",
        "id": row["id"],
        "userId": row["user_id"],
        "type": row["type"],
        "status": row["status"],
        "permissions": permissions(),
        "name": row["user_name"],
        "email": row["user_email"] or row["email"],
    }


ROUTES: list[BaseRoute] = [
    route("/providers/{provider_id:uuid}", read),
    route("/providers/{provider_id:uuid}", update, ("PUT", "POST")),
    route("/providers/{provider_id:uuid}/users", users),
]
