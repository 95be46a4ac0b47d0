"""Finding what a command line names inside a client, by id or by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from tui.commands.input_text import Unfit
from tui.commands.output import FAILED
from tui.safe_text import safe_text
from tui.translate import _

ItemT = TypeVar("ItemT")


def one_named(
    items: Sequence[ItemT], wanted: str, names_of: Callable[[ItemT], tuple[str, str]], missing: str
) -> ItemT:
    """The one item of that id or name; `names_of` gives both. Where case alone tells two apart, it does.

    Raises Unfit: with `missing`, which has room for `{name}`, or because several have the name.
    """
    text = wanted.strip()
    found = [item for item in items if names_of(item)[0] == text]
    found = found or [item for item in items if names_of(item)[1].strip() == text]
    found = found or [item for item in items if names_of(item)[1].strip().casefold() == text.casefold()]
    if len(found) == 1:
        return found[0]
    words = _("Several are called '{name}': give the id.") if found else missing
    raise Unfit(words.format(name=safe_text(wanted, limit=60)), FAILED)
