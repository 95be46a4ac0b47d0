"""The choice in a form to keep an API key in this computer's keyring."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

from tui.remembered_key import KeyringTrouble, keyring_trouble
from tui.translate import _
from tui.widgets.choice_list import Choice, ChoiceList

_NO, _YES = "no", "yes"


class RememberChoice(Horizontal):
    """No, until somebody chooses otherwise; shown only where there is a keyring that keeps secrets.

    The keyring is looked for when the choice is first wished for, in a thread: that may take a while.
    """

    @dataclass
    class Looked(Message):
        """The keyring was looked for; `trouble` is None where it can be used."""

        trouble: KeyringTrouble | None

    def __init__(self, look: Callable[[], KeyringTrouble | None] = keyring_trouble) -> None:
        super().__init__(classes="choices", id="remember-field")
        self._look = look
        self._looking = False
        self._usable = False
        self._wished = False
        self.display = False

    def compose(self) -> ComposeResult:
        yield Static(_("Remember"), classes="label", markup=False)
        choices = [
            Choice(_NO, _("No: nothing is kept")),
            Choice(_YES, _("In this computer's keyring, for this profile")),
        ]
        yield ChoiceList(choices, current=_NO, id="remember")

    @property
    def wanted(self) -> bool:
        """Whether somebody chose to be remembered."""
        return self.display and self.query_one(ChoiceList).current == _YES

    def wish(self, wished: bool) -> None:
        """Offer the choice where it can be offered, or take it away."""
        self._wished = wished
        self.display = wished and self._usable
        if wished and not self._looking:
            self._looking = True
            self._look_for_keyring()

    @work(exclusive=True, group="keyring", exit_on_error=False, description="look for a keyring")
    async def _look_for_keyring(self) -> None:
        trouble = await asyncio.to_thread(self._look)
        self._usable = trouble is None
        self.display = self._wished and self._usable
        self.post_message(self.Looked(trouble))

    @on(ChoiceList.Moved)
    def _moved(self, event: ChoiceList.Moved) -> None:
        event.stop()
