"""The people whom practice clients invite: what they do happens by their timestamps, when somebody looks.

Everybody accepts `BackendOptions.accept_after` seconds after an invitation, with a new account that signs in
with the practice password, except:

* addresses with "never" before the @ do not react, however often they are reminded;
* "mallory@…": the server tells a public key that is not the person's own, as somebody in between would;
  the phrase in the outbox, which the person reads from a device of theirs, differs from the one shown;
* people whom the single organization policy forbids to join try once and stay invited.

Where two-step login is required, new people set up an authenticator with the practice secret first.
"""

from __future__ import annotations

from sqlite3 import Row

from embedded_backend.database import Database
from embedded_backend.member_rules import joining_refusal
from embedded_backend.outbox import post
from embedded_backend.wire import ticks

NEVER = "never"


def accepts_at(email: str, now: int, after: float) -> int | None:
    """When whoever has that address accepts an invitation of `now`; None: never."""
    return None if NEVER in email.partition("@")[0] else now + ticks(after)


def send_invitation(database: Database, member_id: str, now: int, after: float) -> None:
    """Mail an invitation, the first or a reminder; an acceptance that is due already stays due."""
    row = database.row(
        "SELECT m.*, o.name FROM organization_users m JOIN organizations o ON o.id = m.organization_id"
        " WHERE m.id = ?",
        (member_id,),
    )
    if row is None:
        return
    database.run(
        "UPDATE organization_users SET accepts_at = COALESCE(accepts_at, ?) WHERE id = ?",
        (accepts_at(row["email"], now, after), member_id),
    )
    text = f"You are invited to {row['name']}. Open the link in this mail to join."
    post(database, row["email"], "Join an organization", text, now)


def accept_invitations(database: Database, now: int) -> None:
    """Accept what is due. Writes only where something is; not to be called within a transaction."""
    if database.row("SELECT 1 FROM organization_users WHERE status = 0 AND accepts_at <= ?", (now,)) is None:
        return
    with database.transaction():
        due = (
            "SELECT * FROM organization_users WHERE status = 0 AND accepts_at <= ? ORDER BY accepts_at, rowid"
        )
        for member in database.rows(due, (now,)):
            _accept(database, member, now)


def _accept(database: Database, member: Row, now: int) -> None:
    """One acceptance. Whoever may not join gives up until a reminder comes."""
    user_id = database.value("SELECT id FROM users WHERE email = ?", (member["email"],))
    if user_id is None:
        from embedded_backend.new_people import new_person  # noqa: PLC0415 - it brings cryptography

        user_id = new_person(database, member, now)
    refused = joining_refusal(database, member, user_id) is not None
    statement = (
        "UPDATE organization_users SET accepts_at = NULL WHERE id = :member"
        if refused
        else "UPDATE organization_users SET status = 1, user_id = :user, accepts_at = NULL WHERE id = :member"
    )
    database.run(statement, {"user": user_id, "member": member["id"]})
