"""Single sign-on and directories where answers are lost, and where the server is a Vaultwarden."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from backend_client.connection import connect
from backend_client.errors import NotApplied, OutcomeUnknown, Rule, RuleBroken
from backend_client.portal.client_reader import ClientReader
from backend_client.portal.clients import Client
from backend_client.portal.directory import KeyKind
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
from backend_client.portal.sso_fields import SsoKind
from backend_client.secret import Secret
from embedded_backend.seed import Persona, person
from tests.contract.test_sso import FRESH, OIDC, SECRET, opened, wish
from tests.hostile.fault_injector import HTML, App, Message, Receive, Send
from tests.practice import DEVICE, Practice

WHO = person(Persona.SECOND_ADMIN)


@dataclass
class LosesAnswers:
    """Answers `status` to writes whose path ends in `path`; with `done` the backend did them all the same."""

    app: App
    path: str
    status: int
    done: bool

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        mine = scope["type"] == "http" and scope["method"] != "GET" and scope["path"].endswith(self.path)
        if not mine:
            await self.app(scope, receive, send)
            return

        async def nowhere(_message: Message) -> None:
            """The real answer is lost."""

        if self.done:
            await self.app(scope, receive, nowhere)
        head = {
            "type": "http.response.start",
            "status": self.status,
            "headers": [(b"content-type", b"text/html")],
        }
        await send(head)
        await send({"type": "http.response.body", "body": HTML})


@asynccontextmanager
async def losing(
    practice: Practice, path: str, *, status: int = 502, done: bool, journal: Path
) -> AsyncIterator[tuple[Portal, Provider, Client]]:
    """A portal whose writes to `path` get no usable answer."""
    app = LosesAnswers(practice.thread.app, path, status, done)
    async with connect("practice", device_id=DEVICE, asgi_app=app, journal=journal) as portal:
        await portal.session.sign_in(WHO.email, Secret(WHO.password))
        (provider,) = await portal.providers()
        listed = await portal.client_list(provider)
        yield portal, provider, next(each for each in listed.clients if each.name == FRESH)


@pytest.mark.parametrize("status", [502, 200])
async def test_a_save_whose_answer_is_lost_is_found_by_reading_again(
    practice: Practice, tmp_path: Path, status: int
) -> None:
    journal = tmp_path / "journal.jsonl"
    async with losing(practice, "/sso", status=status, done=True, journal=journal) as (
        portal,
        provider,
        client,
    ):
        state = await portal.sso.inspect(provider, client)
        (change,) = portal.sso.plan(state, wish(SsoKind.OIDC, OIDC, secret=SECRET))
        after = await portal.sso.apply(provider, client, change)
        assert after.config.identifier == "mine"
    assert '"done"' in journal.read_text("utf-8")


@pytest.mark.parametrize(("status", "error"), [(502, OutcomeUnknown), (500, NotApplied)])
async def test_a_save_that_is_not_seen_is_never_called_done(
    practice: Practice, tmp_path: Path, status: int, error: type[Exception]
) -> None:
    journal = tmp_path / "journal.jsonl"
    async with losing(practice, "/sso", status=status, done=False, journal=journal) as (
        portal,
        provider,
        client,
    ):
        state = await portal.sso.inspect(provider, client)
        (change,) = portal.sso.plan(state, wish(SsoKind.OIDC, OIDC, secret=SECRET))
        with pytest.raises(error):
            await portal.sso.apply(provider, client, change)
    assert '"done"' not in journal.read_text("utf-8")


async def test_a_replaced_key_whose_answer_is_lost_is_fetched(practice: Practice, tmp_path: Path) -> None:
    async with opened(practice) as (portal, provider, client):
        proof = await portal.session.proof(Secret(WHO.password))
        old = await portal.directory.key(provider, client, KeyKind.SCIM, proof)
    journal = tmp_path / "journal.jsonl"
    async with losing(practice, "/rotate-api-key", done=True, journal=journal) as (portal, provider, client):
        proof = await portal.session.proof(Secret(WHO.password))
        new = await portal.directory.key(provider, client, KeyKind.SCIM, proof, rotate=True)
        assert new.secret.reveal() not in ("", old.secret.reveal())
        assert not proof
    async with losing(practice, "/rotate-api-key", done=False, journal=journal) as (portal, provider, client):
        proof = await portal.session.proof(Secret(WHO.password))
        with pytest.raises(OutcomeUnknown):
            await portal.directory.key(provider, client, KeyKind.SCIM, proof, rotate=True)
    ((held,),) = practice.execute("SELECT api_key FROM organization_api_keys WHERE type = 2")
    assert held == new.secret.reveal()


async def test_scim_that_is_not_seen_on_is_not_called_on(practice: Practice, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    async with losing(practice, "/connections", done=True, journal=journal) as (portal, provider, client):
        (on,) = portal.directory.plan(await portal.directory.inspect(provider, client), enabled=True)
        state = await portal.directory.apply(provider, client, on)
        assert state.scim.enabled


async def test_vaultwarden_has_no_sso_and_no_scim_but_the_connector_road(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def yes(_reader: ClientReader) -> bool:
        return True

    monkeypatch.setattr(ClientReader, "is_vaultwarden", yes)
    async with opened(practice) as (portal, provider, client):
        state = await portal.sso.inspect(provider, client)
        assert state.obstacle is Rule.SSO_OPERATOR_ONLY
        with pytest.raises(RuleBroken):
            portal.sso.plan_switch(state, enabled=True)
        directory = await portal.directory.inspect(provider, client)
        assert directory.scim_obstacle is Rule.SCIM_NOT_SERVED
        assert directory.connector_obstacle is None
        assert directory.keys is None
        proof = await portal.session.proof(Secret(WHO.password))
        assert (await portal.directory.key(provider, client, KeyKind.CONNECTOR, proof)).secret
        proof = await portal.session.proof(Secret(WHO.password))
        with pytest.raises(RuleBroken):
            await portal.directory.key(provider, client, KeyKind.SCIM, proof)
        assert not proof
