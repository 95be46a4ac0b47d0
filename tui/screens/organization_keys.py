"""The keys of the screen of a client organization itself."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui.screens.client_hub import HUB_KEYS
from tui.screens.key_acts import CLEAR_KEY, ROTATE_KEY
from tui.translate import N_

ORGANIZATION_KEYS: list[BindingType] = [
    Binding(
        "y", "copy", N_("Copy"), id="details.copy", tooltip=N_("The value of the row; a key goes unseen.")
    ),
    ROTATE_KEY,
    CLEAR_KEY,
    Binding("R", "refresh", N_("Refresh"), id="details.refresh", tooltip=N_("Read everything again.")),
    *HUB_KEYS,
    Binding("escape,h,backspace", "back", N_("Back"), id="details.back", tooltip=N_("Back.")),
]
