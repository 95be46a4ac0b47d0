"""Acts inside a client, or on a provider itself, whose process ended between sending and knowing: the
journal asks, what is shown since answers. This finds them and writes what was found; `shown_acts.py` and
`people_acts.py` decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from backend_client.portal import clock
from backend_client.portal.journal import Entry, Journal, Outcome, Phase
from backend_client.portal.processes import still_runs

LATE = timedelta(minutes=2)
"""How long after its intent a request may still arrive: what a living sender would wait for an answer."""

ABANDONED = timedelta(hours=1)
"""After this an act is taken for interrupted even where its process cannot be seen to have ended: it ran
on a host of another name, or it still runs and the act was cancelled. No act takes this long."""


@dataclass(frozen=True, slots=True)
class SettledAct:
    """One interrupted act: DONE, HALF_DONE, NOT_SENT or UNKNOWN. `missing`: addresses that are not there.

    `waits`: nothing was written about it, and it is asked again. It is NOT_SENT or HALF_DONE and may still
    arrive, or UNKNOWN because what tells of it was not read.
    """

    entry: Entry
    outcome: Outcome
    missing: tuple[str, ...] = ()
    waits: bool = False


Decide = Callable[[Entry], SettledAct | None]
"""What the server shows of an act; None where it was not read."""


def interrupted_inside(
    journal: Journal | None, server: str, organization_id: str, noun: str = ""
) -> tuple[Entry, ...]:
    """Unfinished intents inside one organization whose process ended or gave them up. May raise OSError.

    Only acts of this `noun`, such as "member", where one is given. Changes of the client itself
    (`client.*`) are not among them: the list of clients decides those; nor are jobs, whose acts are.
    """
    if journal is None:
        return ()
    now = clock.now()
    return tuple(
        entry
        for entry in journal.unfinished()
        if (entry.server, entry.organization_id) == (server, organization_id)
        and (entry.act.startswith(f"{noun}.") if noun else not entry.act.startswith(("client.", "job.")))
        and is_interrupted(entry, now)
    )


def settle_of_provider(
    journal: Journal | None,
    server: str,
    provider_id: str,
    decide: Decide,
    noun: str,
    *,
    certain: bool = False,
) -> tuple[SettledAct, ...]:
    """The same as `settle_inside` for acts of this `noun` on a provider itself. May raise OSError."""
    if journal is None:
        return ()
    now = clock.now()
    found = [
        entry
        for entry in journal.unfinished()
        if (entry.server, entry.provider_id, entry.organization_id) == (server, provider_id, "")
        and entry.act.startswith(f"{noun}.")
        and is_interrupted(entry, now)
    ]
    return tuple(_settled(journal, entry, decide(entry), certain=certain) for entry in found)


def is_interrupted(entry: Entry, now: datetime) -> bool:
    """Whether nobody is at work on this intent any more."""
    return now - entry.at > ABANDONED or not still_runs(entry.process)


def settle_inside(
    journal: Journal | None,
    server: str,
    organization_id: str,
    decide: Decide,
    noun: str = "",
    *,
    certain: bool = False,
) -> tuple[SettledAct, ...]:
    """Decide every act of `interrupted_inside`; write what was found. May raise OSError.

    Each is told once; one that `waits` again each time. `certain`: none could succeed any more, however late
    it arrives, so that none waits.
    """
    found = interrupted_inside(journal, server, organization_id, noun)
    if journal is None:
        return ()
    return tuple(_settled(journal, entry, decide(entry), certain=certain) for entry in found)


def _settled(journal: Journal, entry: Entry, found: SettledAct | None, *, certain: bool) -> SettledAct:
    age = clock.now() - entry.at
    seen = found or SettledAct(entry, Outcome.UNKNOWN)
    if seen.outcome is not Outcome.DONE and not certain and age < (LATE if found else ABANDONED):
        return replace(seen, waits=True)
    write_found(journal, entry, seen.outcome)
    return seen


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
