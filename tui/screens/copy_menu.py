"""`y`: what of a row goes to the terminal's clipboard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, NamedTuple

from textual import on
from textual.binding import Binding, BindingType

from tui.safe_text import shorten
from tui.screens.base import FrameScreen
from tui.translate import N_, _
from tui.widgets.choice_list import Choice, ChoiceList

_SHOWN = 54


class Copy(NamedTuple):
    """Something to copy: a label and a safe text, which may have several lines."""

    label: str
    text: str


class CopyMenu(FrameScreen["str | None"]):
    """Dismisses with the text to copy, or with None. `y` takes the current one, so `y y` copies the first."""

    CSS = "CopyMenu ChoiceList { padding: 1 2; }"
    AUTO_FOCUS = "ChoiceList"
    HELP = N_(
        "The text goes to the clipboard of the terminal you sit at, also through SSH. A terminal or tmux may "
        "be set to ignore it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "take", N_("Copy"), key_display="Enter", id="copy.take"),
        Binding("escape,h,backspace", "back", N_("Back"), id="copy.back"),
    ]

    def __init__(self, copies: Sequence[Copy]) -> None:
        super().__init__(heading=(_("Copy"),))
        self._copies = tuple(copies)

    def compose_body(self) -> Iterator[Any]:
        choices = [
            Choice(str(index), each.label, shorten(" ".join(each.text.split()), _SHOWN))
            for index, each in enumerate(self._copies)
        ]
        yield ChoiceList(choices, alone=True)

    def action_take(self) -> None:
        """Copy the current one."""
        self.query_one(ChoiceList).action_take()

    @on(ChoiceList.Taken)
    def _taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        self.dismiss(self._copies[int(event.id)].text)
