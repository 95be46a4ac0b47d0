"""The common pattern of small organizations: groups by department, collections by function. Pure.

Only a start to be edited: it adds where a group has no access, and takes nothing away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from backend_client.portal.collections import Permission
from backend_client.portal.groups import GroupBoard

FUNCTIONS_OF: Mapping[str, tuple[str, ...]] = {
    "marketing": ("social media", "websites and domains"),
    "sales": ("vendors",),
    "finance": ("financials", "vendors"),
    "it": ("infrastructure", "websites and domains", "productivity tools"),
    "operations": ("vendors", "building and facilities", "productivity tools"),
    "customer service": ("social media",),
}
"""The functions a department usually works with, by names of the two patterns in `onboarding.patterns`."""

_WORDS = re.compile(r"\w+")


def propose(board: GroupBoard) -> dict[tuple[str, str], Permission]:
    """EDIT, by (group id, collection id), where a collection's name holds the group's, or names one of the
    department's functions (or something nested below one)."""
    found: dict[tuple[str, str], Permission] = {}
    for group in board.groups:
        if group.reaches_all:
            continue
        for collection in board.collections:
            free = group.reach(collection.id) is Permission.NO_ACCESS
            if free and collection.name is not None and _fits(group.name, collection.name):
                found[(group.id, collection.id)] = Permission.EDIT
    return found


def _fits(group: str, collection: str) -> bool:
    wanted = _words(group)
    if wanted and wanted <= _words(collection):
        return True
    name = collection.strip().casefold()
    functions = FUNCTIONS_OF.get(group.strip().casefold(), ())
    return any(name == each or name.startswith(f"{each}/") for each in functions)


def _words(text: str) -> set[str]:
    return set(_WORDS.findall(text.casefold()))
