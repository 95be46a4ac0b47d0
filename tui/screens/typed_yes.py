"""Asking for a typed word before something that cannot be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from tui.screens.base import FrameScreen
from tui.translate import N_, _
from tui.widgets.plain_input import PlainInput
from tui.widgets.sentences import Sentences


class TypedYesScreen(FrameScreen[bool]):
    """Shows what would happen (finished sentences) and dismisses with True once `agrees` takes what is typed.

    `word` is what is to be typed, safe and such as a keyboard can make it.
    """

    CSS = """
    TypedYesScreen {
        Sentences { padding: 1 1 0 1; }
        #typed-line { height: 1; padding: 0 1; margin-top: 1; }
        #typed-line Static { width: auto; }
    }
    """
    AUTO_FOCUS = "#typed-yes"
    HELP = N_("This cannot be undone, so a word is typed. Anything else, and Esc, changes nothing.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+g", "back", N_("No, back"), id="typed.back", tooltip=N_("Nothing is sent.")),
    ]

    def __init__(
        self,
        path: Sequence[str],
        sentences: Sequence[str],
        word: str,
        agrees: Callable[[str], bool],
        *,
        over_cover: bool = False,
    ) -> None:
        super().__init__(heading=(" > ".join(path),))
        self.over_cover = over_cover
        self._sentences = tuple(sentences)
        self._word = word
        self._agrees = agrees

    def compose_body(self) -> Iterator[Any]:
        yield Sentences(self._sentences, id="typed-what")
        yield Sentences((_("To go on, type: {word}").format(word=self._word),), style="strong")
        label = Static(_("Word") + "  ", markup=False)
        yield Horizontal(label, PlainInput(id="typed-yes"), id="typed-line")

    @on(Input.Submitted, "#typed-yes")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._agrees(event.value):
            self.dismiss(True)
        else:
            self.say(_("That is not it. Nothing was sent."), "warning")

    def action_back(self) -> None:
        """Nothing is sent."""
        self.dismiss(False)
