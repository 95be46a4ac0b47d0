"""What a practice person's own telephone does: read a fingerprint phrase out, and let another device in.

Whatever the server tells others, a device knows its own key: where the server tells another one, the
phrases differ.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from backend_client.crypto.account import WrappedAccount, open_account
from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.kdf import derive_master_key, kdf_from_wire
from backend_client.crypto.keys import PrivateKey, PublicKey
from backend_client.errors import CryptoError
from backend_client.secret import Secret
from embedded_backend.seed_people import PRACTICE_PASSWORD, PRACTICE_PEOPLE

_DEVICE = (
    "SELECT u.email, r.private_key FROM auth_requests r JOIN users u ON u.id = r.user_id"
    " WHERE r.id = ? AND r.private_key IS NOT NULL"
)
_PERSON = "SELECT id, COALESCE(own_public_key, public_key) FROM users WHERE email = ?"


def phrase_read_out(database: Path, who: str) -> str:
    """The phrase that whoever has the address `who` reads out of their account, or, for the id of a device's
    request, what that device shows; empty where there is nobody, or no device that practice made up.
    """
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        device = connection.execute(_DEVICE, (who,)).fetchone()
        person = connection.execute(_PERSON, (who.strip().lower(),)).fetchone()
    if device is not None:
        return fingerprint_phrase(device[0], PrivateKey.from_der(device[1]).public_key.spki)
    if person is None or not person[1]:
        return ""
    return fingerprint_phrase(person[0], PublicKey.from_base64(person[1]).spki)


def sealed_user_key(user: sqlite3.Row | None, public_key: str) -> str | None:
    """The account's user key, sealed to a device's public key (base64 SPKI); None where it does not open with
    the password that is known to everybody, or where that is no key."""
    wrapped = user and (user["user_key"] or user["device_key"])
    if user is None or not wrapped or not user["private_key"]:
        return None
    passwords = {found.user_id: found.password for found in PRACTICE_PEOPLE}
    kdf = kdf_from_wire(user["kdf"], user["kdf_iterations"], user["kdf_memory"], user["kdf_parallelism"])
    password = Secret(passwords.get(user["id"], PRACTICE_PASSWORD))
    account = WrappedAccount(
        user_key=wrapped,
        private_key=user["private_key"],
        signing_key=user["signing_key"],
        verifying_key=user["verifying_key"],
        signed_public_key=user["signed_public_key"],
        security_state=user["security_state"],
        security_version=user["security_version"],
    )
    try:
        opened = open_account(derive_master_key(password, user["salt"] or user["email"], kdf), account)
        return str(PublicKey.from_base64(public_key).encrypt(opened.user_key.to_bytes()))
    except CryptoError:
        return None
