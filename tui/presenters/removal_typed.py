"""What is typed to agree to deleting collections: the name of one, the number of several. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from backend_client.portal.collections import Collection
from tui.presenters.collections import full_name
from tui.presenters.typed_name import is_typed, text_to_type
from tui.safe_text import safe_text
from tui.terms import collections_word
from tui.translate import _


def to_type(chosen: Sequence[Collection]) -> str:
    """What must be typed: finished and safe."""
    if len(chosen) == 1:
        return text_to_type(chosen[0].name or "", chosen[0].id)
    return str(len(chosen))


def is_agreed(chosen: Sequence[Collection], typed: str) -> bool:
    """Whether it was typed."""
    if len(chosen) == 1:
        return is_typed(chosen[0].name or "", typed, chosen[0].id)
    return bool(chosen) and typed.strip() == to_type(chosen)


def what_to_type(chosen: Sequence[Collection]) -> str:
    """The sentence that asks for it."""
    if len(chosen) == 1:
        return _("To delete it, type its name: {name}").format(name=to_type(chosen))
    names = ", ".join(safe_text(full_name(each), limit=30) for each in chosen[:5])
    more = _(" and {count} more").format(count=len(chosen) - 5) if len(chosen) > 5 else ""
    return _("{names}{more}. To delete these {collections}, type their number: {count}").format(
        names=names, more=more, collections=collections_word(len(chosen)), count=len(chosen)
    )
