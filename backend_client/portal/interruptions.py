"""Acts whose process ended between sending and knowing: the journal asks, what is shown since answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from backend_client.portal.journal import Entry, Journal, Outcome, Phase
from backend_client.portal.processes import still_runs

LATE = timedelta(minutes=2)
"""How long after its intent a request may still arrive: what a living sender would wait for an answer."""

ABANDONED = timedelta(hours=1)
"""After this an act is taken for interrupted even where its process cannot be seen to have ended: it ran
on a host of another name, or it still runs and the act was cancelled. No act takes this long."""


@dataclass(frozen=True, slots=True)
class SettledAct:
    """One interrupted act: DONE, HALF_DONE, NOT_SENT or UNKNOWN.

    `waits`: it is not seen and may still arrive; nothing was written about it, and it is asked again.
    """

    entry: Entry
    outcome: Outcome
    waits: bool = False


def interrupted_inside(
    journal: Journal, server: str, organization_id: str, now: datetime
) -> tuple[Entry, ...]:
    """Unfinished intents inside one organization whose process ended or gave them up. May raise OSError.

    Changes of the client itself (`client.*`) are not among them: the list of clients decides those.
    """
    return tuple(
        entry
        for entry in journal.unfinished()
        if (entry.server, entry.organization_id) == (server, organization_id)
        and not entry.act.startswith("client.")
        and (now - entry.at > ABANDONED or not still_runs(entry.process))
    )


def settled(journal: Journal, entry: Entry, outcome: Outcome, now: datetime) -> SettledAct:
    """Write what was found, unless the request may still arrive. May raise OSError."""
    if outcome is not Outcome.DONE and now - entry.at < LATE:
        return SettledAct(entry, outcome, waits=True)
    write_found(journal, entry, outcome)
    return SettledAct(entry, outcome)


def write_found(journal: Journal, entry: Entry, outcome: Outcome) -> None:
    """Close an intent with what was found. May raise OSError."""
    journal.append(
        who=entry.who,
        server=entry.server,
        act=entry.act,
        phase=Phase.OUTCOME,
        client=entry.client,
        organization_id=entry.organization_id,
        provider_id=entry.provider_id,
        outcome=outcome,
        about=entry.number,
        note="found after an interruption",
    )


Decide = Callable[[Entry], Outcome]
"""What the server shows of an act: DONE, HALF_DONE, NOT_SENT (not seen), or UNKNOWN (cannot be seen)."""
