"""Acts that a crash interrupted: the next start finds out what became of them, and says it once."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from backend_client.portal.client_changes import NewClient
from backend_client.portal.interruptions import ABANDONED, LATE
from backend_client.portal.journal import Entry, Journal, Outcome, Phase
from backend_client.portal.portal import Portal
from backend_client.portal.processes import still_runs, this_process
from backend_client.portal.providers import Provider
from backend_client.portal.reconcile import Waiting
from embedded_backend.seed import Persona, person
from tests.practice import Practice

DEAD = f"{this_process().rpartition(':')[0]}:{2**22 + 1}"


def _interrupt(journal: Path, entry: Entry) -> Entry:
    """Leave the intent of `entry` as a process would that was killed right after its request."""
    kept = Journal(journal)
    import backend_client.portal.journal as module

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "this_process", lambda: DEAD)
        return kept.append(
            who=entry.who,
            server=entry.server,
            act=entry.act,
            phase=Phase.INTENT,
            client=entry.client,
            organization_id=entry.organization_id,
            provider_id=entry.provider_id,
            before=entry.before,
            after=entry.after,
            about=entry.about,
        )


async def _settled(portal: Portal, provider: Provider, *, later: timedelta = LATE) -> dict[str, Outcome]:
    listed = await portal.client_list(provider)
    found = portal.settle_interrupted(replace(listed, read_at=listed.read_at + later))
    return {each.entry.act: each.outcome for each in found}


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


async def _portal(practice: Practice, journal: Path) -> tuple[Portal, Provider]:
    portal = await practice.signed_in(person(Persona.ADMIN), journal=journal)
    (provider,) = await portal.providers()
    return portal, provider


async def test_a_create_that_arrived_is_recognised_by_its_key(
    practice: Practice, journal: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.jsonl"
    portal, provider = await _portal(practice, other)
    async with portal:
        await portal.changes.create(provider, NewClient("Kestrel", "o@k.example", "Teams (Monthly)", 2))
    _interrupt(journal, Journal(other).entries()[0])
    portal, provider = await _portal(practice, journal)
    async with portal:
        assert await _settled(portal, provider) == {"client.create": Outcome.DONE}
        assert await _settled(portal, provider) == {}, "it is told once"
    assert Journal(journal).unfinished() == ()


async def test_a_create_that_never_arrived_is_not_taken_for_a_namesake(
    practice: Practice, journal: Path
) -> None:
    portal, provider = await _portal(practice, journal)
    async with portal:
        new = asdict(NewClient("Elm Street Clinic", "o@k.example", "Teams (Monthly)", 2))
        entry = _entry(portal, provider, "client.create", after={**new, "key_id": "0" * 32})
        _interrupt(journal, entry)
        portal.session.lock()
        assert await _settled(portal, provider) == {"client.create": Outcome.UNKNOWN}
        assert len(Journal(journal).unfinished()) == 1, "undecided while locked"


@pytest.mark.parametrize(
    ("seats", "outcome"), [(7, Outcome.DONE), (6, Outcome.NOT_SENT), (9, Outcome.UNKNOWN)]
)
async def test_changed_seats_are_decided_by_the_list(
    practice: Practice, journal: Path, seats: int, outcome: Outcome
) -> None:
    practice.execute("UPDATE organizations SET seats = ? WHERE name LIKE 'Elm%'", seats)
    portal, provider = await _portal(practice, journal)
    async with portal:
        listed = await portal.client_list(provider)
        elm = next(client for client in listed.clients if client.name.startswith("Elm"))
        figures = {"before": {"seats": 6, "name": elm.name}, "after": {"seats": 7, "name": elm.name}}
        entry = _entry(portal, provider, "client.seats", organization_id=elm.organization_id, **figures)
        _interrupt(journal, entry)
        assert await _settled(portal, provider) == {"client.seats": outcome}


@pytest.mark.parametrize(
    ("source", "target", "outcome"),
    [
        (15, 17, Outcome.DONE),
        (20, 12, Outcome.NOT_SENT),
        (15, 12, Outcome.HALF_DONE),
        (15, 13, Outcome.UNKNOWN),
    ],
)
async def test_a_move_tells_where_its_seats_are(
    practice: Practice, journal: Path, source: int, target: int, outcome: Outcome
) -> None:
    practice.execute("UPDATE organizations SET seats = ? WHERE name LIKE 'Second%'", source)
    practice.execute("UPDATE organizations SET seats = ? WHERE name LIKE 'Alder%'", target)
    portal, provider = await _portal(practice, journal)
    async with portal:
        listed = await portal.client_list(provider)
        ids = {client.name.split()[0]: client.organization_id for client in listed.clients}
        entry = _entry(
            portal,
            provider,
            "client.move",
            organization_id=ids["Second"],
            before={"seats": 20, "target_seats": 12},
            after={"seats": 15, "target_seats": 17, "target_id": ids["Alder"]},
        )
        _interrupt(journal, entry)
        assert await _settled(portal, provider) == {"client.move": outcome}


async def test_what_may_still_arrive_is_not_called_lost(practice: Practice, journal: Path) -> None:
    portal, provider = await _portal(practice, journal)
    async with portal:
        listed = await portal.client_list(provider)
        elm = next(client for client in listed.clients if client.name.startswith("Elm"))
        figures = {"before": {"seats": 6, "name": elm.name}, "after": {"seats": 7, "name": elm.name}}
        entry = _entry(portal, provider, "client.seats", organization_id=elm.organization_id, **figures)
        _interrupt(journal, entry)
        (young,) = portal.settle_interrupted(listed)
        assert (young.outcome, young.waiting) == (Outcome.UNKNOWN, Waiting.TIME)
        assert len(Journal(journal).unfinished()) == 1
        practice.execute("UPDATE organizations SET seats = 7 WHERE name LIKE 'Elm%'")
        assert await _settled(portal, provider, later=timedelta()) == {"client.seats": Outcome.DONE}


@pytest.mark.parametrize(
    ("source", "target", "parts", "outcome"),
    [
        (15, 12, ("take",), Outcome.HALF_DONE),
        (20, 12, ("take",), Outcome.NOT_SENT),
        (15, 12, ("take", "give"), Outcome.HALF_DONE),
        (15, 17, ("take", "give"), Outcome.DONE),
        (15, 13, ("take", "give"), Outcome.UNKNOWN),
    ],
)
async def test_the_parts_of_a_move_are_told_as_one(
    practice: Practice, journal: Path, source: int, target: int, parts: tuple[str, ...], outcome: Outcome
) -> None:
    practice.execute("UPDATE organizations SET seats = ? WHERE name LIKE 'Second%'", source)
    practice.execute("UPDATE organizations SET seats = ? WHERE name LIKE 'Alder%'", target)
    portal, provider = await _portal(practice, journal)
    async with portal:
        listed = await portal.client_list(provider)
        ids = {client.name.split()[0]: client.organization_id for client in listed.clients}
        whole = {
            "before": {"seats": 20, "target_seats": 12},
            "after": {"seats": 15, "target_seats": 17, "target_id": ids["Alder"]},
        }
        move = _entry(portal, provider, "client.move", organization_id=ids["Second"], **whole)
        number = _interrupt(journal, move).number
        figures = {"take": ("Second", 20, 15), "give": ("Alder", 12, 17)}
        for part in parts:
            name, before, after = figures[part]
            entry = _entry(
                portal,
                provider,
                f"client.move.{part}",
                organization_id=ids[name],
                before={"seats": before, "name": name},
                after={"seats": after, "name": name},
                about=number,
            )
            _interrupt(journal, entry)
        assert await _settled(portal, provider) == {"client.move": outcome}
    assert Journal(journal).unfinished() == ()


def test_a_later_process_with_the_same_number_is_another_one() -> None:
    assert still_runs(this_process())
    process, at, start = this_process().partition("@")
    assert still_runs(process), "lines of a system that does not tell when a process started"
    if at:
        assert not still_runs(f"{process}@{int(start) + 1}")
    assert still_runs("another-host:1@1")
    assert not still_runs(DEAD)


async def test_an_act_of_a_living_process_is_left_alone_until_nobody_can_be_at_it(
    practice: Practice, journal: Path
) -> None:
    portal, provider = await _portal(practice, journal)
    async with portal:
        entry = _entry(portal, provider, "client.seats")
        Journal(journal).append(
            who=entry.who,
            server=entry.server,
            act=entry.act,
            phase=Phase.INTENT,
            provider_id=entry.provider_id,
        )
        assert await _settled(portal, provider) == {}
        assert await _settled(portal, provider, later=ABANDONED * 2) == {"client.seats": Outcome.UNKNOWN}


def _entry(portal: Portal, provider: Provider, act: str, **figures: Any) -> Entry:
    from datetime import UTC, datetime

    return Entry(
        number=0,
        at=datetime.now(UTC),
        who="ada@northwind.example",
        server=portal.server,
        act=act,
        phase=Phase.INTENT,
        provider_id=provider.id,
        **figures,
    )
