"""Typing a name to agree to something that cannot be undone. Pure.

A hostile name may hold characters no keyboard has: those are typed as `?`. In place of one that is longer
than anybody would type stands what is typed where there is no name.
"""

from __future__ import annotations

from backend_client.portal.clients import Client
from tui.safe_text import safe_text

_STAND_IN = "?"
_LONGEST = 100
"""Characters; the server itself takes half as many for an organization."""


def name_to_type(client: Client) -> str:
    """What to type for a client: its name as a keyboard can, without a name its id."""
    return text_to_type(client.name, client.organization_id)


def is_name_of(client: Client, typed: str) -> bool:
    """Whether `typed` is the client's name."""
    return is_typed(client.name, typed, client.organization_id)


def text_to_type(name: str, without_name: str) -> str:
    """What to type: the name, a `?` for what does not show; `without_name` where there is none to type."""
    stripped = name.strip()
    return (_typable(stripped) if len(stripped) <= _LONGEST else "") or without_name


def is_typed(name: str, typed: str, without_name: str) -> bool:
    """Whether `typed` is that name: as it is, as it is shown, or as it can be typed."""
    shown = safe_text(name, limit=len(name) + 1).strip()
    return typed.strip() in {name.strip(), shown, text_to_type(name, without_name)} - {""}


def _typable(name: str) -> str:
    shown = safe_text(name, limit=len(name) + 1)
    return "".join(one if one == other else _STAND_IN for one, other in zip(name, shown, strict=True))
