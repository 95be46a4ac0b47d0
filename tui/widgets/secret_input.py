"""A one-line field for passwords, codes and keys.

What is typed leaves the field in one way only: `take()`, once, wrapped in a `Secret`. Textual's own
input announces its text in messages, copies it to the clipboard and measures it through caches that keep
every beginning of it; so to Textual the text of this field is the mask, and what was typed lies in a buffer
of our own, which is overwritten.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from textual.message import Message
from textual.widgets import Input

from backend_client.secret import Secret
from tui.widgets.plain_input import LONGEST, PlainInput

MASK = "*"
"""In ASCII: Textual's bullet takes two cells in some terminals."""

_CODEC = "utf-32-le"
_WIDTH = 4
"""Bytes of one character in the buffer, which never moves: a buffer that grows leaves copies behind."""


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
        self._typed = bytearray(_WIDTH * LONGEST)
        super().__init__(placeholder=placeholder, id=id, classes=classes)

    @property
    def filled(self) -> bool:
        """Whether anything was typed."""
        return bool(self.value)

    def take(self) -> Secret:
        """The typed text, once: the field is empty afterwards."""
        typed = memoryview(self._typed)[: _WIDTH * len(self.value)]
        secret = Secret(str(typed, _CODEC, "surrogatepass"))
        self.clear()
        return secret

    def clear(self) -> None:
        """Empty the field and overwrite what was typed."""
        super().clear()
        self._typed[:] = bytes(len(self._typed))

    def replace(self, text: str, start: int, end: int) -> None:
        """Put `text` in the place of what stands from `start` to `end`: every edit comes through here."""
        length = len(self.value)
        start, end = sorted((max(0, start), min(length, end)))
        if length - (end - start) + len(text) > LONGEST:
            self.restricted()
            return
        typed, after = memoryview(self._typed), start + len(text)
        typed[_WIDTH * after : _WIDTH * (after + length - end)] = typed[_WIDTH * end : _WIDTH * length]
        typed[_WIDTH * start : _WIDTH * after] = text.encode(_CODEC, "surrogatepass")
        left = after + length - end
        typed[_WIDTH * left :] = bytes(len(typed) - _WIDTH * left)
        super().replace(MASK * len(text), start, end)

    def on_unmount(self) -> None:
        """What nobody took does not outlive the field."""
        self._typed[:] = bytes(len(self._typed))

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
