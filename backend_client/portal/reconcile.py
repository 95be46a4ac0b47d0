"""What became of acts that were interrupted: the journal asks, the client list answers.

An intent without an outcome means that the program ended between sending and knowing. The server
decides: a change that the list shows happened, one whose old figures still stand did not arrive.
"""

from __future__ import annotations

from dataclasses import dataclass

from backend_client.errors import SessionError
from backend_client.portal.clients import Client, ClientList
from backend_client.portal.journal import Entry, Journal, Outcome, Phase, still_runs
from backend_client.portal.key_ring import KeyRing


@dataclass(frozen=True, slots=True)
class Settled:
    """One interrupted act, and what the server now shows: DONE, HALF_DONE, NOT_SENT or UNKNOWN."""

    entry: Entry
    outcome: Outcome


def interrupted(journal: Journal, server: str, provider_id: str) -> tuple[Entry, ...]:
    """Unfinished acts on this provider whose process has ended."""
    return tuple(
        entry
        for entry in journal.unfinished()
        if entry.server == server and entry.provider_id == provider_id and not still_runs(entry.process)
    )


def settle(
    journal: Journal, entries: tuple[Entry, ...], listed: ClientList, keys: KeyRing | None
) -> tuple[Settled, ...]:
    """Decide each act by `listed` and write what was found to the journal. May raise OSError.

    A create is recognised by its key, so it stays UNKNOWN, unwritten, while the session is locked.
    """
    settled = []
    for entry in entries:
        outcome = _outcome(entry, listed, keys)
        settled.append(Settled(entry, outcome))
        if outcome is Outcome.UNKNOWN and entry.act == "client.create" and keys is None:
            continue
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
    return tuple(settled)


def _outcome(entry: Entry, listed: ClientList, keys: KeyRing | None) -> Outcome:
    client = next((one for one in listed.clients if one.organization_id == entry.organization_id), None)
    if entry.act == "client.create":
        return _created(entry, listed, keys)
    if entry.act == "client.move":
        return _moved(entry, listed)
    if entry.act == "client.unlink":
        return Outcome.DONE if client is None else Outcome.NOT_SENT
    if entry.act == "client.add":
        return Outcome.NOT_SENT if client is None else Outcome.DONE
    return Outcome.UNKNOWN if client is None else _updated(entry, client)


def _created(entry: Entry, listed: ClientList, keys: KeyRing | None) -> Outcome:
    if keys is None:
        return Outcome.UNKNOWN
    try:
        ours = keys.organization_of_key(str(entry.after.get("key_id", "")))
    except SessionError:
        return Outcome.UNKNOWN
    shown = {client.organization_id for client in listed.clients}
    return Outcome.DONE if ours in shown else Outcome.NOT_SENT


def _moved(entry: Entry, listed: ClientList) -> Outcome:
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
    now = {"seats": client.seats.assigned, "name": client.name}
    if now == {name: entry.after.get(name) for name in now}:
        return Outcome.DONE
    if now == {name: entry.before.get(name) for name in now}:
        return Outcome.NOT_SENT
    return Outcome.UNKNOWN
