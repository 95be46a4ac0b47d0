"""The permissions that can be given on a collection, and what somebody holds now. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from backend_client.portal.collection_overview import Assignee, CollectionOverview
from backend_client.portal.collections import Collection, Permission
from tui.presenters.collection_plans import assignee_words
from tui.presenters.collections import full_name, permission_words
from tui.safe_text import fit, width_of
from tui.terms import collections_word
from tui.translate import _


def permission_choices() -> tuple[tuple[str, str, str], ...]:
    """Name, label and hint of every permission, weakest first; none at all is the last."""
    hints = {
        Permission.VIEW: _("see items and passwords"),
        Permission.VIEW_HIDDEN_PASSWORDS: _("fill in, without seeing passwords"),
        Permission.EDIT: _("change items as well"),
        Permission.EDIT_HIDDEN_PASSWORDS: _("change all but the passwords they cannot see"),
        Permission.MANAGE: _("and give others access, and delete"),
        Permission.NO_ACCESS: _("take the access away"),
    }
    width = max(width_of(permission_words(permission)) for permission in hints)
    return tuple(
        (permission.name, fit(permission_words(permission), width), hint)
        for permission, hint in hints.items()
    )


def held_words(
    overview: CollectionOverview, chosen: Sequence[Collection], assignee: Assignee
) -> tuple[str, ...]:
    """Who it is about, on what, and what they hold there now."""
    if len(chosen) == 1:
        about = _("{who} on {collection}.").format(
            who=assignee_words(assignee), collection=full_name(chosen[0])
        )
    else:
        about = _("{who} on {count} {collections}.").format(
            who=assignee_words(assignee), count=len(chosen), collections=collections_word(len(chosen))
        )
    held = Counter(overview.held(each.id, assignee) for each in chosen)
    counted = ", ".join(
        permission_words(permission)
        if len(held) == 1
        else f"{held[permission]} x {permission_words(permission)}"
        for permission in sorted(held)
    )
    return about, _("Now: {held}.").format(held=counted)
