"""Words for what stands against changing groups. Part of `tui.explain`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from backend_client.errors import Rule
from tui.translate import _

GROUP_RULES: Final[Mapping[Rule, Callable[[int], tuple[str, str]]]] = {
    Rule.GROUPS_NOT_INCLUDED: lambda _n: (
        _("This organization has no groups: its plan or its server leaves them out."),
        _("Give access to members instead, or change the plan."),
    ),
    Rule.MAY_STILL_ARRIVE: lambda _n: (
        _("It was sent before an interruption and may still arrive. Nothing was sent."),
        _("Look again in 2 minutes."),
    ),
    Rule.GROUP_EXISTS: lambda _n: (
        _("There is a group of that name already."),
        _("Use that one, or choose another name."),
    ),
}
"""The rules of groups: a sentence, and what to do."""

GROUP_CHANGED: Final[Mapping[str, Callable[[], tuple[str, str]]]] = {
    "group": lambda: (
        _("Somebody changed the group meanwhile. Nothing was sent."),
        _("Look at it as it is now, then do it again."),
    ),
    "group_name": lambda: (
        _("Somebody renamed the group meanwhile. Nothing was sent."),
        _("Look at it as it is now, then do it again."),
    ),
    "group_access": lambda: (
        _("Somebody changed the same access meanwhile. Nothing was sent for this group."),
        _("Look at it as it is now, then do it again."),
    ),
    "group_gone": lambda: (
        _("The group is gone: somebody deleted it. Nothing was sent."),
        _("R reads the groups again."),
    ),
}
"""How a group can differ from what was shown, by `ChangedMeanwhile.what`."""
