"""A field for a whole number that `+` and `-` step."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from tui.translate import N_
from tui.widgets.plain_input import PlainInput, printable_line

_MOST_DIGITS = 6


class NumberInput(PlainInput):
    """Holds digits only; `number` is None while it is empty. The last field of its form."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Review"), id="number.submit", tooltip=N_("Show what would be done.")),
    ]

    def __init__(self, value: int | None = None, *, id: str | None = None) -> None:
        super().__init__("" if value is None else str(value), id=id)
        self.restrict = f"[0-9]{{0,{_MOST_DIGITS}}}"

    @property
    def number(self) -> int | None:
        """What was typed."""
        return int(self.value) if self.value else None

    def accepted(self, pasted: str) -> str:
        return printable_line(pasted).strip()

    async def _on_key(self, event: events.Key) -> None:
        """The name is Textual's."""
        if event.character in ("+", "-"):
            event.stop()
            event.prevent_default()
            self._step(1 if event.character == "+" else -1)

    def _step(self, by: int) -> None:
        stepped = max(0, (self.number or 0) + by)
        if len(str(stepped)) <= _MOST_DIGITS:
            self.value = str(stepped)
            self.cursor_position = len(self.value)
