"""What tests of people inside a client share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend_client import Secret, connect
from backend_client.portal.clients import find_client
from embedded_backend.seed import Persona, person
from tests.contract.member_desk import BIRCH, Desk
from tests.hostile.fault_injector import FaultInjector
from tests.practice import DEVICE, Practice


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


@pytest.fixture
async def desk(practice: Practice, journal: Path) -> AsyncIterator[Desk]:
    async with await practice.signed_in(person(Persona.ADMIN), journal=journal) as portal:
        (provider,) = await portal.providers()
        client = find_client(await portal.client_list(provider), BIRCH)
        yield Desk(practice, portal, provider, client)


@pytest.fixture
async def spoiled(practice: Practice, journal: Path) -> AsyncIterator[tuple[Desk, FaultInjector]]:
    """A client whose answers can be spoiled on the way."""
    faults = FaultInjector(practice.thread.app)
    portal = connect("practice", device_id=DEVICE, asgi_app=faults, journal=journal)
    who = person(Persona.ADMIN)
    async with portal:
        await portal.session.sign_in(who.email, Secret(who.password))
        (provider,) = await portal.providers()
        client = find_client(await portal.client_list(provider), BIRCH)
        yield Desk(practice, portal, provider, client), faults
