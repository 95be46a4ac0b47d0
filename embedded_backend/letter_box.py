"""The mails with links that a practice person finds in their mail program, read from the file."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from backend_client.secret import Secret
from embedded_backend.wire import ticks


def mails_with_links(database: Path, email: str) -> list[tuple[str, Secret]]:
    """Subject and text of those that are of use still, newest first."""
    statement = (
        "SELECT subject, text FROM outbox WHERE email = ? AND used = 0 AND expires_at > ?"
        " AND text LIKE '%://%/#/%' ORDER BY id DESC"
    )
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        found = connection.execute(statement, (email.strip().lower(), ticks(time.time()))).fetchall()
    return [(str(subject), Secret(str(text))) for subject, text in found]
