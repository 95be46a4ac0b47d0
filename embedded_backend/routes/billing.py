"""API: what a provider pays for, and plans."""

from __future__ import annotations

from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.call import Call, Caller, route
from embedded_backend.errors import GATEWAY_FAILED, PlainProblem, Problem, unauthorized
from embedded_backend.plans import PLANS, plan_object
from embedded_backend.routes.providers import billable, find
from embedded_backend.wire import Json, answer, date_text, done, rows

_CARD = {"type": 0, "description": "Visa, *4242, 04/2031", "needsVerification": False}


def subscription(call: Call) -> Response:
    """Plans, seats and cost. Refusals in order: 404, 401 for the role, 401 not billable, 500."""
    caller = call.caller
    provider = find(call, call.path("provider_id"))
    if not caller.provider_user(provider["id"]) or not billable(provider):
        raise unauthorized()
    if not provider["gateway"]:
        raise Problem(500, GATEWAY_FAILED)
    plans = call.database.rows(
        "SELECT * FROM provider_plans WHERE provider_id = ? ORDER BY plan_type", (provider["id"],)
    )
    return answer(
        {
            "status": provider["subscription_status"],
            "currentPeriodEndDate": date_text(provider["period_ends_at"]),
            "discountPercentage": provider["discount"],
            "collectionMethod": "charge_automatically",
            "plans": [_plan(row) for row in plans],
            "accountCredit": provider["credit"],
            "taxInformation": None,
            "cancelAt": None,
            "suspension": None,
            "providerType": provider["type"],
            "paymentSource": _CARD,
        }
    )


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
    """Suspension and tax warnings."""
    provider, caller = _vnext_provider(call)
    suspension = None
    if not provider["enabled"]:
        unpaid = provider["subscription_status"] == "unpaid"
        admin = caller.provider_admin(provider["id"])
        advice = "add_payment_method" if admin else "contact_administrator"
        suspension = {"resolution": advice if unpaid else "contact_support", "subscriptionCancelsAt": None}
    return answer({"suspension": suspension, "taxId": None})


def address(call: Call) -> Response:
    """The billing address, which is not on file: 200 with an empty body."""
    _vnext_admin(call)
    return done()


def payment_method(call: Call) -> Response:
    """The card that the subscription names too."""
    _vnext_admin(call)
    return answer({"type": "card", "brand": "visa", "last4": "4242", "expiration": "04/2031"})


def credit(call: Call) -> Response:
    """The provider's credit: a bare number."""
    return answer(_vnext_admin(call)["credit"])


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
    route("/providers/{provider_id:uuid}/billing/vnext/payment-method", payment_method),
    route("/providers/{provider_id:uuid}/billing/vnext/credit", credit),
    route("/plans", plans),
]
