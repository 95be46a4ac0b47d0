"""The keys of the screen that invites people."""

from __future__ import annotations

from textual.binding import Binding

from tui.translate import N_

INVITE_KEYS = [
    Binding(
        "f5,ctrl+s",
        "review",
        N_("Review"),
        id="invite.review",
        tooltip=N_("See exactly who is invited, then send."),
    ),
    Binding("f3,ctrl+o", "file", N_("File"), id="invite.file", tooltip=N_("Read people from a file.")),
    Binding("f4,ctrl+t", "seats", N_("Seats"), id="invite.seats", tooltip=N_("Raise the client's seats.")),
    Binding(
        "f2",
        "access",
        N_("Collections"),
        id="invite.access",
        tooltip=N_("Give everybody direct access to collections."),
    ),
    Binding("ctrl+r", "refresh", N_("Refresh"), id="invite.refresh", tooltip=N_("Read seats and members.")),
    Binding("escape,ctrl+g", "back", N_("Back"), id="invite.back", tooltip=N_("Back; nothing is sent.")),
]
