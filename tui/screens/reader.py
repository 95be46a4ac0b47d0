"""What all screens inside a client share that show what they read: it is forgotten when the keys go."""

from __future__ import annotations

from abc import abstractmethod
from datetime import datetime
from typing import ClassVar

from backend_client.errors import SeatwardenError
from tui.explain import explanation_of
from tui.screens.base import FrameScreen, ScreenResult
from tui.translate import N_, _


class ReaderScreen(FrameScreen[ScreenResult]):
    """Reads when `_load` is called: by the subclass at first, then on `R` and when the keys come back."""

    READ_GROUP: ClassVar[str]
    """The group of the worker that reads: locking cancels it."""

    READING: ClassVar[str] = N_("Reading ...")

    # To be given by subclasses

    @abstractmethod
    def _load(self) -> object:
        """Start the worker, of the group `READ_GROUP`, that reads and shows."""

    @abstractmethod
    def _read_at(self) -> datetime | None:
        """When what is shown was read; None when nothing is shown."""

    @abstractmethod
    def _forget(self) -> None:
        """Drop what was read. The screen may not be there yet."""

    @abstractmethod
    def _say_instead(self, sentence: str) -> None:
        """Say a finished sentence in the place of what is not there."""

    @abstractmethod
    def _show(self) -> None:
        """Draw what was read, or nothing."""

    # The way of all of them

    def on_locked(self) -> None:
        """Forget what was read, and clear it from the screen."""
        self.workers.cancel_group(self, self.READ_GROUP)
        self._forget()
        if self.is_attached:
            self._say_instead(_("Locked. Unlock to read it again."))
            self.set_data_time(None)
            self._show()

    def on_unlocked(self) -> None:
        """Read again."""
        if self.is_attached:
            self._say_instead(_(self.READING))
            self._load()

    def action_refresh(self) -> None:
        """Read everything again; what is shown stays until then."""
        self._load()

    def _failed(self, error: SeatwardenError) -> None:
        """Say what went wrong, and whether older data are still shown."""
        read_at = self._read_at()
        if read_at is None:
            self._say_instead(explanation_of(error).sentence)
            self.explain(error, _("Nothing is shown."))
        else:
            self.set_data_time(read_at, stale=True)
            self.explain(error, _("The older state is shown."))
