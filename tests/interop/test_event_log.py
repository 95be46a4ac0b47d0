"""What the official client does is in the event log that our client reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend_client import Secret, connect
from backend_client.portal import clock
from backend_client.portal.events import LogOf, last_days
from embedded_backend.seed_people import Persona, person
from tests.interop.official_client import OfficialClient
from tests.interop.practice_server import PracticeServer
from tui.presenters.events import event_sentence

pytestmark = pytest.mark.interop

OWNER = person(Persona.OWNER_ONLY)


async def test_a_sign_in_and_an_export_are_told(
    fresh_client: OfficialClient, server: PracticeServer, tmp_path: Path
) -> None:
    async with connect(
        server.url, device_id="6f1c6d0e-0000-4000-8000-5ea7aa2de0e1", ca_bundle=server.ca_bundle
    ) as portal:
        await portal.session.sign_in(OWNER.email, Secret(OWNER.password))
        (provider,) = await portal.providers()
        (client,) = (await portal.client_list(provider)).clients
        session = fresh_client.sign_in(OWNER.email, OWNER.password)
        where = ("export", "--organizationid", client.organization_id, "--output", str(tmp_path / "all.json"))
        fresh_client.run(*where, "--format", "json", environment={"BW_SESSION": session})
        log = LogOf(provider, client)
        names = (await portal.events.about(log)).names
        read = await anext(portal.events.pages(log, last_days(1, clock.now())))
        told = [event_sentence(event, names) for event in read.events]
        assert told[:2] == ["The organization's vault was exported", "Quinn Ahlberg signed in"]
        assert {event.actor for event in read.events[:2]} == {OWNER.user_id}
