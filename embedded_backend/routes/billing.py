"""API: what a provider pays for, and plans."""

from __future__ import annotations

import json
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.call import Call, Caller, route
from embedded_backend.errors import GATEWAY_FAILED, PlainProblem, Problem, invalid, unauthorized
from embedded_backend.plans import PLANS, plan_object
from embedded_backend.routes.providers import billable, find
from embedded_backend.wire import TICKS_PER_SECOND, Json, answer, date_text, done, rows

_GRACE_DAYS = {"charge_automatically": 14, "send_invoice": 30}
_SOURCE_TYPES = {"card": 0, "bankAccount": 1, "payPal": 2}


def billed(call: Call, *, admins_only: bool) -> Row:
    """The provider of the path. Refusals in order: 404, 401 for the role, 401 not billable, 500."""
    caller = call.caller
    provider = find(call, call.path("provider_id"))
    allowed = caller.provider_admin if admins_only else caller.provider_user
    if not allowed(provider["id"]) or not billable(provider):
        raise unauthorized()
    if not provider["gateway"]:
        raise Problem(500, GATEWAY_FAILED)
    return provider


def subscription(call: Call) -> Response:
    """Plans, seats and cost, for everybody in the provider."""
    provider = billed(call, admins_only=False)
    plans = call.database.rows(
        "SELECT * FROM provider_plans WHERE provider_id = ? ORDER BY plan_type", (provider["id"],)
    )
    return answer(
        {
            "status": provider["subscription_status"],
            "currentPeriodEndDate": date_text(provider["period_ends_at"]),
            "discountPercentage": provider["discount"],
            "collectionMethod": provider["collection_method"],
            "plans": [_plan(row) for row in plans],
            "accountCredit": provider["credit"],
            "taxInformation": _tax_information(provider),
            "cancelAt": date_text(provider["cancel_at"]),
            "suspension": _suspension(call, provider),
            "providerType": provider["type"],
            "paymentSource": _payment_source(provider),
        }
    )


def _suspension(call: Call, provider: Row) -> Json | None:
    """Only of an unpaid subscription with an open invoice that is overdue."""
    unpaid = provider["unpaid_since"]
    if provider["subscription_status"] not in ("past_due", "unpaid") or unpaid is None:
        return None
    overdue = call.database.value(
        "SELECT 1 FROM provider_invoices WHERE provider_id = ? AND status = 'open' AND due_at < ?",
        (provider["id"], call.backend.now),
    )
    if overdue is None:
        return None
    grace = _GRACE_DAYS.get(provider["collection_method"], 14)
    return {
        "suspensionDate": date_text(unpaid + grace * 86_400 * TICKS_PER_SECOND),
        "unpaidPeriodEndDate": date_text(unpaid),
        "gracePeriod": grace,
    }


def _tax_information(provider: Row) -> Json | None:
    stored = _stored(provider, "billing_address")
    if stored is None:
        return None
    tax_id = stored.get("taxId") or {}
    kept = ("country", "postalCode", "line1", "line2", "city", "state")
    tax = {"taxId": tax_id.get("value"), "taxIdType": tax_id.get("code")}
    return {**{name: stored.get(name) for name in kept}, **tax}


def _payment_source(provider: Row) -> Json | None:
    stored = _stored(provider, "payment_method")
    if stored is None:
        return None
    kind = stored["type"]
    if kind == "card":
        description = f"{stored['brand'].upper()}, *{stored['last4']}, {stored['expiration']}"
    else:
        description = stored["email"] if kind == "payPal" else f"{stored['bankName']}, *{stored['last4']}"
    unverified = bool(stored.get("hostedVerificationUrl"))
    return {
        "type": _SOURCE_TYPES[kind],
        "description": description,
        "needsVerification": unverified,
    }


def _stored(provider: Row, column: str) -> Json | None:
    found: Json | None = None if provider[column] is None else json.loads(provider[column])
    return found


def _plan(row: Row) -> Json:
    plan = PLANS[row["plan_type"]]
    paid = row["seat_minimum"] + row["purchased_seats"]
    return {
        "planName": plan.name,
        "type": plan.type,
        "productTier": plan.tier,
        "seatMinimum": row["seat_minimum"],
        "purchasedSeats": row["purchased_seats"],
        "assignedSeats": row["allocated_seats"],
        "cost": paid * plan.seat_price,
        "cadence": plan.cadence,
    }


def warnings(call: Call) -> Response:
    """Suspension for everybody, and the tax id for admins outside the US."""
    provider, caller = _vnext_provider(call)
    admin = caller.provider_admin(provider["id"])
    return answer({"suspension": _resolution(provider, admin=admin), "taxId": _tax_id(provider, admin)})


def _resolution(provider: Row, *, admin: bool) -> Json | None:
    if provider["enabled"]:
        return None
    if provider["subscription_status"] != "unpaid":
        return {"resolution": "contact_support", "subscriptionCancelsAt": None}
    if not admin:
        return {"resolution": "contact_administrator", "subscriptionCancelsAt": None}
    return {"resolution": "add_payment_method", "subscriptionCancelsAt": date_text(provider["cancel_at"])}


def _tax_id(provider: Row, admin: bool) -> Json | None:
    where = (_stored(provider, "billing_address") or {}).get("country")
    if not admin or provider["tax_warning"] is None or where in (None, "US"):
        return None
    return {"type": provider["tax_warning"]}


def address(call: Call) -> Response:
    """The billing address; 200 with an empty body where there is none."""
    return _or_empty(_stored(_vnext_admin(call), "billing_address"))


def change_address(call: Call) -> Response:
    """Replace the billing address. Its body is looked at before who sends it; no tax id deletes the old."""
    country = call.text("country", "Country")
    if len(country) != 2:
        raise invalid("Country", "The field Country must be a string with a length of 2.")
    tax_id = call.body.get("taxid")
    given = {
        "country": country,
        "postalCode": call.text("postalcode", "PostalCode"),
        **{name: call.body.get(name) for name in ("line1", "line2", "city", "state")},
        "taxId": {name: tax_id.get(name) for name in ("code", "value")} if isinstance(tax_id, dict) else None,
    }
    provider = _vnext_admin(call)
    call.database.run(
        "UPDATE providers SET billing_address = ? WHERE id = ?", (json.dumps(given), provider["id"])
    )
    return answer(given)


def payment_method(call: Call) -> Response:
    """How the provider pays; 200 with an empty body where nothing is on file."""
    return _or_empty(_stored(_vnext_admin(call), "payment_method"))


def credit(call: Call) -> Response:
    """The provider's credit: a bare number."""
    return answer(_vnext_admin(call)["credit"])


def _or_empty(found: Json | None) -> Response:
    return done() if found is None else answer(found)


def _vnext_admin(call: Call) -> Row:
    provider, caller = _vnext_provider(call)
    if not caller.provider_admin(provider["id"]):
        raise PlainProblem(401, "Unauthorized.")
    return provider


def _vnext_provider(call: Call) -> tuple[Row, Caller]:
    """Provider and caller. No login policy here: a missing token is refused like a missing role."""
    provider = call.database.row("SELECT * FROM providers WHERE id = ?", (call.path("provider_id"),))
    if provider is None:
        raise PlainProblem(404, "Provider not found.")
    caller = call.optional_caller
    if caller is None or not caller.provider_user(provider["id"]):
        raise PlainProblem(401, "Unauthorized.")
    return provider, caller


def plans(_call: Call) -> Response:
    """Every plan; anonymous."""
    return rows(plan_object(plan) for plan in PLANS.values())


ROUTES: list[BaseRoute] = [
    route("/providers/{provider_id:uuid}/billing/subscription", subscription),
    route("/providers/{provider_id:uuid}/billing/vnext/warnings", warnings),
    route("/providers/{provider_id:uuid}/billing/vnext/address", address),
    route("/providers/{provider_id:uuid}/billing/vnext/address", change_address, "PUT"),
    route("/providers/{provider_id:uuid}/billing/vnext/payment-method", payment_method),
    route("/providers/{provider_id:uuid}/billing/vnext/credit", credit),
    route("/plans", plans),
]
