"""The `:` line: one field at the foot of the screen, with completion and this session's history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from tui.presenters.command_words import History, Verb, completions
from tui.safe_text import safe_text
from tui.translate import N_, _
from tui.widgets.plain_input import PlainInput
from tui.widgets.text_lines import TextLines, plain


class CommandField(PlainInput):
    """The field itself; it knows only keys, its `CommandLine` knows what they mean."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", N_("Complete"), show=False, id="command.complete"),
        Binding("up,ctrl+p", "older", N_("Older command"), show=False, id="command.older"),
        Binding("down,ctrl+n", "newer", N_("Newer command"), show=False, id="command.newer"),
        Binding("escape,ctrl+c,ctrl+g", "leave", N_("Cancel"), show=False, id="command.leave"),
    ]

    @dataclass
    class Pressed(Message):
        """A key that is not about editing: complete, older, newer or leave."""

        what: str

    def action_complete(self) -> None:
        """Ask for the next completion."""
        self.post_message(self.Pressed("complete"))

    def action_older(self) -> None:
        """Ask for the command before."""
        self.post_message(self.Pressed("older"))

    def action_newer(self) -> None:
        """Ask for the command after."""
        self.post_message(self.Pressed("newer"))

    def action_leave(self) -> None:
        """Ask to close the line."""
        self.post_message(self.Pressed("leave"))

    def action_delete_left(self) -> None:
        """Backspace; on an empty line it leaves, as a terminal may delay a lone Esc."""
        if self.value:
            super().action_delete_left()
        else:
            self.action_leave()


class CommandLine(Vertical):
    """Mount it (or show it) when `:` is pressed; it posts `CommandEntered` or `Left` and then rests.

    `names` says what may follow a verb (client names for `:vault`); they are foreign text. `history`
    outlives the widget when its owner keeps it.
    """

    DEFAULT_CSS = """
    CommandLine {
        dock: bottom; height: 2; background: $surface;
        Horizontal { height: 1; }
        .colon { width: 1; text-style: bold; }
    }
    """

    @dataclass
    class CommandEntered(Message):
        """Enter was pressed on `text`, which is what was typed, without the colon."""

        text: str

    class Left(Message):
        """The line was left without a command."""

    def __init__(
        self,
        *,
        history: History | None = None,
        names: Mapping[Verb, Sequence[str]] | None = None,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._history = history if history is not None else History()
        self._names = {
            verb: tuple(safe_text(name) for name in known) for verb, known in (names or {}).items()
        }
        self._offered: tuple[str, ...] = ()
        self._next = 0

    def compose(self) -> ComposeResult:
        yield TextLines([plain("")], id="candidates")
        with Horizontal():
            yield Static(":", classes="colon", markup=False)
            yield CommandField(id="command")

    def on_mount(self) -> None:
        """Start in the field, with every command on offer."""
        self._offer()
        self.field.focus()

    @property
    def field(self) -> CommandField:
        """The field."""
        return self.query_one(CommandField)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value not in self._offered:
            self._offer()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        self._history.add(text)
        self.post_message(self.CommandEntered(text) if text else self.Left())

    @on(CommandField.Pressed)
    def _pressed(self, event: CommandField.Pressed) -> None:
        event.stop()
        if event.what == "complete":
            self._complete()
        elif event.what == "older":
            self._put(self._history.older())
        elif event.what == "newer":
            self._put(self._history.newer())
        else:
            self.post_message(self.Left())

    def _offer(self) -> None:
        """What the line could become, shown above it."""
        self._offered = completions(self.field.value, self._names)
        self._next = 0
        words = "  ".join(line.strip() for line in self._offered)
        self.query_one(TextLines).set_text(
            words or _("Nothing to complete. Enter tries it, Esc leaves."), "muted"
        )

    def _complete(self) -> None:
        """Put the next offered line; a single one is taken and offers what may follow it."""
        if not self._offered:
            return
        line = self._offered[self._next % len(self._offered)]
        single = len(self._offered) == 1
        self._next += 1
        self._put(line)
        if single:
            self._offer()

    def _put(self, line: str | None) -> None:
        if line is not None:
            self.field.value = line
            self.field.cursor_position = len(line)
