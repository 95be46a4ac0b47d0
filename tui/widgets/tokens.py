"""Style tokens: the names presenters give to pieces of text, and what they look like.

A token never carries meaning alone: every state has a word or a sign as well, so a monochrome
terminal loses nothing.
"""

from __future__ import annotations

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


def class_of(token: str) -> str:
    """The component class of `token`."""
    return f"token--{token}"
