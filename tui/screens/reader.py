"""What all screens share that show what they read: it is forgotten when the keys go, and read again."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import ClassVar, Generic, Protocol, TypeVar

from textual.worker import Worker

from backend_client.errors import Locked, ReadOnlyMode, SeatwardenError
from backend_client.portal.interruptions import SettledAct
from backend_client.portal.job_lines import LeftJob
from tui.explain import explanation_of
from tui.presenters.command_words import Command, Verb
from tui.presenters.interrupted_inside import inside_sentences, told_line
from tui.screens.base import FrameScreen, ScreenResult
from tui.screens.left_job import is_all_there
from tui.translate import N_, _
from tui.widgets.line_table import LineTable


class Board(Protocol):
    """What one reading gives."""

    @property
    def read_at(self) -> datetime:
        """When the server answered, with its zone."""


BoardRead = TypeVar("BoardRead", bound=Board)


class ReaderScreen(FrameScreen[ScreenResult]):
    """Reads when `_load` is called: by the subclass at first, then on `R` and when the keys come back."""

    READ_GROUP: ClassVar[str]
    """The group of the worker that reads: locking cancels it."""

    READING: ClassVar[str] = N_("Reading ...")

    CHANGES: ClassVar[frozenset[str]] = frozenset()
    """Actions that change something or lead to it: a run that is read-only refuses them."""

    def __init__(self, *, heading: tuple[str, ...] = ()) -> None:
        """`heading` are finished, safe words for the title line, after the product's name."""
        super().__init__(heading=heading)
        self.reads_by(self._load)

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

    def _lacks(self) -> SeatwardenError | None:
        """Why a part of what is shown could not be read; None where nothing lacks."""
        return None

    def _say_instead(self, sentence: str) -> None:
        """Say a finished sentence in the place of what is not there: in the table, where there is one."""
        self.query_one(LineTable).set_empty(sentence)

    @abstractmethod
    def _show(self) -> None:
        """Draw what was read, or nothing."""

    # The way of all of them

    def why_not(self, action: str) -> str:
        if action.partition("(")[0] in self.CHANGES and self.front.read_only:
            return explanation_of(ReadOnlyMode()).line()
        return super().why_not(action)

    def obey(self, command: Command) -> bool:
        """Refresh can be typed."""
        if command.verb is not Verb.REFRESH:
            return super().obey(command)
        self.action_refresh()
        return True

    def on_locked(self) -> None:
        """Forget what was read, and clear it from the screen."""
        self.workers.cancel_group(self, self.READ_GROUP)
        self.was_read()
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
            state = _("Nothing is shown.")
        else:
            self.set_data_time(read_at, stale=True)
            state = _("The older state is shown.")
        self.explain(error, state, self._try_again(error))

    def _wait_for_rest(self, error: SeatwardenError) -> None:
        """Only a part is shown: say why, and when the rest is asked for again."""
        words = (self.message, explanation_of(error).sentence, self._try_again(error))
        self.say(" ".join(part for part in words if part), "warning")

    def gave_up_reading(self) -> None:
        if self._read_at() is None:
            self._say_instead(_("Not read."))
        super().gave_up_reading()

    def set_data_time(self, read_at: datetime | None, *, stale: bool = False) -> None:
        if not stale and self._lacks() is None:
            self.was_read()
        super().set_data_time(read_at, stale=stale)

    def _may_read_again(self) -> bool:
        """Nor under what a person has chosen and not sent."""
        return super()._may_read_again() and not self.unsent()

    def say_what_became(self, said: str, settled: Sequence[SettledAct], otherwise: str = "") -> None:
        """What an act came to and what became of interrupted ones, which is told once; else `otherwise`."""
        interrupted = told_line(inside_sentences(settled))
        told = " ".join(part for part in (said, interrupted) if part)
        self.say(told or otherwise, "" if told == said and said else "warning")


class BoardScreen(ReaderScreen[ScreenResult], Generic[ScreenResult, BoardRead]):
    """Shows what one call of the portal reads: a subclass says which, and draws `board`."""

    board: BoardRead | None = None
    """What is shown; None before it was read and while locked."""

    _to_say = ""
    _led = False

    @abstractmethod
    async def _read(self) -> BoardRead:
        """Ask the portal."""

    def _took(self, board: BoardRead, said: str) -> None:
        """`board` arrived and is kept: draw it, and say what came of an act (finished, mostly empty)."""
        del board
        self._show()
        self.say(said)

    def _load(self, said: str = "") -> object:
        """Start reading; `said` is a finished sentence for the time when it is shown."""
        self._to_say = said or self._to_say
        worker: Worker[bool] = self.run_worker(
            self.read_now, exclusive=True, group=self.READ_GROUP, exit_on_error=False, description="read"
        )
        return worker

    async def read_now(self) -> bool:
        """Read and show; whether it worked. What went wrong was said."""
        try:
            board = await self._read()
        except Locked:
            self.on_locked()
        except SeatwardenError as error:
            self._failed(error)
        except OSError:
            if self._read_at() is None:
                self._say_instead(_("The journal cannot be read, and nothing is changed without it."))
            self.say(_("The journal cannot be read: whether acts were interrupted is not known."), "bad")
        else:
            said, self._to_say = self._to_say, ""
            self.board = board
            self.set_data_time(board.read_at)
            self._took(board, said)
            if (lack := self._lacks()) is not None:
                self._wait_for_rest(lack)
            self.call_later(self._begin_again)  # not in the background, where it may have been read
            return True
        return False

    def tell_job(self, words: str, organization_id: str) -> None:
        if self.spot is not None and self.spot.organization_id == organization_id:
            self._load(words)
        else:
            self.say(words)

    def _begin_again(self) -> None:
        left, self._led = None if self._led else self.takes_up, True
        if left is not None and not is_all_there(self, left, self.rest_of(left)):
            self.plan_left(left)

    def rest_of(self, left: LeftJob) -> Collection[str]:
        """Which rows that a job left are not so yet, by the board."""
        return left.left

    def plan_left(self, left: LeftJob) -> None:
        """Plan anew what is `left` of a job; called once, when the first board was taken."""

    def _read_at(self) -> datetime | None:
        return self.board.read_at if self.board is not None else None

    def _forget(self) -> None:
        self.board = None
