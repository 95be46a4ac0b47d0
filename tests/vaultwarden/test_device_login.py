"""Login with another device on a Vaultwarden; the other device is our own client, signed in by password."""

from __future__ import annotations

from uuid import uuid4

import pytest

from backend_client import Secret, connect
from backend_client.errors import DeviceLoginOver, UnknownDevice
from backend_client.portal.account import SessionState
from backend_client.portal.portal import Portal
from backend_client.portal.providers import KeyState
from tests.other_device import OtherDevice
from tests.vaultwarden.conftest import Desk, Ward
from tests.vaultwarden.newcomer import PASSWORD

pytestmark = pytest.mark.vaultwarden


def machine(ward: Ward, identifier: str) -> Portal:
    """Our client on another machine."""
    return connect(ward.server.url, device_id=identifier, ca_bundle=ward.server.ca_bundle)


async def test_another_device_lets_us_in_and_the_password_unlocks_later(ward: Ward, desk: Desk) -> None:
    identifier, email = str(uuid4()), ward.owner.email
    phone = OtherDevice(desk.portal, desk.portal._api.transport.device.identifier)
    async with machine(ward, identifier) as portal:
        with pytest.raises(UnknownDevice):
            await portal.session.begin_device_login(email)
        await portal.session.sign_in(email, Secret(PASSWORD))
        await portal.session.sign_out()
        login = await portal.session.begin_device_login(email)
        (asked,) = await phone.asked()
        assert asked.phrase == login.phrase
        assert not await portal.session.poll_device_login()
        await phone.approve(asked)
        assert await portal.session.poll_device_login()
        await portal.session.finish_device_login()
        assert portal.session.state is SessionState.UNLOCKED
        (provider,) = await portal.providers()
        listed = await portal.client_list(provider)
        assert [client.key for client in listed.clients] == [KeyState.OPEN]
        portal.session.lock()
        await portal.session.unlock(Secret(PASSWORD))
        assert portal.session.state is SessionState.UNLOCKED


async def test_a_denied_request_is_over(ward: Ward, desk: Desk) -> None:
    """Vaultwarden deletes what was denied: it cannot be told from one that ran out."""
    identifier, email = str(uuid4()), ward.owner.email
    phone = OtherDevice(desk.portal, desk.portal._api.transport.device.identifier)
    async with machine(ward, identifier) as portal:
        await portal.session.sign_in(email, Secret(PASSWORD))
        await portal.session.sign_out()
        await portal.session.begin_device_login(email)
        await phone.deny((await phone.asked())[0])
        with pytest.raises(DeviceLoginOver):
            await portal.session.poll_device_login()
