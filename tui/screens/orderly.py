"""A screen that leaves once, and only from the top: never in the place of one that lies over it."""

from __future__ import annotations

from typing import TypeVar

from textual import events, on
from textual.await_complete import AwaitComplete
from textual.screen import Screen

ScreenResult = TypeVar("ScreenResult")


class OrderlyScreen(Screen[ScreenResult]):
    """Textual's `dismiss` closes whatever lies on top: an answer that came late would close the lock."""

    answered = False
    """Whether it was dismissed, and leaves."""

    _late: tuple[ScreenResult | None] | None = None
    """What it was dismissed with while another one lay over it."""

    def dismiss(self, result: ScreenResult | None = None) -> AwaitComplete:
        """Leave with `result`; from below another screen as soon as this one is on top again."""
        if self.answered or self not in self.app.screen_stack:
            return AwaitComplete()
        if self.app.screen is not self:
            self._late = self._late or (result,)
            return AwaitComplete()
        self.answered = True
        return super().dismiss(result)

    @on(events.ScreenResume)
    def _leave_late(self) -> None:
        if self._late is not None:
            self.dismiss(*self._late)
