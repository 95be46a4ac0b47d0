"""The question of `InviteScreen` where there are fewer seats than people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from backend_client.portal.invitation_plan import InvitePlan, InviteRoom
from tui.presenters.invitation_plans import first_choice, raise_choice, short_sentences
from tui.screens.form import AnswerList
from tui.translate import _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.sentences import Sentences


class SeatAnswer(StrEnum):
    """Raise the seats, invite only as many as there are, or go back to the people."""

    RAISE = "raise"
    FIRST = "first"
    BACK = "back"


class SeatQuestion(Vertical):
    """Says what is missing and offers what can be done about it."""

    @dataclass
    class Answered(Message):
        """Enter was pressed on an answer."""

        answer: SeatAnswer

    def compose(self) -> ComposeResult:
        yield Sentences(id="short-words")
        yield AnswerList([_back()], id="short-answer", alone=True)

    def ask(self, plan: InvitePlan, room: InviteRoom, refused: str) -> None:
        """`refused` says why this account cannot raise the seats; empty when it can."""
        choices = [_back()]
        if room.left:
            choices.insert(0, Choice(SeatAnswer.FIRST, first_choice(room.left)))
        if not refused:
            choices.insert(0, Choice(SeatAnswer.RAISE, raise_choice(plan, room)))
        words = (*short_sentences(plan, room), *((refused,) if refused else ()))
        self.query_one("#short-words", Sentences).set_sentences(words)
        answer = self.query_one("#short-answer", ChoiceList)
        answer.set_choices(choices)
        answer.choose(choices[0].id)

    @on(ChoiceList.Taken)
    def _taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        self.post_message(self.Answered(SeatAnswer(event.id)))


def _back() -> Choice:
    return Choice(SeatAnswer.BACK, _("Back to the people"))
