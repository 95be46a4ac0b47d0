"""The keys of a recovery."""

from __future__ import annotations

from textual.binding import Binding

from tui.translate import N_

RECOVER_KEYS = [
    Binding("v", "reveal", N_("Show"), id="recover.reveal", tooltip=N_("Show or hide the password.")),
    Binding("y", "copy", N_("Copy"), id="recover.copy", tooltip=N_("Copy it, for half a minute.")),
    Binding(
        "c",
        "clear",
        N_("Clear"),
        show=False,
        id="recover.clear",
        tooltip=N_("Take it off the clipboard."),
    ),
    Binding(
        "escape,ctrl+g", "back", N_("Back"), id="recover.back", tooltip=N_("Back; leaving sends nothing.")
    ),
]
