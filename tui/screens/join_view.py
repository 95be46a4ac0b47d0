"""The part of `JoinScreen` that shows what a link says, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from backend_client.portal.join_link import LinkKind
from backend_client.portal.joined import Invitation, Joined
from backend_client.portal.providers import Provider
from tui.presenters.confirm_people import phrase_lines
from tui.presenters.joining import (
    accept_label,
    compare_enrolment,
    enrolment_sentences,
    enrolment_title,
    fact_lines,
    first_owner_sentences,
    joined_line,
    joined_sentences,
    kind_sentence,
    meaning,
    name_caution,
    next_sentences,
    not_mine,
    setup_label,
    setup_meaning,
)
from tui.screens.base import RuleLine
from tui.screens.form import AnswerList
from tui.translate import _
from tui.widgets.choice_list import Choice
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import TextLines, plain

ACCEPT, ENROL, SETUP, OPEN, BACK, DONE = "accept", "enrol", "setup", "open", "back", "done"
"""What can be answered."""


class JoinView(Vertical):
    """Sentences with an `AnswerList` below, whose choices are the ids of this module.

    The choices are always on the screen; what does not fit above them is scrolled with `page`.
    """

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="join-text", can_focus=False):
            yield Sentences(style="strong", id="join-kind")
            yield TextLines(id="join-facts")
            yield Sentences(style="muted", id="join-caution")
            yield Sentences(id="join-meaning")
            yield Sentences(style="warning", id="join-warning")
            yield TextLines(id="join-phrase")
            yield Sentences(id="join-next")
        yield RuleLine()
        yield AnswerList([Choice(BACK, "")], id="join-answer", alone=True)

    @property
    def answer(self) -> AnswerList:
        """The choices."""
        return self.query_one("#join-answer", AnswerList)

    def page(self, by: int) -> None:
        """Scroll the sentences by pages."""
        text = self.query_one("#join-text", VerticalScroll)
        text.scroll_relative(y=by * max(1, text.size.height - 1), animate=False)

    def show_invitation(self, invitation: Invitation, found: Provider | None) -> None:
        """What a link says. `found`: the provider of a setup link that is set up already."""
        link, against, caution = invitation.link, _against(invitation), name_caution(invitation.link)
        means = setup_meaning(found) if link.kind is LinkKind.SETUP else meaning(invitation)
        self._texts(
            kind=(kind_sentence(link),),
            caution=(caution,) if caution else (),
            meaning=() if against else means,
            warning=against,
        )
        self._lines("join-facts", [f" {line}" for line in fact_lines(invitation)])
        self._lines("join-phrase", ())
        if against:
            self._offer(Choice(BACK, _("Back to the field")))
        else:
            self._offer(_yes(invitation, found), Choice(BACK, _("No, back to the field")))

    def show_enrolment(self, invitation: Invitation) -> None:
        """What account recovery does, and the phrase of the key that the account's own is sealed to."""
        self._texts(
            kind=(enrolment_title(invitation),),
            warning=enrolment_sentences(),
            next=(compare_enrolment(),),
        )
        self._lines("join-facts", ())
        phrase = invitation.enrolment.phrase if invitation.enrolment else ""
        self._lines("join-phrase", phrase_lines(phrase), "strong")
        self._offer(Choice(ACCEPT, accept_label(invitation)), Choice(BACK, _("No, do not join")))
        self.answer.action_last()

    def show_joined(self, joined: Joined, *, practice: bool) -> None:
        """What became of it, with the own phrase to be read out."""
        self._texts(
            kind=(joined_line(joined),),
            meaning=joined_sentences(joined)[1:],
            next=next_sentences(joined, practice=practice),
        )
        self._lines("join-facts", ())
        self._lines("join-phrase", phrase_lines(joined.phrase) if joined.phrase else (), "strong")
        self._offer(Choice(DONE, _("Done")))

    def _offer(self, *choices: Choice) -> None:
        self.answer.set_choices(choices)
        self.answer.action_first()
        self.query_one("#join-text", VerticalScroll).scroll_home(animate=False)

    def _texts(self, **sentences: Sequence[str]) -> None:
        """Those that are named; the others are empty and take no line."""
        for name in ("kind", "caution", "meaning", "warning", "next"):
            shown = self.query_one(f"#join-{name}", Sentences)
            shown.set_sentences(sentences.get(name, ()))
            shown.display = name in sentences and bool(sentences[name])

    def _lines(self, name: str, lines: Sequence[str], style: str = "") -> None:
        shown = self.query_one(f"#{name}", TextLines)
        shown.set_lines([plain(line, style) for line in lines])
        shown.display = bool(lines)


def _against(invitation: Invitation) -> tuple[str, ...]:
    """What stands against going on with this link."""
    if not invitation.for_me:
        return (not_mine(invitation),)
    return first_owner_sentences() if invitation.link.first_owner else ()


def _yes(invitation: Invitation, found: Provider | None) -> Choice:
    if invitation.link.kind is not LinkKind.SETUP:
        if invitation.enrolment is not None:
            return Choice(ENROL, _("Go on: account recovery"))
        return Choice(ACCEPT, accept_label(invitation))
    return Choice(OPEN if found else SETUP, setup_label(found))
