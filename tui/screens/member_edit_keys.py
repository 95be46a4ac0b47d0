"""The keys of the screen that changes members' roles and access."""

from __future__ import annotations

from textual.binding import Binding

from backend_client.portal.collections import Permission
from tui.translate import N_

_SETTING = (
    (Permission.NO_ACCESS, "minus,0", N_("No access")),
    (Permission.VIEW, "V", N_("View")),
    (Permission.VIEW_HIDDEN_PASSWORDS, "v", N_("View, passwords hidden")),
    (Permission.EDIT, "E", N_("Edit")),
    (Permission.EDIT_HIDDEN_PASSWORDS, "e", N_("Edit, passwords hidden")),
    (Permission.MANAGE, "M", N_("Manage")),
)


def permission_keys(noun: str) -> list[Binding]:
    """The keys that set one access; `noun` is the first half of their ids."""
    return [
        Binding(keys, f"set({int(permission)})", words, show=False, id=f"{noun}.set_{int(permission)}")
        for permission, keys, words in _SETTING
    ]


ACCESS_KEYS = [
    Binding(
        "w,f5,ctrl+s",
        "write",
        N_("Write"),
        key_display="Enter",
        id="member_edit.write",
        tooltip=N_("Show what would be sent."),
    ),
    Binding(
        "space",
        "switch",
        N_("Switch"),
        id="member_edit.switch",
        tooltip=N_("Choose the role, switch a permission or a group, or take the next access."),
    ),
    Binding(
        "tab",
        "section(1)",
        N_("Next part"),
        id="member_edit.next",
        tooltip=N_("To the next part of the list."),
    ),
    Binding("shift+tab", "section(-1)", N_("Part before"), show=False, id="member_edit.before"),
    *permission_keys("member_edit"),
    Binding("u", "take_back", N_("Take back"), id="member_edit.undo", tooltip=N_("Drop what was not sent.")),
    Binding("slash", "filter", N_("Filter"), id="member_edit.filter", tooltip=N_("By name.")),
    Binding("R", "refresh", N_("Refresh"), id="member_edit.refresh", tooltip=N_("Read everything again.")),
    Binding("escape,h,backspace", "back", N_("Back"), id="member_edit.back", tooltip=N_("Back.")),
]
