"""Every write meets every fault: what is told is true, nothing is sent twice, the journal tells the same."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from backend_client.errors import NoProvider, OutcomeUnknown, SeatwardenError
from backend_client.portal.clients import find_client
from backend_client.portal.journal import Journal, Outcome, Phase
from backend_client.portal.portal import Portal
from embedded_backend.seed import person
from tests.hostile.faulty_network import FAULTS, Fault, FaultyNetwork, Told, restore
from tests.hostile.writes import WRITES, Act, Place, Write
from tests.practice import Practice

JOURNALLED = {
    Told.DONE: {Outcome.DONE},
    Told.REFUSED: {Outcome.REFUSED},
    Told.UNKNOWN: {Outcome.UNKNOWN},
}


async def told_of(act: Act) -> Told:
    """What one who made this write would be told; of several people, of the only one there is."""
    try:
        found = await act()
    except SeatwardenError as error:
        found = error
    if isinstance(found, Mapping):
        (found,) = found.values()
    if isinstance(found, tuple):
        (found,) = found
    if isinstance(found, OutcomeUnknown):
        return Told.UNKNOWN
    return Told.REFUSED if isinstance(found, SeatwardenError) else Told.DONE


async def where(portal: Portal, write: Write) -> tuple[Any, Any]:
    """Provider and client; neither for somebody who is still to join."""
    try:
        provider, *_others = await portal.providers()
    except NoProvider:
        return None, None
    if write.client is None:
        return provider, None
    return provider, find_client(await portal.client_list(provider), write.client)


async def one(practice: Practice, journal: Path, write: Write, fault: Fault) -> tuple[Told, bool, int]:
    """Make the write: what is told, whether it happened, how often it was sent."""
    who = person(write.who)
    for statement in write.setup:
        practice.execute(statement)
    async with await practice.signed_in(who, journal=journal) as portal:
        place = Place(practice, portal, who, *await where(portal, write))
        act = await write.prepare(place)
        before = practice.execute(write.watch)
        noted = len(Journal(journal).entries())
        network = FaultyNetwork(portal._api.transport, write.request, fault)
        told = await told_of(act)
        happened = practice.execute(write.watch) != before
    *_earlier, outcome = Journal(journal).entries()[noted:]
    assert outcome.phase is Phase.OUTCOME
    assert outcome.outcome in JOURNALLED[told]
    return told, happened, network.sent


def lies(write: Write, fault: Fault, told: Told, happened: bool, sent: int) -> list[str]:
    """What is not true of what was told."""
    found = []
    if sent != 1:
        found.append(f"sent {sent} times")
    if told is Told.DONE and not happened:
        found.append("called done, and was not")
    if told is Told.REFUSED and happened:
        found.append("called refused, and was done")
    if told is Told.UNKNOWN and happened and not write.blind:
        found.append("called unknown, and can be seen")
    if fault.final and told is not Told.REFUSED:
        found.append(f"turned away, and called {told.value}")
    return found


@pytest.mark.parametrize("name", WRITES)
async def test_what_is_told_of_a_write_is_true(practice: Practice, tmp_path: Path, name: str) -> None:
    write, snapshot = WRITES[name], tmp_path / "before.sqlite3"
    shutil.copy(practice.database, snapshot)
    found: dict[str, list[str]] = {}
    for number, (called, fault) in enumerate(FAULTS.items()):
        restore(snapshot, practice.database)
        ended = await one(practice, tmp_path / f"{number}.jsonl", write, fault)
        wrong = lies(write, fault, *ended)
        if wrong:
            found[called] = wrong
    assert found == {}
