"""Asking a practice person for the fingerprint phrase that their own device shows.

Whatever the server tells others, a device knows its own key: where the server tells another one, the
phrases differ.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.keys import PrivateKey, PublicKey

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
