"""The home screen tells what became of changes that a crash interrupted, until none is undecided."""

from __future__ import annotations

from backend_client.portal.journal import Entry, Outcome, Phase
from backend_client.portal.reconcile import Settled, Waiting
from tests.screens.support import READ_AT, StandInPortal
from tests.screens.test_clients import home, ready, screen_of

CREATE = Entry(
    number=1,
    at=READ_AT,
    who="ada@northwind.example",
    server="practice",
    act="client.create",
    phase=Phase.INTENT,
    client="Kestrel Foods",
)


async def test_an_undecided_change_is_told_with_every_list_until_it_is_decided() -> None:
    waiting = (Settled(CREATE, Outcome.UNKNOWN, Waiting.TIME),)
    decided = (Settled(CREATE, Outcome.DONE),)
    portal = StandInPortal(settled=[waiting, decided, waiting])
    async with home(portal) as (pilot, app):
        assert "creating Kestrel Foods. It is not seen yet" in screen_of(app).message
        await pilot.press("R")
        await ready(pilot)
        assert screen_of(app).message == (
            "Interrupted before: creating Kestrel Foods. It arrived; do not repeat it."
        )
        await pilot.press("R")
        await ready(pilot)
        assert screen_of(app).message == ""


async def test_a_journal_that_cannot_be_read_is_said() -> None:
    class Unreadable(StandInPortal):
        def settle_interrupted(self, listed: object) -> tuple[Settled, ...]:
            raise PermissionError

    async with home(Unreadable()) as (_pilot, app):
        assert screen_of(app).message.startswith("The journal cannot be read")
