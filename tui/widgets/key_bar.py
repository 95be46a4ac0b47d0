"""The last line of a screen: the keys that matter here, from the bindings that are active."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from textual.screen import Screen

from tui.safe_text import width_of
from tui.widgets.text_lines import Line, Part, TextLines

GAP = "  "


class KeyHint(NamedTuple):
    """A key and its label. A `dim` one is forbidden here; an `always` one is never left out."""

    key: str
    label: str
    dim: bool = False
    always: bool = False


def key_line(hints: Iterable[KeyHint], width: int) -> Line:
    """As many hints as fit, in order; those of `always` keep their place at the end."""
    listed = list(hints)
    kept = [hint for hint in listed if hint.always]
    room = width - 1 + len(GAP) - sum(_width(hint) for hint in kept)  # no gap behind the last one
    optional: list[KeyHint] = []
    for hint in listed:
        if hint.always:
            continue
        room -= _width(hint)
        if room < 0:
            break
        optional.append(hint)
    parts: list[Part] = []
    for hint in (*optional, *kept):
        parts.append(Part(GAP if parts else " "))
        parts.append(Part(hint.key, "dim" if hint.dim else "key"))
        parts.append(Part(f" {hint.label}", "dim" if hint.dim else "muted"))
    return Line(tuple(parts))


def _width(hint: KeyHint) -> int:
    return width_of(hint.key) + 1 + width_of(hint.label) + len(GAP)


class KeyBar(TextLines):
    """Shows `hints()`; asks again when the screen's bindings change and paints only when they differ."""

    DEFAULT_CSS = "KeyBar { height: 1; dock: bottom; }"

    def __init__(self, hints: Callable[[], Iterable[KeyHint]], *, id: str | None = None) -> None:
        super().__init__((Line(),), id=id)
        self._hints = hints

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def on_resize(self) -> None:
        self.show()

    def show(self) -> None:
        """Ask for the hints and show those that fit."""
        if self.is_attached and self.size.width:
            self.set_lines((key_line(self._hints(), self.size.width),))

    def _bindings_changed(self, _screen: Screen[object]) -> None:
        self.call_after_refresh(self.show)
