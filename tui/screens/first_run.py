"""The first thing a new person sees: three ways to begin."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from textual import on
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.screens.base import FrameScreen
from tui.translate import N_, _
from tui.widgets.choice_list import Choice, ChoiceList


class FirstChoice(StrEnum):
    """How to begin."""

    PRACTICE = "practice"
    SIGN_IN = "sign_in"
    TERMINAL = "terminal"


class FirstRunScreen(FrameScreen[FirstChoice]):
    """Dismisses with the choice."""

    CSS_PATH = "first_run.tcss"
    AUTO_FOCUS = "ChoiceList"
    HELP = N_("Practice shows everything with invented clients; it needs no account and sends nothing.")

    def __init__(self, *, notice: str = "") -> None:
        """`notice` (finished) is what else should be known."""
        super().__init__()
        self._notice = notice

    def on_mount(self) -> None:
        self.say(self._notice, "warning")

    def compose_body(self) -> Iterator[Any]:
        with VerticalScroll(can_focus=False):
            yield Static(_("Client organizations of a Bitwarden provider, in the terminal."), markup=False)
            yield ChoiceList(
                [
                    Choice(FirstChoice.PRACTICE, _("Try it now (practice, no account)")),
                    Choice(FirstChoice.SIGN_IN, _("Sign in")),
                    Choice(FirstChoice.TERMINAL, _("Check this terminal")),
                ],
                id="first-choices",
                alone=True,
            )
            yield Static(_("Up and Down choose, Enter goes on."), classes="muted", markup=False)

    @on(ChoiceList.Taken)
    def _taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        self.dismiss(FirstChoice(event.id))

    def action_back(self) -> None:
        """There is nothing before this screen."""
