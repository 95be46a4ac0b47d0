"""The practice people's other devices: they answer logins by their timestamps, when somebody looks.

Everybody's telephone approves `BackendOptions.device_answers_after` seconds after a device asked, except:

* with "denies" before the @ of the address the telephone denies;
* with "never" before it nobody looks at the telephone, and the request runs out.

A telephone opens the account with the practice password, as its person did once.
"""

from __future__ import annotations

from sqlite3 import Row

from embedded_backend.database import Database
from embedded_backend.simulate import NEVER
from embedded_backend.wire import ticks

DENIES = "denies"
_WAITING = (
    "SELECT r.*, u.email FROM auth_requests r JOIN users u ON u.id = r.user_id"
    " WHERE r.type IN (0, 1) AND r.approved IS NULL AND r.created_at <= ? AND r.created_at > ?"
    " ORDER BY r.rowid"
)
_LIFE = 15 * 60


def answer_logins(database: Database, now: int, after: float) -> None:
    """Answer what is due. Writes only where something is; not to be called within a transaction."""
    due, alive = now - ticks(after), now - ticks(_LIFE)
    if not _to_answer(database, due, alive):
        return
    with database.transaction():
        for request in _to_answer(database, due, alive):
            _answer(database, request, now)


def _to_answer(database: Database, due: int, alive: int) -> list[Row]:
    found = database.rows(_WAITING, (due, alive))
    return [row for row in found if NEVER not in row["email"].partition("@")[0]]


def _answer(database: Database, request: Row, now: int) -> None:
    """One answer. A telephone whose account no longer opens denies."""
    from embedded_backend.telephone import sealed_user_key  # noqa: PLC0415 - it brings cryptography

    key = None
    if DENIES not in request["email"].partition("@")[0]:
        user = database.row("SELECT * FROM users WHERE id = ?", (request["user_id"],))
        key = sealed_user_key(user, request["public_key"])
    database.run(
        "UPDATE auth_requests SET approved = ?, key = ?, answered_at = ? WHERE id = ?",
        (key is not None, key, now, request["id"]),
    )
