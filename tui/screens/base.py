"""The frame all full screens share: title line, body, message line, key bar.

    " Seatwarden  Northwind MSP  Provider admin      PRACTICE  as of 14:02"   TitleLine
    ...                                                                       compose_body()
    "Server did not answer for 10 s. ..."                                     say(), explain()
    " Enter Vault  / Filter  ? Help  q Quit"                                  KeyBar

A screen receives what it works with by its constructor. What only the application can do (open another
screen, lock) goes through `front`, described by the protocol `Front`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from backend_client.errors import SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.providers import Provider
from backend_client.portal.waiting import Waiting
from backend_client.secret import Secret
from tui.explain import explanation_of
from tui.keymap import BoundKey, key_name
from tui.presenters.command_words import (
    Command,
    CommandProblem,
    History,
    Verb,
    parse_command,
    problem_sentence,
)
from tui.presenters.crumbs import fit_path
from tui.presenters.numbers import clock_time
from tui.presenters.paragraph import wrap
from tui.presenters.profiles import profile_words
from tui.safe_text import safe_text, width_of
from tui.screens.places import (
    TYPED_PLACES,
    Place as Place,
    ProviderPlace as ProviderPlace,
    Spot,
)
from tui.screens.waiting_line import WaitingLine
from tui.settings import Settings
from tui.translate import N_, _
from tui.widgets.command_line import CommandLine
from tui.widgets.key_bar import KeyBar, KeyHint
from tui.widgets.text_lines import Line, Part, TextLines, plain

if TYPE_CHECKING:  # jobs come with the first plan that goes on by itself
    from backend_client.portal.job_lines import LeftJob
    from backend_client.portal.portal import Portal
    from tui.job import Job
    from tui.jobs import Jobs

ScreenResult = TypeVar("ScreenResult")

PRODUCT = "Seatwarden"
ALWAYS_SHOWN = frozenset({"app.help", "app.quit"})
"""Ids of bindings that the key bar never leaves out."""

WRITING_GROUPS = frozenset({"commit", "confirm", "import"})
"""Groups of the workers that send changes."""

SMALLEST = (40, 10)
"""Columns and rows below which the title says that the terminal is too small, instead of where one is."""

MESSAGE_LINES = 3
"""Lines a message may take; one is always there."""


class Front(Protocol):
    """What screens may ask of the application."""

    settings: Settings
    history: History

    @property
    def practice(self) -> bool:
        """Whether the practice backend is in use: every title says so."""

    @property
    def profile(self) -> str:
        """The name of the profile: every title says it. Empty for the unnamed one and in practice."""

    @property
    def new_profile(self) -> bool:
        """Whether nobody has signed in with this profile yet."""

    @property
    def watching(self) -> bool:
        """Whether this is the read-only home screen that holds no keys."""

    @property
    def read_only(self) -> bool:
        """Whether this run refuses every write."""

    async def practice_phrase(self, email: str) -> str:
        """What a practice person reads out of their own device when asked; empty outside practice."""

    async def practice_mails(self, email: str) -> Sequence[tuple[str, Secret]]:
        """Subject and text of the mails with links that a practice person has; none outside practice."""

    async def unlocked(self) -> bool:
        """Whether keys are at hand; asks for the master password first when locked. Call it in a worker."""

    @property
    def practice_password(self) -> str:
        """The account's password where practice prints it; empty on every real server."""

    def copy_secret(self, secret: Secret) -> None:
        """Send a secret to the terminal's clipboard, for a while; nothing here keeps it."""

    def clear_clipboard(self) -> None:
        """Take a secret off the terminal's clipboard."""

    def open_client(self, place: Place, provider: Provider, client: Client) -> None:
        """Open a screen inside `client`; asks for the master password first when locked."""

    def open_provider(self, place: ProviderPlace, provider: Provider) -> None:
        """Open a screen of `provider` itself."""

    def client_names(self) -> Sequence[str]:
        """The clients that can be typed after what leads inside one; foreign text."""

    def begin_again(self) -> None:
        """Try once more what did not lead to a list of clients."""

    def choose_provider(self, wanted: str = "") -> object:
        """Ask for another provider, or take the one of that name or id."""

    def leave_provider(self, said: str) -> None:
        """Go home from a provider that is gone, say so, and ask for another one."""

    def obey(self, command: Command) -> None:
        """Do a typed command that concerns no single screen."""

    @property
    def jobs(self) -> Jobs:
        """The jobs of this run."""

    def run_job(self, job: Job[Any]) -> None:
        """Send a job when its turn comes; it goes on whatever screen is shown."""

    def go_on(self, left: LeftJob) -> None:
        """Lead to where what is left of a job is planned anew."""

    def job_line(self, width: int) -> str:
        """The jobs for a title of that width; empty where there is nothing to say."""

    def tell_left_jobs(self, portal: Portal, provider: Provider) -> str:
        """What an earlier run left on this provider, as a sentence; said once."""


class RuleLine(TextLines):
    """A line of dashes."""

    DEFAULT_CSS = "RuleLine { height: 1; }"

    def __init__(self) -> None:
        super().__init__((Line(),))

    def on_resize(self) -> None:
        self.set_text("-" * self.size.width, "muted")


class FrameScreen(Screen[ScreenResult]):
    """Base of every full screen. Subclasses compose their body and set `TITLE`-like text by `set_heading`."""

    COVERS: ClassVar[bool] = False
    """Whether the screen hides everything below it until keys are back."""

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
        & > #frame-body { height: 1fr; }
        & > #frame-message { height: auto; max-height: 3; }
    }
    """

    def __init__(self, *, heading: tuple[str, ...] = ()) -> None:
        """`heading` are finished, safe words for the title line, after the product's name."""
        super().__init__()
        self._heading = heading
        self._data_time: datetime | None = None
        self._stale = False
        self._message, self._message_style = "", ""
        self._waiting = WaitingLine(self, self._draw_message, lambda: bool(self._readers()))

    @property
    def front(self) -> Front:
        """The application, as far as a screen may know it."""
        return cast(Front, self.app)

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
            yield TextLines((self._heading_line(),), id="frame-heading")
            yield self._state_lines()
        with Vertical(id="frame-body"):
            yield from self.compose_body()
        yield TextLines((Line(),), id="frame-message")
        yield KeyBar(self._hints, id="frame-keys")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker ended in an error that it did not expect: say so instead of waiting for ever."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.say(explanation_of(event.worker.error).line(), "bad")

    @on(events.Resize)
    @on(events.ScreenResume)
    def _fit_heading(self) -> None:
        """The path in the title fits the width; jobs went on while another screen was shown."""
        self._show_title()

    def show_jobs(self) -> None:
        """Show in the title how the jobs stand."""
        self._show_title()

    def set_heading(self, *words: str) -> None:
        """Put safe `words` into the title line, after the product's name."""
        self._heading = words
        self._show_title()

    def set_data_time(self, read_at: datetime | None, *, stale: bool = False) -> None:
        """Say of when the data are (`read_at` with its zone), and whether they are stale."""
        self._data_time, self._stale = read_at, stale
        self._show_title()

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
        if self.is_attached:
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

    def _show_title(self) -> None:
        if not self.is_attached:
            return
        self.query_one("#frame-heading", TextLines).set_lines((self._heading_line(),))
        state, parts = self.query_one("#frame-state", TextLines), self._state_parts()
        width = _width(parts)
        if state.styles.width is None or state.styles.width.value != width:
            state.styles.width = width
        state.set_lines((Line(parts),))

    def _state_lines(self) -> TextLines:
        """Apart from the heading: a refresh that changes nothing paints the clock and no more."""
        parts = self._state_parts()
        state = TextLines((Line(parts),), id="frame-state")
        state.styles.width = _width(parts)
        return state

    def _heading_line(self) -> Line:
        """Where this is, and in which mode the program runs."""
        mode: list[Part] = []
        if self.front.watching:
            mode.append(Part(_("WATCHING") + "  "))
        elif self.front.read_only:
            mode.append(Part(_("READ-ONLY") + "  ", "strong"))
        if self.front.practice:
            mode.append(Part(_("PRACTICE"), "practice"))
        if self._too_small:
            return Line((Part(" " + _("Too small"), "warning"),), tuple(mode))
        title = Part(f" {PRODUCT}", "title")
        profile = Part(profile_words(self.front.profile, new=self.front.new_profile), "strong")
        room = self.app.size.width - _width((title, profile, *mode, *self._state_parts())) - 1
        path, *rest = [word for word in self._heading if word] or [""]
        more = "".join(f"  {word}" for word in rest)
        words = f"  {fit_path(path, room - width_of(more) - 2)}{more}" if path else ""
        return Line((title, profile, Part(words)), tuple(mode))

    @property
    def _too_small(self) -> bool:
        """Whether the terminal cannot show what a screen must show."""
        columns, rows = self.app.size
        return columns < SMALLEST[0] or rows < SMALLEST[1]

    def _state_parts(self) -> tuple[Part, ...]:
        """How the jobs stand, and of when the data are."""
        if self._too_small:
            return (Part(" "),)
        said = self.front.job_line(self.app.size.width)
        jobs = (Part(f"  {said}", "strong"),) if said else ()
        if self._data_time is None:
            return (*jobs, Part(" "))
        return (
            *jobs,
            Part("  " + _("as of {time}").format(time=clock_time(self._data_time))),
            Part(" " + _("STALE") if self._stale else "", "warning"),
            Part(" "),
        )

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


def bound_keys(*places: type[DOMNode]) -> tuple[BoundKey, ...]:
    """Every key of these classes that has an id, for comparing with a person's own keys.

    Keys of the application and of what all screens share are active everywhere: their place is "app".
    """
    found: dict[str, BoundKey] = {}
    for place in places:
        for owner in place.__mro__:
            for binding in getattr(owner, "BINDINGS", ()) if "BINDINGS" in vars(owner) else ():
                if isinstance(binding, Binding) and binding.id:
                    shared = binding.id.startswith(("app.", "screen.", "table."))
                    name = "app" if shared else owner.__name__
                    found.setdefault(binding.id, BoundKey(binding.id, binding.key, name))
    return tuple(found.values())


def _width(parts: Sequence[Part]) -> int:
    return sum(width_of(part.text) for part in parts)
