"""What this terminal can do, and what to change when something looks wrong."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from tui.keymap import key_name
from tui.plain_letters import terminal_encoding
from tui.presenters.paragraph import wrap
from tui.presenters.terminal_check import WIDTH_SAMPLE, WIDTH_SAMPLES, Fact, terminal_facts
from tui.safe_text import fit, safe_text
from tui.screens.base import FrameScreen
from tui.translate import N_, _
from tui.widgets.reader import Reader
from tui.widgets.text_lines import Line, Part, TextLines, plain

LABEL_WIDTH = 17
PAD = " " * LABEL_WIDTH


class TerminalCheckScreen(FrameScreen[None]):
    """Plain facts with advice, a ruler for character widths, and an echo of the last key."""

    CSS_PATH = "terminal_check.tcss"
    AUTO_FOCUS = "Reader"
    HELP = N_("Press any key to see its name. Keys that never show here are kept by the terminal.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,h,backspace", "back", N_("Back"), id="terminal.back", tooltip=N_("Leave this screen.")
        ),
    ]

    def __init__(self, *, environment: Mapping[str, str] | None = None) -> None:
        """`environment` stands for os.environ."""
        super().__init__(heading=(_("Terminal check"),))
        self._environment = os.environ if environment is None else environment

    def compose_body(self) -> Iterator[Any]:
        yield Reader(self._lines, id="facts")
        yield TextLines([plain(_("Press a key to see its name."))], id="last-key")

    def _lines(self, width: int) -> list[Line]:
        facts = terminal_facts(
            self._environment,
            width=self.app.size.width,
            height=self.app.size.height,
            colours=self.app.console.color_system or _("none"),
            encoding=terminal_encoding(),
        )
        return [line for fact in facts for line in _fact_lines(fact, width)] + _width_lines(width)

    def on_key(self, event: events.Key) -> None:
        """Name the key; it keeps its meaning."""
        name = safe_text(key_name(event.key), limit=40)
        self.query_one("#last-key", TextLines).set_text(_("Last key: {key}").format(key=name))

    def action_back(self) -> None:
        """Leave this screen."""
        self.dismiss(None)


def _fact_lines(fact: Fact, width: int) -> list[Line]:
    first, *rest = wrap(fact.value, width - LABEL_WIDTH)
    lines = [Line((Part(fit(fact.label, LABEL_WIDTH - 1) + " ", "muted"), Part(first)))]
    lines.extend(plain(PAD + more) for more in rest)
    if fact.advice:
        lines.extend(plain(PAD + more, "muted") for more in wrap(fact.advice, width - LABEL_WIDTH))
    return lines


def _width_lines(width: int) -> list[Line]:
    advice = _("All bars must stand below each other; if not, choose another font.")
    return [
        plain(""),
        Line((Part(fit(_("Widths"), LABEL_WIDTH), "muted"), Part(WIDTH_SAMPLE + "|"))),
        *(plain(f"{PAD}{sample}|") for sample, _cells in WIDTH_SAMPLES),
        *(plain(PAD + more, "muted") for more in wrap(advice, width - LABEL_WIDTH)),
    ]
