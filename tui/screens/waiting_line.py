"""The message line while a request waits: what for, how long, and that Esc ends it."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

from textual.screen import Screen
from textual.timer import Timer

from backend_client.portal.waiting import Waiting
from tui.presenters.waiting import waiting_words


class WaitingLine:
    """Calls `draw` when `words` changed, each second. `stoppable()`: whether Esc would end the wait."""

    def __init__(self, screen: Screen[Any], draw: Callable[[], None], stoppable: Callable[[], bool]) -> None:
        self._screen = screen
        self._draw = draw
        self._stoppable = stoppable
        self._waiting: Waiting | None = None
        self._timer: Timer | None = None

    @property
    def words(self) -> str:
        """What is waited for, finished; empty while nothing is."""
        if self._waiting is None:
            return ""
        return waiting_words(self._waiting, monotonic() - self._waiting.told, stoppable=self._stoppable())

    def show(self, waiting: Waiting | None) -> None:
        """Somebody waits from now on, or nobody any longer."""
        self._waiting = waiting
        if waiting is not None and self._timer is None:
            self._timer = self._screen.set_interval(1.0, self._draw)
        elif waiting is None and self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._draw()
