"""API: the people of a provider. Everything here is for its admins, by the claims of their token."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend import audit
from embedded_backend.call import Call, route
from embedded_backend.errors import Problem, invalid, not_found
from embedded_backend.profile import permissions
from embedded_backend.routes.member_confirm import posted_keys
from embedded_backend.routes.member_invites import posted_emails
from embedded_backend.routes.providers import require_admin
from embedded_backend.simulate import send_staff_invitation
from embedded_backend.staff_rules import staff_refusal
from embedded_backend.wire import Json, answer, done, rows

ADMIN = 0
INVITED, ACCEPTED, CONFIRMED = 0, 1, 2
LAST_ADMIN = "Provider must have at least one confirmed ProviderAdmin."
STAFF = (
    "SELECT s.*, u.name AS user_name, u.email AS user_email, u.public_key FROM provider_users s"
    " LEFT JOIN users u ON u.id = s.user_id"
)


def listing(call: Call) -> Response:
    """Everybody in the provider."""
    found = call.database.rows(f"{STAFF} WHERE s.provider_id = ? ORDER BY s.rowid", (require_admin(call),))
    return rows(_details(row) for row in found)


def read(call: Call) -> Response:
    """One person, without name and e-mail."""
    row = _of_the_path(call)
    short = {name: value for name, value in _details(row).items() if name not in ("name", "email")}
    return answer({**short, "object": "providerUser"})


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


def _of_the_path(call: Call) -> Row:
    """Raises 404 for people of other providers."""
    provider_id = require_admin(call)
    found = _people(call, [call.path("provider_user_id")])
    if not found or found[0]["provider_id"] != provider_id:
        raise not_found()
    return found[0]


def _people(call: Call, ids: Iterable[str]) -> list[Row]:
    """Rows of these ids, whatever provider they belong to; ids that nobody has are left out."""
    found = (call.database.row(f"{STAFF} WHERE s.id = ?", (each,)) for each in ids)
    return [row for row in found if row is not None]


def invite(call: Call) -> Response:
    """Invite up to twenty addresses; those the provider knows already are left out silently."""
    provider_id = require_admin(call)
    emails = posted_emails(call)
    if call.body.get("type") is None:
        raise invalid("Type", "The Type field is required.")
    kind = call.number("type", "Type")
    for email in emails:
        known = f"{STAFF} WHERE s.provider_id = ? AND ? IN (lower(s.email), lower(u.email))"
        if call.database.row(known, (provider_id, email)) is not None:
            continue
        person = str(uuid.uuid4())
        row = {"id": person, "provider_id": provider_id, "email": email, "type": kind}
        call.database.insert("provider_users", {**row, "status": INVITED, "created_at": call.backend.now})
        audit.log_staff(call, audit.STAFF_INVITED, provider_id, person)
        _mail(call, person)
    return done()


def _mail(call: Call, provider_user_id: str) -> None:
    options = call.backend.options
    send_staff_invitation(call.database, provider_user_id, call.backend.now, options.accept_after, call.vault)


def reinvite_many(call: Call) -> Response:
    """Remind several; those who wait no more are refused."""
    provider_id = require_admin(call)
    return _bulk(_remind(call, provider_id, call.ids("ids", "Ids")))


def reinvite(call: Call) -> Response:
    """Remind one. 200 also where nothing was sent."""
    provider_id = require_admin(call)
    list(_remind(call, provider_id, [call.path("provider_user_id")]))
    return done()


def _remind(call: Call, provider_id: str, ids: Iterable[str]) -> list[tuple[str, str]]:
    results = []
    for row in _people(call, ids):
        refused = row["status"] != INVITED or row["provider_id"] != provider_id
        if not refused:
            _mail(call, row["id"])
        results.append((row["id"], "User invalid." if refused else ""))
    return results


def public_keys(call: Call) -> Response:
    """The public keys of those who wait to be confirmed."""
    provider_id = require_admin(call)
    return rows(
        {
            "object": "providerUserPublicKeyResponseModel",
            "id": row["id"],
            "userId": row["user_id"],
            "key": row["public_key"],
        }
        for row in _people(call, call.ids("ids", "Ids"))
        if row["status"] == ACCEPTED and row["provider_id"] == provider_id
    )


def confirm_many(call: Call) -> Response:
    """Give several the provider's key; ids without an account are missing from the answer."""
    provider_id = require_admin(call)
    keys = posted_keys(call)
    if not keys:
        raise invalid("Keys", "The Keys field is required.")
    return _bulk(_confirm(call, provider_id, keys))


def confirm(call: Call) -> Response:
    """Give one the provider's key. 200 also where nobody was confirmed."""
    provider_id = require_admin(call)
    _confirm(call, provider_id, {call.path("provider_user_id"): call.text("key", "Key", longest=4000)})
    return done()


def _confirm(call: Call, provider_id: str, keys: dict[str, str]) -> list[tuple[str, str]]:
    results = []
    for row in _people(call, keys):
        if row["user_id"] is None:
            continue
        refusal = staff_refusal(call.database, row["user_id"])
        if row["status"] != ACCEPTED or row["provider_id"] != provider_id:
            refusal = "Invalid user."
        if not refusal:
            sealed = (keys[row["id"]], CONFIRMED, row["id"])
            call.database.run("UPDATE provider_users SET key = ?, status = ? WHERE id = ?", sealed)
            audit.log_staff(call, audit.STAFF_CONFIRMED, provider_id, row["id"], row["user_id"])
        results.append((row["id"], refusal))
    return results


def update(call: Call) -> Response:
    """Change a role. Nobody becomes a service user while no other admin is confirmed."""
    row = _of_the_path(call)
    if call.body.get("type") is None:
        raise invalid("Type", "The Type field is required.")
    kind = call.number("type", "Type")
    if kind != ADMIN:
        _need_admin(call, row["provider_id"], (row["id"],))
    call.database.run("UPDATE provider_users SET type = ? WHERE id = ?", (kind, row["id"]))
    audit.log_staff(call, audit.STAFF_UPDATED, row["provider_id"], row["id"], row["user_id"])
    return done()


def remove_many(call: Call) -> Response:
    """Take several out. Where no other admin would be left, nobody is, whoever they are."""
    provider_id = require_admin(call)
    return _bulk(_remove(call, provider_id, call.ids("ids", "Ids")))


def remove(call: Call) -> Response:
    """Take one out. 200 also where nobody was: of oneself, and of strangers."""
    provider_id = require_admin(call)
    _remove(call, provider_id, [call.path("provider_user_id")])
    return done()


def _remove(call: Call, provider_id: str, ids: Collection[str]) -> list[tuple[str, str]]:
    _need_admin(call, provider_id, ids)
    results = []
    for row in _people(call, ids):
        refusal = ""
        if row["provider_id"] != provider_id:
            refusal = "Invalid user."
        elif row["user_id"] == call.caller.id:
            refusal = "You cannot remove yourself."
        else:
            call.database.run("DELETE FROM provider_users WHERE id = ?", (row["id"],))
            audit.log_staff(call, audit.STAFF_REMOVED, provider_id, row["id"], row["user_id"])
        results.append((row["id"], refusal))
    return results


def _need_admin(call: Call, provider_id: str, without: Collection[str]) -> None:
    """Raises 400 where no confirmed admin is left without these people; their own roles do not matter."""
    admins = call.database.rows(
        "SELECT id FROM provider_users WHERE provider_id = ? AND type = ? AND status = ?",
        (provider_id, ADMIN, CONFIRMED),
    )
    if all(row["id"] in without for row in admins):
        raise Problem(400, LAST_ADMIN)


def _bulk(results: Iterable[tuple[str, str]]) -> Response:
    return rows(
        {"object": "providerBulkConfirmResponseModel", "id": person, "error": error}
        for person, error in results
    )


_USERS = "/providers/{provider_id:uuid}/users"
_ONE = _USERS + "/{provider_user_id:uuid}"
ROUTES: list[BaseRoute] = [
    route(_USERS, listing),
    route(_USERS, remove_many, "DELETE"),
    route(f"{_USERS}/delete", remove_many, "POST"),
    route(f"{_USERS}/invite", invite, "POST"),
    route(f"{_USERS}/reinvite", reinvite_many, "POST"),
    route(f"{_USERS}/confirm", confirm_many, "POST"),
    route(f"{_USERS}/public-keys", public_keys, "POST"),
    route(_ONE, read),
    route(_ONE, update, ("PUT", "POST")),
    route(_ONE, remove, "DELETE"),
    route(f"{_ONE}/delete", remove, "POST"),
    route(f"{_ONE}/reinvite", reinvite, "POST"),
    route(f"{_ONE}/confirm", confirm, "POST"),
]
