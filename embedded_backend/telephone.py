"""Asking a practice person for the fingerprint phrase that their own device shows.

Whatever the server tells others, a device knows its own key: where the server tells another one, the
phrases differ.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.keys import PublicKey


def phrase_read_out(database: Path, email: str) -> str:
    """The phrase that whoever has this address reads out; empty where nobody has it."""
    statement = "SELECT id, COALESCE(own_public_key, public_key) FROM users WHERE email = ?"
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        found = connection.execute(statement, (email.strip().lower(),)).fetchone()
    if found is None or not found[1]:
        return ""
    return fingerprint_phrase(found[0], PublicKey.from_base64(found[1]).spki)
