"""A question with one field, below what it is about; there only while it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from tui.translate import N_
from tui.widgets.plain_input import PlainInput
from tui.widgets.sentences import Sentences


class AnswerInput(PlainInput):
    """The field of a question."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Go on"), id="question.answer", tooltip=N_("Show what would be done.")),
    ]


class Question(Vertical):
    """Sentences, a label and a field. Posts `Answered` on Enter and stays open until it is closed."""

    DEFAULT_CSS = """
    Question { height: auto; display: none; padding: 0 1; }
    Question > Horizontal { height: 1; }
    Question Static { width: auto; }
    """

    @dataclass
    class Answered(Message):
        """Enter was pressed; `text` is what stands in the field."""

        question: Question
        text: str

        @property
        def control(self) -> Question:
            return self.question

    def compose(self) -> ComposeResult:
        yield Sentences()
        with Horizontal():
            yield Static("", markup=False)
            yield AnswerInput()

    def ask(self, sentences: Sequence[str], label: str, value: str = "") -> None:
        """Ask: finished safe `sentences`, a label, and what the field begins with."""
        self.query_one(Sentences).set_sentences(sentences)
        self.query_one(Static).update(label)
        field = self.query_one(AnswerInput)
        field.value = value
        field.cursor_position = len(value)
        self.display = True
        self.screen.set_focus(field)  # at once: people type ahead

    def close(self) -> None:
        """Take the question away; what was typed is forgotten."""
        self.query_one(AnswerInput).value = ""
        self.display = False

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Answered(self, event.value))
