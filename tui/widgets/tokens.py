"""Style tokens: the names presenters give to pieces of text, and what they look like.

A token never carries meaning alone: every state has a word or a sign as well, so a monochrome
terminal loses nothing.

Colours come from the theme's variables when a line is drawn, not from component classes: Textual computes
those for every widget that declares them, at every restyling, drawn or not.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from rich.style import Style
from textual.color import Color
from textual.widget import Widget


class Look(NamedTuple):
    """What a token adds: attributes, and a colour of the theme by the name of its variable."""

    attributes: Style = Style()
    variable: str = ""


_BOLD = Style(bold=True)

LOOKS: Final = {
    "strong": Look(_BOLD),
    "muted": Look(variable="text-muted"),
    "dim": Look(variable="text-disabled"),
    "key": Look(_BOLD),
    "title": Look(_BOLD),
    "heading": Look(_BOLD, "text-muted"),
    "practice": Look(Style(bold=True, reverse=True)),
    "ok": Look(variable="text-success"),
    "low": Look(variable="text-warning"),
    "full": Look(_BOLD, "text-warning"),
    "over": Look(_BOLD, "text-error"),
    "warning": Look(variable="text-warning"),
    "bad": Look(_BOLD, "text-error"),
    "cursor": Look(Style(reverse=True)),
    "cursor-blurred": Look(_BOLD),
    "marked": Look(_BOLD),
}


def token_style(widget: Widget, token: str) -> Style:
    """What `token` adds to a widget's own style: attributes, and a colour where it has one.

    Muted colours are a share of the contrast to the background, which only the widget knows.
    """
    attributes, variable = LOOKS[token]
    if not variable:
        return attributes
    background = widget.background_colors[1]
    color = _color(widget.app.theme_variables[variable], background)
    return attributes + Style(color=(background + color).rich_color)


def _color(value: str, background: Color) -> Color:
    """The colour of a theme variable: a colour's name or "auto" (the contrast to `background`), and perhaps
    a share in percent."""
    name, _space, share = value.partition(" ")
    alpha = float(share.removesuffix("%")) / 100 if share else 1.0
    if name == "auto":
        return background.get_contrast_text(alpha)
    color = Color.parse(name)
    return color.multiply_alpha(alpha) if share else color
