"""API: inviting members and reminding them."""

from __future__ import annotations

import re
import uuid

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import audit
from embedded_backend.access import Access, organization_row, require
from embedded_backend.call import Call, guid, route
from embedded_backend.collection_rights import changeable
from embedded_backend.errors import Problem, invalid, not_found
from embedded_backend.member_roles import check_role, read_permissions, stored_permissions
from embedded_backend.member_rules import (
    ADMIN,
    CUSTOM,
    INVITED,
    NO_OWNER,
    OWNER,
    USER,
    check_seats,
    has_owner,
)
from embedded_backend.routes.member_bulk import bulk_answer, posted_members
from embedded_backend.routes.members import ONE_MEMBER, USERS, one_member
from embedded_backend.selections import Selection, read_selections
from embedded_backend.simulate import send_invitation
from embedded_backend.wire import done

_MOST = 20
_LOCAL = r"[\x21-\x7e]+"
_ADDRESS = re.compile(_LOCAL + r"@[^\s@<>(),;:\"\[\]\\]+\.[^\W\d_]+")
_BAD_LOCAL = re.compile(r"[<>(),;:\"\[\]\\@]|^\.|\.$|\.\.")


def invite(call: Call) -> Response:
    """Invite up to twenty addresses at once; those the organization knows already are left out silently."""
    access = require(call, "manageUsers")
    emails, kind = posted_emails(call), member_type(call)
    collections = _collections(call, access)
    organization = organization_row(call, access.organization_id)
    granted = read_permissions(call.body.get("permissions"))
    check_role(access, organization, kind, None, granted)
    known = _known(call, access)
    new = [email for email in dict.fromkeys(emails) if email not in known]
    check_seats(call.database, organization, len(emails) - len(set(emails) & known))
    if kind != OWNER and not has_owner(call.database, access.organization_id):
        raise Problem(400, NO_OWNER)
    if collections is None and new:
        message = "Value cannot be null. (Parameter 'source')"
        raise Problem(400, "An error has occurred.", {"": [message]})
    groups = _groups(call, access)
    for email in new:
        _insert(call, access, email, kind, stored_permissions(kind, granted), collections or [], groups)
    return done()


def posted_emails(call: Call) -> list[str]:
    """The addresses of an invitation, lower case, as often as they were sent. Raises 400."""
    posted = call.items("emails")
    if posted is None:
        raise invalid("Emails", "The Emails field is required.")
    if not posted:
        raise invalid("Emails", "An email is required.")
    if len(posted) > _MOST:
        raise invalid("Emails", f"You can only submit up to {_MOST} emails at a time.")
    for number, email in enumerate(posted, 1):
        if not isinstance(email, str) or not is_address(email):
            raise invalid("Emails", f"Email #{number} is not valid.")
        if len(email) > 256:
            raise invalid("Emails", f"Email #{number} is longer than 256 characters.")
    return [email.lower() for email in posted]


def is_address(text: str) -> bool:
    """An ASCII local part, any domain with a dot, a last label of letters."""
    local = text.rpartition("@")[0]
    return _ADDRESS.fullmatch(text) is not None and _BAD_LOCAL.search(local) is None


def member_type(call: Call) -> int:
    """The member type of the body. Raises 400; managers, type 3, exist no more."""
    if call.body.get("type") is None:
        raise invalid("Type", "The Type field is required.")
    kind = call.number("type", "Type")
    if kind not in (OWNER, ADMIN, USER, CUSTOM):
        raise invalid("Type", "The field Type is invalid.")
    return kind


def _collections(call: Call, access: Access) -> list[Selection] | None:
    """Raises 404 for a collection whose members the caller may not choose."""
    chosen = read_selections(call.items("collections"), "collections")
    allowed = changeable(call, access, "manageUsers") if chosen else set()
    if any(item.id not in allowed for item in chosen or ()):
        raise not_found()
    return chosen


def _groups(call: Call, access: Access) -> list[str]:
    """The groups of the body; strangers are ignored."""
    statement = "SELECT id FROM groups WHERE organization_id = ?"
    known = {row["id"] for row in call.database.rows(statement, (access.organization_id,))}
    wanted = dict.fromkeys(guid(item, "groups") for item in call.items("groups") or ())
    return [group for group in wanted if group in known]


def _known(call: Call, access: Access) -> set[str]:
    statement = (
        "SELECT m.email, u.email AS account FROM organization_users m LEFT JOIN users u ON u.id = m.user_id"
        " WHERE m.organization_id = ?"
    )
    found = call.database.rows(statement, (access.organization_id,))
    return {text for row in found for text in (row["email"], row["account"]) if text}


def _insert(
    call: Call,
    access: Access,
    email: str,
    kind: int,
    granted: str | None,
    collections: list[Selection],
    groups: list[str],
) -> None:
    member = str(uuid.uuid4())
    row = {"id": member, "organization_id": access.organization_id, "email": email, "type": kind}
    more = {"status": INVITED, "permissions": granted, "created_at": call.backend.now}
    call.database.insert("organization_users", {**row, **more})
    columns = ("collection_id", "organization_user_id", "read_only", "hide_passwords", "manage")
    rights = [(item.id, member, item.read_only, item.hide_passwords, item.manage) for item in collections]
    call.database.insert_many("collection_users", columns, rights)
    links = [(group, member) for group in groups]
    call.database.insert_many("group_users", ("group_id", "organization_user_id"), links)
    audit.log_organization(call, access, audit.MEMBER_INVITED, organization_user_id=member)
    _mail(call, member)


def _mail(call: Call, member: str) -> None:
    options = call.backend.options
    send_invitation(call.database, member, call.backend.now, options.accept_after, call.vault)


def reinvite(call: Call) -> Response:
    """Remind one who has not accepted."""
    access = require(call, "manageUsers")
    if not _remind(call, one_member(call, access)["id"]):
        raise Problem(400, "User invalid.")
    return done()


def reinvite_many(call: Call) -> Response:
    """Remind several; those who wait no more are refused, first in the answer."""
    access = require(call, "manageUsers")
    members = posted_members(call, access, required=False)
    invited = [row["id"] for row in members if row["status"] == INVITED]
    others = [row["id"] for row in members if row["status"] != INVITED]
    for member in invited:
        _remind(call, member)
    refused = [(member, "User invalid.") for member in others]
    return bulk_answer([*refused, *((member, "") for member in invited)])


def _remind(call: Call, member: str) -> bool:
    status = call.database.value("SELECT status FROM organization_users WHERE id = ?", (member,))
    if status == INVITED:
        _mail(call, member)
    return bool(status == INVITED)


ROUTES: list[BaseRoute] = [
    route(f"{USERS}/invite", invite, "POST"),
    route(f"{USERS}/reinvite", reinvite_many, "POST"),
    route(f"{ONE_MEMBER}/reinvite", reinvite, "POST"),
]
