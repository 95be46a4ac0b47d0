"""Acts on collections that a crash interrupted, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from backend_client.portal.collection_overview import SettledCollection
from backend_client.portal.journal import Entry, Outcome
from tui.presenters.journal import act_word
from tui.safe_text import safe_text
from tui.translate import _


def settled_sentences(settled: Iterable[SettledCollection]) -> tuple[str, ...]:
    """One sentence for every act: what it was and what became of it."""
    return tuple(
        _("Interrupted before: {act}. {ending}").format(act=_act(one.entry), ending=_ending(one.outcome))
        for one in settled
    )


def _act(entry: Entry) -> str:
    name = entry.before.get("collection") or entry.after.get("collection")
    words = act_word(entry.act)
    return f"{words} '{safe_text(str(name), limit=40)}'" if name else words


def _ending(outcome: Outcome) -> str:
    if outcome is Outcome.DONE:
        return _("It arrived; do not repeat it.")
    if outcome is Outcome.NOT_SENT:
        return _("It did not arrive; nothing was changed.")
    if outcome is Outcome.HALF_DONE:
        return _("Only a part of it is seen: look at the collections.")
    return _("It is not known whether it arrived: look at the collections, J shows what was sent.")
