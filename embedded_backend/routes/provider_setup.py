"""API: setting up a provider that the vendor prepared."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.call import Call, route
from embedded_backend.errors import GATEWAY_FAILED, Problem, invalid
from embedded_backend.invitation_links import SETUP_PROVIDER
from embedded_backend.routes.joining import INVALID_TOKEN, token_fits
from embedded_backend.routes.providers import find, posted_names, provider_object, require_admin
from embedded_backend.selections import check_enc_string
from embedded_backend.staff_rules import staff_refusal
from embedded_backend.wire import TICKS_PER_SECOND, Json, answer

PRACTICE_PAYMENT = "practice-"
"""What a payment token of practice begins with: there is no payment service that could have made another."""

_METHODS = ("bankAccount", "card", "payPal")
_PENDING, _BILLABLE, _BUSINESS_UNIT = 0, 2, 2
_DAY = 86_400 * TICKS_PER_SECOND
_TRIAL_DAYS = {False: 14, True: 4}
_ADDRESS = ("line1", "line2", "city", "state")


def setup(call: Call) -> Response:
    """Give a pending provider its names, its key for the caller, a customer and a subscription."""
    provider_id = require_admin(call)
    record = posted_names(call)
    token, key = call.text("token", "Token", longest=4000), call.text("key", "Key", longest=4000)
    method, address = _method(call), _address(call)
    provider = find(call, provider_id)
    if provider["status"] != _PENDING:
        raise Problem(400, "Provider is already setup.")
    email = call.database.value("SELECT email FROM users WHERE id = ?", (call.caller.id,))
    if email is None or not token_fits(call, token, SETUP_PROVIDER, provider_id, email):
        raise Problem(400, INVALID_TOKEN)
    owner = call.database.value(
        "SELECT id FROM provider_users WHERE provider_id = ? AND user_id = ? AND type = 0 AND status = 2",
        (provider_id, call.caller.id),
    )
    if owner is None:
        raise Problem(400, "Invalid owner.")
    refused = staff_refusal(call.database, call.caller.id)
    if refused:
        raise Problem(400, refused)
    if call.database.row("SELECT 1 FROM provider_plans WHERE provider_id = ?", (provider_id,)) is None:
        raise Problem(500, GATEWAY_FAILED)
    check_enc_string(key, "Key")
    _charge(method)
    trial = _TRIAL_DAYS[provider["type"] == _BUSINESS_UNIT]
    values: Json = {
        **record,
        "business_country": address["country"],
        "billing_address": json.dumps(address),
        "payment_method": json.dumps(_kept(method["type"], email)),
        "status": _BILLABLE,
        "gateway": 1,
        "subscription_status": "trialing",
        "period_ends_at": call.backend.now + trial * _DAY,
    }
    columns = ", ".join(f"{name} = ?" for name in values)
    call.database.run(
        f"UPDATE providers SET {columns} WHERE id = ?",  # noqa: S608 - names of ours
        (*values.values(), provider_id),
    )
    call.database.run("UPDATE provider_users SET key = ? WHERE id = ?", (key, owner))
    return answer(provider_object(find(call, provider_id)))


def _method(call: Call) -> Json:
    method = _object(call, "paymentmethod", "PaymentMethod")
    kind, token = method.get("type"), method.get("token")
    if kind not in _METHODS:
        raise invalid("PaymentMethod.Type", "Payment method type must be one of: bankAccount, card, payPal")
    if not isinstance(token, str) or not token:
        raise invalid("PaymentMethod.Token", "The Token field is required.")
    return {"type": kind, "token": token}


def _address(call: Call) -> Json:
    """The billing address as answers show it. Raises 400."""
    posted = _object(call, "billingaddress", "BillingAddress")
    country, postal = _part(posted, "country"), _part(posted, "postalcode")
    if country is None or len(country) != 2:
        raise invalid("BillingAddress.Country", "Country code must be 2 characters long.")
    if postal is None:
        raise invalid("BillingAddress.PostalCode", "The PostalCode field is required.")
    lines = {name: _part(posted, name) for name in _ADDRESS}
    return {"country": country, "postalCode": postal, **lines, "taxId": _tax_id(posted.get("taxid"))}


def _tax_id(posted: Any) -> Json | None:
    if posted is None:
        return None
    if not isinstance(posted, dict) or not (_part(posted, "code") and _part(posted, "value")):
        raise invalid("BillingAddress.TaxId", "The TaxId field needs a code and a value.")
    return {"code": posted["code"], "value": posted["value"]}


def _object(call: Call, name: str, field: str) -> Json:
    found = call.body.get(name)
    if not isinstance(found, dict):
        raise invalid(field, f"The {field} field is required.")
    return found


def _part(posted: Json, name: str) -> str | None:
    found = posted.get(name)
    return found if isinstance(found, str) and found.strip() else None


def _charge(method: Json) -> None:
    """What the payment service says; its refusals are keyed by its own parameter."""
    if not method["token"].startswith(PRACTICE_PAYMENT):
        sentence = "No such payment method."
        raise Problem(400, sentence, {"payment_method": [sentence]})


def _kept(kind: str, email: str) -> Json:
    if kind == "payPal":
        return {"type": kind, "email": email}
    if kind == "bankAccount":
        return {"type": kind, "bankName": "Practice Bank", "last4": "6789", "hostedVerificationUrl": None}
    return {"type": kind, "brand": "visa", "last4": "4242", "expiration": "04/2031"}


ROUTES: list[BaseRoute] = [route("/providers/{provider_id:uuid}/setup", setup, "POST")]
