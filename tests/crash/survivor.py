"""What comes after a kill: a fresh start on the same home, and whether what it tells is true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from backend_client.connection import connect
from backend_client.portal.interruptions import LATE
from backend_client.portal.journal import Damage, Entry, Journal, Outcome, Phase
from backend_client.portal.portal import Portal
from backend_client.portal.reconcile import Settled
from backend_client.secret import Secret
from embedded_backend.seed_people import PRACTICE_PASSWORD
from tests.crash.gate import Write
from tests.crash.gated_server import ClientFigures, GatedServer
from tests.crash.victim import ADMIN, journal_of
from tests.practice import DEVICE


@dataclass(frozen=True, slots=True)
class Told:
    """What a fresh start told at once, and what it told once nothing could arrive any more."""

    at_once: tuple[Settled, ...]
    later: tuple[Settled, ...]

    @property
    def outcomes(self) -> dict[int, Outcome]:
        """What was decided, by the number of the intent."""
        decided = (one for one in (*self.at_once, *self.later) if one.waiting is None)
        return {one.entry.number: one.outcome for one in decided}


async def start_again(server: GatedServer, home: Path) -> Told:
    """Sign in afresh and ask; then let held requests arrive, and ask again after they cannot be late."""
    portal = connect(server.url, device_id=DEVICE, ca_bundle=server.authority, journal=journal_of(home))
    async with portal:
        await portal.session.sign_in_with_api_key(ADMIN.client_id, Secret(ADMIN.api_key))
        await portal.session.unlock(Secret(PRACTICE_PASSWORD))
        at_once = await _asked(portal, late=False)
        figures = server.clients()
        for one in at_once:
            assert one.waiting or one.outcome is _true_outcome(one.entry, _parts(home, one.entry), figures)
        await server.release()
        told = Told(at_once, await _asked(portal, late=True))
        assert await _asked(portal, late=True) == (), "told twice"
    return told


async def _asked(portal: Portal, *, late: bool) -> tuple[Settled, ...]:
    (provider,) = await portal.providers()
    listed = await portal.client_list(provider)
    return portal.settle_interrupted(replace(listed, read_at=listed.read_at + LATE) if late else listed)


@dataclass(frozen=True, slots=True)
class Found:
    """How many acts the journal holds since the start, and how many torn lines altogether."""

    acts: int
    torn: int


def check_journal(home: Path, told: Told, after: ClientFigures, writes: Sequence[Write], since: int) -> Found:
    """Nothing is untold: every intent after number `since` has one true outcome, every write an intent."""
    journal = Journal(journal_of(home))
    flaws = journal.verify().flaws
    assert all(flaw.damage is Damage.TORN for flaw in flaws), flaws
    assert journal.unfinished() == ()
    entries = [entry for entry in journal.entries() if entry.number > since]
    intents = [entry for entry in entries if entry.phase is Phase.INTENT]
    outcomes = {entry.about: entry.outcome for entry in entries if entry.phase is Phase.OUTCOME}
    assert len(entries) == 2 * len(intents), "one outcome for each"
    for entry in intents:
        parts = [part for part in intents if part.about == entry.number]
        assert outcomes[entry.number] is _true_outcome(entry, parts, after), entry
    for number, outcome in told.outcomes.items():
        assert outcomes[number] is outcome
    sent = [entry for entry in intents if entry.act != "client.move"]
    assert len(writes) <= len(sent) <= len(writes) + 1, "an intent more: killed before it was sent"
    for entry, write in zip(sent, writes, strict=False):
        assert _asks_for(entry, write)
    return Found(len(intents), len(flaws))


def newest(home: Path) -> int:
    """The number of the newest line."""
    entries = Journal(journal_of(home)).entries()
    return entries[-1].number if entries else 0


def _parts(home: Path, entry: Entry) -> list[Entry]:
    return [each for each in Journal(journal_of(home)).entries() if _is_part(each, entry)]


def _is_part(part: Entry, entry: Entry) -> bool:
    return part.phase is Phase.INTENT and part.about == entry.number


def _true_outcome(entry: Entry, parts: Sequence[Entry], figures: ClientFigures) -> Outcome:
    """What the database says."""
    if entry.act == "client.create":
        names = [name for name, _ in figures.values()]
        return Outcome.DONE if entry.client in names else Outcome.NOT_SENT
    if entry.act == "client.move":
        done = [part for part in parts if _true_outcome(part, (), figures) is Outcome.DONE]
        return (Outcome.NOT_SENT, Outcome.HALF_DONE, Outcome.DONE)[len(done)]
    seats = figures[entry.organization_id][1]
    assert seats in (entry.before["seats"], entry.after["seats"])
    return Outcome.DONE if seats == entry.after["seats"] else Outcome.NOT_SENT


def _asks_for(entry: Entry, write: Write) -> bool:
    asked = {name.lower(): value for name, value in write.body.items()}
    seats = asked.get("assignedseats", asked.get("seats"))
    return (asked["name"], seats) == (entry.after["name"], entry.after["seats"])
