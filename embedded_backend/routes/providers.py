"""API: the provider itself."""

from __future__ import annotations

from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.call import Call, route
from embedded_backend.errors import EmptyProblem, invalid, not_found
from embedded_backend.wire import Json, answer, date_text, done, html_decode, html_encode


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
    """Change names and billing e-mail."""
    provider = find(call, require_admin(call))
    given = posted_names(call)
    call.database.run(
        "UPDATE providers SET name = ?, business_name = ?, billing_email = ? WHERE id = ?",
        (given["name"], given["business_name"], given["billing_email"], provider["id"]),
    )
    return answer(provider_object(find(call, provider["id"])))


def posted_names(call: Call) -> Json:
    """Names and billing e-mail of a body, by column; lengths are checked on the encoded names. Raises 400."""
    name = _encoded(call.text("name", "Name", longest=256), "Name")
    business = call.body.get("businessname")
    encoded = _encoded(business, "BusinessName") if isinstance(business, str) else None
    email = call.text("billingemail", "BillingEmail", longest=256).strip().lower()
    if "@" not in email:
        raise invalid("BillingEmail", "The BillingEmail field is not a valid e-mail address.")
    return {"name": name, "business_name": encoded, "billing_email": email}


def delete(call: Call) -> Response:
    """End the provider, without asking for any secret. Its clients stay behind, unlinked, still managed."""
    call.database.run("DELETE FROM providers WHERE id = ?", (find(call, require_admin(call))["id"],))
    return done()


def _encoded(text: str, field: str) -> str | None:
    encoded = html_encode(text)
    if encoded is not None and len(encoded) > 50:
        raise invalid(field, f"The field {field} exceeds the maximum length.")
    return encoded


ROUTES: list[BaseRoute] = [
    route("/providers/{provider_id:uuid}", read),
    route("/providers/{provider_id:uuid}", update, ("PUT", "POST")),
    route("/providers/{provider_id:uuid}", delete, "DELETE"),
    route("/providers/{provider_id:uuid}/delete", delete, "POST"),
]
