"""A provider's own settings: what is sent, what is refused before, and what the journal tells."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from backend_client import Secret, connect
from backend_client.errors import ChangedMeanwhile, NotApplied, OutcomeUnknown, ReadOnlyMode, Rule, RuleBroken
from backend_client.portal.journal import Outcome, Phase
from backend_client.portal.portal import Portal
from backend_client.portal.provider_record import ProviderRecord
from backend_client.portal.providers import Provider
from embedded_backend.seed import Persona, person
from tests.contract.test_directory_faults import LosesAnswers
from tests.interrupted import crashed_at
from tests.practice import DEVICE, Practice
from tui.presenters.interrupted_inside import inside_sentences


@asynccontextmanager
async def opened(
    practice: Practice,
    journal: Path,
    persona: Persona = Persona.SECOND_ADMIN,
    *,
    read_only: bool = False,
) -> AsyncIterator[tuple[Portal, Provider, ProviderRecord]]:
    who = person(persona)
    async with await practice.signed_in(who, journal=journal, read_only=read_only) as portal:
        (provider,) = await portal.providers()
        yield portal, provider, await portal.provider_settings.read(provider)


def stored(practice: Practice, name: str) -> list[tuple[object, ...]]:
    return practice.execute(
        "SELECT name, business_name, billing_email FROM providers WHERE billing_email LIKE ?",
        f"%@{name}.example",
    )


async def test_name_and_address_change_and_the_business_name_stays(practice: Practice, journal: Path) -> None:
    ((_, business, _),) = stored(practice, "northwind")
    assert business == "Northwind MSP &amp; S&#246;hne"
    async with opened(practice, journal) as (portal, provider, record):
        assert record.business_name == "Northwind MSP & Söhne"
        now = await portal.provider_settings.change(
            provider, record, name=" Nørd & Co ", billing_email="Bills@Northwind.example "
        )
        assert now == ProviderRecord("Nørd & Co", record.business_name, "bills@northwind.example")
        assert [one.name for one in await portal.providers()] == ["Nørd & Co"]
        assert portal.journal is not None
        intent, outcome = portal.journal.entries()
        assert (intent.act, intent.client, intent.provider_id) == (
            "provider.update",
            "Northwind MSP",
            provider.id,
        )
        assert intent.before == {"name": "Northwind MSP", "billing_email": "billing@northwind.example"}
        assert outcome.outcome is Outcome.DONE
    assert stored(practice, "northwind") == [("N&#248;rd &amp; Co", business, "bills@northwind.example")]


async def test_without_a_business_name_none_is_made_up(practice: Practice, journal: Path) -> None:
    practice.execute("UPDATE providers SET business_name = NULL")
    async with opened(practice, journal) as (portal, provider, record):
        await portal.provider_settings.change(provider, record, name="X", billing_email=record.billing_email)
    assert stored(practice, "northwind") == [("X", None, "billing@northwind.example")]


@pytest.mark.parametrize(
    ("name", "email", "rule"),
    [
        ("", "a@b.example", Rule.NAME_EMPTY),
        ("x" * 51, "a@b.example", Rule.NAME_TOO_LONG),
        ("é" * 9, "a@b.example", Rule.NAME_TOO_LONG),
        ("a\x1b[2J", "a@b.example", Rule.NAME_HIDDEN),
        ("X", "nobody", Rule.BILLING_EMAIL),
        ("Northwind MSP", "BILLING@northwind.example", Rule.SETTINGS_UNCHANGED),
    ],
)
async def test_rules_that_need_no_server(
    practice: Practice, journal: Path, name: str, email: str, rule: Rule
) -> None:
    async with opened(practice, journal) as (portal, provider, record):
        with pytest.raises(RuleBroken) as broken:
            await portal.provider_settings.change(provider, record, name=name, billing_email=email)
        assert broken.value.rule is rule
        assert portal.journal is not None
        assert not portal.journal.entries()


async def test_what_somebody_changed_meanwhile_is_not_overwritten(practice: Practice, journal: Path) -> None:
    async with opened(practice, journal) as (portal, provider, record):
        practice.execute("UPDATE providers SET business_name = 'Other'")
        with pytest.raises(ChangedMeanwhile) as changed:
            await portal.provider_settings.change(provider, record, name="X", billing_email="a@b.example")
        assert changed.value.what == "provider"
    assert stored(practice, "northwind")[0][0] == "Northwind MSP"


async def test_service_users_and_read_only_runs_change_nothing(practice: Practice, journal: Path) -> None:
    async with opened(practice, journal, Persona.SERVICE_USER) as (portal, provider, record):
        for refused in (
            portal.provider_settings.change(provider, record, name="X", billing_email="a@b.example"),
            portal.provider_settings.delete(provider),
        ):
            with pytest.raises(RuleBroken) as broken:
                await refused
            assert broken.value.rule is Rule.ADMINS_ONLY
    async with opened(practice, journal, read_only=True) as (portal, provider, record):
        with pytest.raises(ReadOnlyMode):
            await portal.provider_settings.change(provider, record, name="X", billing_email="a@b.example")
        with pytest.raises(ReadOnlyMode):
            await portal.provider_settings.delete(provider)


async def test_a_suspended_provider_may_still_be_called_otherwise(practice: Practice, journal: Path) -> None:
    async with opened(practice, journal, Persona.SUSPENDED_ADMIN) as (portal, provider, record):
        now = await portal.provider_settings.change(
            provider, record, name="Harrow", billing_email=record.billing_email
        )
        assert now.name == "Harrow"


async def test_a_provider_with_clients_is_not_deleted(practice: Practice, journal: Path) -> None:
    async with opened(practice, journal) as (portal, provider, _):
        with pytest.raises(RuleBroken) as broken:
            await portal.provider_settings.delete(provider)
        assert broken.value.rule is Rule.PROVIDER_HAS_CLIENTS
        assert portal.journal is not None
        assert not portal.journal.entries()
    assert stored(practice, "northwind")


async def test_an_empty_provider_is_deleted_once_and_noted(practice: Practice, journal: Path) -> None:
    async with opened(practice, journal, Persona.EMPTY_PROVIDER) as (portal, provider, _):
        with pytest.raises(ChangedMeanwhile):
            await portal.provider_settings.delete(replace(provider, name="Another"))
        await portal.provider_settings.delete(provider)
        assert portal.journal is not None
        acts = [(each.act, each.phase, each.outcome) for each in portal.journal.entries()]
        assert acts == [
            ("provider.delete", Phase.INTENT, None),
            ("provider.delete", Phase.OUTCOME, Outcome.DONE),
        ]
    assert not stored(practice, "new")


@asynccontextmanager
async def losing(
    practice: Practice, journal: Path, persona: Persona, *, status: int, done: bool
) -> AsyncIterator[tuple[Portal, Provider]]:
    """A portal whose writes to the provider get no usable answer; with `done` they happen all the same."""
    ((provider_id,),) = practice.execute(
        "SELECT provider_id FROM provider_users WHERE user_id = ?", person(persona).user_id
    )
    app = LosesAnswers(practice.thread.app, str(provider_id), status, done)
    async with connect("practice", device_id=DEVICE, asgi_app=app, journal=journal) as portal:
        await portal.session.sign_in(person(persona).email, Secret(person(persona).password))
        (provider,) = await portal.providers()
        yield portal, provider


@pytest.mark.parametrize(
    ("status", "done", "raised", "outcome"),
    [
        (502, True, None, Outcome.DONE),
        (500, False, NotApplied, Outcome.REFUSED),
        (502, False, OutcomeUnknown, Outcome.UNKNOWN),
    ],
)
async def test_reading_again_decides_what_became_of_it(
    practice: Practice,
    journal: Path,
    status: int,
    done: bool,
    raised: type[Exception] | None,
    outcome: Outcome,
) -> None:
    for persona in (Persona.SECOND_ADMIN, Persona.EMPTY_PROVIDER):
        async with losing(practice, journal, persona, status=status, done=done) as (portal, provider):
            settings = portal.provider_settings
            record = await settings.read(provider)
            act: Awaitable[object]
            if persona is Persona.EMPTY_PROVIDER:
                act = settings.delete(provider)
            else:
                act = settings.change(provider, record, name="X", billing_email=record.billing_email)
            if raised is None:
                await act
            else:
                with pytest.raises(raised):
                    await act
            assert portal.journal is not None
            assert portal.journal.entries()[-1].outcome is outcome
    assert json.loads(journal.read_text().splitlines()[0])["act"] == "provider.update"


@pytest.mark.parametrize(
    ("act", "after", "minutes", "told"),
    [
        (
            "provider.update",
            {"name": "Northwind MSP", "billing_email": "billing@northwind.example"},
            0,
            Outcome.DONE,
        ),
        ("provider.update", {"name": "X", "billing_email": "billing@northwind.example"}, 5, Outcome.UNKNOWN),
        ("provider.delete", {}, 5, Outcome.NOT_SENT),
    ],
)
async def test_an_interrupted_act_is_settled_once_by_what_is_read(
    practice: Practice, journal: Path, act: str, after: dict[str, str], minutes: int, told: Outcome
) -> None:
    async with opened(practice, journal) as (portal, provider, record):
        crashed_at(
            journal,
            act,
            client="Northwind MSP",
            provider_id=provider.id,
            before={"name": "Before", "billing_email": "a@b.example"},
            after=after,
            minutes=minutes,
        )
        (settled,) = portal.provider_settings.settle(provider, record)
        assert (settled.outcome, settled.waits) == (told, False)
        assert portal.provider_settings.settle(provider, record) == ()
        assert inside_sentences((settled,))[0].startswith("Interrupted before: ")
        assert portal.journal is not None
        assert portal.journal.entries()[-1].outcome is told


async def test_what_may_still_arrive_is_asked_again(practice: Practice, journal: Path) -> None:
    async with opened(practice, journal) as (portal, provider, record):
        crashed_at(journal, "provider.delete", client="Northwind MSP", provider_id=provider.id, minutes=0)
        for _turn in range(2):
            (settled,) = portal.provider_settings.settle(provider, record)
            assert settled.waits
