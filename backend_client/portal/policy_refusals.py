"""Why a server did not save a policy, told apart by the text of its refusal. Pure."""

from __future__ import annotations

from backend_client.errors import BadRequest, PolicyRefusal, PolicyRefused

_SAID: tuple[tuple[str, PolicyRefusal], ...] = (
    ("cannot use policies", PolicyRefusal.NO_POLICIES),
    ("turn on the", PolicyRefusal.NEEDS_ANOTHER),
    ("mandatory for this policy", PolicyRefusal.NEEDS_ANOTHER),
    ("turn off", PolicyRefusal.NEEDED_BY_ANOTHER),
    ("not allowed to disable", PolicyRefusal.NEEDED_BY_ANOTHER),
    ("domain verification", PolicyRefusal.DOMAIN_CLAIMED),
    ("non-compliant members will lose access", PolicyRefusal.NO_MASTER_PASSWORD),
    ("claim at least one domain", PolicyRefusal.NO_DOMAIN),
    ("key connector", PolicyRefusal.KEY_CONNECTOR),
    ("trusted device", PolicyRefusal.TRUSTED_DEVICES),
    ("provider user type", PolicyRefusal.PROVIDER_MEMBERS),
    ("single organization membership", PolicyRefusal.MEMBERS_ELSEWHERE),
    ("invalid data for", PolicyRefusal.DATA),
    ("is not valid", PolicyRefusal.UNKNOWN_TYPE),
    ("unsupported policy type", PolicyRefusal.UNKNOWN_TYPE),
)
"""Texts seen on the wire; the status is 400 for all of them, so the text is the only signal."""


def told_apart(refusal: BadRequest) -> BadRequest:
    """The refusal with its reason, where its text is one we know."""
    sentences = (refusal.server_message, *(one for many in refusal.validation.values() for one in many))
    said = " ".join(sentences).casefold()
    reason = next((reason for text, reason in _SAID if text in said), None)
    return refusal if reason is None else PolicyRefused(reason, refusal)
