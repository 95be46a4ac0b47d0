"""The keys of device approvals."""

from __future__ import annotations

from textual.binding import Binding

from tui.translate import N_

DEVICE_KEYS = [
    Binding(
        "a",
        "approve",
        N_("Approve"),
        id="devices.approve",
        tooltip=N_("Compare phrases and approve: those marked, else the one under the cursor."),
    ),
    Binding(
        "D",
        "deny",
        N_("Deny"),
        id="devices.deny",
        tooltip=N_("Refuse: those marked, else the one under the cursor."),
    ),
    Binding("space", "mark", N_("Mark"), id="devices.mark", tooltip=N_("Mark or unmark the request.")),
    Binding("M", "mark_all", N_("Mark all"), id="devices.mark_all", tooltip=N_("Mark all, or none.")),
    Binding(
        "y",
        "yank",
        N_("Copy"),
        show=False,
        id="devices.yank",
        tooltip=N_("Copy the address or the phrase through the terminal."),
    ),
    Binding("R", "refresh", N_("Refresh"), id="devices.refresh", tooltip=N_("Read the requests again.")),
    Binding("m", "members", N_("Members"), show=False, id="devices.members", tooltip=N_("The members.")),
    Binding(
        "escape,h,backspace", "back", N_("Back"), id="devices.back", tooltip=N_("Back where you came from.")
    ),
]
