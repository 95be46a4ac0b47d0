"""Rules of collection names, checked before anything is sent. Pure: forms ask while a person types."""

from __future__ import annotations

from backend_client.errors import Rule, RuleBroken
from backend_client.portal.item_body import most_bytes

SEPARATOR = "/"
"""Nests a name: `A/B` stands below `A`. The server knows nothing of it."""

LONGEST_NAME = most_bytes(1000)
"""UTF-8 bytes of a name: the server takes 1000 characters of EncString."""


def check_sendable_name(name: str) -> None:
    """Raises RuleBroken for a name the server would refuse, or that is no text: halves of surrogate pairs."""
    if not name.strip():
        raise RuleBroken(Rule.NAME_EMPTY)
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        raise RuleBroken(Rule.NAME_HIDDEN) from None
    if size > LONGEST_NAME:
        raise RuleBroken(Rule.COLLECTION_NAME_TOO_LONG, limit=LONGEST_NAME)


def check_collection_name(name: str) -> None:
    """Raises RuleBroken for a name that the server would refuse, or that no person should give."""
    check_sendable_name(name)
    if not name.isprintable():
        raise RuleBroken(Rule.NAME_HIDDEN)
    if any(not part.strip() for part in name.split(SEPARATOR)):
        raise RuleBroken(Rule.COLLECTION_PART_EMPTY)


def folded(name: str) -> str:
    """The name as a reader would compare it: without regard to case, or to spaces around its parts."""
    return SEPARATOR.join(" ".join(part.split()).casefold() for part in name.split(SEPARATOR))


def is_below(name: str, parent: str) -> bool:
    """Whether `name` is nested somewhere below `parent`."""
    return name.startswith(parent + SEPARATOR)
