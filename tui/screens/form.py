"""What the forms that change clients share: fields, a live readout, a review, one sending, the outcome.

fill in  --Enter on the last field-->  review  --Yes-->  sending  -->  dismissed with a FormEnd
   ^------------- No, Esc ---------------'                  |
   |---------- not sent, or not applied: said --------------|
                                   half done, or not known -'-->  over: explained, nothing to repeat
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from backend_client.errors import (
    ChangedMeanwhile,
    HalfMade,
    MoveHalfDone,
    NotApplied,
    OutcomeUnknown,
    ResponseError,
    SeatwardenError,
    TransportError,
)
from backend_client.portal.clients import Client, ClientList
from tui.explain import explanation_of
from tui.presenters.client_forms import Problem
from tui.presenters.command_words import Command, Verb
from tui.presenters.form_errors import form_sentence
from tui.screens.base import FrameScreen
from tui.terms import back_to_clients
from tui.translate import N_, _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.sentences import Sentences

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

FINAL = (HalfMade, MoveHalfDone, OutcomeUnknown)
"""Errors after which a form must not be sent again."""

_BACK, _COMMIT, _DONE = "back", "commit", "done"


@dataclass(frozen=True, slots=True)
class FormEnd:
    """A form that was sent. `sentence` says what was done, empty where that is not known for sure.

    `client` is the client to go to; `opens` says that its onboarding comes next.
    """

    sentence: str = ""
    client: Client | None = None
    opens: bool = False


class AnswerList(ChoiceList):
    """The choices of a review; Enter is named in the key bar."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", N_("Choose"), id="form.choose", tooltip=N_("Do what the cursor is on.")),
    ]


class Step(Enum):
    """Where a form is."""

    FILL = "fill"
    REVIEW = "review"
    SENDING = "sending"
    OVER = "over"


class FormScreen(FrameScreen["FormEnd | None"]):
    """Dismisses with a FormEnd when something was sent, with None when nothing was.

    Subclasses give the fields and the words; they change `self.listed` in `take` only.
    """

    CSS_PATH = "form.tcss"
    AUTO_FOCUS = ""
    BACK_TO: ClassVar[str] = ""
    """The choice that leads back; empty: back to the clients."""

    FIRST_FIELD: ClassVar[str] = ""
    LAST_FIELD: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,ctrl+g", "back", N_("Back"), id="form.back", tooltip=N_("Back; leaving sends nothing.")
        ),
        Binding("up", "app.focus_previous", N_("Field before"), show=False, id="form.up"),
        Binding("down", "app.focus_next", N_("Next field"), show=False, id="form.down"),
    ]

    def __init__(self, portal: Portal, listed: ClientList, *, title: str) -> None:
        super().__init__(heading=(title,))
        self.portal = portal
        self.listed = listed
        self._title = title
        self._step = Step.FILL
        self._sent = False
        self._end: tuple[FormEnd | None] | None = None
        self._left = False

    # To be given by subclasses

    @abstractmethod
    def compose_fields(self) -> Iterator[Widget]:
        """The fields, in order."""

    @abstractmethod
    def readout(self) -> Sequence[str]:
        """What the present contents would mean, asked for at every change."""

    @abstractmethod
    def problem(self) -> Problem | None:
        """What keeps the form from being reviewed."""

    @abstractmethod
    def review(self) -> Sequence[str]:
        """Everything that will be done; there is no problem when this is asked."""

    @abstractmethod
    def commit_label(self) -> str:
        """The choice that sends."""

    @abstractmethod
    async def send(self) -> FormEnd:
        """Do it, once. Raises SeatwardenError."""

    def notes(self) -> Sequence[str]:
        """What stands below the fields."""
        return ()

    def careful(self) -> bool:
        """Whether the review starts on the choice that sends nothing."""
        return True

    def take(self, listed: ClientList) -> None:
        """Fresh figures; what was typed stays."""
        self.listed = listed

    # The screen

    def compose_body(self) -> Iterator[Any]:
        with VerticalScroll(id="form-fields", can_focus=False):
            yield from self.compose_fields()
            yield Sentences(id="readout")
            yield Sentences(self.notes(), style="muted", id="notes")
        with VerticalScroll(id="form-review", can_focus=False):
            yield Sentences(id="review-text")
            answers = [Choice(_BACK, _("No, back to the form")), Choice(_COMMIT, self.commit_label())]
            yield AnswerList(answers, id="answer", alone=True)
            yield AnswerList([Choice(_DONE, self._back_words())], id="done", alone=True)

    def _back_words(self) -> str:
        return _(self.BACK_TO) if self.BACK_TO else back_to_clients(self.listed.provider.kind)

    def on_mount(self) -> None:
        """Start in the first field."""
        self.set_data_time(self.listed.read_at)
        self.show_step(Step.FILL)
        self.query_one(f"#{self.FIRST_FIELD}").focus()
        self.show_readout()

    def on_screen_resume(self) -> None:
        """What ended while another screen lay above (the unlock screen, say) leaves now."""
        self._leave_now()

    @property
    def step(self) -> Step:
        """Where the form is."""
        return self._step

    def why_not(self, action: str) -> str:
        if self._step is Step.SENDING:
            return _("It is being sent. Wait for the answer.")
        return super().why_not(action)

    def obey(self, command: Command) -> bool:
        """Going to the clients is leaving, and leaves in order."""
        if command.verb is Verb.CLIENTS:
            if self._step is Step.SENDING:
                self.say(self.why_not("back"))
            elif self.may_leave():
                self.leave()
            return True
        return super().obey(command)

    def action_back(self) -> None:
        """From the review to the form; from the form back to the clients."""
        if self._step is Step.REVIEW:
            self._back_to_form()
        elif self.may_leave():
            self.leave()

    def leave(self) -> None:
        """End the form."""
        self._finish(FormEnd() if self._sent else None)

    # Filling in

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if event.input.id and self._step is Step.FILL:
            self._warned = False
            self.say("")
            self.show_readout()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id == self.LAST_FIELD:
            self.go_to_review()
        else:
            self.focus_next()

    def show_readout(self) -> None:
        """Ask for the readout again."""
        self.query_one("#readout", Sentences).set_sentences(self.readout())

    def go_to_review(self) -> None:
        """Show what would be done, unless something is wrong: then go there and say so."""
        problem = self.problem()
        if problem is not None:
            self.say(problem.sentence, "warning")
            self.query_one(f"#{problem.field}").focus()
            return
        self.say("")
        self.query_one("#review-text", Sentences).set_sentences(self.review())
        self.show_step(Step.REVIEW)
        answer = self.query_one("#answer", ChoiceList)
        answer.choose(_BACK if self.careful() else _COMMIT)
        answer.focus()

    def _back_to_form(self) -> None:
        self.show_step(Step.FILL)
        self.query_one(f"#{self.LAST_FIELD}").focus()
        self.show_readout()

    # Sending

    @on(ChoiceList.Taken, "#answer")
    def _answered(self, event: ChoiceList.Taken) -> None:
        event.stop()
        if event.id == _COMMIT and self._step is Step.REVIEW:
            self.show_step(Step.SENDING)
            self.say(_("Sending ... The list is read again afterwards to see what became of it."))
            self._commit()
        elif self._step is Step.REVIEW:
            self._back_to_form()

    @on(ChoiceList.Taken, "#done")
    def _done(self, event: ChoiceList.Taken) -> None:
        event.stop()
        self.leave()

    @work(exclusive=True, group="commit", exit_on_error=False, description="commit a form")
    async def _commit(self) -> None:
        try:
            end = await self.send()
        except FINAL as error:
            self._sent = True
            self._show_over(error)
        except SeatwardenError as error:
            self._sent = self._sent or isinstance(error, NotApplied)
            await self._return(error)
        else:
            self._finish(end)

    async def _return(self, error: SeatwardenError) -> None:
        """Back to the form with what was typed, fresh figures, and the reason."""
        try:
            self.take(await self.portal.client_list(self.listed.provider))
            self.set_data_time(self.listed.read_at)
        except SeatwardenError:
            self.set_data_time(self.listed.read_at, stale=True)
        self._back_to_form()
        self.say(_failure_words(error), "bad")

    def _show_over(self, error: SeatwardenError) -> None:
        words = explanation_of(error)
        sentences = (words.title, words.sentence, words.next_step, _("Nothing is repeated by itself."))
        self.query_one("#review-text", Sentences).set_sentences(sentences)
        self.say("")
        self.show_step(Step.OVER)
        self.query_one("#done", ChoiceList).focus()

    def _finish(self, end: FormEnd | None) -> None:
        if self._end is None:
            self._end = (end,)
            self._leave_now()

    def _leave_now(self) -> None:
        if self._end is not None and self.app.screen is self and not self._left:
            self._left = True
            self.dismiss(*self._end)

    def show_step(self, step: Step) -> None:
        """Show that part of the form."""
        self._step = step
        self.query_one("#form-fields").display = step is Step.FILL
        self.query_one("#form-review").display = step is not Step.FILL
        self.query_one("#answer").display = step is Step.REVIEW
        self.query_one("#done").display = step is Step.OVER
        self.set_heading(self._title, _("Review") if step is Step.REVIEW else "")
        self.refresh_bindings()
        self.refresh_keys()


def _failure_words(error: SeatwardenError) -> str:
    if isinstance(error, NotApplied):
        return f"{explanation_of(error).sentence} " + _("Enter goes to the review again.")
    if isinstance(error, (TransportError, ResponseError)):
        return _("Nothing was sent.") + f" {form_sentence(error)}"
    if isinstance(error, ChangedMeanwhile):
        return explanation_of(error).line(_("What you typed is still here."))
    return explanation_of(error).line()
