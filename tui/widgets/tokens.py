"""Style tokens: the names presenters give to pieces of text, and what they look like.

A token never carries meaning alone: every state has a word or a sign as well, so a monochrome
terminal loses nothing.
"""

from __future__ import annotations

from rich.style import Style
from textual.widget import Widget

TOKENS = (
    "strong",
    "muted",
    "dim",
    "key",
    "title",
    "heading",
    "practice",
    "ok",
    "low",
    "full",
    "over",
    "warning",
    "bad",
    "cursor",
    "cursor-blurred",
    "marked",
)

COMPONENT_CLASSES = frozenset(f"token--{token}" for token in TOKENS)

STYLE_RULES = """
    & > .token--strong { text-style: bold; }
    & > .token--muted { color: $text-muted; }
    & > .token--dim { color: $text-disabled; text-style: dim; }
    & > .token--key { text-style: bold; }
    & > .token--title { text-style: bold; }
    & > .token--heading { color: $text-muted; text-style: bold; }
    & > .token--practice { text-style: bold reverse; }
    & > .token--ok { color: $text-success; }
    & > .token--low { color: $text-warning; }
    & > .token--full { color: $text-warning; text-style: bold; }
    & > .token--over { color: $text-error; text-style: bold; }
    & > .token--warning { color: $text-warning; }
    & > .token--bad { color: $text-error; text-style: bold; }
    & > .token--cursor { text-style: reverse; }
    & > .token--cursor-blurred { text-style: bold; }
    & > .token--marked { text-style: bold; }
"""


def token_style(widget: Widget, token: str) -> Style:
    """What `token` adds to a widget's own style: attributes, and a colour where it sets one.

    Muted colours are a share of the contrast to the background, which only the whole style knows.
    """
    name = f"token--{token}"
    added = widget.get_component_rich_style(name, partial=True)
    if not widget.get_component_styles(name).has_rule("color"):
        return added
    return added + Style(color=widget.get_component_rich_style(name).color)
