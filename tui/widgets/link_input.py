"""The field for a pasted link, or the mail around it: what it holds is a secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from backend_client.secret import Secret
from tui.translate import N_
from tui.widgets.people_input import PeopleInput, printable_lines


class LinkInput(PeopleInput):
    """Posts `Given` after a paste and on Enter. Enter makes no line of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "give", N_("Read the link"), priority=True, id="link.read"),
    ]

    def __init__(self, *, placeholder: str, id: str | None = None) -> None:
        super().__init__(placeholder=placeholder, id=id)
        self.soft_wrap = True
        self.show_line_numbers = False

    @dataclass
    class Given(Message):
        """What stands in the field now. `pasted`: just now, else Enter was pressed."""

        field: LinkInput
        text: Secret
        pasted: bool

        @property
        def control(self) -> LinkInput:
            return self.field

    def forget(self) -> None:
        """Empty the field, and let nothing bring the text back."""
        self.load_text("")

    def new_line(self) -> None:
        """Begin another line at the end: a paste that comes as single keys has its line ends as Enter."""
        self.move_cursor(self.document.end)
        self.insert("\n")

    def action_give(self) -> None:
        """Hand over what is there."""
        self.post_message(self.Given(self, Secret(self.text), pasted=False))

    async def _on_paste(self, event: events.Paste) -> None:
        """A paste from the terminal. The name is Textual's."""
        event.stop()
        event.prevent_default()
        self.replace(printable_lines(event.text), *self.selection, maintain_selection_offset=False)
        self.post_message(self.Given(self, Secret(self.text), pasted=True))
