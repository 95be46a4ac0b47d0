"""The keys of the screen that confirms people."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui.translate import N_

CONFIRM_KEYS: list[BindingType] = [
    Binding(
        "y",
        "same",
        N_("Same: confirm"),
        id="confirm.same",
        tooltip=N_("All five words agree; never held down."),
    ),
    Binding("n", "skip", N_("Skip"), id="confirm.skip", tooltip=N_("Leave this person for later.")),
    Binding("d", "differs", N_("It differs"), id="confirm.differs", tooltip=N_("What to do then.")),
    Binding(
        "t",
        "telephone",
        N_("Telephone"),
        id="confirm.telephone",
        show=False,
        tooltip=N_("Practice only: the person reads out the phrase of their own device."),
    ),
    Binding(
        "L",
        "show_list",
        N_("Compare list"),
        id="confirm.list",
        tooltip=N_("All phrases at once; a typed word and your password confirm everybody."),
    ),
    Binding("pageup", "page(-1)", N_("Page up"), show=False, id="confirm.page_up"),
    Binding("pagedown", "page(1)", N_("Page down"), show=False, id="confirm.page_down"),
    Binding(
        "escape,ctrl+g",
        "back",
        N_("Stop"),
        id="confirm.back",
        tooltip=N_("Stop; the rest stays as it is."),
    ),
]
