"""Words for what stands against changing collections. Part of `tui.explain`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from backend_client.errors import Rule
from tui.translate import _

COLLECTION_RULES: Final[Mapping[Rule, Callable[[int], tuple[str, str]]]] = {
    Rule.COLLECTION_NAME_TOO_LONG: lambda most: (
        _("The name is longer than {most} bytes, the most that fits once it is encrypted.").format(most=most),
        _("Shorten it."),
    ),
    Rule.COLLECTION_PART_EMPTY: lambda _n: (
        _("A part is empty: something must stand on both sides of a slash."),
        _("Take the slash away, or name the part."),
    ),
    Rule.COLLECTION_EXISTS: lambda _n: (
        _("A collection of exactly this name exists already."),
        _("Choose another name."),
    ),
    Rule.COLLECTION_NEEDS_MANAGER: lambda _n: (
        _("Somebody must manage a collection, unless admins have access to all items."),
        _("Name a manager: the owner, another member or a group."),
    ),
    Rule.COLLECTION_UNMANAGED: lambda _n: (
        _("Nobody manages it, and the server changes no such collection."),
        _("Give it a manager first."),
    ),
    Rule.COLLECTION_LAST_MANAGER: lambda _n: (
        _("Nobody else manages it, and admins have no access to all items."),
        _("Give it another manager first."),
    ),
    Rule.COLLECTIONS_FULL: lambda most: (
        _("The client's plan allows {most} collections.").format(most=most),
        _("Delete one, or raise the plan."),
    ),
    Rule.REACHES_EVERYTHING: lambda _n: (
        _("Owners and admins reach every collection on this server."),
        _("Nothing to do."),
    ),
    Rule.ASSIGNEE_GONE: lambda _n: (
        _("The member or group is gone."),
        _("R reads the list again."),
    ),
    Rule.NO_COLLECTION_SETTINGS: lambda _n: (
        _("This server has no settings for collections: owners and admins reach all of them."),
        _("Nothing to do."),
    ),
}
"""The rules of collections: a sentence, and what to do."""


def collection_gone() -> tuple[str, str]:
    """A collection that somebody deleted meanwhile."""
    return _("The collection is gone: somebody deleted it. Nothing was sent."), _("R reads the list again.")
