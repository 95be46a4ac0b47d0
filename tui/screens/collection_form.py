"""What the small questions about collections share: they leave when the keys go, and Esc sends nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from tui.screens.base import FrameScreen
from tui.translate import N_
from tui.widgets.sentences import Sentences

AnswerT = TypeVar("AnswerT")


class CollectionFormScreen(FrameScreen[AnswerT | None]):
    """Dismisses with an answer, or with None. Subclasses give the fields."""

    CSS_PATH = "collection_form.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,ctrl+g", "back", N_("Back"), id="collection.back", tooltip=N_("Back; nothing is sent.")
        ),
        Binding("up", "app.focus_previous", N_("Field before"), show=False, id="collection.up"),
        Binding("down", "app.focus_next", N_("Next field"), show=False, id="collection.down"),
    ]

    def __init__(self, path: tuple[str, ...], title: str) -> None:
        super().__init__(heading=(" > ".join((*path, title)),))
        self.stopped = False
        """Whether it ended because the keys went, and not by an answer."""
        self._answered = False

    def compose_fields(self) -> Iterator[Any]:
        """The fields, in order."""
        yield from ()

    def compose_body(self) -> Iterator[Any]:
        with VerticalScroll(id="form-body", can_focus=False):
            yield from self.compose_fields()

    def on_locked(self) -> None:
        """Forget what the keys had opened, and leave as soon as this screen is seen again."""
        self.stopped = True
        if self.is_attached:
            self.say("")
            with self.prevent(Input.Changed):
                for field in self.query(Input):
                    field.value = ""
            for text in self.query(Sentences):
                text.set_sentences(())
            for fact in self.query(".fact").results(Static):
                fact.update("")

    def on_screen_resume(self) -> None:
        """Leave, when locked meanwhile."""
        if self.stopped:
            self.answer(None)

    def action_back(self) -> None:
        """Leave without an answer."""
        self.answer(None)

    def answer(self, answer: AnswerT | None) -> None:
        """Leave, once: a question that was answered while the keys went leaves by itself."""
        if not self._answered:
            self._answered = True
            self.dismiss(answer)
