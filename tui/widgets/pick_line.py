"""One field of a form in one line whose value is picked, not typed: yes or no, or one of a few choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tui.translate import N_
from tui.widgets.choice_list import Choice
from tui.widgets.text_lines import Line, Part, TextLines


class PickLine(TextLines, can_focus=True):
    """Space and right pick the next choice, left the one before; Enter leaves the field."""

    DEFAULT_CSS = "PickLine { height: 1; width: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,right,l", "pick(1)", N_("Change"), id="pick.next", tooltip=N_("The next choice.")),
        Binding(
            "left,h,backspace",
            "pick(-1)",
            N_("Change back"),
            show=False,
            id="pick.before",
            tooltip=N_("The choice before."),
        ),
        Binding("up,k", "app.focus_previous", N_("Field before"), show=False, id="pick.up"),
        Binding("down,j", "app.focus_next", N_("Next field"), show=False, id="pick.down"),
        Binding("enter", "submit", N_("Next"), show=False, id="pick.submit"),
    ]

    @dataclass
    class Picked(Message):
        """Another choice was picked."""

        line: PickLine
        id: str

        @property
        def control(self) -> PickLine:
            return self.line

    @dataclass
    class Submitted(Message):
        """Enter was pressed."""

        line: PickLine

        @property
        def control(self) -> PickLine:
            return self.line

    def __init__(self, choices: Sequence[Choice], *, current: str = "", id: str | None = None) -> None:
        """`current` is the id to start on, else the first."""
        super().__init__(id=id)
        self._choices = tuple(choices)
        self._index = next((n for n, each in enumerate(self._choices) if each.id == current), 0)

    @property
    def current(self) -> str:
        """The id of the present choice."""
        return self._choices[self._index].id

    def on_mount(self) -> None:
        self._draw()

    def watch_has_focus(self, has_focus: bool) -> None:
        """The sign around the choice says whether keys go here."""
        super().watch_has_focus(has_focus)
        self._draw()

    def action_pick(self, by: int) -> None:
        """The next choice, or the one before; round and round."""
        self._index = (self._index + by) % len(self._choices)
        self._draw()
        self.post_message(self.Picked(self, self.current))

    def action_submit(self) -> None:
        """Leave the field."""
        self.post_message(self.Submitted(self))

    def _draw(self) -> None:
        label, here = self._choices[self._index].label, self.has_focus
        sign = (Part("< " if here else "  ", "muted"), Part(label, "cursor" if here else "strong"))
        self.set_lines((Line((*sign, Part(" >" if here else "", "muted"))),))
