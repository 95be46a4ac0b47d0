"""Rules checked before a change of a client organization is sent. Pure: forms ask while people type."""

from __future__ import annotations

from backend_client.errors import Rule, RuleBroken
from backend_client.portal.client_rules import LONGEST_NAME, check_name, is_email

_MARKUP = {"&": 5, "<": 4, ">": 4, '"': 6, "'": 5}


def stored_length(name: str) -> int:
    """The characters of a name as the server counts them where it encodes it: with entities."""
    return sum(_stored(letter) for letter in name)


def _stored(letter: str) -> int:
    code = ord(letter)
    if code > 0xFFFF or 0xA0 <= code <= 0xFF:
        return len(f"&#{code};")
    return _MARKUP.get(letter, 1)


def check_own_name(name: str, *, encoded: bool) -> None:
    """A name that is sent to the organization's own record; `encoded`: the server counts entities.

    Raises RuleBroken.
    """
    check_name(name)
    if encoded and stored_length(name.strip()) > LONGEST_NAME:
        raise RuleBroken(Rule.NAME_TOO_LONG, limit=LONGEST_NAME)


def check_billing_email(email: str) -> None:
    """Raises RuleBroken."""
    if not is_email(email):
        raise RuleBroken(Rule.BILLING_EMAIL)
