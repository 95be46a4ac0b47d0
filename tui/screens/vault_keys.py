"""The keys of the organization vault."""

from __future__ import annotations

from textual.binding import Binding

from tui.translate import N_

VAULT_KEYS = [
    Binding(
        "n",
        "new_collections",
        N_("New"),
        id="vault.new",
        tooltip=N_("Create collections: from a pattern, typed or pasted."),
    ),
    Binding(
        "a",
        "access",
        N_("Access"),
        id="vault.access",
        tooltip=N_("Give a member or a group access to the marked rows, change it or take it."),
    ),
    Binding(
        "M",
        "manage_unmanaged",
        N_("Managers"),
        id="vault.managers",
        tooltip=N_("Give every row that nobody manages a manager."),
    ),
    Binding(
        "e",
        "rename",
        N_("Rename"),
        id="vault.rename",
        tooltip=N_("Another name, with what is nested below; a slash nests."),
    ),
    Binding(
        "D,delete",
        "delete",
        N_("Delete"),
        id="vault.delete",
        tooltip=N_("Delete the marked rows; the name is typed first."),
    ),
    Binding(
        "space", "mark", N_("Mark"), id="vault.mark", tooltip=N_("Mark or unmark the row under the cursor.")
    ),
    Binding(
        "V",
        "mark_range",
        N_("Mark range"),
        show=False,
        id="vault.mark_range",
        tooltip=N_("Start a range; press again at its other end."),
    ),
    Binding(
        "A",
        "admin_access",
        N_("Admin access"),
        show=False,
        id="vault.admin_access",
        tooltip=N_("Switch owners' and admins' access to all items on or off."),
    ),
    Binding("I", "import", N_("Import"), id="vault.import", tooltip=N_("An export file into this client.")),
    Binding("slash", "search", N_("Search"), id="vault.search", tooltip=N_("By name, group or manager.")),
    Binding(
        "exclamation_mark",
        "only_unmanaged",
        N_("Unmanaged"),
        show=False,
        id="vault.unmanaged",
        tooltip=N_("Only collections that nobody manages; again for all."),
    ),
    Binding("R", "refresh", N_("Refresh"), id="vault.refresh", tooltip=N_("Read everything again.")),
    Binding("greater_than_sign", "sort(1)", N_("Sort"), id="vault.sort", tooltip=N_("By the next column.")),
    Binding(
        "less_than_sign",
        "sort(-1)",
        N_("Sort back"),
        show=False,
        id="vault.sort_back",
        tooltip=N_("By the column before."),
    ),
    Binding("escape,h,backspace", "back", N_("Back"), id="vault.back", tooltip=N_("Back to the clients.")),
]
