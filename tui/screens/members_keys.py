"""The keys of the members of a client."""

from __future__ import annotations

from textual.binding import Binding

from tui.screens.order_keys import order_keys
from tui.translate import N_

MEMBER_KEYS = [
    Binding(
        "c",
        "confirm",
        N_("Confirm"),
        id="members.confirm",
        tooltip=N_("Compare phrases and confirm: those marked, else everybody shown who accepted."),
    ),
    Binding(
        "r",
        "act('member.resend')",
        N_("Resend"),
        id="members.resend",
        tooltip=N_("Mail the invitation again: to those marked, else to the person under the cursor."),
    ),
    Binding("i", "invite", N_("Invite"), id="members.invite", tooltip=N_("Invite more people.")),
    Binding(
        "e",
        "edit",
        N_("Role, access"),
        id="members.edit",
        tooltip=N_("Role, groups and collections: of those marked, else of the person under the cursor."),
    ),
    Binding(
        "K",
        "act('member.revoke')",
        N_("Revoke"),
        id="members.revoke",
        tooltip=N_("Suspend; the seat is free at once, and they can be restored."),
    ),
    Binding(
        "T",
        "act('member.restore')",
        N_("Take back"),
        show=False,
        id="members.restore",
        tooltip=N_("Restore revoked people as what they were; each takes a seat."),
    ),
    Binding(
        "D",
        "act('member.remove')",
        N_("Remove"),
        show=False,
        id="members.remove",
        tooltip=N_("Take out of the client; a word is typed first. Their account stays."),
    ),
    Binding(
        "X",
        "act('member.delete_account')",
        N_("Delete account"),
        show=False,
        id="members.delete_account",
        tooltip=N_("Destroy the whole account of people the client claims by a verified domain."),
    ),
    Binding(
        "A",
        "recover",
        N_("Recover"),
        show=False,
        id="members.recover",
        tooltip=N_("Account recovery: a new master password for the person under the cursor."),
    ),
    Binding(
        "t",
        "next_view",
        N_("Show"),
        id="members.view",
        tooltip=N_("All but revoked, invited, to be confirmed, revoked: each in turn."),
    ),
    Binding("W", "save", N_("Save"), show=False, id="members.save", tooltip=N_("Write the rows to a file.")),
    Binding(
        "y",
        "yank",
        N_("Copy"),
        id="members.yank",
        tooltip=N_("Copy the mail text for an invited person, or the address, through the terminal."),
    ),
    Binding("space", "mark", N_("Mark"), id="members.mark", tooltip=N_("Mark or unmark the person.")),
    Binding(
        "V",
        "mark_range",
        N_("Mark range"),
        show=False,
        id="members.mark_range",
        tooltip=N_("Start a range; press again at its other end."),
    ),
    Binding(
        "slash",
        "filter",
        N_("Filter"),
        id="members.filter",
        tooltip=N_("By name, address, id, role, status or group; a leading ! inverts; Esc clears."),
    ),
    Binding("R", "refresh", N_("Refresh"), id="members.refresh", tooltip=N_("Read everybody again.")),
    *order_keys("members"),
    Binding(
        "l",
        "person_log",
        N_("Log"),
        show=False,
        id="members.person_log",
        tooltip=N_("What the person under the cursor did, by the event log."),
    ),
    Binding(
        "L",
        "log",
        N_("Client's log"),
        show=False,
        id="members.log",
        tooltip=N_("The event log of the client."),
    ),
    Binding("u", "groups", N_("Groups"), show=False, id="members.groups", tooltip=N_("The groups.")),
    Binding("p", "policies", N_("Policies"), show=False, id="members.policies", tooltip=N_("The policies.")),
    Binding(
        "escape,h,backspace", "back", N_("Back"), id="members.back", tooltip=N_("Back where you came from.")
    ),
]
