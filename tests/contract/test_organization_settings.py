"""A client organization itself through the portal on the practice backend: read, changed, ended."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.errors import (
    ChangedMeanwhile,
    ClientNotFound,
    Locked,
    NotApplied,
    OutcomeUnknown,
    ReadOnlyMode,
    Rule,
    RuleBroken,
    SeatsGone,
)
from backend_client.portal.client_reader import ClientReader
from backend_client.portal.clients import Client
from backend_client.portal.collection_switches import CollectionSwitches
from backend_client.portal.directory import KeyKind
from backend_client.portal.journal import Outcome
from backend_client.portal.organization_details import Change, Feature, NameChange
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
from backend_client.secret import Secret
from embedded_backend.seed import Persona, person
from tests.contract.test_directory_faults import losing
from tests.contract.test_sso import FRESH, opened
from tests.interrupted import crashed
from tests.practice import Practice

WHO = person(Persona.SECOND_ADMIN)
IRONWOOD, TEAMS, BROKEN, SUSPENDED = (
    "Ironwood Architects",
    "Juniper Travel",
    "Harbour Hotels",
    "Granite Legal LLP",
)


async def proof(portal: Portal) -> Secret:
    """The account's secret, asked afresh."""
    return await portal.session.proof(Secret(WHO.password))


async def switch(portal: Portal, provider: Provider, client: Client, **wanted: bool) -> None:
    """Set some of the four."""
    settings = portal.organization_settings
    (change,) = settings.plan_switches(await settings.inspect(provider, client), wanted)
    await settings.apply(provider, client, change)


async def test_everything_about_a_client_is_read(practice: Practice) -> None:
    async with opened(practice, IRONWOOD) as (portal, provider, client):
        found = await portal.organization_settings.inspect(provider, client)
        ((public,),) = practice.execute(
            "SELECT public_key FROM organizations WHERE id = ?", client.organization_id
        )
    assert (found.name, found.billing_email) == (IRONWOOD, "billing@northwind.example")
    assert (found.storage_gb, found.identifier, found.client_id) == (
        1,
        "",
        f"organization.{client.organization_id}",
    )
    assert found.switches == CollectionSwitches()
    assert {Feature.POLICIES, Feature.DOMAINS, Feature.GROUPS} <= found.features
    assert Feature.SECRETS_MANAGER not in found.features
    assert (found.key_dates, found.api_obstacle, found.scim_obstacle) == ({}, None, None)
    assert found.client.since is not None
    assert found.phrase == fingerprint_phrase(client.organization_id, b64decode(str(public)))
    assert len(found.phrase.split("-")) == 5


async def test_the_phrase_is_that_of_organization_id_and_key(practice: Practice) -> None:
    practice.execute("UPDATE organizations SET public_key = 'MDAw'")
    async with opened(practice, IRONWOOD) as (portal, provider, client):
        found = await portal.organization_settings.inspect(provider, client)
        assert found.phrase == fingerprint_phrase(client.organization_id, b"000")
        practice.execute("UPDATE organizations SET public_key = 'no base64!'")
        assert (await portal.organization_settings.inspect(provider, client)).phrase == ""
        practice.execute("UPDATE organizations SET public_key = NULL")
        assert (await portal.organization_settings.inspect(provider, client)).phrase == ""


async def test_a_client_whose_key_does_not_open_is_read_and_a_teams_client_too(practice: Practice) -> None:
    async with opened(practice, BROKEN) as (portal, provider, client):
        assert (await portal.organization_settings.inspect(provider, client)).name == BROKEN
        key = await portal.organization_settings.key(provider, client, KeyKind.CONNECTOR, await proof(portal))
        assert key.secret
    async with opened(practice, TEAMS) as (portal, provider, client):
        features = (await portal.organization_settings.inspect(provider, client)).features
        assert Feature.GROUPS in features
        assert Feature.POLICIES not in features


async def test_switches_go_together_and_are_journalled(practice: Practice, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    async with opened(practice, IRONWOOD, journal=journal) as (portal, provider, client):
        settings = portal.organization_settings
        await switch(portal, provider, client, limit_item_deletion=True)
        await switch(portal, provider, client, admin_access=True, limit_creation=True)
        details = await settings.inspect(provider, client)
        assert details.switches == CollectionSwitches(True, True, False, True)
        assert settings.plan_switches(details, {"admin_access": True}) == ()
        assert portal.switched_admin_access_on(client)
        await switch(portal, provider, client, admin_access=False)
        assert not portal.switched_admin_access_on(client)
    text = journal.read_text("utf-8")
    assert text.count("organization.collections") == 6
    assert '"limit_item_deletion":true' in text.replace(" ", "")


async def test_a_switch_is_refused_where_somebody_was_faster(practice: Practice) -> None:
    async with opened(practice, IRONWOOD) as (portal, provider, client):
        settings = portal.organization_settings
        (change,) = settings.plan_switches(await settings.inspect(provider, client), {"admin_access": True})
        practice.execute("UPDATE organizations SET limit_collection_deletion = 1")
        with pytest.raises(ChangedMeanwhile):
            await settings.apply(provider, client, change)
        assert (await settings.inspect(provider, client)).switches == CollectionSwitches(limit_deletion=True)


async def test_a_managed_client_keeps_its_seats_when_it_is_renamed(
    practice: Practice, tmp_path: Path
) -> None:
    journal = tmp_path / "journal.jsonl"
    async with opened(practice, IRONWOOD, journal=journal) as (portal, provider, client):
        settings = portal.organization_settings
        details = await settings.inspect(provider, client)
        assert settings.plan_name(provider, details, f" {IRONWOOD} ") == ()
        with pytest.raises(RuleBroken) as refused:
            settings.plan_name(provider, details, "n" * 51)
        assert refused.value.rule is Rule.NAME_TOO_LONG
        (change,) = settings.plan_name(provider, details, "Éé & Sons " * 5)
        await settings.apply(provider, client, change)
        after = await settings.inspect(provider, client)
        assert (after.name, after.client.seats.assigned) == (("Éé & Sons " * 5).strip(), 60)
        (back,) = settings.plan_name(provider, after, IRONWOOD)
        practice.execute("UPDATE organizations SET seats = 61 WHERE id = ?", client.organization_id)
        with pytest.raises(ChangedMeanwhile):
            await settings.apply(provider, client, back)
    assert "client.rename" in journal.read_text("utf-8")


async def test_an_organization_of_ones_own_is_renamed_on_its_own_record(practice: Practice) -> None:
    who = person(Persona.OWNER_ONLY)
    async with await practice.signed_in(who) as portal:
        (provider,) = await portal.providers()
        (client,) = (await portal.client_list(provider)).clients
        settings = portal.organization_settings
        details = await settings.inspect(provider, client)
        with pytest.raises(RuleBroken) as refused:
            settings.plan_name(provider, details, "é" * 9)  # 54 characters with their entities
        assert refused.value.rule is Rule.NAME_TOO_LONG
        (change,) = settings.plan_name(provider, details, "Quarry & Söhne")
        await settings.apply(provider, client, change)
        (email,) = settings.plan_email(await settings.inspect(provider, client), "Bills@Quarry.example")
        await settings.apply(provider, client, email)
        after = await settings.inspect(provider, client)
        assert (after.name, after.billing_email) == ("Quarry & Söhne", "bills@quarry.example")
        with pytest.raises(ChangedMeanwhile):
            await settings.apply(provider, client, change)
        assert after.client.name == "Quarry & Söhne"
        with pytest.raises(ChangedMeanwhile):  # called otherwise than what was typed
            await settings.delete(provider, client, await portal.session.proof(Secret(who.password)))
        await settings.delete(provider, after.client, await portal.session.proof(Secret(who.password)))
    assert practice.execute("SELECT 1 FROM organizations WHERE id = ?", client.organization_id) == []


async def test_billing_addresses_are_checked_before_anything_is_sent(practice: Practice) -> None:
    async with opened(practice, IRONWOOD) as (portal, provider, client):
        settings = portal.organization_settings
        details = await settings.inspect(provider, client)
        for bad in ("", "nobody", "a b@c.example", "a" * 250 + "@iron.example"):
            with pytest.raises(RuleBroken) as refused:
                settings.plan_email(details, bad)
            assert refused.value.rule is Rule.BILLING_EMAIL
        assert settings.plan_email(details, " Billing@Northwind.example ") == ()
        (change,) = settings.plan_email(details, "bills@iron.example")
        await settings.apply(provider, client, change)
        with pytest.raises(ChangedMeanwhile):
            await settings.apply(provider, client, change)


async def test_a_purge_counts_what_it_took(practice: Practice, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    async with opened(practice, IRONWOOD, journal=journal) as (portal, provider, client):
        asked = await proof(portal)
        assert await portal.organization_settings.purge(provider, client, asked) == 35
        assert not asked
        counted = portal.counted_items(client)
        assert counted is not None
        assert counted.items == 0
    assert '"items":35' in journal.read_text("utf-8").replace(" ", "")


async def test_a_deleted_client_is_gone_and_its_seats_are_back(practice: Practice, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    async with opened(practice, BROKEN, journal=journal) as (portal, provider, client):
        before = {pool.plan: pool.assigned for pool in (await portal.client_list(provider)).pools}
        await portal.organization_settings.delete(provider, client, await proof(portal))
        listed = await portal.client_list(provider)
        assert BROKEN not in {each.name for each in listed.clients}
        after = {pool.plan: pool.assigned for pool in listed.pools}
        assert after["Teams (Monthly)"] == before["Teams (Monthly)"] - 18
        with pytest.raises(ClientNotFound):
            await portal.organization_settings.inspect(provider, client)
    assert journal.read_text("utf-8").count("client.delete") == 2


async def test_seats_that_a_refused_deletion_released_are_told(practice: Practice, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    async with opened(practice, IRONWOOD, journal=journal) as (portal, provider, client):
        practice.execute(
            "INSERT INTO sso_configs (organization_id, enabled, data) VALUES (?, 1, ?)",
            client.organization_id,
            '{"memberDecryptionType": 1}',
        )
        with pytest.raises(SeatsGone) as gone:
            await portal.organization_settings.delete(provider, client, await proof(portal))
        assert gone.value.seats == 60
        assert IRONWOOD in {each.name for each in (await portal.client_list(provider)).clients}
    assert "half" in journal.read_text("utf-8")


@pytest.mark.parametrize("act", ["purge", "delete"])
async def test_a_wrong_secret_and_another_name_delete_nothing(practice: Practice, act: str) -> None:
    async with opened(practice, IRONWOOD) as (portal, provider, client):
        ended: Callable[..., Awaitable[object]] = getattr(portal.organization_settings, act)
        wrong = Secret("d3Jvbmc=")
        with pytest.raises(NotApplied):
            await ended(provider, client, wrong)
        assert not wrong
        practice.execute("UPDATE organizations SET name = 'Other' WHERE id = ?", client.organization_id)
        asked = await proof(portal)
        with pytest.raises(ChangedMeanwhile):
            await ended(provider, client, asked)
        assert not asked
        portal.session.lock()
        with pytest.raises(Locked):
            await ended(provider, client, await proof(portal))
    ((items,),) = practice.execute(
        "SELECT count(*) FROM ciphers WHERE organization_id = ?", client.organization_id
    )
    assert items == 35


async def test_read_only_and_a_suspended_provider_change_nothing(practice: Practice) -> None:
    async with opened(practice, IRONWOOD, read_only=True) as (portal, provider, client):
        settings = portal.organization_settings
        details = await settings.inspect(provider, client)
        changes: tuple[Change, ...] = (
            *settings.plan_name(provider, details, "Mine"),
            *settings.plan_email(details, "a@b.example"),
            *settings.plan_switches(details, {"admin_access": True}),
        )
        for change in changes:
            with pytest.raises(ReadOnlyMode):
                await settings.apply(provider, client, change)
        for ended in (settings.purge, settings.delete):
            with pytest.raises(ReadOnlyMode):
                await ended(provider, client, await proof(portal))
    practice.execute("UPDATE providers SET enabled = 0 WHERE name = 'Northwind MSP'")
    async with opened(practice, IRONWOOD) as (portal, provider, client):
        settings = portal.organization_settings
        with pytest.raises(RuleBroken) as refused:
            await settings.apply(provider, client, NameChange(details, "Mine"))
        assert refused.value.rule is Rule.PROVIDER_SUSPENDED
        with pytest.raises(RuleBroken):
            await settings.delete(provider, client, await proof(portal))
    assert practice.execute("SELECT 1 FROM organizations WHERE id = ?", client.organization_id)


async def test_vaultwarden_has_fixed_switches_and_wants_both_texts(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def yes(_reader: ClientReader) -> bool:
        return True

    monkeypatch.setattr(ClientReader, "is_vaultwarden", yes)
    who = person(Persona.OWNER_ONLY)
    async with await practice.signed_in(who) as portal:
        (provider,) = await portal.providers()
        (client,) = (await portal.client_list(provider)).clients
        settings = portal.organization_settings
        details = await settings.inspect(provider, client)
        assert details.switches == CollectionSwitches(True, True, True, False)
        assert (details.switches_fixed, details.key_dates) == (True, None)
        assert details.scim_obstacle is Rule.SCIM_NOT_SERVED
        with pytest.raises(RuleBroken) as refused:
            settings.plan_switches(details, {"admin_access": False})
        assert refused.value.rule is Rule.SETTINGS_FIXED
        sent: list[dict[str, str]] = []
        update = type(portal._api.organizations).update

        async def noted(api: object, organization_id: str, **values: str) -> object:
            sent.append(values)
            return await update(portal._api.organizations, organization_id, **values)

        monkeypatch.setattr(type(portal._api.organizations), "update", noted)
        (email,) = settings.plan_email(details, "bills@quarry.example")
        await settings.apply(provider, client, email)
        (name,) = settings.plan_name(provider, details, "é" * 20)  # no entities are counted there
        with pytest.raises(NotApplied):  # the practice server counts them
            await settings.apply(provider, client, name)
    assert sent[0] == {"billing_email": "bills@quarry.example", "name": details.name}
    assert sent[1] == {"name": "é" * 20, "billing_email": "bills@quarry.example"}


# Answers that are lost


async def _name(portal: Portal, provider: Provider, client: Client) -> None:
    details = await portal.organization_settings.inspect(provider, client)
    (change,) = portal.organization_settings.plan_email(details, "bills@iron.example")
    await portal.organization_settings.apply(provider, client, change)


async def _switches(portal: Portal, provider: Provider, client: Client) -> None:
    await switch(portal, provider, client, admin_access=True, limit_creation=True)


async def _purge(portal: Portal, provider: Provider, client: Client) -> None:
    await portal.organization_settings.purge(provider, client, await proof(portal))


async def _delete(portal: Portal, provider: Provider, client: Client) -> None:
    await portal.organization_settings.delete(provider, client, await proof(portal))


@pytest.mark.parametrize("status", [502, 200])
@pytest.mark.parametrize(
    ("act", "path"),
    [(_name, ""), (_switches, "/collection-management"), (_purge, "/purge"), (_delete, "")],
)
async def test_what_arrived_is_found_by_reading_again(
    practice: Practice,
    tmp_path: Path,
    act: Callable[[Portal, Provider, Client], Awaitable[None]],
    path: str,
    status: int,
) -> None:
    journal = tmp_path / "journal.jsonl"
    async with losing(
        practice, path or _organization(practice), status=status, done=True, journal=journal
    ) as (
        portal,
        provider,
        client,
    ):
        if act is _purge:
            _give_items(practice, client)
        await act(portal, provider, client)
    assert '"done"' in journal.read_text("utf-8")


@pytest.mark.parametrize(
    ("status", "error"), [(502, OutcomeUnknown), (500, NotApplied), (200, OutcomeUnknown)]
)
@pytest.mark.parametrize(
    ("act", "path"),
    [(_name, ""), (_switches, "/collection-management"), (_purge, "/purge"), (_delete, "")],
)
async def test_what_is_not_seen_is_never_called_done(
    practice: Practice,
    tmp_path: Path,
    act: Callable[[Portal, Provider, Client], Awaitable[None]],
    path: str,
    status: int,
    error: type[Exception],
) -> None:
    journal = tmp_path / "journal.jsonl"
    async with losing(
        practice, path or _organization(practice), status=status, done=False, journal=journal
    ) as (
        portal,
        provider,
        client,
    ):
        _give_items(practice, client)
        with pytest.raises(error):
            await act(portal, provider, client)
    assert '"done"' not in journal.read_text("utf-8")


def _organization(practice: Practice) -> str:
    """The path of the client that `losing` opens."""
    ((found,),) = practice.execute("SELECT id FROM organizations WHERE name = ?", FRESH)
    return f"/organizations/{found}"


def _give_items(practice: Practice, client: Client) -> None:
    """A vault with something in it."""
    practice.execute(
        "UPDATE ciphers SET organization_id = ? WHERE rowid < 4",
        client.organization_id,
    )


# Interrupted acts


@pytest.mark.parametrize(
    ("act", "before", "after", "outcome"),
    [
        ("organization.email", "old@iron.example", "billing@northwind.example", Outcome.DONE),
        ("organization.email", "billing@northwind.example", "new@iron.example", Outcome.NOT_SENT),
        ("organization.email", "old@iron.example", "new@iron.example", Outcome.UNKNOWN),
    ],
)
async def test_an_interrupted_change_is_settled_by_the_record(
    practice: Practice, tmp_path: Path, act: str, before: str, after: str, outcome: Outcome
) -> None:
    journal = tmp_path / "journal.jsonl"
    async with opened(practice, IRONWOOD, journal=journal) as (portal, provider, client):
        crashed(journal, client, act, {"billing_email": before}, {"billing_email": after})
        (settled,) = (await portal.organization_settings.inspect(provider, client)).settled
        assert (settled.outcome, settled.waits) == (outcome, False)
        assert (await portal.organization_settings.inspect(provider, client)).settled == ()


@pytest.mark.parametrize(("items", "outcome"), [(0, Outcome.DONE), (35, Outcome.NOT_SENT)])
async def test_an_interrupted_purge_is_settled_by_counting(
    practice: Practice, tmp_path: Path, items: int, outcome: Outcome
) -> None:
    journal = tmp_path / "journal.jsonl"
    async with opened(practice, IRONWOOD, journal=journal) as (portal, provider, client):
        crashed(journal, client, "organization.purge", {"items": 35}, {"items": 0})
        if not items:
            practice.execute("DELETE FROM ciphers")
        (settled,) = (await portal.organization_settings.inspect(provider, client)).settled
        assert settled.outcome is outcome


@pytest.mark.parametrize("gone", [True, False])
async def test_an_interrupted_deletion_is_settled_by_the_list(
    practice: Practice, tmp_path: Path, gone: bool
) -> None:
    journal = tmp_path / "journal.jsonl"
    async with opened(practice, IRONWOOD, journal=journal) as (portal, provider, client):
        crashed(journal, client, "client.delete", {"seats": 60}, provider_id=provider.id)
        if gone:
            practice.execute("DELETE FROM provider_organizations WHERE id = ?", client.id)
        (settled,) = portal.settle_interrupted(await portal.client_list(provider))
        assert settled.outcome is (Outcome.DONE if gone else Outcome.NOT_SENT)


async def test_an_admin_who_is_no_owner_sees_what_the_list_says(practice: Practice) -> None:
    who = person(Persona.OWNER_ONLY)
    practice.execute("UPDATE organization_users SET type = 1 WHERE email = ?", who.email)
    async with await practice.signed_in(who) as portal:
        (provider,) = await portal.providers()
        (client,) = (await portal.client_list(provider)).clients
        settings = portal.organization_settings
        details = await settings.inspect(provider, client)
        assert (details.known, details.name, details.switches) == (False, client.name, None)
        for plan in (
            lambda: settings.plan_name(provider, details, "Mine"),
            lambda: settings.plan_email(details, "a@b.example"),
            lambda: settings.plan_switches(details, {"admin_access": True}),
        ):
            with pytest.raises(RuleBroken) as refused:
                plan()
            assert refused.value.rule is Rule.SETTINGS_UNREAD
        with pytest.raises(NotApplied):
            await settings.delete(provider, client, await portal.session.proof(Secret(who.password)))
