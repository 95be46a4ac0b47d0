"""Mails of the practice backend, kept instead of sent."""

from __future__ import annotations

from embedded_backend.database import Database
from embedded_backend.wire import TICKS_PER_SECOND

_USEFUL = 5 * 86_400 * TICKS_PER_SECOND


def post(database: Database, email: str, subject: str, text: str, now: int) -> None:
    """Put a text into the outbox; it is of use for five days."""
    mail = {"email": email, "subject": subject, "text": text, "sent_at": now, "expires_at": now + _USEFUL}
    database.insert("outbox", mail)
