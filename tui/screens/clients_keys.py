"""The keys of the home screen."""

from __future__ import annotations

from textual.binding import Binding

from tui.translate import N_

CLIENT_KEYS = [
    Binding(
        "v",
        "open_vault",
        N_("Vault"),
        key_display="Enter",
        id="clients.vault",
        tooltip=N_("Open the client's organization vault."),
    ),
    Binding(
        "o",
        "open_onboarding",
        N_("Onboarding"),
        id="clients.onboarding",
        tooltip=N_("Open the client's onboarding checklist."),
    ),
    Binding(
        "m",
        "open_members",
        N_("Members"),
        show=False,
        id="clients.members",
        tooltip=N_("Open the client's members."),
    ),
    Binding(
        "c",
        "open_confirm",
        N_("Confirm"),
        show=False,
        id="clients.confirm",
        tooltip=N_("Confirm who has accepted, fingerprint phrase beside them."),
    ),
    Binding(
        "i",
        "open_invite",
        N_("Invite"),
        show=False,
        id="clients.invite",
        tooltip=N_("Invite people into the client."),
    ),
    Binding(
        "u",
        "open_groups",
        N_("Groups"),
        show=False,
        id="clients.groups",
        tooltip=N_("Open the client's groups."),
    ),
    Binding(
        "p",
        "open_policies",
        N_("Policies"),
        show=False,
        id="clients.policies",
        tooltip=N_("Open the client's enterprise policies."),
    ),
    Binding("n", "new_client", N_("New"), id="clients.new", tooltip=N_("Create a client organization.")),
    Binding(
        "a",
        "add_existing",
        N_("Add existing"),
        show=False,
        id="clients.add",
        tooltip=N_("Add an organization that exists already."),
    ),
    Binding(
        "s",
        "seats",
        N_("Seats"),
        id="clients.seats",
        tooltip=N_("Change the client's seats, or those of all marked clients at once."),
    ),
    Binding("e", "rename", N_("Rename"), show=False, id="clients.rename", tooltip=N_("Rename the client.")),
    Binding(
        "U",
        "unlink",
        N_("Unlink"),
        show=False,
        id="clients.unlink",
        tooltip=N_("End the provider's access to the client; its name is typed first."),
    ),
    Binding(
        "M",
        "move_seats",
        N_("Move seats"),
        show=False,
        id="clients.move",
        tooltip=N_("Move seats to another client of its plan, or between two marked ones."),
    ),
    Binding(
        "space", "mark", N_("Mark"), id="clients.mark", tooltip=N_("Mark or unmark the row under the cursor.")
    ),
    Binding(
        "V",
        "mark_range",
        N_("Mark range"),
        show=False,
        id="clients.mark_range",
        tooltip=N_("Start a range; press again at its other end."),
    ),
    Binding(
        "slash",
        "filter",
        N_("Filter"),
        id="clients.filter",
        tooltip=N_("Show names that hold a text; a leading ! inverts; Esc clears."),
    ),
    Binding(
        "exclamation_mark",
        "sort_trouble",
        N_("Trouble"),
        id="clients.trouble",
        tooltip=N_("Sort by trouble; again for the order before."),
    ),
    Binding(
        "R", "reload", N_("Refresh"), id="clients.refresh", tooltip=N_("Read the list from the server now.")
    ),
    Binding(
        "less_than_sign",
        "sort_by(-1)",
        N_("Sort left"),
        show=False,
        id="clients.sort_left",
        tooltip=N_("Sort by the column to the left."),
    ),
    Binding(
        "greater_than_sign",
        "sort_by(1)",
        N_("Sort right"),
        show=False,
        id="clients.sort_right",
        tooltip=N_("Sort by the column to the right."),
    ),
    Binding(
        "y",
        "yank",
        N_("Copy"),
        show=False,
        id="clients.yank",
        tooltip=N_("Copy name, id or row through the terminal (OSC 52); y y copies the name."),
    ),
    Binding(
        "J",
        "journal",
        N_("Journal"),
        show=False,
        id="clients.journal",
        tooltip=N_("Every change made from this machine, and whether the record is whole."),
    ),
    Binding(
        "W",
        "save_view",
        N_("Save view"),
        show=False,
        id="clients.save",
        tooltip=N_("Write the table, as it is shown, to a CSV or JSON file."),
    ),
    Binding(
        "P",
        "choose_provider",
        N_("Provider"),
        show=False,
        id="clients.provider",
        tooltip=N_("Choose another provider."),
    ),
]
