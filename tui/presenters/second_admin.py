"""The recommendation of a second provider admin, wherever its absence is shown. Pure."""

from __future__ import annotations

from backend_client.portal.providers import ENOUGH_ADMINS
from tui.translate import _


def second_admin_words(admins: int | None) -> str:
    """What is recommended to a provider with so many confirmed admins; empty where nothing is, or where
    they were not counted (None)."""
    if admins is None or admins >= ENOUGH_ADMINS:
        return ""
    return _(
        "Only one confirmed provider admin: a second one is strongly recommended, in case that account is "
        "lost."
    )


def second_admin_note(admins: int | None) -> str:
    """The same in one line, for where other things are the matter."""
    if not second_admin_words(admins):
        return ""
    return _("One confirmed provider admin only: a second one is strongly recommended (P).")
