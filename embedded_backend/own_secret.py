"""The caller's own secret, sent again with what the server does only against it."""

from __future__ import annotations

from embedded_backend.call import Call
from embedded_backend.errors import MODEL_INVALID, Problem, invalid
from embedded_backend.passwords import matches


def posted_secret(call: Call) -> str:
    """The authentication hash of the body. Raises 400 where none was sent."""
    secret = call.body.get("masterpasswordhash") or call.body.get("otp")
    if not isinstance(secret, str) or not secret:
        raise invalid("", "MasterPasswordHash, OTP, or AccessCode must be supplied.")
    return secret


def is_own_secret(call: Call, secret: str) -> bool:
    """Whether it is the caller's."""
    user = call.database.row("SELECT * FROM users WHERE id = ?", (call.caller.id,))
    return matches(user, secret)


def verification_failed() -> Problem:
    """400 for a wrong secret, as what destroys things answers it: its sentence stands under no field."""
    return Problem(400, MODEL_INVALID, {"": ["User verification failed."]})
