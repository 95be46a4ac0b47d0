"""SCIM and the organization's keys through the portal on the practice backend."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend_client.errors import (
    ChangedMeanwhile,
    NotApplied,
    ReadOnlyMode,
    Rule,
    RuleBroken,
    WrongCredentials,
)
from backend_client.portal.clients import Client
from backend_client.portal.directory import KeyKind, ScimProvider
from backend_client.portal.opened_client import Abilities, ClientOpener
from backend_client.portal.portal import Portal
from backend_client.secret import Secret
from embedded_backend.seed import Persona, person
from tests.contract.test_sso import opened
from tests.practice import Practice

WHO = person(Persona.SECOND_ADMIN)


async def proof(portal: Portal) -> Secret:
    """The account's secret, asked afresh."""
    return await portal.session.proof(Secret(WHO.password))


async def test_scim_is_switched_on_once_changed_and_off(practice: Practice, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    async with opened(practice, journal=journal) as (portal, provider, client):
        state = await portal.directory.inspect(provider, client)
        assert (state.scim.connection_id, state.scim.enabled, state.scim_obstacle) == ("", False, None)
        assert state.scim_address.endswith(f"/scim/v2/{client.organization_id}")
        assert portal.directory.plan(state, enabled=False) == ()
        (on,) = portal.directory.plan(state, enabled=True, provider=ScimProvider.OKTA)
        state = await portal.directory.apply(provider, client, on)
        assert (state.scim.enabled, state.scim.provider) == (True, ScimProvider.OKTA)
        assert portal.directory.plan(state, enabled=True) == ()
        (other,) = portal.directory.plan(state, enabled=True, provider=ScimProvider.PING)
        state = await portal.directory.apply(provider, client, other)
        (off,) = portal.directory.plan(state, enabled=False)
        state = await portal.directory.apply(provider, client, off)
        assert (state.scim.enabled, state.scim.provider) == (False, ScimProvider.PING)
    assert practice.count("connections") == 1
    assert journal.read_text("utf-8").count("scim.on") == 4


async def test_a_switch_of_two_that_is_off_is_seen_and_what_was_set_stays(practice: Practice) -> None:
    async with opened(practice) as (portal, provider, client):
        (on,) = portal.directory.plan(await portal.directory.inspect(provider, client), enabled=True)
        await portal.directory.apply(provider, client, on)
        config = {"Enabled": False, "ScimProvider": 6, "InviteUsersAfterProvisioning": False}
        practice.execute("UPDATE connections SET config = ?", json.dumps(config))
        state = await portal.directory.inspect(provider, client)
        assert (state.scim.enabled, state.scim.half, state.scim.invites) == (False, True, False)
        with pytest.raises(ChangedMeanwhile):
            await portal.directory.apply(provider, client, on)
        (again,) = portal.directory.plan(state, enabled=True)
        state = await portal.directory.apply(provider, client, again)
        assert (state.scim.enabled, state.scim.half, state.scim.provider) == (True, False, 6)
        assert state.scim.invites is False


async def test_keys_are_fetched_rotated_and_never_told(practice: Practice, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    async with opened(practice, journal=journal) as (portal, provider, client):
        state = await portal.directory.inspect(provider, client)
        assert state.keys == {}
        first = await portal.directory.key(provider, client, KeyKind.SCIM, await proof(portal))
        again = await portal.directory.key(provider, client, KeyKind.SCIM, await proof(portal))
        assert first.secret.reveal() == again.secret.reveal() != ""
        own = await portal.directory.key(provider, client, KeyKind.CONNECTOR, await proof(portal))
        assert own.secret.reveal() != first.secret.reveal()
        other = await portal.directory.key(provider, client, KeyKind.SCIM, await proof(portal), rotate=True)
        assert other.secret.reveal() != first.secret.reveal()
        state = await portal.directory.inspect(provider, client)
        assert set(state.keys or ()) == {KeyKind.SCIM, KeyKind.CONNECTOR}
    text = journal.read_text("utf-8")
    assert "scim_key.rotate" in text
    for key in (first, own, other):
        assert key.secret.reveal() not in f"{text}{key!r}"


async def test_a_wrong_password_is_found_out_without_the_server(practice: Practice) -> None:
    async with opened(practice) as (portal, provider, client):
        typed = Secret("not it")
        with pytest.raises(WrongCredentials):
            await portal.session.proof(typed)
        assert not typed
        assert practice.count("organization_api_keys") == 0
        with pytest.raises(NotApplied):
            await portal.directory.key(provider, client, KeyKind.SCIM, Secret("d3Jvbmc="))


async def test_read_only_hands_out_no_key(practice: Practice) -> None:
    async with opened(practice, read_only=True) as (portal, provider, client):
        with pytest.raises(ReadOnlyMode):
            await portal.directory.key(provider, client, KeyKind.SCIM, await proof(portal))
    assert practice.count("organization_api_keys") == 0


async def test_a_plan_without_scim_says_so(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    async def none(_opener: ClientOpener, _client: Client) -> Abilities:
        return Abilities()

    monkeypatch.setattr(ClientOpener, "abilities", none)
    async with opened(practice) as (portal, provider, client):
        state = await portal.directory.inspect(provider, client)
        assert state.scim_obstacle is Rule.SCIM_WITHOUT_FLAG
        assert state.connector_obstacle is Rule.DIRECTORY_WITHOUT_FLAG
        with pytest.raises(RuleBroken):
            portal.directory.plan(state, enabled=True)
