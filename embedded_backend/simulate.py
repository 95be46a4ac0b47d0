"""The people whom practice clients and providers invite: what they do happens by their timestamps, when
somebody looks.

Everybody accepts `BackendOptions.accept_after` seconds after an invitation, with a new account that signs in
with the practice password, except:

* addresses with "never" before the @ do not react, however often they are reminded;
* "mallory@…": the server tells a public key that is not the person's own, as somebody in between would;
  the phrase in the outbox, which the person reads from a device of theirs, differs from the one shown;
* people whom a policy forbids to join try once and stay invited.

Where two-step login is required, new people set up an authenticator with the practice secret first.

Whoever takes an invitation to a provider that nobody practising is an admin of is confirmed there as late
after that.
"""

from __future__ import annotations

from sqlite3 import Row

from embedded_backend.database import Database
from embedded_backend.invitation_links import (
    JOIN_ORGANIZATION,
    JOIN_PROVIDER,
    make_token,
    organization_link,
    provider_link,
)
from embedded_backend.member_rules import joining_refusal, needs_two_step
from embedded_backend.outbox import post
from embedded_backend.staff_rules import staff_refusal
from embedded_backend.wire import html_decode, ticks

NEVER = "never"


def accepts_at(email: str, now: int, after: float) -> int | None:
    """When whoever has that address accepts an invitation of `now`; None: never."""
    return None if NEVER in email.partition("@")[0] else now + ticks(after)


def send_invitation(database: Database, member_id: str, now: int, after: float, vault: str) -> None:
    """Mail an invitation, the first or a reminder; an acceptance that is due already stays due.

    `vault`: the address that the link in it begins with.
    """
    row = database.row(
        "SELECT m.*, o.name FROM organization_users m JOIN organizations o ON o.id = m.organization_id"
        " WHERE m.id = ?",
        (member_id,),
    )
    if row is None:
        return
    email, name = row["email"], html_decode(row["name"]) or ""
    database.run(
        "UPDATE organization_users SET accepts_at = COALESCE(accepts_at, ?) WHERE id = ?",
        (accepts_at(email, now, after), member_id),
    )
    link = organization_link(
        vault,
        organization_id=row["organization_id"],
        organization_user_id=member_id,
        email=email,
        organization_name=name,
        token=make_token(database, JOIN_ORGANIZATION, member_id, email, now),
        has_account=_account(database, email) is not None,
    )
    post(
        database,
        email,
        "Join an organization",
        f"You are invited to {name}. This link lets you join: {link}",
        now,
    )


def send_staff_invitation(
    database: Database, provider_user_id: str, now: int, after: float, vault: str
) -> None:
    """Mail an invitation to a provider, the first or a reminder; as `send_invitation`."""
    row = database.row(
        "SELECT s.*, p.name FROM provider_users s JOIN providers p ON p.id = s.provider_id WHERE s.id = ?",
        (provider_user_id,),
    )
    if row is None:
        return
    email, name = row["email"], html_decode(row["name"]) or ""
    database.run(
        "UPDATE provider_users SET accepts_at = COALESCE(accepts_at, ?) WHERE id = ?",
        (accepts_at(email, now, after), provider_user_id),
    )
    link = provider_link(
        vault,
        provider_id=row["provider_id"],
        provider_user_id=provider_user_id,
        email=email,
        provider_name=name,
        token=make_token(database, JOIN_PROVIDER, provider_user_id, email, now),
    )
    text = f"You are invited to the provider {name}. This link lets you join: {link}"
    post(database, email, "Join a provider", text, now)


def accept_invitations(database: Database, now: int) -> None:
    """Accept what is due. Writes only where something is; not to be called within a transaction."""
    if not any(_due(database, now)):
        return
    with database.transaction():
        members, staff, waiting = _due(database, now)
        for member in members:
            _accept(database, member, now)
        for one in staff:
            _accept_staff(database, one, now)
        for one in waiting:
            _confirm_staff(database, one, now)


def _due(database: Database, now: int) -> tuple[list[Row], list[Row], list[Row]]:
    """Members of organizations and staff of providers who accept now, in their order, and staff who is
    confirmed now."""
    members = (
        "SELECT * FROM organization_users WHERE status = 0 AND accepts_at <= ? ORDER BY accepts_at, rowid"
    )
    staff = "SELECT * FROM provider_users WHERE status = ? AND accepts_at <= ? ORDER BY accepts_at, rowid"
    return (
        database.rows(members, (now,)),
        database.rows(staff, (0, now)),
        database.rows(staff, (1, now)),
    )


def _accept(database: Database, member: Row, now: int) -> None:
    """One acceptance. Whoever may not join gives up until a reminder comes."""
    email = member["email"]
    user_id = _account(database, email)
    if user_id is None:
        user_id = _new_account(database, email, now, two_step=needs_two_step(database, member))
    refused = joining_refusal(database, member, user_id) is not None
    statement = (
        "UPDATE organization_users SET accepts_at = NULL WHERE id = :member"
        if refused
        else "UPDATE organization_users SET status = 1, user_id = :user, accepts_at = NULL WHERE id = :member"
    )
    database.run(statement, {"user": user_id, "member": member["id"]})


def _accept_staff(database: Database, staff: Row, now: int) -> None:
    """One acceptance of an invitation to a provider."""
    user_id = _account(database, staff["email"]) or _new_account(database, staff["email"], now)
    statement = (
        "UPDATE provider_users SET accepts_at = NULL WHERE id = :staff"
        if staff_refusal(database, user_id)
        else "UPDATE provider_users SET status = 1, user_id = :user, accepts_at = NULL WHERE id = :staff"
    )
    database.run(statement, {"user": user_id, "staff": staff["id"]})


def _confirm_staff(database: Database, staff: Row, now: int) -> None:
    """What the admin of another provider does for somebody who accepted; once, whatever comes of it."""
    from embedded_backend.simulated_admin import confirm_staff  # noqa: PLC0415 - it brings cryptography

    database.run("UPDATE provider_users SET accepts_at = NULL WHERE id = ?", (staff["id"],))
    confirm_staff(database, staff, now)


def _account(database: Database, email: str) -> str | None:
    found: str | None = database.value("SELECT id FROM users WHERE email = ?", (email,))
    return found


def _new_account(database: Database, email: str, now: int, *, two_step: bool = False) -> str:
    from embedded_backend.new_people import new_person  # noqa: PLC0415 - it brings cryptography

    return new_person(database, email, now, two_step=two_step)
