"""Who is signed in, and in which state the session is: values the front end shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SessionState(StrEnum):
    """SIGNED_OUT: nothing. LOCKED: signed in, holds no keys. UNLOCKED: signed in, holds keys."""

    SIGNED_OUT = "signed_out"
    LOCKED = "locked"
    UNLOCKED = "unlocked"


@dataclass(frozen=True, slots=True)
class Account:
    """The signed-in person. `name` and `email` are foreign text; `server` is a host name."""

    user_id: str
    email: str
    name: str
    server: str
    practice: bool = False
