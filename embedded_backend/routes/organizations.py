"""API: one client organization itself."""

from __future__ import annotations

from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import audit
from embedded_backend.access import (
    Access,
    organization_access,
    organization_row,
    require_known,
    require_owner,
)
from embedded_backend.call import Call, route
from embedded_backend.errors import EmptyProblem, Problem, invalid, not_found, unauthorized
from embedded_backend.member_rules import CONFIRMED, NO_OWNER, OWNER
from embedded_backend.plans import PLANS, features, plan_object
from embedded_backend.profile import memberships_of
from embedded_backend.routes.member_invites import is_address
from embedded_backend.wire import Json, answer, done, html_decode, html_encode, rows


def memberships(call: Call) -> Response:
    """The organizations the caller is a confirmed member of; a provider's clients are not among them."""
    user = call.database.row("SELECT * FROM users WHERE id = ?", (call.caller.id,))
    found = [] if user is None else memberships_of(call.database, user)
    return rows(row for row in found if row["status"] == CONFIRMED)


def leave(call: Call) -> Response:
    """The caller's own way out; the last owner has none."""
    _ = call.caller
    row = organization_row(call, call.path("organization_id"))
    member = call.database.row(
        "SELECT * FROM organization_users WHERE organization_id = ? AND user_id = ?",
        (row["id"], call.caller.id),
    )
    if member is None:
        raise not_found()
    owners = (
        "SELECT 1 FROM organization_users WHERE organization_id = ? AND type = 0 AND status = 2 AND id <> ?"
    )
    if member["type"] == OWNER and call.database.row(owners, (row["id"], member["id"])) is None:
        raise Problem(400, NO_OWNER)
    call.database.run("DELETE FROM organization_users WHERE id = ?", (member["id"],))
    audit.log_member(call, organization_access(call), audit.MEMBER_LEFT, member)
    return done()


def read(call: Call) -> Response:
    """The organization with its feature flags, for owners and provider staff."""
    access = require_owner(call)
    return answer(_shown(call, organization_row(call, access.organization_id)))


def _shown(call: Call, row: Row) -> Json:
    return {**organization_object(row), "maxCollections": call.backend.options.most_collections}


def organization_object(row: Row) -> Json:
    """The organization as its own route shows it; flags differ from the profile in one name, and lack one."""
    flags = features(row["plan_type"])
    flags["useDisableSmAdsForUsers"] = flags.pop("useDisableSMAdsForUsers")
    del flags["useActivateAutofillPolicy"]
    return {
        "object": "organization",
        "id": row["id"],
        "name": html_decode(row["name"]),
        "businessName": None,
        "businessAddress1": None,
        "businessAddress2": None,
        "businessAddress3": None,
        "businessCountry": None,
        "businessTaxNumber": None,
        "billingEmail": row["billing_email"],
        "plan": plan_object(PLANS[row["plan_type"]]),
        "secretsManagerPlan": None,
        "planType": row["plan_type"],
        "seats": row["seats"],
        "maxAutoscaleSeats": row["seats"],
        "maxCollections": None,
        "maxStorageGb": 1,
        **flags,
        "hasPublicAndPrivateKeys": row["public_key"] is not None and row["private_key"] is not None,
        "limitCollectionCreation": bool(row["limit_collection_creation"]),
        "limitCollectionDeletion": bool(row["limit_collection_deletion"]),
        "limitItemDeletion": bool(row["limit_item_deletion"]),
        "allowAdminAccessToAllCollectionItems": bool(row["admin_access"]),
        "smSeats": None,
        "smServiceAccounts": None,
        "maxAutoscaleSmSeats": None,
        "maxAutoscaleSmServiceAccounts": None,
    }


def update(call: Call) -> Response:
    """Name and billing address, each only if it is sent; keys only where there are none.

    Whoever may not gets an empty 401. The billing address of a provider's client is the provider's matter.
    """
    name, email = (
        html_encode(_posted_text(call, "name")),
        _posted_text(call, "billingemail"),
    )
    _check_length(name, "Name", 50)
    _check_length(email, "BillingEmail", 256)
    if email is not None and not is_address(email.strip()):
        raise invalid("BillingEmail", "The BillingEmail field is not a valid e-mail address.")
    access = organization_access(call, older=True)
    if not access.owner or (email is not None and access.provider_id is None and _managed(call, access)):
        raise EmptyProblem(401)
    row = organization_row(call, access.organization_id)
    values = {
        "name": row["name"] if name is None else name,
        "billing_email": row["billing_email"] if email is None else email.strip().lower(),
        "public_key": row["public_key"],
        "private_key": row["private_key"],
    }
    keys = call.body.get("keys")
    if isinstance(keys, dict) and not row["public_key"] and not row["private_key"]:
        values["public_key"], values["private_key"] = keys.get("publickey"), keys.get("encryptedprivatekey")
    call.database.run(
        "UPDATE organizations SET name = :name, billing_email = :billing_email, public_key = :public_key,"
        " private_key = :private_key WHERE id = :id",
        {**values, "id": row["id"]},
    )
    audit.log_organization(call, access, audit.ORGANIZATION_UPDATED)
    return answer(organization_object(organization_row(call, row["id"])))


def _posted_text(call: Call, name: str) -> str | None:
    value = call.body.get(name)
    if value is not None and not isinstance(value, str):
        raise invalid(f"$.{name}", "The JSON value could not be converted.")
    return value


def _check_length(value: str | None, field: str, longest: int) -> None:
    """Names are measured as they are stored: with entities. Raises 400."""
    if value is not None and len(value) > longest:
        raise invalid(field, f"The field {field} must be a string with a maximum length of {longest}.")


def make_keys(call: Call) -> Response:
    """The key pair of an organization that has none yet."""
    public, private = (
        call.text("publickey", "PublicKey", longest=4000),
        call.text("encryptedprivatekey", "EncryptedPrivateKey", longest=8000),
    )
    access = organization_access(call, older=True)
    if not access.may("manageResetPassword"):
        raise unauthorized()
    row = organization_row(call, access.organization_id)
    if row["public_key"] or row["private_key"]:
        raise Problem(400, "Organization Keys already exist")
    call.database.run(
        "UPDATE organizations SET public_key = ?, private_key = ? WHERE id = ?", (public, private, row["id"])
    )
    return answer({"object": "organizationKeys", "publicKey": public, "privateKey": private})


def subscription(call: Call) -> Response:
    """What the organization is billed. A provider's client has no subscription of its own, and only the
    provider's staff may look."""
    access = organization_access(call, older=True)
    if not access.owner or (access.provider_id is None and _managed(call, access)):
        raise not_found()
    row = organization_row(call, access.organization_id)
    none = ("subscription", "upcomingInvoice", "customerDiscount", "pendingAnnualUpgrade", "expiration")
    body = {**_shown(call, row), "storageName": None, "storageGb": None, **dict.fromkeys(none)}
    return answer({**body, "object": "organizationSubscription"})


def _managed(call: Call, access: Access) -> bool:
    statement = "SELECT 1 FROM provider_organizations WHERE organization_id = ?"
    return call.database.row(statement, (access.organization_id,)) is not None


_SWITCHES = {
    "limit_collection_creation": ("limitcollectioncreation", 1610),
    "limit_collection_deletion": ("limitcollectiondeletion", 1612),
    "limit_item_deletion": ("limititemdeletion", 1614),
    "admin_access": ("allowadminaccesstoallcollectionitems", 1616),
}
"""Columns, with their names in bodies and the event of switching on; that of switching off is one more."""


def collection_management(call: Call) -> Response:
    """Set the four switches; an absent one becomes false. Each that changes leaves an event."""
    access = require_owner(call)
    before = organization_row(call, access.organization_id)
    for column, (name, event) in _SWITCHES.items():
        wanted = call.flag(name)
        if bool(before[column]) != wanted:
            statement = f"UPDATE organizations SET {column} = ? WHERE id = ?"  # noqa: S608 - ours
            call.database.run(statement, (wanted, before["id"]))
            audit.log_organization(call, access, event if wanted else event + 1)
    return answer(organization_object(organization_row(call, access.organization_id)))


def public_key(call: Call) -> Response:
    """The organization's public key, for anybody who is signed in."""
    _ = call.caller
    row = organization_row(call, call.path("organization_id"))
    return answer({"object": "organizationPublicKey", "publicKey": row["public_key"]})


def metadata(call: Call) -> Response:
    """The occupied seats that invitations are checked against."""
    access = require_known(call)
    occupied = call.database.value(
        "SELECT COUNT(*) FROM organization_users WHERE organization_id = ? AND status IN (0, 1, 2)",
        (access.organization_id,),
    )
    return answer({"isOnSecretsManagerStandalone": False, "organizationOccupiedSeats": occupied})


def self_hosted_metadata(call: Call) -> Response:
    """Answered by servers of one's own only; this one is like the cloud."""
    require_known(call)
    raise Problem(400, "Only allowed when self hosted.")


def warnings(call: Call) -> Response:
    """What billing warns about: nothing, in practice."""
    require_known(call)
    return answer(dict.fromkeys(("freeTrial", "inactiveSubscription", "resellerRenewal", "taxId")))


_ORGANIZATION = "/organizations/{organization_id:uuid}"
ROUTES: list[BaseRoute] = [
    route("/organizations", memberships),
    route(f"{_ORGANIZATION}/leave", leave, "POST"),
    route(f"{_ORGANIZATION}/billing/vnext/self-host/metadata", self_hosted_metadata),
    route(_ORGANIZATION, read),
    route(_ORGANIZATION, update, ("PUT", "POST")),
    route(f"{_ORGANIZATION}/collection-management", collection_management, "PUT"),
    route(f"{_ORGANIZATION}/public-key", public_key),
    route(f"{_ORGANIZATION}/keys", public_key),
    route(f"{_ORGANIZATION}/keys", make_keys, "POST"),
    route(f"{_ORGANIZATION}/subscription", subscription),
    route(f"{_ORGANIZATION}/billing/vnext/metadata", metadata),
    route(f"{_ORGANIZATION}/billing/vnext/warnings", warnings),
]
