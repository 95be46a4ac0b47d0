"""Reading again by itself: after a failure ever more seldom, and only while the screen is on top."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from textual import events, on
from textual.screen import Screen
from textual.timer import Timer

from backend_client.errors import SeatwardenError
from backend_client.portal.background import background
from tui.presenters.next_try import next_try, next_try_words
from tui.screens.titled import ScreenResult, TitledScreen


class Recovery:
    """Calls `read` in the background. `may_read` says whether that would disturb nobody just now."""

    def __init__(
        self, screen: Screen[Any], read: Callable[[], object], may_read: Callable[[], bool] = lambda: True
    ) -> None:
        self._screen = screen
        self.read = read
        self._may_read = may_read
        self._timer: Timer | None = None
        self._failures = 0
        self._seconds = 0.0
        self._missed = False

    def failed(self, error: SeatwardenError, *, now: datetime | None = None) -> str:
        """Plan the next try. Returns when it is, in a finished sentence; empty where none would be of use."""
        self._failures += 1
        self.plan(next_try(error, self._failures))
        return next_try_words(now or datetime.now(UTC), self._seconds)

    def plan(self, seconds: float) -> None:
        """Read in so many seconds; 0: not by itself."""
        self._stop()
        self._seconds = seconds
        self._wait()

    def over(self) -> None:
        """It was read, or is not wanted any longer."""
        self.plan(0)
        self._failures = 0

    def resumed(self) -> None:
        """The screen is on top again: make good what was due meanwhile."""
        if self._missed:
            self._due()

    def _wait(self) -> None:
        if self._seconds:
            self._timer = self._screen.set_timer(self._seconds, self._due)

    def _stop(self) -> None:
        self._missed = False
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _due(self) -> None:
        self._missed = self._screen.app.screen is not self._screen  # a question over it counts
        if self._missed:
            return
        if not self._may_read():
            self._wait()
            return
        with background():
            self.read()


class RecoveringScreen(TitledScreen[ScreenResult]):
    """A screen that reads again by itself what it could not read, when it is on top."""

    def __init__(self, *, heading: tuple[str, ...] = ()) -> None:
        super().__init__(heading=heading)
        self._recovery = Recovery(self, _nothing, self._may_read_again)

    def reads_by(self, read: Callable[[], object]) -> None:
        """`read` is called by itself after a failure."""
        self._recovery.read = read

    def was_read(self) -> None:
        """Nothing lacks any more, nor is asked for by itself."""
        self._recovery.over()

    def _try_again(self, error: SeatwardenError) -> str:
        """Plan the next try. Returns when it is, finished; empty where nothing is read by itself."""
        return self._recovery.failed(error) if self.front.settings.refresh_minutes else ""

    def _may_read_again(self) -> bool:
        """Whether reading by itself disturbs nobody just now."""
        return True

    @on(events.ScreenResume)
    def _read_what_was_due(self) -> None:
        """Another screen was on top when it was to be read again."""
        self._recovery.resumed()


def _nothing() -> None:
    """What a screen reads that reads nothing."""
