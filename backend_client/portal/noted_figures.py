"""Figures of the journal's lines, as acts inside a client write and read them. Pure.

Whoever can write the file can write anything into it: what has another shape counts as missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backend_client.portal.collections import Permission
from backend_client.portal.journal import Entry, Outcome


def texts_of(entry: Entry, name: str) -> tuple[str, ...]:
    """A list of texts that the journal's line holds; whatever else is in their place is left out."""
    found = entry.after.get(name)
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


def text_of(figures: Mapping[str, Any], name: str) -> str:
    """One text; empty where there is none."""
    value = figures.get(name)
    return value if isinstance(value, str) else ""


def permission_named(word: object) -> Permission | None:
    """The permission that the journal calls so."""
    return next((each for each in Permission if each.name.lower() == word), None)


def written_access(access: Mapping[str, Permission]) -> str:
    """Access for the journal: ids and permissions, no names of collections."""
    return " ".join(f"{key}={permission.name.lower()}" for key, permission in access.items())


def share_of(seen: Sequence[bool]) -> Outcome:
    """What became of an act of several parts, by whether each is seen."""
    if not seen:
        return Outcome.UNKNOWN
    if all(seen):
        return Outcome.DONE
    return Outcome.HALF_DONE if any(seen) else Outcome.NOT_SENT
