"""API: the members of an organization, for reading."""

from __future__ import annotations

from collections import defaultdict
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.access import Access, require, require_known, require_older
from embedded_backend.call import Call, route
from embedded_backend.domain_claims import is_claimed, verified_domains
from embedded_backend.errors import not_found
from embedded_backend.profile import permissions
from embedded_backend.selections import selection_object
from embedded_backend.wire import Json, answer, date_text, rows

MEMBERS = (
    "SELECT m.*, u.name AS user_name, u.email AS user_email, u.public_key,"
    " u.auth_digest IS NOT NULL AS has_password,"
    " COALESCE(u.totp_secret, u.two_step_email, u.yubikey_id) IS NOT NULL AS two_step"
    " FROM organization_users m LEFT JOIN users u ON u.id = m.user_id WHERE m.organization_id = ?"
)

_NOT_IN_DETAILS = (
    "name",
    "email",
    "avatarColor",
    "twoFactorEnabled",
    "groups",
    "ssoBound",
    "revocationReason",
)


def listing(call: Call) -> Response:
    """Everybody; groups and collections on request."""
    access = require_older(call, "manageUsers")
    query = call.request.query_params
    groups = _groups(call, access) if _asked(query.get("includeGroups")) else defaultdict(list)
    shelves = _collections(call, access) if _asked(query.get("includeCollections")) else defaultdict(list)
    found = call.database.rows(f"{MEMBERS} ORDER BY m.rowid", (access.organization_id,))
    domains = verified_domains(call.database, access.organization_id)
    return rows(
        _details(row, groups[row["id"]], shelves[row["id"]], claimed=is_claimed(row, domains))
        for row in found
    )


def _asked(value: str | None) -> bool:
    return (value or "").lower() == "true"


def mini_details(call: Call) -> Response:
    """Names and e-mails only; every member and provider staff may read them."""
    access = require_known(call)
    found = call.database.rows(f"{MEMBERS} ORDER BY m.rowid", (access.organization_id,))
    return rows(_mini(row, "organizationUserUserMiniDetails") for row in found)


def read(call: Call) -> Response:
    """One member, without name and e-mail."""
    access = require(call, "manageUsers")
    row = one_member(call, access)
    claimed = is_claimed(row, verified_domains(call.database, access.organization_id))
    details = _details(row, [], _collections(call, access)[row["id"]], claimed=claimed)
    for hidden in _NOT_IN_DETAILS:
        del details[hidden]
    if _asked(call.request.query_params.get("includeGroups")):
        details["groups"] = _groups(call, access)[row["id"]]
    return answer({**details, "object": "organizationUserDetails", "ssoExternalId": None})


def public_keys(call: Call) -> Response:
    """Public keys of members who wait to be confirmed; all others are left out."""
    access = require(call, "manageUsers")
    wanted = {str(identifier).lower() for identifier in call.items("ids") or ()}
    found = call.database.rows(f"{MEMBERS} AND m.status = 1 ORDER BY m.rowid", (access.organization_id,))
    return rows(
        {
            "object": "organizationUserPublicKeyResponseModel",
            "id": row["id"],
            "userId": row["user_id"],
            "key": row["public_key"],
        }
        for row in found
        if row["id"] in wanted
    )


def one_member(call: Call, access: Access) -> Row:
    """The member of the path with the account's columns. Raises 404."""
    parameters = (access.organization_id, call.path("member_id"))
    row = call.database.row(f"{MEMBERS} AND m.id = ?", parameters)
    if row is None:
        raise not_found()
    return row


def _groups(call: Call, access: Access) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    statement = "SELECT m.* FROM group_users m JOIN groups g ON g.id = m.group_id WHERE g.organization_id = ?"
    for row in call.database.rows(statement, (access.organization_id,)):
        found[row["organization_user_id"]].append(row["group_id"])
    return found


def _collections(call: Call, access: Access) -> defaultdict[str, list[Json]]:
    found: defaultdict[str, list[Json]] = defaultdict(list)
    statement = (
        "SELECT a.* FROM collection_users a JOIN collections c ON c.id = a.collection_id"
        " WHERE c.organization_id = ?"
    )
    for row in call.database.rows(statement, (access.organization_id,)):
        found[row["organization_user_id"]].append(selection_object(row["collection_id"], row))
    return found


def _mini(row: Row, kind: str) -> Json:
    return {
        "object": kind,
        "id": row["id"],
        "userId": row["user_id"],
        "type": row["type"],
        "status": row["status"],
        "name": row["user_name"],
        "email": row["user_email"] or row["email"],
    }


def _details(row: Row, groups: list[str], collections: list[Json], *, claimed: bool) -> Json:
    return {
        **_mini(row, "organizationUserUserDetails"),
        "externalId": row["external_id"],
        "accessSecretsManager": bool(row["access_secrets_manager"]),
        "accessPam": bool(row["access_pam"]),
        "permissions": permissions(row["permissions"]),
        "resetPasswordEnrolled": row["reset_password_key"] is not None,
        "usesKeyConnector": False,
        "hasMasterPassword": bool(row["has_password"]),
        "avatarColor": None,
        "twoFactorEnabled": bool(row["two_step"]),
        "ssoBound": False,
        "claimedByOrganization": claimed,
        "collections": collections,
        "groups": groups,
        "revocationReason": row["revocation_reason"],
        "creationDate": date_text(row["created_at"]),
    }


USERS = "/organizations/{organization_id:uuid}/users"
ONE_MEMBER = USERS + "/{member_id:uuid}"
ROUTES: list[BaseRoute] = [
    route(USERS, listing),
    route(f"{USERS}/mini-details", mini_details),
    route(f"{USERS}/public-keys", public_keys, "POST"),
    route(ONE_MEMBER, read),
]
