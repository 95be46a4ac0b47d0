"""Accounts of the people who are invited in practice: a name, a key pair, a phrase in the outbox.

Apart from `simulate`, which every request asks: only a new account needs cryptography.
"""

from __future__ import annotations

import base64
import hashlib
import uuid

from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.keys import PrivateKey, PublicKey
from embedded_backend.database import Database
from embedded_backend.outbox import post
from embedded_backend.seed_accounts import new_account
from embedded_backend.seed_people import PRACTICE_TOTP_SECRET

SUBSTITUTED = "mallory"


def new_person(database: Database, email: str, now: int, *, two_step: bool = False) -> str:
    """Make an account of that address; its id. `two_step`: with an authenticator."""
    local = email.partition("@")[0]
    own, other = _pair(database), None
    if local == SUBSTITUTED:
        other = _another(database, own)
    account = new_account(str(uuid.uuid4()), email, _name(local), own, now)
    account["api_key"] = base64.b32encode(hashlib.sha256(uuid.uuid4().bytes).digest()).decode()[:30]
    if two_step:
        account["totp_secret"] = PRACTICE_TOTP_SECRET
    if other is not None:
        account.update(public_key=other.to_base64(), own_public_key=own.public_key.to_base64())
    database.insert("users", account)
    phrase = fingerprint_phrase(account["id"], own.public_key.spki)
    text = f"On this person's own device, the account settings show the fingerprint phrase {phrase}"
    post(database, email, "Your fingerprint phrase", text, now)
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
