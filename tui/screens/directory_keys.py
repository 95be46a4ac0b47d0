"""The keys of the directory screen."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui.screens.key_acts import CLEAR_KEY, ROTATE_KEY
from tui.translate import N_

DIRECTORY_KEYS: list[BindingType] = [
    Binding(
        "y",
        "copy",
        N_("Copy"),
        id="directory.copy",
        tooltip=N_("The row; a key unseen."),
    ),
    Binding("t", "switch", N_("SCIM on/off"), id="directory.switch", tooltip=N_("Switch SCIM on or off.")),
    Binding(
        "e",
        "choose_provider",
        N_("IdP"),
        id="directory.provider",
        tooltip=N_("Which identity provider the customer has."),
    ),
    ROTATE_KEY,
    Binding("w", "write", N_("Hand-over"), id="directory.write", tooltip=N_("Write the text into a file.")),
    CLEAR_KEY,
    Binding(
        "R",
        "refresh",
        N_("Refresh"),
        show=False,
        id="directory.refresh",
        tooltip=N_("Read everything again."),
    ),
    Binding("escape,h,backspace", "back", N_("Back"), id="directory.back", tooltip=N_("Back.")),
]
