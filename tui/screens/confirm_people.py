"""Confirming people: one phrase after the other, or all of them as a list that a typed word agrees to.

one   --y, the master password where it is always asked--> sending --> next one | over    n: next    Esc: over
one   --L--> list  --"confirm N" typed, the master password--> sending --> over         Esc: back to one
over  --> dismissed with a sentence; at once where nobody was refused
A list of several requests is a job: it goes on while the screen is left, which is at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static

from backend_client.errors import OutcomeUnknown, SeatwardenError
from backend_client.portal.members import Candidate
from backend_client.secret import Secret
from tui.presenters.confirm_people import (
    Ended,
    Ending,
    compare_sentences,
    differs_sentences,
    earlier_sentences,
    ended_all,
    ended_line,
    hurried_sentence,
    list_word,
    outcome_sentence,
    phrase_lines,
    practice_hint,
    practice_sentence,
    stopped_sentence,
    who_line,
)
from tui.presenters.member_acts import BATCH
from tui.presenters.paragraph import wrap
from tui.safe_text import safe_text
from tui.screens.ask_password import AskPasswordScreen
from tui.screens.base import FrameScreen, RuleLine
from tui.screens.confirm_people_keys import CONFIRM_KEYS
from tui.screens.confirming import Confirming
from tui.screens.phrase_list import PhraseList
from tui.translate import N_, _
from tui.unhurried import Unhurried
from tui.widgets.plain_input import PlainInput
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import Line, TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class Part(Enum):
    """What is shown."""

    ONE = "one"
    LIST = "list"
    SENDING = "sending"
    OVER = "over"


class ConfirmPeopleScreen(FrameScreen["str | None"]):
    """Dismisses with a sentence that counts what happened, with None where nothing was decided."""

    CSS_PATH = "confirm_people.tcss"
    AUTO_FOCUS = ""
    HELP = N_(
        "Confirming gives a person a key: to everything a client shares, or, of the provider, to every "
        "client. The server says which public key is theirs; only the phrase, compared with the person, "
        "tells whether that is true. The key whose phrase you see is the key that is used. If the server "
        "tells another one meanwhile, nothing is sent."
    )
    BINDINGS: ClassVar[list[BindingType]] = CONFIRM_KEYS

    def __init__(self, portal: Portal, whom: Confirming) -> None:
        self._path = (*whom.path, _("Confirm"))
        super().__init__(heading=(" > ".join(self._path),))
        self._portal = portal
        self._whom = whom
        self._all = len(whom.found.ready)
        self._undecided: list[Candidate] = list(whom.found.ready)
        self._asked_for: list[Candidate] = []
        self._ended: list[Ended] = list(whom.refused)
        self._part = Part.ONE
        self._unhurried = Unhurried()
        self._help = False
        self._leaving = False
        self._stopped = False

    def compose_body(self) -> Iterator[Any]:
        with VerticalScroll(id="confirm-one", can_focus=False):
            yield TextLines([plain("")], id="confirm-who")
            yield TextLines(id="confirm-phrase")
            yield Sentences(self._warnings(), style="warning", id="confirm-opens")
            yield Sentences(compare_sentences(), id="confirm-how")
            yield Sentences(style="warning", id="confirm-help")
        yield PhraseList(id="confirm-list")
        yield RuleLine()
        yield TextLines(id="confirm-ended")
        with Horizontal(id="confirm-typed"):
            yield Static("", id="confirm-label", markup=False)
            yield PlainInput(id="confirm-word")

    def on_mount(self) -> None:
        """The first phrase."""
        self._show(Part.ONE)

    def on_resize(self, event: events.Resize) -> None:
        """The list has the phrases beside or below the addresses."""
        self._show_texts(event.size.width)

    def on_locked(self) -> None:
        """Nobody else is confirmed: the phrases are compared anew once the keys are back."""
        self._stopped = self._stopped or bool(self._undecided)
        self._undecided.clear()
        self._leaving = True
        if self.is_attached:
            self.query_one("#confirm-who", TextLines).set_lines([])
            self.query_one("#confirm-phrase", TextLines).set_lines([])
            self.query_one(PhraseList).clear()

    def on_screen_resume(self) -> None:
        """What ended while the unlock screen lay above leaves now; what is being sent, after its answer."""
        if self._leaving and not self.writing:
            self._leave()

    def _leave(self) -> None:
        self._leaving = True
        if self.app.screen is self:
            said = stopped_sentence if self._stopped else outcome_sentence
            self.dismiss(said(self._ended) if self._ended or self._stopped else None)

    # Keys

    def why_not(self, action: str) -> str:
        if self._part is Part.SENDING:
            return _("It is being sent. Wait for the answer.")
        if action in ("same", "skip", "differs", "telephone", "show_list") and self._part is Part.OVER:
            return _("Everybody was decided about. Esc goes back.")
        return super().why_not(action)

    def on_key(self, event: events.Key) -> None:
        """When it arrived: a key held down compares nothing."""
        self._unhurried.press(event.key, event.time)

    def action_same(self) -> None:
        """The phrase of the present person agrees: confirm them."""
        if self._part is Part.ONE and not self._in_view:
            self.say(_("See all five words together first: PgUp, PgDn, or a larger terminal."), "warning")
        elif self._part is Part.ONE and not self._unhurried.compared:
            self.say(hurried_sentence(), "warning")
        elif self._part is Part.ONE and self._whom.words.ask_always:
            self._ask_password(self._undecided[:1])
        elif self._part is Part.ONE:
            self._send(self._undecided[:1])

    @property
    def _in_view(self) -> bool:
        """Whether every word of the present phrase is on the screen."""
        shown, phrase = self.query_one("#confirm-one"), self.query_one("#confirm-phrase")
        return shown.content_region.contains_region(phrase.region)

    def action_skip(self) -> None:
        """Leave the present person as they are."""
        if self._part is Part.ONE:
            gone = self._undecided.pop(0)
            self._ended.append(Ended(safe_text(gone.email, limit=80), Ending.SKIPPED))
            self._go_on()

    def action_differs(self) -> None:
        """Show or hide what to do when the phrase differs."""
        self._help = not self._help
        self._show_texts(self.size.width)

    def action_show_list(self) -> None:
        """All phrases at once."""
        if self._part is Part.ONE:
            self._show(Part.LIST)
            self.set_focus(self.query_one("#confirm-word", PlainInput))

    def action_page(self, by: int) -> None:
        """What does not fit is scrolled, also while the word is typed."""
        shown = self.query_one("#confirm-list" if self._part is Part.LIST else "#confirm-one", VerticalScroll)
        shown.scroll_relative(y=by * max(1, shown.size.height - 1), animate=False)

    def action_back(self) -> None:
        """From the list to one person; otherwise stop."""
        if self._part is Part.LIST:
            self.set_focus(None)
            self._show(Part.ONE)
        elif self._part is not Part.SENDING:
            self._leave()

    def action_telephone(self) -> None:
        """Practice: what the person's own device shows."""
        if self._part is Part.ONE:
            self._telephone(self._undecided[0])

    @work(exclusive=True, group="telephone", exit_on_error=False, description="ask a practice person")
    async def _telephone(self, candidate: Candidate) -> None:
        if self._portal.practice:
            phrase = await self.front.practice_phrase(candidate.email)
            self.say(practice_sentence(candidate.email, phrase), "strong")
        else:
            self.say(_("Use your own telephone: t only works in practice."))

    @on(Input.Submitted, "#confirm-word")
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        if self._part is not Part.LIST:
            return
        if event.value.strip().casefold() == list_word(len(self._undecided)):
            self._ask_password(self._undecided)
        else:
            self.say(_("Nothing was sent: type {word}.").format(word=list_word(len(self._undecided))))

    def _ask_password(self, chosen: Sequence[Candidate]) -> None:
        """Such keys are handed out by whoever knows the password, not by an unlocked terminal."""
        self._asked_for = list(chosen)
        why = self._whom.words.why_ask(len(chosen))
        self.app.push_screen(AskPasswordScreen(self._portal, self._path, why), self._password_given)

    def _password_given(self, proof: Secret | None) -> None:
        chosen, self._asked_for = self._asked_for, []
        if proof is None:
            self.say(_("Nothing was sent."))
            return
        proof.drop()  # it was checked here; the server asks for none
        if self._part in (Part.ONE, Part.LIST) and self._undecided:
            self.set_focus(None)
            self._send(chosen)

    # Sending

    def _send(self, chosen: Sequence[Candidate]) -> None:
        if len(chosen) > BATCH:
            self.front.run_job(self._whom.as_job(chosen))
            self.dismiss(_("Confirming them goes on in the background: F9 or :jobs shows it."))
            return
        self._show(Part.SENDING)
        self.say(_("Confirming ... The list is read again afterwards."))
        self._confirm(chosen)

    @work(exclusive=True, group="confirm", exit_on_error=False, description="confirm people")
    async def _confirm(self, chosen: Sequence[Candidate]) -> None:
        try:
            results = await self._whom.send(chosen)
        except SeatwardenError as error:
            if self._leaving and not isinstance(error, OutcomeUnknown):
                self._leave()
                return
            if not isinstance(error, OutcomeUnknown):
                self._show(Part.ONE)
                self.explain(error, _("Nobody else was confirmed."))
                return
            results = dict.fromkeys((one.id for one in chosen), error)
        ended = ended_all(chosen, results)
        self._ended.extend(ended)
        self._undecided = [one for one in self._undecided if one.id not in results]
        worst = next((one for one in ended if one.ending is not Ending.CONFIRMED), None)
        self._go_on()
        if worst is not None:
            self.say(ended_line(worst)[0], "bad")

    def _go_on(self) -> None:
        self._help = False
        self.say("")
        if self._undecided:
            self._show(Part.ONE)
        elif any(one.ending in (Ending.REFUSED, Ending.UNKNOWN) for one in self._ended):
            self._show(Part.OVER)
        else:
            self._leave()

    # Drawing

    def _show(self, part: Part) -> None:
        self._part = part
        self._unhurried.show()
        self.query_one("#confirm-one").display = part in (Part.ONE, Part.SENDING)
        self.query_one("#confirm-list").display = part is Part.LIST
        self.query_one("#confirm-typed").display = part is Part.LIST
        self.set_class(part is Part.OVER, "-over")
        self._show_texts(self.size.width)
        self.refresh_bindings()
        self.refresh_keys()

    def _show_texts(self, width: int) -> None:
        if self._undecided:
            self._show_person(self._undecided[0])
            self._show_list(width)
        lines: list[Line] = []
        for one in self._ended:
            text, style = ended_line(one)
            lines.extend(plain(f" {piece}", style) for piece in wrap(text, max(20, width - 2)))
        if self._part is Part.OVER:
            lines.append(plain(" " + outcome_sentence(self._ended) + " " + _("Esc goes back.")))
        self.query_one("#confirm-ended", TextLines).set_lines(lines[-6:] if self._undecided else lines)

    def _show_person(self, candidate: Candidate) -> None:
        position = self._all - len(self._undecided) + 1
        becomes = self._whom.becomes.get(candidate.id, "")
        self.query_one("#confirm-who", TextLines).set_text(
            " " + who_line(candidate, becomes, position, self._all), "strong"
        )
        words = [plain(line, "strong") for line in phrase_lines(candidate.phrase)]
        self.query_one("#confirm-phrase", TextLines).set_lines(words)
        how = compare_sentences()
        if self.front.practice:
            how = (*how, practice_hint(reachable=self._portal.practice))
        self.query_one("#confirm-how", Sentences).set_sentences(() if self._help else how)
        self.query_one("#confirm-help", Sentences).set_sentences(
            differs_sentences(candidate.email, self._whom.words) if self._help else ()
        )
        self.query_one("#confirm-opens", Sentences).set_sentences(
            () if self._help else (*earlier_sentences((candidate,)), *self._warnings())
        )

    def _warnings(self) -> tuple[str, ...]:
        return (self._whom.words.warning,) if self._whom.words.warning else ()

    def _show_list(self, width: int) -> None:
        self.query_one(PhraseList).show(self._undecided, self._warnings(), width)
        label = _("Type {word}: ").format(word=list_word(len(self._undecided)))
        self.query_one("#confirm-label", Static).update(label)
