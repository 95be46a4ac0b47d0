"""All fingerprint phrases of a list that is confirmed at once, above the word that is typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from textual.containers import VerticalScroll

from backend_client.portal.members import Candidate
from tui.presenters.confirm_people import earlier_sentences, list_lines
from tui.translate import _
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import TextLines, plain


class PhraseList(VerticalScroll):
    """Shows whom it is given, phrases beside or below the addresses."""

    def compose(self) -> Iterator[Any]:
        yield Sentences(id="confirm-list-words")
        yield TextLines(id="confirm-phrases")

    def show(self, undecided: Sequence[Candidate], warnings: Sequence[str], width: int) -> None:
        """Draw them; `warnings` are finished sentences that stand first."""
        self.query_one("#confirm-list-words", Sentences).set_sentences(
            (
                *warnings,
                *earlier_sentences(undecided),
                _("Compare each phrase with the person it belongs to. One that differs: Esc, and skip it."),
                _("Typing the word below, then your password, confirms all {n} of them.").format(
                    n=len(undecided)
                ),
            )
        )
        phrases = [plain(line, "strong") for line in list_lines(undecided, width)]
        self.query_one("#confirm-phrases", TextLines).set_lines(phrases)

    def clear(self) -> None:
        """Forget the phrases."""
        self.query_one("#confirm-phrases", TextLines).set_lines([])
