"""The part of `JoinScreen` where a link is given: the field, and in practice the mails of the account."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from backend_client.secret import Secret
from tui.presenters.joining import how_to_paste, mails_label, practice_mail_label
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.link_input import LinkInput
from tui.widgets.sentences import Sentences


class JoinPaste(VerticalScroll, can_focus=False):
    """Posts `LinkInput.Given`, also for a mail that was taken from the list."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._mails: tuple[Secret, ...] = ()

    def compose(self) -> ComposeResult:
        yield Sentences(how_to_paste(), id="join-how")
        yield LinkInput(placeholder="https://vault.example/#/...", id="join-link")
        yield Sentences(style="muted", id="join-mails-label")
        yield VerticalScroll(id="join-mails", can_focus=False)

    @property
    def field(self) -> LinkInput:
        """Where a link is pasted."""
        return self.query_one(LinkInput)

    async def offer_mails(self, email: str, mails: Sequence[tuple[str, Secret]]) -> None:
        """Practice: list what this address finds in its mail program."""
        self._mails = tuple(text for _subject, text in mails)
        self.query_one("#join-mails-label", Sentences).set_sentences((mails_label(email, len(mails)),))
        if mails:
            choices = [
                Choice(str(number), practice_mail_label(subject))
                for number, (subject, _t) in enumerate(mails)
            ]
            await self.query_one("#join-mails").mount(ChoiceList(choices, id="join-mail"))

    @on(ChoiceList.Taken, "#join-mail")
    def _mail_taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        text = Secret(self._mails[int(event.id)].reveal())
        self.post_message(LinkInput.Given(self.field, text, pasted=True))
