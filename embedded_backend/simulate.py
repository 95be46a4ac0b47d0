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

import base64
import hashlib
import uuid
from sqlite3 import Row

from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.keys import PrivateKey, PublicKey
from embedded_backend.database import Database
from embedded_backend.member_rules import joining_refusal, policy_on, two_step_exempt
from embedded_backend.seed_accounts import new_account
from embedded_backend.seed_people import PRACTICE_TOTP_SECRET
from embedded_backend.wire import TICKS_PER_SECOND, ticks

NEVER = "never"
SUBSTITUTED = "mallory"
_INVITATION = 5 * 86_400 * TICKS_PER_SECOND
_REQUIRE_TWO_STEP = 0


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
    _mail(database, row["email"], "Join an organization", text, now)


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
        user_id = _new_person(database, member, now)
    refused = joining_refusal(database, member, user_id) is not None
    statement = (
        "UPDATE organization_users SET accepts_at = NULL WHERE id = :member"
        if refused
        else "UPDATE organization_users SET status = 1, user_id = :user, accepts_at = NULL WHERE id = :member"
    )
    database.run(statement, {"user": user_id, "member": member["id"]})


def _new_person(database: Database, member: Row, now: int) -> str:
    email = str(member["email"])
    local = email.partition("@")[0]
    own, other = _pair(database), None
    if local == SUBSTITUTED:
        other = _another(database, own)
    required = policy_on(database, member["organization_id"], _REQUIRE_TWO_STEP)
    account = new_account(str(uuid.uuid4()), email, _name(local), own, now)
    account["api_key"] = base64.b32encode(hashlib.sha256(uuid.uuid4().bytes).digest()).decode()[:30]
    if required and not two_step_exempt(member):
        account["totp_secret"] = PRACTICE_TOTP_SECRET
    if other is not None:
        account.update(public_key=other.to_base64(), own_public_key=own.public_key.to_base64())
    database.insert("users", account)
    phrase = fingerprint_phrase(account["id"], own.public_key.spki)
    text = f"On this person's own device, the account settings show the fingerprint phrase {phrase}"
    _mail(database, email, "Your fingerprint phrase", text, now)
    return str(account["id"])


def _name(local: str) -> str:
    words = local.replace("_", ".").replace("-", ".").replace("+", ".").split(".")
    return " ".join(word[:1].upper() + word[1:] for word in words if word)[:50]


def _pair(database: Database) -> PrivateKey:
    """The next pair of the pool, which is filled where it is empty."""
    pool = database.rows("SELECT private_key FROM key_pool ORDER BY public_key")
    if not pool:
        pair = PrivateKey.generate()
        add_to_pool(database, pair)
        return pair
    taken: int = database.value("SELECT COUNT(*) FROM users")
    return PrivateKey.from_der(pool[taken % len(pool)]["private_key"])


def _another(database: Database, own: PrivateKey) -> PublicKey:
    """The public key of another pair than `own`."""
    text = own.public_key.to_base64()
    other = database.value("SELECT public_key FROM key_pool WHERE public_key <> ? LIMIT 1", (text,))
    if other is not None:
        return PublicKey.from_base64(other)
    pair = PrivateKey.generate()
    add_to_pool(database, pair)
    return pair.public_key


def add_to_pool(database: Database, pair: PrivateKey) -> None:
    """Keep a pair for people to come."""
    database.insert("key_pool", {"private_key": pair.to_der(), "public_key": pair.public_key.to_base64()})


def _mail(database: Database, email: str, subject: str, text: str, now: int) -> None:
    mail = {"email": email, "subject": subject, "text": text, "sent_at": now, "expires_at": now + _INVITATION}
    database.insert("outbox", mail)
