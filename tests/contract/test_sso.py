"""Single sign-on through the portal on the practice backend: round trips, refusals, the journal."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from backend_client.errors import (
    ChangedMeanwhile,
    IdentifierTaken,
    NotApplied,
    ReadOnlyMode,
    Rule,
    RuleBroken,
)
from backend_client.portal.clients import Client
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
from backend_client.portal.sso import SsoWish, start_values
from backend_client.portal.sso_fields import FieldValue, SsoKind
from backend_client.secret import Secret
from embedded_backend.seed import Persona, person
from tests.certificates import pem
from tests.practice import Practice

FRESH = "My Client's Organization"
SECRET = "oidc-secret-\N{SNOWMAN}-kept"
OIDC: dict[str, FieldValue] = {
    "authority": "https://idp.example/realm",
    "clientId": "vault",
    "additionalScopes": " email ,profile,",
}
SAML: dict[str, FieldValue] = {
    "idpEntityId": "https://idp.example/saml",
    "idpSingleSignOnServiceUrl": "https://idp.example/sso",
    "idpBindingType": 2,
}


@asynccontextmanager
async def opened(
    practice: Practice, name: str = FRESH, *, journal: Path | None = None, read_only: bool = False
) -> AsyncIterator[tuple[Portal, Provider, Client]]:
    """A portal of the second admin, with one client."""
    who = person(Persona.SECOND_ADMIN)
    async with await practice.signed_in(who, journal=journal, read_only=read_only) as portal:
        (provider,) = await portal.providers()
        listed = await portal.client_list(provider)
        yield portal, provider, next(each for each in listed.clients if each.name == name)


def wish(
    kind: SsoKind, values: Mapping[str, FieldValue], identifier: str = "mine", secret: str = ""
) -> SsoWish:
    """A wish for the fields of a test."""
    return SsoWish(kind, identifier, values, Secret(secret) if secret else None)


async def save(portal: Portal, provider: Provider, client: Client, wished: SsoWish) -> None:
    """Save a wish that changes something."""
    (change,) = portal.sso.plan(await portal.sso.inspect(provider, client), wished)
    await portal.sso.apply(provider, client, change)


def stored(practice: Practice, client: Client) -> dict[str, object]:
    """What the server has."""
    ((data,),) = practice.execute(
        "SELECT data FROM sso_configs WHERE organization_id = ?", client.organization_id
    )
    found = json.loads(str(data))
    assert isinstance(found, dict)
    return found


async def test_a_fresh_client_shows_what_to_register_first(practice: Practice) -> None:
    async with opened(practice) as (portal, provider, client):
        state = await portal.sso.inspect(provider, client)
        assert state.obstacle is None
        assert not state.config.configured
        assert state.service_provider.absolute
        assert state.service_provider.callback.endswith("/sso/oidc-signin")
        assert client.organization_id in state.service_provider.acs
        with pytest.raises(RuleBroken) as caught:
            portal.sso.plan_switch(state, enabled=True)
        assert caught.value.rule is Rule.SSO_NOT_CONFIGURED


async def test_oidc_is_saved_off_then_switched_on_and_planning_again_plans_nothing(
    practice: Practice, tmp_path: Path
) -> None:
    journal = tmp_path / "journal.jsonl"
    async with opened(practice, journal=journal) as (portal, provider, client):
        wished = wish(SsoKind.OIDC, OIDC, secret=SECRET)
        await save(portal, provider, client, wished)
        state = await portal.sso.inspect(provider, client)
        assert (state.config.enabled, state.config.identifier) == (False, "mine")
        assert state.config.text("additionalScopes") == "email, profile"
        assert state.config.client_secret is not None
        assert state.config.client_secret.reveal() == SECRET
        assert SECRET not in f"{state!r} {wished!r}"
        assert portal.sso.plan(state, wished) == ()
        (on,) = portal.sso.plan_switch(state, enabled=True)
        after = await portal.sso.apply(provider, client, on)
        assert after.config.enabled
        assert stored(practice, client)["clientSecret"] == SECRET
        assert portal.sso.plan_switch(after, enabled=True) == ()
    text = journal.read_text("utf-8")
    assert "sso.enable" in text
    assert "mine" in text
    assert "oidc-secret" not in text


async def test_switching_kinds_keeps_the_other_kind_and_members_not_known_here(practice: Practice) -> None:
    async with opened(practice) as (portal, provider, client):
        await save(portal, provider, client, wish(SsoKind.OIDC, OIDC, secret=SECRET))
        unknown = {**stored(practice, client), "idpNewInvention": {"a": [1]}, "spNameIdFormat": 8}
        practice.execute("UPDATE sso_configs SET data = ?", json.dumps(unknown))
        state = await portal.sso.inspect(provider, client)
        (change,) = portal.sso.plan(state, wish(SsoKind.SAML, {**SAML, "idpX509PublicCert": pem("idp")}))
        assert change.after.fields["idpNewInvention"] == {"a": [1]}
        assert "keyConnectorEnabled" not in change.after.fields
        after = await portal.sso.apply(provider, client, change)
        assert after.config.kind is SsoKind.SAML
        held = stored(practice, client)
        assert held["authority"] == OIDC["authority"]
        assert held["clientSecret"] == SECRET
        assert held["idpBindingType"] == 2
        assert "BEGIN" not in str(held["idpX509PublicCert"])
        values = start_values(after.config, SsoKind.OIDC)
        assert values["authority"] == OIDC["authority"]


async def test_the_identifier_of_another_is_told_and_the_rest_was_stored(
    practice: Practice, tmp_path: Path
) -> None:
    practice.execute("UPDATE organizations SET identifier = 'taken' WHERE name LIKE 'Birch%'")
    journal = tmp_path / "journal.jsonl"
    async with opened(practice, journal=journal) as (portal, provider, client):
        with pytest.raises(IdentifierTaken):
            await save(portal, provider, client, wish(SsoKind.OIDC, OIDC, "taken", SECRET))
        assert "half_done" in journal.read_text("utf-8")
        state = await portal.sso.inspect(provider, client)
        assert state.config.text("authority") == OIDC["authority"]
        assert state.config.identifier == ""
        (again,) = portal.sso.plan(state, wish(SsoKind.OIDC, OIDC, "free"))
        assert (again.fields, again.secret_changes) == ((), False)
        after = await portal.sso.apply(provider, client, again)
        assert after.config.identifier == "free"
        assert after.config.client_secret is not None


async def test_trusted_devices_switch_policies_on(practice: Practice) -> None:
    async with opened(practice) as (portal, provider, client):
        await save(
            portal, provider, client, wish(SsoKind.OIDC, {**OIDC, "memberDecryptionType": 2}, secret=SECRET)
        )
        state = await portal.sso.inspect(provider, client)
        assert state.policies_on is not None
        assert {3, 8, 4} <= state.policies_on
        assert not state.config.enabled


async def test_a_refusal_that_the_server_alone_knows_changes_nothing(practice: Practice) -> None:
    async with opened(practice) as (portal, provider, client):
        await save(portal, provider, client, wish(SsoKind.OIDC, OIDC, secret=SECRET))
        state = await portal.sso.inspect(provider, client)
        (change,) = portal.sso.plan(state, wish(SsoKind.OIDC, {**OIDC, "authority": "https://x.example"}))
        bare = {name: value for name, value in change.after.fields.items() if name != "clientId"}
        broken = replace(change, after=replace(change.after, fields=bare))
        with pytest.raises(NotApplied):
            await portal.sso.apply(provider, client, broken)
        assert stored(practice, client)["authority"] == OIDC["authority"]


async def test_what_changed_meanwhile_is_not_overwritten(practice: Practice) -> None:
    async with opened(practice) as (portal, provider, client):
        await save(portal, provider, client, wish(SsoKind.OIDC, OIDC, secret=SECRET))
        state = await portal.sso.inspect(provider, client)
        (change,) = portal.sso.plan_switch(state, enabled=True)
        held = {**stored(practice, client), "clientSecret": "another"}
        practice.execute("UPDATE sso_configs SET data = ?", json.dumps(held))
        with pytest.raises(ChangedMeanwhile):
            await portal.sso.apply(provider, client, change)
        assert stored(practice, client)["clientSecret"] == "another"


async def test_read_only_sends_nothing(practice: Practice) -> None:
    before = practice.count("sso_configs")
    async with opened(practice, read_only=True) as (portal, provider, client):
        with pytest.raises(ReadOnlyMode):
            await save(portal, provider, client, wish(SsoKind.OIDC, OIDC, secret=SECRET))
    assert practice.count("sso_configs") == before


async def test_a_teams_client_has_none(practice: Practice) -> None:
    async with opened(practice, "Alder Dental Group") as (portal, provider, client):
        state = await portal.sso.inspect(provider, client)
        assert state.obstacle is Rule.SSO_WITHOUT_FLAG
        with pytest.raises(RuleBroken):
            portal.sso.plan(state, wish(SsoKind.OIDC, OIDC, secret=SECRET))
