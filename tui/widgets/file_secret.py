"""What opens a protected file: its password, and for some kinds a key file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from backend_client.secret import Secret
from tui.translate import N_, _
from tui.widgets.plain_input import PlainInput
from tui.widgets.secret_input import SecretInput


class FilePassword(SecretInput):
    """Enter is named in the key bar."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", N_("Open"), id="file.open", tooltip=N_("Open the file with it.")),
    ]


class FileSecret(Vertical):
    """Hidden until `ask`; `Entered` says that Enter was pressed in either field."""

    DEFAULT_CSS = """
    FileSecret { height: auto; padding: 0 1; display: none; }
    FileSecret Horizontal { height: 1; }
    FileSecret Static { width: 25; padding-right: 1; }
    FileSecret PlainInput { text-style: underline; }
    """

    @dataclass
    class Entered(Message):
        """Enter was pressed. The password is not in here: the receiver calls `take()`."""

        fields: FileSecret

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static(_("Password of the file:"), markup=False)
            yield FilePassword(id="file-password")
        with Horizontal(id="import-key-file"):
            yield Static(_("Key file, if it has one:"), markup=False)
            yield PlainInput(id="key-file")

    def ask(self, *, key_file: bool) -> None:
        """Show the fields, the second one when a `key_file` may be wanted, and go to the first."""
        self.display = True
        self.query_one("#import-key-file").display = key_file
        self.screen.set_focus(self.query_one(FilePassword))

    def take(self) -> tuple[Secret, str]:
        """The password, once, and the typed path of the key file, which stays."""
        return self.query_one(FilePassword).take(), self.query_one("#key-file", PlainInput).value.strip()

    def close(self) -> None:
        """Forget both and hide."""
        self.query_one(FilePassword).clear()
        self.query_one("#key-file", PlainInput).clear()
        self.display = False

    @on(SecretInput.Entered)
    @on(Input.Submitted)
    def _entered(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Entered(self))
