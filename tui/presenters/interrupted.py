"""Changes that a crash interrupted, in words: one sentence for each, on screen and in commands. Pure.

What the journal holds is foreign text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backend_client.portal.journal import Entry, Outcome
from backend_client.portal.reconcile import Settled, Waiting
from tui.safe_text import safe_text
from tui.translate import _


def interrupted_sentences(settled: Iterable[Settled]) -> tuple[str, ...]:
    """One sentence for every act: what it was, what became of it, and what to do."""
    return tuple(
        _("Interrupted before: {act}. {ending}").format(act=_act(one.entry), ending=_ending(one))
        for one in settled
    )


def _act(entry: Entry) -> str:
    name = _short(entry.client)
    if entry.act == "client.move":
        return _("moving {seats} seats from {source} to {target}").format(
            seats=_moved(entry), source=name, target=_short(entry.after.get("target"))
        )
    if entry.act == "client.seats":
        return _("seats of {name}, {before} -> {after}").format(
            name=name, before=_figure(entry.before, "seats"), after=_figure(entry.after, "seats")
        )
    if entry.act == "client.rename":
        return _("renaming {name} to {new}").format(name=name, new=_short(entry.after.get("name")))
    words = {
        "client.create": _("creating {name}"),
        "client.add": _("adding {name}"),
        "client.unlink": _("unlinking {name}"),
        "client.delete": _("deleting {name}"),
    }.get(entry.act)
    return words.format(name=name) if words else f"{safe_text(entry.act, limit=30)} {name}"


def _ending(one: Settled) -> str:
    if one.waiting is Waiting.KEYS:
        return _("Whether it arrived is known once unlocked; do not repeat it.")
    if one.waiting is Waiting.TIME:
        return _("It is not seen yet and may still arrive: do not repeat it, look again in 2 minutes.")
    if one.outcome is Outcome.DONE:
        return _("It arrived; do not repeat it.")
    if one.outcome is Outcome.NOT_SENT:
        return _("It did not arrive; nothing was changed.")
    if one.outcome is Outcome.HALF_DONE:
        return _("They were taken from {source}, not given to {target}; they are unassigned.").format(
            source=_short(one.entry.client), target=_short(one.entry.after.get("target"))
        )
    return _("It is not known whether it arrived: look at the client, J shows what was sent.")


def _moved(entry: Entry) -> str:
    before, after = entry.before.get("seats"), entry.after.get("seats")
    return str(before - after) if isinstance(before, int) and isinstance(after, int) else "?"


def _figure(figures: Mapping[str, Any], name: str) -> str:
    value = figures.get(name)
    return "-" if value is None else safe_text(str(value), limit=12)


def _short(text: object) -> str:
    return safe_text(str(text or "?"), limit=40)
