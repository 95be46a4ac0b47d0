"""The line a session ends with: what was changed, and where that is written. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from backend_client.portal.journal import Entry, Outcome, Phase
from tui.translate import _, ngettext


def farewell(
    entries: Iterable[Entry],
    process: str,
    since: datetime,
    *,
    rest: tuple[int, int] = (0, 0),
    practice: bool = False,
) -> str:
    """What the process `process` (see the journal) changed since then; `entries` may hold others' lines.
    `rest`: what jobs did not send, and of how much.

    Parts of an act, whose intents are about another one, do not count, nor do jobs beside their acts.
    """
    own = [
        each
        for each in entries
        if each.process == process and each.at >= since and not each.act.startswith("job.")
    ]
    ends = {each.about: each.outcome for each in own if each.phase is Phase.OUTCOME}
    begun = [each.number for each in own if each.phase is Phase.INTENT and each.about is None]
    outcomes = [ends.get(number) for number in begun]
    done = outcomes.count(Outcome.DONE)
    unsettled = sum(each in (None, Outcome.UNKNOWN, Outcome.HALF_DONE) for each in outcomes)
    if not done and not unsettled:
        return " ".join((_("No changes made."), *_rest(*rest), _("Keys dropped.")))
    words = ngettext("{count} change made", "{count} changes made", done).format(count=done)
    if unsettled:
        open_ends = ngettext(
            "{count} not known to be finished", "{count} not known to be finished", unsettled
        )
        words = f"{words}, {open_ends.format(count=unsettled)}"
    command = "seatwarden journal --practice" if practice else "seatwarden journal"
    told = _("{changes}, all recorded ({command}).").format(changes=words, command=command)
    return " ".join((told, *_rest(*rest), _("Keys dropped.")))


def _rest(rest: int, count: int) -> tuple[str, ...]:
    if not rest:
        return ()
    said = _("{rest} of {count} were not sent: the next start offers them (F9).")
    return (said.format(rest=rest, count=count),)
