"""What became of acts that were interrupted: the journal asks, the client list answers.

An intent without an outcome means that the program ended between sending and knowing. The server
decides: a change that the list shows happened. One whose old figures still stand did not arrive, but
only after a while: a request may reach the server after its sender is gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from backend_client.errors import SessionError
from backend_client.portal.clients import Client, ClientList
from backend_client.portal.interruptions import LATE, is_interrupted, write_found
from backend_client.portal.journal import Entry, Journal, Outcome, Phase
from backend_client.portal.providers import KeyState

if TYPE_CHECKING:  # brings cryptography, which the sentences about what is found do not need
    from backend_client.portal.key_ring import KeyRing


class Waiting(StrEnum):
    """Why an act cannot be decided yet: the keys are locked, or it may still arrive."""

    KEYS = "keys"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Settled:
    """One interrupted act, and what the server now shows: DONE, HALF_DONE, NOT_SENT or UNKNOWN.

    While `waiting` nothing was written about it, and it is asked again.
    """

    entry: Entry
    outcome: Outcome
    waiting: Waiting | None = None


def settle(journal: Journal, server: str, listed: ClientList, keys: KeyRing | None) -> tuple[Settled, ...]:
    """Decide, by `listed`, each unfinished act on this provider whose process ended or gave it up.

    What was found is written to the journal, also of the two parts of a move; told is only the whole.
    A create is recognised by its key, so it waits while `keys` is None. May raise OSError.
    """
    entries = journal.entries()
    intents = [entry for entry in entries if entry.phase is Phase.INTENT]
    known = {entry.about: entry.outcome for entry in entries if entry.phase is Phase.OUTCOME}
    unfinished = [
        entry
        for entry in intents
        if entry.number not in known
        and entry.act.startswith("client.")  # acts inside a client: see interruptions.py
        and (entry.server, entry.provider_id) == (server, listed.provider.id)
        and is_interrupted(entry, listed.read_at)
    ]
    told = []
    for entry in sorted(unfinished, key=lambda one: (one.about is None, one.number)):
        parts = [part for part in intents if part.about == entry.number]
        found = _moved(entry, parts, known, listed) if parts else _settled(entry, listed, keys)
        if found.waiting is None:
            known[entry.number] = found.outcome
            write_found(journal, entry, found.outcome)
        if entry.about is None:
            told.append(found)
    return tuple(told)


def _settled(entry: Entry, listed: ClientList, keys: KeyRing | None) -> Settled:
    if entry.act == "client.move":  # no part of it was begun
        return Settled(entry, _move_shown(entry, listed))
    opened = keys is not None and listed.provider.key in (KeyState.OPEN, KeyState.CHANGED)
    if entry.act == "client.create" and not opened:
        return Settled(entry, Outcome.UNKNOWN, Waiting.KEYS)
    outcome = _outcome(entry, listed, keys)
    if outcome is not Outcome.DONE and listed.read_at - entry.at < LATE:
        return Settled(entry, Outcome.UNKNOWN, Waiting.TIME)
    return Settled(entry, outcome)


def _outcome(entry: Entry, listed: ClientList, keys: KeyRing | None) -> Outcome:
    client = next((one for one in listed.clients if one.organization_id == entry.organization_id), None)
    absent = Outcome.UNKNOWN if listed.unreadable else None
    if entry.act == "client.create":
        return Outcome.DONE if _is_made(entry, listed, keys) else absent or Outcome.NOT_SENT
    if entry.act in ("client.unlink", "client.delete"):
        return Outcome.NOT_SENT if client else absent or Outcome.DONE
    if entry.act == "client.add":
        return Outcome.DONE if client else absent or Outcome.NOT_SENT
    return _updated(entry, client) if client else Outcome.UNKNOWN


def _is_made(entry: Entry, listed: ClientList, keys: KeyRing | None) -> bool:
    try:
        ours = keys.organization_of_key(str(entry.after.get("key_id", ""))) if keys else None
    except SessionError:
        return False
    return any(client.organization_id == ours for client in listed.clients)


def _moved(
    entry: Entry, parts: Sequence[Entry], known: Mapping[int | None, Outcome | None], listed: ClientList
) -> Settled:
    """A move is what its parts are; where only seats were taken, the list may show them given since."""
    if any(part.number not in known for part in parts):
        return Settled(entry, Outcome.UNKNOWN, Waiting.TIME)
    ended = {part.act: known[part.number] for part in parts}
    take, give = ended.get("client.move.take"), ended.get("client.move.give")
    if Outcome.UNKNOWN in (take, give):
        return Settled(entry, Outcome.UNKNOWN)
    if take is not Outcome.DONE:
        return Settled(entry, Outcome.NOT_SENT)
    return Settled(entry, Outcome.DONE if give is Outcome.DONE else _move_shown(entry, listed))


def _move_shown(entry: Entry, listed: ClientList) -> Outcome:
    seats = {client.organization_id: client.seats.assigned for client in listed.clients}
    now = (seats.get(entry.organization_id), seats.get(str(entry.after.get("target_id"))))
    before, after = (
        (figures.get("seats"), figures.get("target_seats")) for figures in (entry.before, entry.after)
    )
    if now == after:
        return Outcome.DONE
    if now == before:
        return Outcome.NOT_SENT
    return Outcome.HALF_DONE if now == (after[0], before[1]) else Outcome.UNKNOWN


def _updated(entry: Entry, client: Client) -> Outcome:
    """By the figures the act was to change: the others may have been changed since by somebody else."""
    changed = [name for name in ("seats", "name") if entry.before.get(name) != entry.after.get(name)]
    shown = {"seats": client.seats.assigned, "name": client.name}
    now = [shown[name] for name in changed]
    if now == [entry.after.get(name) for name in changed]:
        return Outcome.DONE
    return Outcome.NOT_SENT if now == [entry.before.get(name) for name in changed] else Outcome.UNKNOWN
