"""What a list says about rows that made no sense. Pure."""

from __future__ import annotations

from tui.translate import _, ngettext


def left_out(unreadable: int) -> str:
    """What to say about rows of an answer that made no sense."""
    words = ngettext(
        "{count} client could not be read and is left out; the others are right.",
        "{count} clients could not be read and are left out; the others are right.",
        unreadable,
    )
    return words.format(count=unreadable)


def left_out_sentence(unreadable: int) -> str:
    """The same with the key that reads again; empty when every row made sense."""
    return f"{left_out(unreadable)} " + _("R reads again.") if unreadable else ""
