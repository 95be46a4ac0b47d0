"""What the journal says of a change of a member's role and access, in words. Pure; all of it foreign text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.safe_text import safe_text
from tui.terms import collections_word
from tui.translate import _


def member_change_words(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """`ann@birch.example: user -> admin, +Sales, 2 collections`."""
    said: list[str] = []
    if "role" in after:
        said.append(f"{_text(before.get('role'))} -> {_text(after['role'])}")
    elif "permissions" in after:
        said.append(_("permissions"))
    said += [f"+{_text(name)}" for name in _texts(after.get("joined"))]
    said += [f"-{_text(name)}" for name in _texts(after.get("left"))]
    access = after.get("access")
    if isinstance(access, str) and access:
        count = len(access.split())
        said.append(f"{count} {collections_word(count)}")
    who = ", ".join(_text(email) for email in _texts(after.get("emails")))
    return ": ".join(part for part in (who, ", ".join(said)) if part)


def _texts(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return "-" if value is None else safe_text(str(value), limit=60)
