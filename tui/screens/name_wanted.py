"""A client's name that is typed before something is sent that concerns all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textual.containers import Vertical

from backend_client.portal.clients import Client
from tui.presenters.typed_name import is_name_of, name_to_type
from tui.translate import _
from tui.widgets.plain_input import PlainInput
from tui.widgets.sentences import Sentences


class NameWanted(Vertical):
    """Not shown until it is asked for; Enter in its field posts the field's own message."""

    DEFAULT_CSS = """
    NameWanted {
        height: auto; display: none;
        & > Sentences { padding: 0 1; }
        & > PlainInput { margin: 0 1; text-style: underline; }
    }
    """

    def compose(self) -> Iterator[Any]:
        yield Sentences(style="warning")
        yield PlainInput()

    @property
    def has_been_asked(self) -> bool:
        """Whether a person is answering."""
        return self.query_one(PlainInput).has_focus

    def is_typed(self, client: Client) -> bool:
        """Whether that client's name stands there."""
        return is_name_of(client, self.query_one(PlainInput).value)

    def ask(self, client: Client) -> None:
        """Say which name, and wait for it."""
        words = _("To send it, type the client's name: {name}").format(name=name_to_type(client))
        self.query_one(Sentences).set_sentences((words,))
        self.display = True
        self.query_one(PlainInput).focus()

    def close(self) -> None:
        """It is not wanted, or not any more."""
        self.display = False
        self.query_one(PlainInput).value = ""
