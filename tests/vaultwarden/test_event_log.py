"""The event log of an organization on Vaultwarden: 30 rows a page, with a token that repeats the boundary."""

from __future__ import annotations

import json

import pytest

from backend_client.portal import clock
from backend_client.portal.events import EventsRead, Keeping, LogOf, last_days
from backend_client.portal.groups import NewGroup
from tests.vaultwarden.conftest import Desk
from tui.presenters.event_report import events_json
from tui.presenters.events import actor_words, event_sentence

pytestmark = pytest.mark.vaultwarden

GROUPS = 35


async def _read(desk: Desk, log: LogOf) -> tuple[int, EventsRead]:
    pages = [read async for read in desk.portal.events.pages(log, last_days(1, clock.now()))]
    return len(pages), pages[-1]


async def test_the_log_is_read_whole_and_named(desk: Desk) -> None:
    for number in range(GROUPS):
        await desk.portal.groups.create(desk.provider, desk.client, NewGroup(f"Crew {number}"))
    log = LogOf(desk.provider, desk.client)
    about = await desk.portal.events.about(log)
    assert about.keeping is Keeping.KEPT  # needs ORG_EVENTS_ENABLED=true
    pages, read = await _read(desk, log)
    assert pages == 2
    assert (read.complete, read.stuck, read.unreadable) == (True, False, 0)
    told = [event_sentence(event, about.names) for event in read.events]
    assert {f"Group 'Crew {number}' was created" for number in range(GROUPS)} <= set(told)
    assert told.count("Group 'Crew 3' was created") == 1
    assert any(sentence.endswith(" signed in") for sentence in told)
    owner = next(iter(about.names.members.values()))
    assert {actor_words(event, about.names) for event in read.events} == {owner}
    assert len(json.loads(events_json(read.events, about.names))) == len(read.events)


async def test_the_log_of_one_member(desk: Desk) -> None:
    await desk.portal.groups.create(desk.provider, desk.client, NewGroup("Crew"))
    ((member, _email),) = await desk.portal.events.people(desk.provider, desk.client)
    _pages, read = await _read(desk, LogOf(desk.provider, desk.client, member))
    assert {event.kind for event in read.events} >= {1000, 1400}
