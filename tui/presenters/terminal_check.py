"""What this terminal is and can do, as plain facts with advice. Pure: the environment is an argument."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tui.safe_text import safe_text
from tui.translate import _

LEAST_WIDTH, LEAST_HEIGHT = 80, 24
WIDTH_SAMPLE = "abcdefghij"
"""Ten cells of ASCII: the ruler under the samples."""

WIDTH_SAMPLES = (
    ("\N{LATIN SMALL LETTER E WITH ACUTE}" * 10, 10),
    ("\N{HIRAGANA LETTER A}" * 5, 10),
    ("\N{BOX DRAWINGS LIGHT HORIZONTAL}" * 10, 10),
    ("\N{SNOWMAN}" * 10, 10),
)
"""Text and the cells this program counts for it: each has to end under the ruler's end."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: a label, its value, and what to do about it (empty when all is well)."""

    label: str
    value: str
    advice: str = ""


def terminal_facts(
    environment: Mapping[str, str], *, width: int, height: int, colours: str, encoding: str
) -> tuple[Fact, ...]:
    """Facts in the order a reader needs them. `colours` is what the screen library found."""
    return (
        _size(width, height),
        _term(environment),
        _colours(environment, colours),
        _encoding(encoding),
        _multiplexer(environment),
        _remote(environment),
        _clipboard(environment),
    )


def _size(width: int, height: int) -> Fact:
    small = width < LEAST_WIDTH or height < LEAST_HEIGHT
    return Fact(
        _("Size"),
        _("{width} x {height} cells").format(width=width, height=height),
        _("Less than 80 x 24: columns will be missing. Enlarge the window.") if small else "",
    )


def _term(environment: Mapping[str, str]) -> Fact:
    term = environment.get("TERM", "")
    advice = ""
    if term in {"", "dumb", "unknown"}:
        advice = _("Set TERM to what your terminal is, such as xterm-256color.")
    elif "TMUX" in environment and not term.startswith(("tmux", "screen")):
        advice = _("Inside tmux, TERM should be tmux-256color.")
    return Fact(_("TERM"), safe_text(term, limit=40) or _("not set"), advice)


def _colours(environment: Mapping[str, str], colours: str) -> Fact:
    if "NO_COLOR" in environment:
        return Fact(_("Colours"), _("off (NO_COLOR is set)"), _("Nothing is lost: states are words too."))
    return Fact(_("Colours"), safe_text(colours, limit=40))


def _encoding(encoding: str) -> Fact:
    good = encoding.lower().replace("-", "") == "utf8"
    advice = "" if good else _("Names with accents may break. Set LANG to a UTF-8 locale, such as C.UTF-8.")
    return Fact(_("Encoding"), safe_text(encoding, limit=40), advice)


def _multiplexer(environment: Mapping[str, str]) -> Fact:
    if "TMUX" in environment:
        return Fact(
            _("Multiplexer"),
            _("tmux"),
            _(
                "tmux holds a lone Esc back for a moment: h and Backspace go back too. "
                "Or: set -sg escape-time 10"
            ),
        )
    if "STY" in environment:
        return Fact(
            _("Multiplexer"), _("GNU screen"), _("A lone Esc may come late: h or Backspace go back too.")
        )
    return Fact(_("Multiplexer"), _("none"))


def _remote(environment: Mapping[str, str]) -> Fact:
    if "SSH_CONNECTION" in environment or "SSH_TTY" in environment:
        return Fact(_("Connection"), _("SSH"), _("Only what changes is sent; nothing is animated."))
    return Fact(_("Connection"), _("this machine"))


def _clipboard(environment: Mapping[str, str]) -> Fact:
    value = _("through the terminal (OSC 52)")
    if "TMUX" in environment:
        return Fact(_("Clipboard"), value, _("tmux passes it on with 'set -g set-clipboard on'."))
    if "STY" in environment:
        return Fact(
            _("Clipboard"), value, _("GNU screen does not pass it on: select with the mouse instead.")
        )
    if environment.get("TERM_PROGRAM") == "Apple_Terminal":
        return Fact(_("Clipboard"), value, _("This terminal ignores it: select with the mouse instead."))
    return Fact(_("Clipboard"), value, _("Some terminals ask or refuse; then select with the mouse."))
