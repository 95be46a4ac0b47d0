"""A checklist decides every interrupted act inside its client by what it reads, and tells each once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from backend_client.errors import Rule, RuleBroken, ServerFault
from backend_client.portal.clients import Client, find_client
from backend_client.portal.collection_overview import NewCollection
from backend_client.portal.groups import NewGroup
from backend_client.portal.journal import Journal, Outcome
from backend_client.portal.policies import PolicyWish
from backend_client.portal.policy_plan import plan_one
from backend_client.portal.policy_types import PolicyType
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
from backend_client.portal.shown_acts import marks_of
from embedded_backend.seed import Persona, person
from tests.interrupted import crashed
from tests.practice import Practice

At = tuple[Portal, Provider, Client]

ACTS: tuple[tuple[str, dict[str, Any], dict[str, Any], Outcome], ...] = (
    ("collection.create", {}, {"collection": "Fleet/Trucks"}, Outcome.NOT_SENT),
    ("group.create", {}, {"group": "Drivers"}, Outcome.DONE),
    ("group.create", {}, {"group": "Pilots"}, Outcome.NOT_SENT),
    ("member.invite", {}, {"emails": ["mia@birch.example", "new@birch.example"]}, Outcome.HALF_DONE),
    ("policy.set", {"policy": "two-step", "enabled": False}, {"policy": "two-step"}, Outcome.UNKNOWN),
    ("sso.enable", {}, {}, Outcome.NOT_SENT),
    ("sso.save", {}, {}, Outcome.UNKNOWN),
    ("scim_key.rotate", {}, {}, Outcome.UNKNOWN),
    ("member.resend", {}, {"ids": ["somebody"]}, Outcome.UNKNOWN),
)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


@pytest.fixture
async def at(practice: Practice, journal: Path) -> AsyncIterator[At]:
    async with await practice.signed_in(person(Persona.ADMIN), journal=journal) as portal:
        (provider,) = await portal.providers()
        yield portal, provider, find_client(await portal.client_list(provider), "Birch & Sons Logistics")


async def test_every_act_is_decided_and_told_once(at: At, journal: Path) -> None:
    for act, before, after, _outcome in ACTS:
        crashed(journal, at[2], act, before, after)
    portal, provider, client = at
    await portal.client_setup(provider, client)
    assert len(Journal(journal).unfinished()) == len(ACTS), "nobody is told in the background"
    told = (await portal.checklist(provider, client)).settled
    assert [(one.entry.act, one.outcome) for one in told] == [(act, outcome) for act, *_, outcome in ACTS]
    assert told[3].missing == ("new@birch.example",)
    assert Journal(journal).unfinished() == ()
    assert (await portal.checklist(provider, client)).settled == ()


async def test_policies_that_a_crash_left_are_compared_as_the_journal_writes_them(
    at: At, journal: Path
) -> None:
    """What was saved is found again, whatever it holds."""
    portal, provider, client = at
    least = {"minLength": 14, "minComplexity": 3, "enforceOnLogin": True}
    wish = PolicyWish(PolicyType.MASTER_PASSWORD, True, least)
    (change,) = plan_one(await portal.policies.read(provider, client), wish)
    await portal.policies.apply(provider, client, change)
    saved = Journal(journal).entries()[0]
    crashed(journal, client, saved.act, saved.before, saved.after)
    crashed(journal, client, saved.act, saved.after, {**saved.after, "minLength": 20})
    told = (await portal.checklist(provider, client)).settled
    assert [one.outcome for one in told] == [Outcome.DONE, Outcome.NOT_SENT]


async def test_items_are_read_only_where_an_import_was_interrupted(
    at: At, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal, provider, client = at
    rows = await portal._api.ciphers.list(client.organization_id)
    names = [row.name for row in rows if row.name]
    calls: list[str] = []
    real = portal._api.ciphers.list

    async def listed(organization_id: str) -> Any:
        calls.append(organization_id)
        return await real(organization_id)

    monkeypatch.setattr(portal._api.ciphers, "list", listed)
    crashed(journal, client, "group.create", {}, {"group": "Drivers"})
    await portal.checklist(provider, client)
    assert calls == []
    crashed(journal, client, "vault.import", {"items": 0}, {"items": len(names), "marks": marks_of(names)})
    checklist = await portal.checklist(provider, client)
    assert [one.outcome for one in checklist.settled] == [Outcome.DONE]
    assert calls == [client.organization_id]


async def test_what_cannot_be_read_now_is_asked_again(
    at: At, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal, provider, client = at
    crashed(journal, client, "group.create", {}, {"group": "Drivers"})

    async def refused(_organization_id: str) -> Any:
        raise ServerFault(endpoint="GET groups/details", status=500, server_message="")

    with monkeypatch.context() as patch:
        patch.setattr(portal._api.groups, "details", refused)
        (told,) = (await portal.checklist(provider, client)).settled
        assert (told.outcome, told.waits) == (Outcome.UNKNOWN, True)
    (told,) = (await portal.checklist(provider, client)).settled
    assert (told.outcome, told.waits) == (Outcome.DONE, False)


async def test_a_journal_that_cannot_be_read_hides_no_checklist(at: At, journal: Path) -> None:
    portal, provider, client = at
    crashed(journal, client, "group.create", {}, {"group": "Drivers"})
    journal.unlink()
    journal.mkdir()
    assert (await portal.checklist(provider, client)).settled == ()


@pytest.mark.parametrize("minutes", [0, 5])
async def test_what_would_be_there_twice_is_not_made_while_it_may_still_arrive(
    at: At, journal: Path, minutes: int
) -> None:
    portal, provider, client = at
    crashed(journal, client, "group.create", {}, {"group": "Pilots"}, minutes=minutes)
    crashed(journal, client, "collection.create", {}, {"collection": "Fleet/Trucks"}, minutes=minutes)
    overview = await portal.collections.overview(provider, client)
    assert overview.under_way == (() if minutes else ("Fleet/Trucks",))
    makings: tuple[Callable[[], Awaitable[object]], ...] = (
        lambda: portal.groups.create(provider, client, NewGroup("Pilots")),
        lambda: portal.collections.create(provider, client, NewCollection("Fleet/Trucks", overview.owner)),
    )
    for make in makings:
        if minutes:
            await make()
        else:
            with pytest.raises(RuleBroken) as broken:
                await make()
            assert broken.value.rule is Rule.MAY_STILL_ARRIVE
    await portal.groups.create(provider, client, NewGroup("Others"))
