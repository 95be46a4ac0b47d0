"""Messages that cross screens."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from backend_client.portal.account import SessionState

WISH_TO_JOIN = "join"
"""What the provider choice answers when somebody wants to take an invitation first."""


@dataclass
class SessionChanged(Message):
    """The session is signed out, locked or unlocked now."""

    state: SessionState
    """The state after the change."""
