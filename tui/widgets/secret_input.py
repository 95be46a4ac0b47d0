"""A one-line field for passwords, codes and keys.

What is typed leaves the field in one way only: `take()`, once, wrapped in a `Secret`. Textual's own
input announces its text in messages and copies it to the clipboard; this one does neither.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from rich.text import Text
from textual.message import Message
from textual.widgets import Input

from backend_client.secret import Secret
from tui.widgets.plain_input import PlainInput

MASK = "*"


class SecretInput(PlainInput):
    """Masked; no copy, no cut; says that Enter was pressed and never what was typed."""

    @dataclass
    class Entered(Message):
        """Enter was pressed. The text is not in here: the receiver calls `field.take()`."""

        field: SecretInput

        @property
        def control(self) -> SecretInput:
            """The field that was left."""
            return self.field

    def __init__(self, *, placeholder: str = "", id: str | None = None, classes: str | None = None) -> None:
        super().__init__(password=True, placeholder=placeholder, id=id, classes=classes)

    @property
    def filled(self) -> bool:
        """Whether anything was typed."""
        return bool(self.value)

    def take(self) -> Secret:
        """The typed text, once: the field is empty afterwards."""
        secret = Secret(self.value)
        self.clear()
        return secret

    def accepted(self, pasted: str) -> str:
        """One line without control characters; every other character may belong to a password."""
        lines = pasted.splitlines()
        return "".join(each for each in lines[0] if unicodedata.category(each) != "Cc") if lines else ""

    def post_message(self, message: Message) -> bool:
        """Swallow the messages of the ordinary input, which would carry the text."""
        if isinstance(message, (Input.Changed, Input.Submitted, Input.Blurred)):
            return False
        return super().post_message(message)

    async def action_submit(self) -> None:
        """Say that Enter was pressed."""
        self.post_message(self.Entered(self))

    def action_copy(self) -> None:
        """Nothing leaves through the clipboard."""

    def action_cut(self) -> None:
        """Nothing leaves through the clipboard."""

    def action_paste(self) -> None:
        """The program's own clipboard never holds a secret; a terminal's paste arrives as an event."""

    @property
    def _value(self) -> Text:
        """The mask, in ASCII: Textual's bullet takes two cells in some terminals. The name is Textual's."""
        return Text(MASK * len(self.value), no_wrap=True, overflow="ignore", end="")
