"""Interrupted acts of which only the account's own profile tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend_client.portal.journal import Journal, Outcome, Phase
from embedded_backend.seed import Persona, person
from tests.interrupted import crashed_at
from tests.practice import Practice

ADA = person(Persona.ADMIN)
GONE = "00000000-0000-4000-8000-00000000dead"


async def settled(
    practice: Practice,
    journal: Path,
    act: str,
    provider_id: str = GONE,
    *,
    minutes: int = 5,
    inside: str = "",
) -> list[Outcome | None]:
    """What the journal says of an interrupted `act` once the providers were read, twice."""
    crashed_at(
        journal, act, client="Somewhere", provider_id=provider_id, organization_id=inside, minutes=minutes
    )
    async with await practice.signed_in(ADA, journal=journal) as portal:
        await portal.providers()
        await portal.providers()
    return [entry.outcome for entry in Journal(journal).entries() if entry.phase is Phase.OUTCOME]


async def own_provider(practice: Practice) -> str:
    async with await practice.signed_in(ADA) as portal:
        (provider,) = await portal.providers()
        return provider.id


@pytest.mark.parametrize("minutes", [1, 500])
async def test_a_provider_that_is_gone_was_deleted(practice: Practice, journal: Path, minutes: int) -> None:
    assert await settled(practice, journal, "provider.delete", minutes=minutes) == [Outcome.DONE]


async def test_one_that_is_there_is_left_to_its_settings(practice: Practice, journal: Path) -> None:
    assert await settled(practice, journal, "provider.delete", await own_provider(practice)) == []


async def test_what_another_account_began_is_not_told_by_this_profile(
    practice: Practice, journal: Path
) -> None:
    crashed_at(journal, "provider.delete", client="Somewhere", provider_id=GONE)
    async with await practice.signed_in(person(Persona.SERVICE_USER), journal=journal) as portal:
        await portal.providers()
    assert len(Journal(journal).unfinished()) == 1


async def test_a_join_shows_once_it_is_confirmed(practice: Practice, journal: Path) -> None:
    mine = await own_provider(practice)
    assert await settled(practice, journal, "joining.provider", mine) == [Outcome.DONE]


@pytest.mark.parametrize(
    ("act", "provider_id", "inside"), [("joining.provider", GONE, ""), ("joining.organization", "", GONE)]
)
async def test_one_that_does_not_show_waits_an_hour_and_stays_unknown(
    practice: Practice, journal: Path, act: str, provider_id: str, inside: str
) -> None:
    assert await settled(practice, journal, act, provider_id, inside=inside, minutes=50) == []
    ended = await settled(practice, journal, act, provider_id, inside=inside, minutes=70)
    assert ended == [Outcome.UNKNOWN]
