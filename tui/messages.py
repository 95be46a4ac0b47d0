"""Messages that cross screens."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from backend_client.portal.account import SessionState


@dataclass
class SessionChanged(Message):
    """The session is signed out, locked or unlocked now."""

    state: SessionState
    """The state after the change."""
