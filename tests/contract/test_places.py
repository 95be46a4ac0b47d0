"""Several places to work from: what there is to choose, and what is kept of the one that was left."""

from __future__ import annotations

import pytest

from backend_client.errors import Locked, NoProvider, ProviderKeyMissing
from backend_client.portal.providers import KeyState, ProviderKind, choose_provider
from embedded_backend.seed import Persona, person
from tests.practice import Practice


async def test_own_organizations_can_be_chosen_beside_providers(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN)) as portal:
        places = await portal.places()
        assert [place.kind for place in places] == [ProviderKind.MSP, ProviderKind.OWN_ORGANIZATIONS]
        assert [place.kind for place in await portal.providers()] == [ProviderKind.MSP]
        own = choose_provider(places, "own-organizations")
        listed = await portal.client_list(own)
        assert [client.name for client in listed.clients] == ["Lighthouse & Lantern Media"]
        assert listed.clients[0].key is KeyState.OPEN


@pytest.mark.parametrize(
    ("persona", "kinds"),
    [
        (Persona.SERVICE_USER, [ProviderKind.MSP]),
        (Persona.SEVERAL_PROVIDERS, [ProviderKind.MSP, ProviderKind.MSP]),
        (Persona.OWNER_ONLY, [ProviderKind.OWN_ORGANIZATIONS]),
        (Persona.RESELLER, [ProviderKind.RESELLER]),
        (Persona.BUSINESS_UNIT, [ProviderKind.BUSINESS_UNIT]),
    ],
)
async def test_the_places_of_other_people(
    practice: Practice, persona: Persona, kinds: list[ProviderKind]
) -> None:
    async with await practice.watching(person(persona)) as portal:
        assert [place.kind for place in await portal.places()] == kinds


async def test_whoever_has_no_place_is_told(practice: Practice) -> None:
    async with await practice.watching(person(Persona.NO_ORGANIZATION)) as portal:
        with pytest.raises(NoProvider):
            await portal.places()


async def test_keys_of_the_provider_that_was_left_are_gone(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.SEVERAL_PROVIDERS)) as portal:
        north, south = await portal.providers()
        listed = await portal.client_list(north)
        opened = next(client for client in listed.clients if client.key is KeyState.OPEN)
        keys = portal.session.keys
        assert keys.organization_key(opened.organization_id).key_id
        portal.forget_opened()
        with pytest.raises(ProviderKeyMissing):
            keys.organization_key(opened.organization_id)
        with pytest.raises(ProviderKeyMissing):
            keys.sealing_provider_key(north.id)
        again = await portal.client_list(south)
        assert {client.key for client in again.clients} == {KeyState.OPEN}
        portal.session.lock()
        portal.forget_opened()
        with pytest.raises(Locked):
            portal.session.keys.close()
