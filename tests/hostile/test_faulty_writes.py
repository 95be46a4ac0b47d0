"""Every write meets every fault: what is told is true, nothing is sent twice, the journal tells the same, and
no secret of the write is in journal, logs or tracebacks.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from backend_client.errors import NoProvider, OutcomeUnknown, SeatwardenError
from backend_client.portal.clients import find_client
from backend_client.portal.journal import Journal, Outcome, Phase
from backend_client.portal.portal import Portal
from embedded_backend.seed import person
from tests.contract.recovery_desk import GOOD
from tests.hostile.faulty_network import FAULTS, Fault, FaultyNetwork, Told, restore
from tests.hostile.test_planted_secrets import Needles, told as traceback_of
from tests.hostile.writes import SSO_SECRET, WRITES, Act, Place, Write
from tests.practice import Practice

JOURNALLED = {
    Told.DONE: {Outcome.DONE},
    Told.REFUSED: {Outcome.REFUSED},
    Told.UNKNOWN: {Outcome.UNKNOWN},
}


@dataclass
class Ended:
    """A write that met a fault: what was told, whether it happened, how often it was sent, all it left."""

    told: Told
    happened: bool
    sent: int
    left: str


async def told_of(act: Act) -> tuple[Told, SeatwardenError | None]:
    """What one who made this write would be told; of several people, of the only one there is."""
    try:
        found = await act()
    except SeatwardenError as error:
        found = error
    if isinstance(found, Mapping):
        (found,) = found.values()
    if isinstance(found, tuple):
        (found,) = found
    if not isinstance(found, SeatwardenError):
        return Told.DONE, None
    return Told.UNKNOWN if isinstance(found, OutcomeUnknown) else Told.REFUSED, found


async def where(portal: Portal, client: str | None) -> tuple[Any, Any]:
    """Provider and client of that name; neither for somebody who is still to join."""
    try:
        provider, *_others = await portal.providers()
    except NoProvider:
        return None, None
    if client is None:
        return provider, None
    return provider, find_client(await portal.client_list(provider), client)


def secrets_at(place: Place, needles: Needles) -> None:
    """Look for everything that lets somebody in: of the account, of the provider, of the client."""
    needles.add("the password", place.who.password)
    held = place.portal._api.auth._held
    assert held is not None
    needles.add("the access token", held.access.reveal())
    keys = place.portal.session.keys
    assert keys._account is not None
    needles.add("the private key", keys._account.private_key.to_der()[-200:])
    if place.client is not None:
        needles.add("the provider key", keys.sealing_provider_key(place.provider.id).to_bytes())
        needles.add("the client's key", keys.organization_key(place.client.organization_id).to_bytes())
    needles.add("a new master password", GOOD)
    needles.add("a client secret", SSO_SECRET)
    for (token,) in place.practice.execute("SELECT token FROM mail_tokens"):
        needles.add(f"a token {str(token)[:4]}", str(token))


def keys_made(practice: Practice, needles: Needles) -> None:
    """And what the write itself made."""
    for number, (key,) in enumerate(practice.execute("SELECT api_key FROM organization_api_keys")):
        needles.add(f"key {number} of a client", str(key))


async def one(practice: Practice, journal: Path, write: Write, fault: Fault, needles: Needles) -> Ended:
    """Make the write."""
    who = person(write.who)
    for statement in write.setup:
        practice.execute(statement)
    async with await practice.signed_in(who, journal=journal) as portal:
        place = Place(practice, portal, who, *await where(portal, write.client))
        act = await write.prepare(place)
        secrets_at(place, needles)
        needles.add("the proof", (await place.proof()).reveal())
        before = practice.execute(write.watch)
        noted = len(Journal(journal).entries())
        network = FaultyNetwork(portal._api.transport, write.request, fault)
        told, error = await told_of(act)
        happened = practice.execute(write.watch) != before
    *_earlier, outcome = Journal(journal).entries()[noted:]
    assert outcome.phase is Phase.OUTCOME
    assert outcome.outcome in JOURNALLED[told]
    keys_made(practice, needles)
    said = journal.read_text("utf-8") + (traceback_of(error) if error is not None else "")
    return Ended(told, happened, network.sent, said)


def lies(write: Write, fault: Fault, ended: Ended) -> list[str]:
    """What is not true of what was told."""
    found = []
    told, happened, sent = ended.told, ended.happened, ended.sent
    if sent != 1:
        found.append(f"sent {sent} times")
    if told is Told.DONE and not happened:
        found.append("called done, and was not")
    if told is Told.REFUSED and happened:
        found.append("called refused, and was done")
    if fault.silent and told is not Told.UNKNOWN:
        found.append(f"nobody could look, and called {told.value}")
    if told is Told.UNKNOWN and happened and not (write.blind or fault.silent):
        found.append("called unknown, and can be seen")
    if fault.final and told is not Told.REFUSED:
        found.append(f"turned away, and called {told.value}")
    return found


@pytest.mark.parametrize("name", WRITES)
async def test_what_is_told_of_a_write_is_true(
    practice: Practice, tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    write, snapshot = WRITES[name], tmp_path / "before.sqlite3"
    shutil.copy(practice.database, snapshot)
    found: dict[str, list[str]] = {}
    for number, (called, fault) in enumerate(FAULTS.items()):
        restore(snapshot, practice.database)
        needles = Needles()
        ended = await one(practice, tmp_path / f"{number}.jsonl", write, fault, needles)
        needles.check(ended.left, f"what {name} left after {called}")
        needles.check(caplog.text, f"the logs after {name}")
        caplog.clear()
        wrong = lies(write, fault, ended)
        if wrong:
            found[called] = wrong
    assert found == {}
