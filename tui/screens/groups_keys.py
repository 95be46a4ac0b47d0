"""The keys of the groups screen. Letters and digits set cells, so the acts on groups have what is left."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from backend_client.portal.collections import Permission
from tui.translate import N_

_SETTING = (
    (Permission.NO_ACCESS, "minus,0", N_("No access")),
    (Permission.VIEW_HIDDEN_PASSWORDS, "v,1", N_("View, passwords hidden")),
    (Permission.VIEW, "V,2", N_("View")),
    (Permission.EDIT_HIDDEN_PASSWORDS, "e,3", N_("Edit, passwords hidden")),
    (Permission.EDIT, "E,4", N_("Edit")),
    (Permission.MANAGE, "M,5", N_("Manage")),
)

GROUP_KEYS: list[BindingType] = [
    Binding(
        "w,f5,ctrl+s",
        "write",
        N_("Write"),
        key_display="Enter",
        id="groups.write",
        tooltip=N_("Show what would be sent."),
    ),
    Binding("space", "next", N_("Next"), id="groups.next", tooltip=N_("The next stronger permission.")),
    Binding(
        "n", "new_groups", N_("New"), id="groups.new", tooltip=N_("Make groups, by department or typed.")
    ),
    Binding(
        "p", "propose", N_("Propose"), id="groups.propose", tooltip=N_("Departments by functions, as edits.")
    ),
    Binding("m", "members", N_("Members"), id="groups.members", tooltip=N_("Who is in this group.")),
    Binding("u", "undo", N_("Undo"), id="groups.undo", tooltip=N_("Take the last edit back.")),
    Binding(
        "f",
        "fill(True)",
        N_("Fill row"),
        id="groups.fill_row",
        tooltip=N_("This permission in the whole row."),
    ),
    Binding(
        "F",
        "fill(False)",
        N_("Fill column"),
        id="groups.fill_column",
        tooltip=N_("This permission in the whole column."),
    ),
    Binding("slash", "find", N_("Find"), id="groups.find", tooltip=N_("Go to a group or collection.")),
    Binding("r", "rename", N_("Rename"), id="groups.rename", tooltip=N_("Another name for this group.")),
    Binding(
        "x", "mark", N_("Mark"), id="groups.mark", tooltip=N_("Mark this group; f and D take the marked.")
    ),
    Binding("D", "delete", N_("Delete"), id="groups.delete", tooltip=N_("Delete this group or the marked.")),
    Binding("R", "refresh", N_("Refresh"), id="groups.refresh", tooltip=N_("Read again; edits stay.")),
    Binding("escape,backspace,ctrl+g", "back", N_("Back"), id="groups.back", tooltip=N_("Back.")),
    *(
        Binding(keys, f"set({int(permission)})", words, show=False, id=f"groups.set_{int(permission)}")
        for permission, keys, words in _SETTING
    ),
]
"""Every key of the screen but those of its matrix."""
