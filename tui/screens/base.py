"""The frame all full screens share: title line, body, message line, key bar.

    " Seatwarden  Northwind MSP  Provider admin      PRACTICE  as of 14:02"   TitleLine
    ...                                                                       compose_body()
    "Server did not answer for 10 s. ..."                                     say(), explain()
    " Enter Vault  / Filter  ? Help  q Quit"                                  KeyBar

A screen receives what it works with by its constructor. What only the application can do (open another
screen, lock) goes through `front`, see `front_protocol`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from backend_client.errors import SeatwardenError
from backend_client.portal.waiting import Waiting
from tui.explain import explanation_of
from tui.keymap import key_name
from tui.presenters.command_words import (
    Command,
    CommandProblem,
    Verb,
    parse_command,
    problem_sentence,
)
from tui.presenters.paragraph import wrap
from tui.safe_text import safe_text
from tui.screens.places import (
    TYPED_PLACES,
    Place as Place,
    ProviderPlace as ProviderPlace,
    Spot,
)
from tui.screens.recovery import RecoveringScreen
from tui.screens.titled import ScreenResult as ScreenResult
from tui.screens.waiting_line import WaitingLine
from tui.translate import N_, _
from tui.widgets.command_line import CommandLine
from tui.widgets.key_bar import KeyBar, KeyHint
from tui.widgets.text_lines import Line, TextLines, plain

if TYPE_CHECKING:  # jobs come with the first plan that goes on by itself
    from backend_client.portal.job_lines import LeftJob

ALWAYS_SHOWN = frozenset({"app.help", "app.quit"})
"""Ids of bindings that the key bar never leaves out."""

WRITING_GROUPS = frozenset({"commit", "confirm"})
"""Groups of the workers that send changes."""

MESSAGE_LINES = 3
"""Lines a message may take; one is always there."""


class RuleLine(TextLines):
    """A line of dashes."""

    DEFAULT_CSS = "RuleLine { height: 1; }"

    def __init__(self) -> None:
        super().__init__((Line(),))

    def on_resize(self) -> None:
        self.set_text("-" * self.size.width, "muted")


class FrameScreen(RecoveringScreen[ScreenResult]):
    """Base of every full screen. Subclasses compose their body and set `TITLE`-like text by `set_heading`."""

    COVERS: ClassVar[bool] = False
    """Whether the screen hides everything below it until keys are back."""

    over_cover = False
    """Whether it may lie over one that covers: it belongs to unlocking, or tells nothing."""

    PASSES: ClassVar[bool] = False
    """Whether it only shows something of the place below, so that typed places lead on from there."""

    _warned = False
    """Whether `may_leave` warned about what is unsent; changing it takes that back."""

    spot: Spot | None = None
    """Where it is, when it was opened as a place inside a client or of the provider."""

    takes_up: LeftJob | None = None
    """The job whose rest it was opened for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,h,backspace", "back", N_("Back"), show=False, id="screen.back"),
        Binding(
            "colon",
            "command_line",
            N_("Command"),
            show=False,
            id="screen.command",
            tooltip=N_("Type a command; Tab completes it."),
        ),
    ]
    DEFAULT_CSS = """
    FrameScreen {
        layout: vertical;
        background: $background;
        & > #frame-title { height: 1; background: $panel; }
        & > #frame-body { height: 1fr; overflow-y: auto; scrollbar-size-vertical: 1; }
        & > #frame-message { height: auto; max-height: 3; }
    }
    """

    def __init__(self, *, heading: tuple[str, ...] = ()) -> None:
        """`heading` are finished, safe words for the title line, after the product's name."""
        super().__init__(heading=heading)
        self._message, self._message_style = "", ""
        self._said_of_reading = ""
        self._waiting = WaitingLine(self, self._draw_message, lambda: bool(self._readers()))

    # To be given by subclasses

    def compose_body(self) -> Iterator[Any]:
        """The widgets between the title line and the message line."""
        yield from ()

    def why_not(self, action: str) -> str:
        """Why `action` may not be done here (role, read-only); empty when it may. The key stays visible."""
        del action
        return ""

    @property
    def writing(self) -> bool:
        """Whether a change is under way: leaving now would cut it off."""
        return any(
            worker.node is self and worker.group in WRITING_GROUPS and not worker.is_finished
            for worker in self.workers
        )

    def stop_writing(self) -> None:
        """Begin no further change; the present one ends by itself."""

    def tell_job(self, words: str, organization_id: str) -> None:
        """A job ended that was left elsewhere; what is shown of that organization may be old."""
        del organization_id
        self.say(words)

    def left_of(self, kind: str) -> LeftJob | None:
        """The job of that kind whose rest it was opened for."""
        left = self.takes_up
        return left if left is not None and left.line.kind == kind else None

    def may_leave(self) -> bool:
        """Whether leaving loses nothing. A screen with something unsent warns first, and then agrees."""
        words = "" if self._warned else self.unsent()
        if words:
            self._warned = True
            self.say(words, "warning")
        return not words

    def unsent(self) -> str:
        """The warning about what leaving would lose; empty where it loses nothing."""
        return ""

    def went_elsewhere(self) -> None:
        """Another place opens over this one: what is shown here may be old when it closes."""

    def on_locked(self) -> None:
        """The keys are gone: forget and clear what they had opened."""

    def on_unlocked(self) -> None:
        """Keys are back: read again what they open."""

    # The frame

    def compose(self) -> ComposeResult:
        with Horizontal(id="frame-title"):
            yield from self.title_lines()
        with Vertical(id="frame-body"):
            yield from self.compose_body()
        yield TextLines((Line(),), id="frame-message")
        yield KeyBar(self._hints, id="frame-keys")

    @on(events.Resize)
    def _keep_focus_in_sight(self) -> None:
        """In few rows the body scrolls: to where the keys go."""
        if self.focused is not None:
            self.call_after_refresh(self.focused.scroll_visible, animate=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker ended in an error that it did not expect: say so instead of waiting for ever."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.say(explanation_of(event.worker.error).line(), "bad")

    def say(self, text: str, style: str = "") -> None:
        """Show one finished, safe sentence in the message line; an empty one clears it."""
        if self.is_attached:
            self._message, self._message_style = text, style
            self._draw_message()

    def _draw_message(self) -> None:
        """What was said, or what is waited for meanwhile."""
        waiting = self._waiting.words
        text, style = (waiting, "muted") if waiting else (self._message, self._message_style)
        lines = wrap(text, max(20, self.app.size.width - 2))[:MESSAGE_LINES] or [""]
        with suppress(NoMatches):  # before it is composed; the answer of query_one is remembered
            self.query_one("#frame-message", TextLines).set_lines(
                [plain(f" {line}", style) for line in lines]
            )

    def show_waiting(self, waiting: Waiting | None) -> None:
        """Say in the message line that a request waits; with None that none does any longer."""
        self._waiting.show(waiting)

    def stops_waiting(self, action: str) -> bool:
        """Give up what is read here and waits, instead of going back; False where nothing is."""
        readers = self._readers()
        if action != "back" or not self._waiting.words or not readers:
            return False
        for worker in readers:
            worker.cancel()
        self.gave_up_reading()
        return True

    def gave_up_reading(self) -> None:
        """A person waited long enough."""
        self.say(_("Not read: you stopped waiting. R tries again."), "warning")

    def _readers(self) -> list[Worker[Any]]:
        """What is read for this screen. Changes are not given up: nobody would know what became of them."""
        return [
            worker
            for worker in self.workers
            if worker.node is self and not worker.is_finished and worker.group not in WRITING_GROUPS
        ]

    def explain(self, error: SeatwardenError, state: str = "", again: str = "") -> None:
        """Say in the message line what `error` means; `state` says what is still true of the data, `again`
        when it is tried once more by itself."""
        words = explanation_of(error)
        if again:
            self.say(" ".join(part for part in (words.sentence, state, again) if part), "warning")
        else:
            self.say(words.line(state), "bad")

    def read_failed(self, error: SeatwardenError, read: Callable[[], object], state: str = "") -> None:
        """Say why it could not be read, and call `read` again by itself where that may help: it must leave
        what was typed as it is. Tell `was_read` when it could."""
        self.reads_by(read)
        self.explain(error, state, self._try_again(error))
        self._said_of_reading = self._message

    def was_read(self) -> None:
        super().was_read()
        if self._said_of_reading and self._message == self._said_of_reading:
            self.say("")
        self._said_of_reading = ""

    def _may_read_again(self) -> bool:
        return not (self.writing or self.query(CommandLine))

    @property
    def message(self) -> str:
        """What the message line says."""
        return self._message

    def obey(self, command: Command) -> bool:
        """Do a typed command as far as it concerns this screen; False when it does not."""
        del command
        return False

    def command_names(self) -> Mapping[Verb, Sequence[str]]:
        """What may follow a typed verb here: foreign names are made safe by whoever draws them."""
        return {}

    async def action_command_line(self) -> None:
        """Open the `:` line. The next key waits until it is there: people type ahead."""
        if not self.query(CommandLine):
            names = dict(self.command_names())
            if self.spot is not None:
                names |= dict.fromkeys(TYPED_PLACES, self.front.client_names())
            line = CommandLine(history=self.front.history, names=names)
            await self.mount(line)
            self.set_focus(line.query_one(Input))

    @on(CommandLine.Left)
    def _command_left(self) -> None:
        self.query(CommandLine).remove()

    @on(CommandLine.CommandEntered)
    def _command_entered(self, event: CommandLine.CommandEntered) -> None:
        self.query(CommandLine).remove()
        command = parse_command(event.text)
        if isinstance(command, CommandProblem):
            self.say(problem_sentence(command), "warning")
        else:
            self.do_typed(command)

    def do_typed(self, command: Command) -> None:
        """Do a typed command here, or wherever it belongs."""
        if not self.obey(command):
            self.front.obey(command)

    @property
    def leads_on(self) -> bool:
        """Whether places can be typed here without naming a client."""
        return self.spot is not None and self.spot.client is not None

    def action_back(self) -> None:
        """Leave this screen, when there is one below it."""
        if len(self.app.screen_stack) > 2:
            self.dismiss()

    def refresh_keys(self) -> None:
        """Show the key bar again, after something changed that `why_not` depends on."""
        if self.is_attached:
            self.query_one(KeyBar).show()

    def _hints(self) -> Iterator[KeyHint]:
        said: set[str] = set()
        for key, active in self.active_bindings.items():
            binding = active.binding
            if not binding.show or not binding.description or binding.action in said:
                continue
            said.add(binding.action)
            yield KeyHint(
                key_name(key) if binding.key_display is None else binding.key_display,
                _(binding.description),
                dim=self._is_dim(active),
                always=(binding.id or "") in ALWAYS_SHOWN,
            )

    def _is_dim(self, active: ActiveBinding) -> bool:
        return not active.enabled or bool(self.why_not(active.binding.action))


def reason_against(screen: Screen[Any], action: str) -> str:
    """Why `screen` refuses `action`, or an empty text."""
    return safe_text(screen.why_not(action), limit=200) if isinstance(screen, FrameScreen) else ""
