"""The keys of the people of a provider."""

from __future__ import annotations

from textual.binding import Binding

from tui.screens.order_keys import order_keys
from tui.translate import N_

PEOPLE_KEYS = [
    Binding(
        "c",
        "confirm",
        N_("Confirm"),
        id="people.confirm",
        tooltip=N_("Compare phrases and confirm: those marked, else everybody shown who accepted."),
    ),
    Binding("i", "invite", N_("Invite"), id="people.invite", tooltip=N_("Invite up to 20 people.")),
    Binding(
        "r",
        "act('person.resend')",
        N_("Resend"),
        id="people.resend",
        tooltip=N_("Mail the invitation again: to those marked, else to the person under the cursor."),
    ),
    Binding(
        "e",
        "role",
        N_("Role"),
        id="people.role",
        tooltip=N_("Make a provider admin of a service user, or the other way round."),
    ),
    Binding(
        "D",
        "act('person.remove')",
        N_("Remove"),
        id="people.remove",
        tooltip=N_("Take out of the provider; a word is typed first. Their account stays."),
    ),
    Binding(
        "l",
        "log",
        N_("Their log"),
        id="people.log",
        tooltip=N_("What the person under the cursor did, in the provider's log."),
    ),
    Binding(
        "t",
        "next_view",
        N_("Show"),
        id="people.view",
        tooltip=N_("All, those invited, or those who need confirmation."),
    ),
    Binding(
        "y",
        "yank",
        N_("Copy"),
        id="people.yank",
        tooltip=N_("Copy the mail text for an invited person, or the address, through the terminal."),
    ),
    Binding("space", "mark", N_("Mark"), id="people.mark", tooltip=N_("Mark or unmark the person.")),
    Binding(
        "V",
        "mark_range",
        N_("Mark range"),
        show=False,
        id="people.mark_range",
        tooltip=N_("Start a range; press again at its other end."),
    ),
    Binding(
        "slash",
        "filter",
        N_("Filter"),
        id="people.filter",
        tooltip=N_("By name, address, role or status; a leading ! inverts; Esc clears."),
    ),
    Binding("R", "refresh", N_("Refresh"), id="people.refresh", tooltip=N_("Read everybody again.")),
    Binding(
        "W",
        "save",
        N_("Save view"),
        show=False,
        id="people.save",
        tooltip=N_("Write the rows, as they are shown, to a file."),
    ),
    *order_keys("people"),
    Binding(
        "escape,h,backspace", "back", N_("Back"), id="people.back", tooltip=N_("Back where you came from.")
    ),
]
