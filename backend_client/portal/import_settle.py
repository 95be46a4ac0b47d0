"""What became of imports that a crash interrupted: the journal asks, the items of the client answer.

The intent of an import holds digests of the first and the last encrypted name it sent. Such a text is
never made twice, so whoever finds both in the vault knows that the import arrived.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from backend_client.portal import clock
from backend_client.portal.clients import Client
from backend_client.portal.journal import Entry, Journal, Outcome, Phase
from backend_client.portal.processes import still_runs
from backend_client.portal.providers import Provider

ACT = "vault.import"
"""What imports are called in the journal."""

_LATE = timedelta(minutes=2)  # how long a request whose sender died may still arrive


@dataclass(frozen=True, slots=True)
class SettledImport:
    """An interrupted import, and how it ended: DONE, HALF_DONE, NOT_SENT, or UNKNOWN: ask again later.

    Of `sent` items `found` are there; of a HALF_DONE one that is a guess from the number of all items.
    """

    entry: Entry
    outcome: Outcome
    sent: int = 0
    found: int = 0


def marks_of(sealed_names: Sequence[str]) -> list[str]:
    """What an intent notes of the encrypted names of its items."""
    return [_digest(sealed_names[0]), _digest(sealed_names[-1])] if sealed_names else []


def interrupted_imports(
    journal: Journal, server: str, provider: Provider, client: Client
) -> tuple[Entry, ...]:
    """Intents to import into this client whose process has ended. May raise OSError."""
    return tuple(
        entry
        for entry in journal.unfinished()
        if (entry.act, entry.server) == (ACT, server)
        and (entry.provider_id, entry.organization_id) == (provider.id, client.organization_id)
        and not still_runs(entry.process)
    )


def settle_imports(
    journal: Journal, entries: Iterable[Entry], sealed_names: Iterable[str]
) -> tuple[SettledImport, ...]:
    """Decide `entries` by the encrypted names in the vault; write what was found. May raise OSError."""
    digests = [_digest(name) for name in sealed_names]
    shown = frozenset(digests)
    found = tuple(_settled(entry, shown, len(digests)) for entry in entries)
    for each in found:
        if each.outcome is not Outcome.UNKNOWN:
            _write(journal, each)
    return found


def _settled(entry: Entry, shown: frozenset[str], items: int) -> SettledImport:
    outcome = _outcome(entry, shown)
    before, after = _number(entry.before), _number(entry.after)
    sent = max(0, after - before)
    guess = {Outcome.DONE: sent, Outcome.HALF_DONE: min(sent, max(1, items - before))}
    return SettledImport(entry, outcome, sent, guess.get(outcome, 0))


def _number(noted: Mapping[str, Any]) -> int:
    items = noted.get("items")
    return items if isinstance(items, int) else 0


def _outcome(entry: Entry, shown: frozenset[str]) -> Outcome:
    marks = entry.after.get("marks")
    wanted = [mark for mark in marks if isinstance(mark, str)] if isinstance(marks, list) else []
    there = [mark in shown for mark in wanted]
    if there and all(there):
        return Outcome.DONE
    if any(there):
        return Outcome.HALF_DONE
    late = clock.now() - entry.at < _LATE
    return Outcome.UNKNOWN if late or not wanted else Outcome.NOT_SENT


def _write(journal: Journal, settled: SettledImport) -> None:
    entry = settled.entry
    journal.append(
        who=entry.who,
        server=entry.server,
        act=entry.act,
        phase=Phase.OUTCOME,
        client=entry.client,
        organization_id=entry.organization_id,
        provider_id=entry.provider_id,
        outcome=settled.outcome,
        about=entry.number,
        note="found after an interruption",
    )


def _digest(sealed_name: str) -> str:
    return sha256(sealed_name.encode()).hexdigest()[:32]
