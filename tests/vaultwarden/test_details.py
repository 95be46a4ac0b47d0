"""An organization itself on Vaultwarden: both texts sent together, fixed settings, its key, its end."""

from __future__ import annotations

import pytest

from backend_client import Secret
from backend_client.errors import ClientNotFound, NoProvider, Rule, RuleBroken
from backend_client.portal.collection_switches import CollectionSwitches
from backend_client.portal.directory import KeyKind
from tests.vaultwarden.conftest import Desk, Ward
from tests.vaultwarden.newcomer import PASSWORD

pytestmark = pytest.mark.vaultwarden


async def test_what_an_organization_is(desk: Desk, ward: Ward) -> None:
    found = await desk.portal.organization_settings.inspect(desk.provider, desk.client)
    assert (found.name, found.known) == (ward.name, True)
    assert "@" in found.billing_email
    assert (found.switches, found.switches_fixed) == (CollectionSwitches(True, True, True, False), True)
    assert (found.key_dates, found.api_obstacle) == (None, None)
    assert found.scim_obstacle is Rule.SCIM_NOT_SERVED
    assert len(found.phrase.split("-")) == 5
    assert (await desk.portal.domains.board(desk.provider, desk.client)).obstacle is Rule.DOMAINS_NOT_SERVED


async def test_name_and_billing_address_are_sent_together(desk: Desk) -> None:
    settings = desk.portal.organization_settings
    details = await settings.inspect(desk.provider, desk.client)
    (email,) = settings.plan_email(details, "bills@ward.example.test")
    await settings.apply(desk.provider, desk.client, email)
    details = await settings.inspect(desk.provider, desk.client)
    (name,) = settings.plan_name(desk.provider, details, "Été & Söhne <GmbH>")
    await settings.apply(desk.provider, desk.client, name)
    after = await settings.inspect(desk.provider, desk.client)
    assert (after.name, after.billing_email) == ("Été & Söhne <GmbH>", "bills@ward.example.test")
    with pytest.raises(RuleBroken):
        settings.plan_switches(after, {"admin_access": False})


async def test_there_is_one_key_and_it_is_replaced(desk: Desk) -> None:
    settings = desk.portal.organization_settings

    async def key(*, rotate: bool) -> str:
        proof = await desk.portal.session.proof(Secret(PASSWORD))
        found = await settings.key(desk.provider, desk.client, KeyKind.CONNECTOR, proof, rotate=rotate)
        return found.secret.reveal()

    first = await key(rotate=False)
    assert await key(rotate=True) != first


async def test_a_purge_and_the_end(desk: Desk) -> None:
    settings = desk.portal.organization_settings
    proof = await desk.portal.session.proof(Secret(PASSWORD))
    assert await settings.purge(desk.provider, desk.client, proof) == 0
    proof = await desk.portal.session.proof(Secret(PASSWORD))
    await settings.delete(desk.provider, desk.client, proof)
    with pytest.raises((ClientNotFound, NoProvider)):
        await desk.portal.providers()
