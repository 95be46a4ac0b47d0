"""The rows of a plan, and the keys of its screen."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from tui.presenters.plan import PlanRow
from tui.translate import N_
from tui.widgets.line_table import LineTable

PLAN_KEYS = [
    Binding("escape,ctrl+g", "stop", N_("Stop"), id="plan.stop", tooltip=N_("Stop after the present one.")),
    Binding(
        "escape,ctrl+g",
        "background",
        N_("Leave it"),
        id="plan.background",
        tooltip=N_("Go elsewhere; it goes on by itself, and F9 shows it."),
    ),
    Binding("x", "stop_job", N_("Stop"), id="plan.stop_job", tooltip=N_("Stop after the present request.")),
    Binding("escape,ctrl+g", "back", N_("Back"), id="plan.back", tooltip=N_("Back; nothing more is sent.")),
]


class PlanTable(LineTable[PlanRow[Any]]):
    """The rows; Space leaves one out where the plan allows it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "space",
            "screen.toggle_row",
            N_("Leave out"),
            id="plan.toggle",
            tooltip=N_("Leave the row out, or take it in again."),
        ),
        Binding(
            "enter", "screen.question", N_("Answer"), id="plan.answer", tooltip=N_("Go to the question.")
        ),
    ]
