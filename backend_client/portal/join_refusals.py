"""What the server's sentences about invitations mean: there is no other signal than their words."""

from __future__ import annotations

from backend_client.errors import BadRequest, JoinRefusal, NotApplied, NotJoined, ResponseError

_MEANS = (
    ("already accepted", JoinRefusal.ALREADY),
    ("already a member", JoinRefusal.ALREADY),
    ("already setup", JoinRefusal.SET_UP_ALREADY),
    ("already set up", JoinRefusal.SET_UP_ALREADY),
    ("invalid owner", JoinRefusal.NOT_ADMIN),
    ("invalid token", JoinRefusal.LINK_OVER),
    ("token expired", JoinRefusal.LINK_OVER),
    ("does not match", JoinRefusal.OTHER_ADDRESS),
    ("user invalid", JoinRefusal.GONE),
    ("user not found", JoinRefusal.GONE),
    ("automatic", JoinRefusal.AUTOMATIC_CONFIRMATION),
    ("two-step", JoinRefusal.TWO_STEP),
    ("two factor", JoinRefusal.TWO_STEP),
    ("leave or remove all other", JoinRefusal.SINGLE_ORGANIZATION),
    ("leave all other", JoinRefusal.SINGLE_ORGANIZATION),
    ("another organization", JoinRefusal.OTHER_ORGANIZATION),
    ("other organization", JoinRefusal.OTHER_ORGANIZATION),
    ("password reset is required", JoinRefusal.RECOVERY_WANTED),
    ("reset password", JoinRefusal.RECOVERY_WANTED),
)


def refusal_of(error: BadRequest) -> JoinRefusal:
    """What a refusal means; OTHER for a sentence that is not known."""
    said = [error.server_message, *(text for texts in error.validation.values() for text in texts)]
    folded = " ".join(said).casefold()
    return next((refusal for words, refusal in _MEANS if words in folded), JoinRefusal.OTHER)


def not_joined(failure: NotApplied) -> NotJoined | None:
    """The same failure with its meaning, where the server refused what was sent; None where it did not."""
    cause = failure.cause
    if not isinstance(cause, BadRequest) or cause.validation:
        return None
    return NotJoined(refusal_of(cause), server_message=cause.server_message)


def gone(error: ResponseError) -> NotJoined:
    """Of an invitation whose row does not exist."""
    return NotJoined(JoinRefusal.GONE, server_message=error.server_message)
