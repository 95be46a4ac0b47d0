"""Typing a name to agree to something that cannot be undone. Pure.

A hostile name may hold characters no keyboard has: those are typed as `?`.
"""

from __future__ import annotations

from backend_client.portal.clients import Client
from tui.safe_text import safe_text

_STAND_IN = "?"


def name_to_type(client: Client) -> str:
    """What to type: the name, a `?` for every character that does not show; without a name, the id."""
    name = client.name.strip()
    return _typable(name) if name else client.organization_id


def is_name_of(client: Client, typed: str) -> bool:
    """Whether `typed` is the client's name: as it is, as it is shown, or as it can be typed."""
    name = client.name.strip()
    shown = safe_text(client.name, limit=len(client.name) + 1).strip()
    return typed.strip() in {name, shown, name_to_type(client)} - {""}


def _typable(name: str) -> str:
    shown = safe_text(name, limit=len(name) + 1)
    return "".join(one if one == other else _STAND_IN for one, other in zip(name, shown, strict=True))
