"""API: one client organization itself."""

from __future__ import annotations

from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.access import organization_row, require_known, require_owner
from embedded_backend.call import Call, route
from embedded_backend.plans import PLANS, features, plan_object
from embedded_backend.wire import Json, answer, html_decode


def read(call: Call) -> Response:
    """The organization with its feature flags, for owners and provider staff."""
    access = require_owner(call)
    return answer(organization_object(organization_row(call, access.organization_id)))


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


def collection_management(call: Call) -> Response:
    """Set the four switches; an absent one becomes false."""
    access = require_owner(call)
    names = ("limitcollectioncreation", "limitcollectiondeletion", "limititemdeletion")
    switches = [call.body.get(name) is True for name in (*names, "allowadminaccesstoallcollectionitems")]
    call.database.run(
        "UPDATE organizations SET limit_collection_creation = ?, limit_collection_deletion = ?,"
        " limit_item_deletion = ?, admin_access = ? WHERE id = ?",
        (*switches, access.organization_id),
    )
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


_ORGANIZATION = "/organizations/{organization_id:uuid}"
ROUTES: list[BaseRoute] = [
    route(_ORGANIZATION, read),
    route(f"{_ORGANIZATION}/collection-management", collection_management, "PUT"),
    route(f"{_ORGANIZATION}/public-key", public_key),
    route(f"{_ORGANIZATION}/keys", public_key),
    route(f"{_ORGANIZATION}/billing/vnext/metadata", metadata),
]
