"""Every call of the HTTP floor against the practice backend."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from backend_client.api.api import Api
from backend_client.api.device import this_device
from backend_client.api.pace import Pace
from backend_client.api.selection import Selection
from backend_client.api.servers import PRACTICE
from backend_client.crypto.keys import SymmetricKey
from backend_client.errors import (
    BadRequest,
    NotFound,
    NotPermitted,
    RateLimited,
    ResponseError,
    SessionExpired,
    WrongCredentials,
)
from backend_client.secret import Secret
from embedded_backend.options import BackendOptions
from embedded_backend.seed import Persona, person
from tests.practice import DEVICE, Practice, running_practice

NOWHERE = "00000000-0000-4000-8000-000000000000"


@asynccontextmanager
async def api_of(practice: Practice, persona: Persona | None = None) -> AsyncIterator[Api]:
    """The HTTP floor on the practice backend, signed in with the API key of `persona`."""
    api = Api(PRACTICE, device=this_device(DEVICE), asgi_app=practice.thread.app)
    try:
        if persona is not None:
            who = person(persona)
            await api.auth.sign_in_with_api_key(who.client_id, Secret(who.api_key))
        yield api
    finally:
        await api.aclose()


async def provider_id(api: Api) -> str:
    (provider,) = (await api.accounts.profile()).providers
    return provider.id


async def organization_id(api: Api, name: str = "Birch & Sons Logistics") -> str:
    clients = await api.clients.list(await provider_id(api))
    return next(row.organization_id for row in clients if row.organization_name == name)


async def test_config_needs_no_sign_in(practice: Practice) -> None:
    async with api_of(practice) as api:
        config = await api.config()
    assert config.version
    assert not config.is_vaultwarden


async def test_prelogin_of_known_and_unknown_accounts(practice: Practice) -> None:
    async with api_of(practice) as api:
        argon2 = await api.auth.prelogin(person(Persona.ARGON2).email)
        unknown = await api.auth.prelogin("nobody@nowhere.example")
    assert (argon2.kdf, argon2.memory is not None) == (1, True)
    assert unknown.iterations > 0


async def test_an_api_key_brings_the_account_and_its_wrapped_keys(practice: Practice) -> None:
    who = person(Persona.ADMIN)
    async with api_of(practice) as api:
        token = await api.auth.sign_in_with_api_key(who.client_id, Secret(who.api_key))
        assert (token.user_id, token.email, token.name) == (who.user_id, who.email, who.name)
        assert token.refresh_token is None
        assert token.wrapped_user_key is not None
        assert token.wrapped_private_key is not None
        assert token.kdf_iterations > 0
        assert len(api.auth.claims.provider_admin) == 2  # one of them waits to be set up


async def test_a_wrong_api_key(practice: Practice) -> None:
    async with api_of(practice) as api:
        with pytest.raises(WrongCredentials) as caught:
            await api.auth.sign_in_with_api_key(person(Persona.ADMIN).client_id, Secret("wrong"))
    assert caught.value.api_key


async def test_profile_and_revision_date(practice: Practice) -> None:
    async with api_of(practice, Persona.ADMIN) as api:
        profile = await api.accounts.profile()
        assert profile.email == person(Persona.ADMIN).email
        assert len(profile.provider_organizations) == 11
        assert await api.accounts.revision_date() > 1_600_000_000_000
    (provider,) = profile.providers
    assert (provider.type, provider.provider_status, provider.enabled) == (0, 2, True)
    assert provider.key is not None
    unreadable = (profile.providers, profile.provider_organizations, profile.organizations)
    assert [found.unreadable for found in unreadable] == [0, 0, 0]


async def test_provider_clients_and_subscription(practice: Practice) -> None:
    async with api_of(practice, Persona.ADMIN) as api:
        provider = await provider_id(api)
        assert (await api.providers.read(provider)).id == provider
        clients = await api.clients.list(provider)
        subscription = await api.billing.subscription(provider)
        warnings = await api.billing.warnings(provider)
    assert (len(clients), clients.unreadable) == (11, 0)
    assert all(row.creation_date is not None for row in clients)
    assert {plan.type for plan in subscription.plans} == {17, 19}
    assert {row.plan for row in clients} <= {plan.plan_name for plan in subscription.plans}
    assert (warnings.suspension, warnings.tax_id) == (None, None)


async def test_one_organization(practice: Practice) -> None:
    async with api_of(practice, Persona.ADMIN) as api:
        identifier = await organization_id(api)
        organization = await api.organizations.read(identifier)
        metadata = await api.organizations.metadata(identifier)
        clients = await api.clients.list(await provider_id(api))
    (row,) = (row for row in clients if row.organization_id == identifier)
    assert (organization.id, organization.name, organization.seats) == (
        identifier,
        row.organization_name,
        row.seats,
    )
    assert organization.use_groups
    assert metadata is not None
    assert metadata.organization_occupied_seats == row.occupied_seats


async def test_members_and_groups_point_at_collections_that_exist(practice: Practice) -> None:
    async with api_of(practice, Persona.ADMIN) as api:
        identifier = await organization_id(api)
        before = practice.count("events")
        members = await api.members.list(identifier, groups=True, collections=True)
        mini = await api.members.mini_details(identifier)
        groups = await api.groups.details(identifier)
        collections = await api.collections.list(identifier)
        users = await api.groups.user_ids(identifier, groups.rows[0].id)
        assert practice.count("events") == before
    known = {row.id for row in collections}
    reached = {selection.id for row in (*members, *groups) for selection in row.collections}
    assert reached
    assert reached <= known
    assert {row.id for row in mini} == {row.id for row in members}
    assert {row.status for row in members} >= {0, 1, 2}
    assert set(users) == {row.id for row in members if groups.rows[0].id in row.groups}


async def test_lists_are_short_unless_asked_for(practice: Practice) -> None:
    async with api_of(practice, Persona.ADMIN) as api:
        members = await api.members.list(await organization_id(api))
    assert all(row.groups == () and row.collections == () for row in members)


async def test_collection_details_are_audited(practice: Practice) -> None:
    async with api_of(practice, Persona.ADMIN) as api:
        identifier = await organization_id(api)
        before = practice.count("events")
        details = await api.collections.details(identifier)
        assert practice.count("events") == before + 2
        quiet = await api.collections.list(identifier)
    assert {row.id for row in details} == {row.id for row in quiet}
    assert any(row.unmanaged for row in details) or all(row.users or row.groups for row in details)


async def test_creating_a_collection(practice: Practice) -> None:
    name = str(SymmetricKey.generate().encrypt_text("Marketing"))
    async with api_of(practice, Persona.ADMIN) as api:
        identifier = await organization_id(api)
        (owner, *_) = (row for row in await api.members.list(identifier) if row.type == 0)
        with pytest.raises(BadRequest):
            await api.collections.create(identifier, name=name)
        manager = Selection(id=owner.id, manage=True)
        created = await api.collections.create(identifier, name=name, users=[manager], external_id="dep-1")
        found = {row.id: row for row in await api.collections.list(identifier)}
    assert (found[created.id].name, found[created.id].external_id) == (name, "dep-1")


async def test_a_plain_text_name_is_refused_by_field(practice: Practice) -> None:
    async with api_of(practice, Persona.ADMIN) as api:
        identifier = await organization_id(api)
        with pytest.raises(BadRequest) as caught:
            await api.collections.create(identifier, name="Marketing")
    assert caught.value.validation
    assert caught.value.server_message


Ask = Callable[[Api, str], Awaitable[object]]


@pytest.mark.parametrize(
    ("ask", "kind"),
    [
        (lambda api, provider: api.providers.read(provider), NotPermitted),
        (lambda api, provider: api.clients.list(provider), NotPermitted),
        (lambda api, provider: api.billing.subscription(provider), NotPermitted),
        (lambda api, provider: api.billing.warnings(provider), NotPermitted),
        (lambda api, _provider: api.clients.list(NOWHERE), NotPermitted),
        (lambda api, _provider: api.billing.subscription(NOWHERE), NotFound),
        (lambda api, _provider: api.billing.warnings(NOWHERE), NotFound),
    ],
)
async def test_an_outsider_is_refused_without_a_renewal(
    practice: Practice, ask: Ask, kind: type[ResponseError]
) -> None:
    async with api_of(practice, Persona.ADMIN) as admin:
        provider = await provider_id(admin)
    async with api_of(practice, Persona.OWNER_ONLY) as api:
        token = await api.auth.token()
        with pytest.raises(kind):
            await ask(api, provider)
        assert await api.auth.token() is token


async def test_an_unbilled_provider_has_clients_and_no_subscription(practice: Practice) -> None:
    async with api_of(practice, Persona.UNBILLED_ADMIN) as api:
        provider = await provider_id(api)
        await api.clients.list(provider)
        with pytest.raises(NotPermitted):
            await api.billing.subscription(provider)


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


async def test_an_expired_token_is_renewed_without_a_word(practice_template: Path, tmp_path: Path) -> None:
    clock = Clock()
    with running_practice(practice_template, tmp_path, BackendOptions(clock=clock)) as practice:
        async with api_of(practice, Persona.ADMIN) as api:
            token = await api.auth.token()
            provider = await provider_id(api)
            clock.now += 7200.0
            assert len(await api.clients.list(provider)) == 11
            assert await api.auth.token() is not token


async def test_an_api_key_that_was_rotated_ends_the_session(practice: Practice) -> None:
    async with api_of(practice, Persona.ADMIN) as api:
        practice.execute("UPDATE users SET api_key = 'rotated'")
        with pytest.raises(SessionExpired):
            await api.auth.renew()
        assert not api.auth.signed_in


async def ask_thirty_times(api: Api) -> None:
    for _ in range(30):
        await api.auth.prelogin("ada@northwind.example")


async def test_the_servers_limits_are_told(practice_template: Path, tmp_path: Path) -> None:
    options = BackendOptions(rate_limits=True)
    with running_practice(practice_template, tmp_path, options) as practice:
        async with api_of(practice) as api:
            with pytest.raises(RateLimited) as caught:
                await ask_thirty_times(api)
    assert caught.value.retry_after is not None


async def test_our_pace_stays_below_the_servers_limits(practice_template: Path, tmp_path: Path) -> None:
    clock = Clock()

    async def sleep(seconds: float) -> None:
        clock.now += seconds

    options = BackendOptions(rate_limits=True, clock=clock)
    with running_practice(practice_template, tmp_path, options) as practice:
        pace = Pace(clock=clock, sleep=sleep)
        api = Api(PRACTICE, device=this_device(DEVICE), asgi_app=practice.thread.app, pace=pace)
        who = person(Persona.ADMIN)
        for _ in range(15):
            await api.auth.sign_in_with_api_key(who.client_id, Secret(who.api_key))
        provider = await provider_id(api)
        for _ in range(250):
            await api.providers.read(provider)
        await api.aclose()
