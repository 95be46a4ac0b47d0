"""A short list of choices, all visible, one of them current: a menu, or one field of a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.message import Message

from tui.translate import N_
from tui.widgets.text_lines import Line, Part, TextLines


class Choice(NamedTuple):
    """One choice: an id of ours, a finished label, and a finished hint behind it."""

    id: str
    label: str
    hint: str = ""


class ChoiceList(TextLines, can_focus=True):
    """Up and down (j, k) move the current choice, Enter takes it.

    Past an end the focus goes to the field before or after, so a form is walked with two keys.
    """

    DEFAULT_CSS = "ChoiceList { height: auto; width: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", N_("Up"), show=False, id="choice.up"),
        Binding("down,j", "move(1)", N_("Down"), show=False, id="choice.down"),
        Binding("home,g", "first", N_("First"), show=False, id="choice.first"),
        Binding("end,G", "last", N_("Last"), show=False, id="choice.last"),
        Binding("enter", "take", N_("Choose"), show=False, id="choice.take"),
    ]

    @dataclass
    class Moved(Message):
        """Another choice is current."""

        choices: ChoiceList
        id: str

        @property
        def control(self) -> ChoiceList:
            return self.choices

    @dataclass
    class Taken(Message):
        """Enter was pressed on the current choice."""

        choices: ChoiceList
        id: str

        @property
        def control(self) -> ChoiceList:
            return self.choices

    def __init__(
        self, choices: Sequence[Choice], *, current: str = "", id: str | None = None, alone: bool = False
    ) -> None:
        """`current` is the id to start on, else the first. An `alone` list keeps the focus at its ends."""
        super().__init__(id=id)
        self._choices = tuple(choices)
        self._alone = alone
        self._index = next((n for n, each in enumerate(self._choices) if each.id == current), 0)

    @property
    def current(self) -> str:
        """The id of the current choice."""
        return self._choices[self._index].id

    def choose(self, id: str) -> None:
        """Make that choice current."""
        self._go([each.id for each in self._choices].index(id))

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other choices, at least one; the current one stays where it is among them."""
        current = self.current
        self._choices = tuple(choices)
        self._index = next((n for n, each in enumerate(self._choices) if each.id == current), 0)
        self._draw()

    def on_mount(self) -> None:
        self._draw()

    def watch_has_focus(self, has_focus: bool) -> None:
        """The sign of the current choice says whether keys go here."""
        super().watch_has_focus(has_focus)
        self._draw()

    def action_move(self, by: int) -> None:
        """One choice up or down, or out of the list."""
        wanted = self._index + by
        if 0 <= wanted < len(self._choices):
            self._go(wanted)
        elif not self._alone:
            leave = self.screen.focus_next if by > 0 else self.screen.focus_previous
            leave()

    def action_first(self) -> None:
        """The first choice."""
        self._go(0)

    def action_last(self) -> None:
        """The last choice."""
        self._go(len(self._choices) - 1)

    def action_take(self) -> None:
        """Take the current choice."""
        self.post_message(self.Taken(self, self.current))

    def _go(self, index: int) -> None:
        if index != self._index:
            self._index = index
            self._draw()
            self.post_message(self.Moved(self, self.current))

    def _draw(self) -> None:
        self.set_lines([self._line(index, choice) for index, choice in enumerate(self._choices)])

    def _line(self, index: int, choice: Choice) -> Line:
        here = index == self._index
        sign = "> " if here and self.has_focus else "* " if here else "  "
        style = "cursor" if here and self.has_focus else "strong" if here else ""
        parts = (Part(sign + choice.label, style),)
        return Line((*parts, Part("  " + choice.hint, "muted")) if choice.hint else parts)
