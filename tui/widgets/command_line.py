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
from tui.presenters.paragraph import wrap
from tui.safe_text import safe_text
from tui.translate import N_, _
from tui.widgets.plain_input import PlainInput
from tui.widgets.text_lines import TextLines, plain

_MOST_LINES = 5
"""Lines the offers may take; more verbs than these show are reached by their first letter."""


class CommandField(PlainInput):
    """The field itself: completes, and walks through the history, at the very keystroke."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", N_("Complete"), show=False, id="command.complete"),
        Binding("up,ctrl+p", "older", N_("Older command"), show=False, id="command.older"),
        Binding("down,ctrl+n", "newer", N_("Newer command"), show=False, id="command.newer"),
        Binding("escape,ctrl+c,ctrl+g", "leave", N_("Cancel"), show=False, id="command.leave"),
    ]

    class Leaving(Message):
        """The field is left without a command."""

    def __init__(self, history: History, names: Mapping[Verb, Sequence[str]]) -> None:
        super().__init__(id="command")
        self.history = history
        self._names = names
        self._offered = completions("", names)
        self._next = 0

    def offers(self) -> tuple[str, ...]:
        """What the line could become. While Tab walks through the offers they stay the same."""
        if self.value not in self._offered or len(self._offered) == 1:
            self._offered = completions(self.value, self._names)
            self._next = 0
        return self._offered

    def action_complete(self) -> None:
        """Put the next offer into the field."""
        offered = self.offers()
        if offered:
            self._put(offered[self._next % len(offered)])
            self._next += 1

    def action_older(self) -> None:
        """The command before."""
        self._put(self.history.older())

    def action_newer(self) -> None:
        """The command after."""
        self._put(self.history.newer())

    def action_leave(self) -> None:
        """Close the line."""
        self.post_message(self.Leaving())

    def action_delete_left(self) -> None:
        """Backspace; on an empty line it leaves, as a terminal may delay a lone Esc."""
        if self.value:
            super().action_delete_left()
        else:
            self.action_leave()

    def _put(self, line: str | None) -> None:
        if line is not None:
            self.value = line
            self.cursor_position = len(line)


class CommandLine(Vertical):
    """Mount it (or show it) when `:` is pressed; it posts `CommandEntered` or `Left` and then rests.

    `names` says what may follow a verb (client names for `:vault`); they are foreign text. `history`
    outlives the widget when its owner keeps it.
    """

    DEFAULT_CSS = """
    CommandLine {
        dock: bottom; height: auto; background: $surface;
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
        safe = {verb: tuple(safe_text(name) for name in known) for verb, known in (names or {}).items()}
        self._field = CommandField(history if history is not None else History(), safe)

    def compose(self) -> ComposeResult:
        yield TextLines([plain("")], id="candidates")
        with Horizontal():
            yield Static(":", classes="colon", markup=False)
            yield self._field

    def on_mount(self) -> None:
        """Start in the field, with every command on offer."""
        self._show_offers()
        self.screen.set_focus(self._field)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._show_offers()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        self._field.history.add(text)
        self.post_message(self.CommandEntered(text) if text else self.Left())

    @on(CommandField.Leaving)
    def _leaving(self, event: CommandField.Leaving) -> None:
        event.stop()
        self.post_message(self.Left())

    def _show_offers(self) -> None:
        words = "  ".join(line.strip() for line in self._field.offers())
        nothing = _("Nothing to complete. Enter tries it, Esc leaves.")
        lines = wrap(words or nothing, max(20, self.app.size.width - 1))[:_MOST_LINES]
        self.query_one(TextLines).set_lines([plain(line, "muted") for line in lines])
