"""Answers about single sign-on and keys that mean harm: refused whole, and telling no secret."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backend_client.errors import BadAnswer, NotApplied, OutcomeUnknown, SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.directory import KeyKind
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
from backend_client.secret import Secret
from embedded_backend.seed import Persona, person
from tests.hostile.driving import portal_on
from tests.hostile.fault_injector import FaultInjector
from tests.hostile.test_planted_secrets import Needles, told
from tests.practice import Practice

WHO = person(Persona.SECOND_ADMIN)
SECRET = "planted-client-secret"


async def client_of(portal: Portal) -> tuple[Provider, Client]:
    """A fresh Enterprise client."""
    await portal.session.sign_in(WHO.email, Secret(WHO.password))
    (provider,) = await portal.providers()
    listed = await portal.client_list(provider)
    return provider, next(each for each in listed.clients if each.name.startswith("My Client"))


ANSWERS: tuple[Any, ...] = (
    {"data": {"clientSecret": SECRET}, "enabled": "perhaps"},
    {"data": {"clientSecret": SECRET}, "identifier": [SECRET]},
    {"data": [SECRET]},
    {"data": {"clientSecret": SECRET}, "urls": SECRET},
    {"data": {"clientSecret": SECRET}, "urls": {"callbackPath": 7}},
    [SECRET],
    SECRET,
)


@pytest.mark.parametrize("answer", ANSWERS)
async def test_a_broken_configuration_is_refused_and_tells_no_secret(practice: Practice, answer: Any) -> None:
    needles = Needles()
    needles.add("the client secret", SECRET)
    faults = FaultInjector(practice.thread.app)
    async with portal_on(faults) as portal:
        provider, client = await client_of(portal)
        faults.answer("/sso", json.dumps(answer).encode())
        with pytest.raises(BadAnswer) as caught:
            await portal.sso.inspect(provider, client)
        needles.check(told(caught.value), "the traceback")


async def test_odd_but_readable_configurations_are_read(practice: Practice) -> None:
    faults = FaultInjector(practice.thread.app)
    async with portal_on(faults) as portal:
        provider, client = await client_of(portal)
        urls = {
            "callbackPath": "/oidc-signin",
            "spAcsUrl": "saml2/x/Acs",
            "spEntityId": "javascript:alert(1)",
        }
        data = {"configType": "1", "clientSecret": 7, "authority": {"a": SECRET}, "keyConnectorEnabled": True}
        faults.answer("/sso", json.dumps({"enabled": None, "data": data, "urls": urls}).encode())
        state = await portal.sso.inspect(provider, client)
        assert (state.config.kind, state.config.client_secret, state.config.text("authority")) == (
            None,
            None,
            "",
        )
        assert "keyConnectorEnabled" not in state.config.fields
        assert state.service_provider.callback.endswith("/sso/oidc-signin")
        assert state.service_provider.acs.endswith("/sso/saml2/x/Acs")
        assert state.service_provider.entity_id.endswith("/sso/javascript:alert(1)")
        faults.answer("/config", b'{"environment": {"sso": "nowhere"}}')
        assert not (await portal.sso.inspect(provider, client)).service_provider.absolute
        faults.answer("/config", b'{"environment": null}')
        assert not (await portal.sso.inspect(provider, client)).service_provider.absolute


@pytest.mark.parametrize(
    ("body", "status"), [(b'{"apiKey": 7}', 200), (b'{"apiKey": ["planted-client-secret"]}', 200), (b"", 500)]
)
async def test_a_broken_key_is_refused_and_tells_nothing(
    practice: Practice, body: bytes, status: int
) -> None:
    needles = Needles()
    needles.add("the key", SECRET)
    needles.add("the password", WHO.password)
    faults = FaultInjector(practice.thread.app)
    async with portal_on(faults) as portal:
        provider, client = await client_of(portal)
        proof = await portal.session.proof(Secret(WHO.password))
        needles.add("the proof", proof.reveal())
        faults.answer("/api-key", body, status=status)
        with pytest.raises((OutcomeUnknown, NotApplied)) as caught:
            await portal.directory.key(provider, client, KeyKind.SCIM, proof)
        needles.check(told(caught.value), "the traceback")
        assert not proof


@pytest.mark.parametrize("answer", [{"id": "../../x", "enabled": True}, {"id": 7}, {"config": "text"}, []])
async def test_a_broken_connection_is_refused(practice: Practice, answer: Any) -> None:
    faults = FaultInjector(practice.thread.app)
    async with portal_on(faults) as portal:
        provider, client = await client_of(portal)
        faults.answer("/2", json.dumps(answer).encode())
        with pytest.raises(SeatwardenError) as caught:
            await portal.directory.inspect(provider, client)
        assert isinstance(caught.value, BadAnswer)
