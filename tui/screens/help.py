"""The keys of the screen it was called from, read from its bindings, with a few words about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen

from tui.keymap import key_name
from tui.presenters.key_help import KeyEntry, KeyGroup, KeyLine, key_groups
from tui.presenters.paragraph import wrap
from tui.safe_text import fit
from tui.screens.base import FrameScreen, reason_against
from tui.screens.places import places_sentence
from tui.translate import N_, _
from tui.widgets.reader import Reader
from tui.widgets.text_lines import Line, Part, plain

KEYS_WIDTH = 20
LABEL_WIDTH = 18
GAP = "  "


class HelpScreen(FrameScreen[None]):
    """Lists what the keys of `about` do, as it is at the moment this screen is made."""

    CSS_PATH = "help.tcss"
    over_cover = True
    AUTO_FOCUS = "Reader"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,q,question_mark,f1,h,backspace",
            "back",
            N_("Close"),
            id="help.close",
            tooltip=N_("Close the help."),
        ),
    ]

    def __init__(self, about: Screen[Any]) -> None:
        super().__init__(heading=(_("Help"),))
        self._words = _(about.HELP) if about.HELP else ""
        self._groups = key_groups(_entries(about))
        self._typed = places_sentence() if isinstance(about, FrameScreen) and about.leads_on else ""

    def compose_body(self) -> Iterator[Any]:
        yield Reader(self._lines, id="help")

    def action_back(self) -> None:
        """Close the help."""
        self.dismiss(None)

    def _lines(self, width: int) -> list[Line]:
        lines = [plain(line) for line in wrap(self._words, width)] if self._words else []
        for group in self._groups:
            lines.extend(_group_lines(group, width, first=not lines))
        if self._typed:
            lines.extend((plain(""), plain(_("Typed"), "heading")))
            lines.extend(plain(line) for line in wrap(self._typed, width))
        return lines


def _entries(about: Screen[Any]) -> list[KeyEntry]:
    """The screen's own keys first, those of the application last. Keys without an id are not ours."""
    entries = []
    for key, active in about.active_bindings.items():
        binding = active.binding
        if not binding.id:
            continue
        entry = KeyEntry(
            place=_place(active.node),
            key=binding.key_display or key_name(key),
            action=binding.action,
            label=_(binding.description) if binding.description else "",
            tooltip=_(active.tooltip) if active.tooltip else "",
            refused=reason_against(about, binding.action),
        )
        entries.append((_rank(active.node, binding.id), entry))
    return [entry for _unused, entry in sorted(entries, key=lambda ranked: ranked[0])]


def _rank(node: DOMNode, id: str) -> int:
    if isinstance(node, Screen):
        return 1 if id.startswith("screen.") else 0
    return 3 if isinstance(node, App) else 2


def _place(node: DOMNode) -> str:
    if isinstance(node, App):
        return _("Everywhere")
    if isinstance(node, Screen):
        return _("This screen")
    return _(node.BINDING_GROUP_TITLE) if node.BINDING_GROUP_TITLE else _("Here")


def _group_lines(group: KeyGroup, width: int, *, first: bool) -> Iterator[Line]:
    if not first:
        yield plain("")
    yield plain(group.title, "heading")
    for line in group.lines:
        yield from _key_lines(line, width)


def _key_lines(line: KeyLine, width: int) -> Iterator[Line]:
    """Keys and label in columns; what explains them is broken into lines under each other."""
    words = " ".join(part for part in (line.tooltip, line.refused) if part)
    start = KEYS_WIDTH + LABEL_WIDTH + 2 * len(GAP)
    first, *rest = wrap(words, width - start)
    head = fit(line.keys, KEYS_WIDTH) + GAP
    yield Line(
        (
            Part(head, "dim" if line.refused else "key"),
            Part(fit(line.label, LABEL_WIDTH) + GAP, "dim" if line.refused else ""),
            Part(first, "muted"),
        )
    )
    for more in rest:
        yield Line((Part(" " * start), Part(more, "muted")))
