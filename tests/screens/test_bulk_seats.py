"""Changing the seats of several clients by keys, on the practice backend."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from backend_client.api.clients import ClientsApi
from backend_client.errors import ServerTimeout
from backend_client.portal.journal import Journal
from embedded_backend.seed import Persona, person
from tests.conftest import Settle
from tests.practice import Practice
from tests.screens.stand_ins import StandInFront, shown_text
from tui.screens.bulk_seats import BulkSeatsScreen
from tui.screens.form import FormEnd
from tui.translate import PSEUDO, stretched, use_locale

ALDER, BIRCH, ELM, SECOND = "Alder", "Birch", "Elm", "Second"


class Gate:
    """Stands between the screen and the server: counts updates, and holds or fails them on request."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[tuple[str, int]] = []
        self.held: asyncio.Event | None = None
        self.times_out_at = 0
        real = ClientsApi.update

        async def update(api: ClientsApi, provider_id: str, link_id: str, *, name: str, seats: int) -> None:
            self.sent.append((name.split()[0], seats))
            if self.held is not None:
                await self.held.wait()
            if len(self.sent) == self.times_out_at:
                raise ServerTimeout(host="practice", seconds=10)
            await real(api, provider_id, link_id, name=name, seats=seats)

        monkeypatch.setattr(ClientsApi, "update", update)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    return Gate(monkeypatch)


@asynccontextmanager
async def bulk(
    practice: Practice,
    settle: Settle,
    *names: str,
    who: Persona = Persona.ADMIN,
    journal: Path | None = None,
    read_only: bool = False,
) -> AsyncIterator[tuple[StandInFront, Pilot[Any]]]:
    """The screen for the clients whose names start with `names`."""
    async with await practice.signed_in(person(who), journal=journal, read_only=read_only) as portal:
        (provider,) = await portal.providers()
        listed = await portal.client_list(provider)
        clients = [each for each in listed.clients if each.name.startswith(names)]
        app = StandInFront(BulkSeatsScreen(portal, listed, clients))
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            yield app, pilot


def seats(practice: Practice, name: str) -> object:
    ((found,),) = practice.execute("SELECT seats FROM organizations WHERE name LIKE ?", f"{name}%")
    return found


def row_of(app: StandInFront, name: str) -> str:
    return next(" ".join(line.split()) for line in shown_text(app).splitlines() if f" {name}" in line)


async def test_a_preview_a_review_and_one_result_per_row(
    practice: Practice, settle: Settle, tmp_path: Path
) -> None:
    journal = tmp_path / "journal.jsonl"
    async with bulk(practice, settle, ALDER, BIRCH, SECOND, journal=journal) as (app, pilot):
        assert "Seats of 3 clients" in shown_text(app)
        await pilot.press("1", "4")
        await pilot.pause()
        assert "Alder Dental Group 12 14 12 +2" in row_of(app, ALDER)
        assert "20 14 1 -6" in row_of(app, SECOND)
        assert "left out: Seats in use" in row_of(app, BIRCH)
        assert "Teams (Monthly): Unassigned seats left:" in " ".join(shown_text(app).split())
        await pilot.press("enter")
        text = shown_text(app)
        assert "To be sent: 2 clients. Left out by a rule: 1 client." in text
        await pilot.press("enter")
        assert seats(practice, ALDER) == 12
        assert not journal.exists()
        await pilot.press("enter", "down", "enter")
        await settle(pilot)
        assert (seats(practice, ALDER), seats(practice, SECOND), seats(practice, BIRCH)) == (14, 14, 40)
        assert row_of(app, ALDER).endswith("done")
        assert "2 seat changes done, 1 left out." in shown_text(app)
        await pilot.press("enter")
        assert app.results == [FormEnd("2 seat changes done, 1 left out.")]
    assert [entry.client.split()[0] for entry in Journal(journal).entries()] == [SECOND] * 2 + [ALDER] * 2


async def test_the_whole_reason_stands_below_the_table(practice: Practice, settle: Settle) -> None:
    async with bulk(practice, settle, BIRCH, ALDER) as (app, pilot):
        await pilot.press("5")
        await pilot.pause()
        await pilot.press("down")
        await settle(pilot)
        for _step in range(3):
            await pilot.press("j")
            await pilot.pause()
        assert "Seats in use: 37. The client cannot have fewer." in shown_text(app)


async def test_x_stops_between_rows_and_the_rest_can_be_sent_later(
    practice: Practice, settle: Settle, gate: Gate
) -> None:
    async with bulk(practice, settle, ALDER, ELM, SECOND) as (app, pilot):
        gate.held = asyncio.Event()
        await pilot.press("up", "down", "down", "tab", "1", "enter", "down", "enter")
        for _turn in range(200):
            await pilot.pause()
            if gate.sent:
                break
        assert "1 of 3: Elm Street Clinic. Esc leaves it going on, x stops it." in shown_text(app)
        await pilot.press("x")
        assert "Stopping after this one" in shown_text(app)
        gate.held.set()
        await settle(pilot)
        assert len(gate.sent) == 1
        assert "1 seat change done, 2 not sent." in shown_text(app)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert [name for name, _seats in gate.sent] == [ELM, SECOND, ALDER]
        assert "3 seat changes done." in shown_text(app)


async def test_a_row_of_unknown_outcome_stops_the_run_and_is_never_sent_again(
    practice: Practice, settle: Settle, gate: Gate
) -> None:
    async with bulk(practice, settle, ALDER, ELM, SECOND) as (app, pilot):
        gate.times_out_at = 2
        await pilot.press("up", "down", "tab", "2", "enter", "down", "enter")
        await settle(pilot)
        assert row_of(app, ALDER).endswith("done")
        assert "UNKNOWN: It was sent" in row_of(app, ELM)
        assert row_of(app, SECOND).endswith("not sent")
        assert "1 seat change done, 1 unknown, 1 not sent." in shown_text(app)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert [name for name, _seats in gate.sent] == [ALDER, ELM, SECOND]
        assert "Send what was not sent" not in shown_text(app)
        await pilot.press("enter")
        assert len(gate.sent) == 3
        assert len(app.results) == 1


async def test_a_row_that_changed_meanwhile_is_refused_and_the_others_go_on(
    practice: Practice, settle: Settle
) -> None:
    async with bulk(practice, settle, ALDER, ELM) as (app, pilot):
        await pilot.press("1", "5", "enter")
        practice.execute("UPDATE organizations SET seats = 13 WHERE name LIKE 'Alder%'")
        await pilot.press("down", "enter")
        await settle(pilot)
        assert "refused: Somebody chang" in row_of(app, ALDER)
        assert row_of(app, ELM).endswith("done")
        assert (seats(practice, ALDER), seats(practice, ELM)) == (13, 15)


async def test_nothing_to_send_is_said(practice: Practice, settle: Settle) -> None:
    async with bulk(practice, settle, ALDER, BIRCH) as (app, pilot):
        await pilot.press("enter")
        assert "Type a number first." in shown_text(app)
        await pilot.press("1", "enter")
        assert "No row can be changed so." in shown_text(app)
        await pilot.press("escape")
        assert app.results == [None]


async def test_read_only_sends_nothing(practice: Practice, settle: Settle, gate: Gate) -> None:
    async with bulk(practice, settle, ALDER, ELM, read_only=True) as (app, pilot):
        await pilot.press("1", "5", "enter", "down", "enter")
        await settle(pilot)
        assert "This run is read-only: nothing was sent." in shown_text(app)
        assert gate.sent == []


async def test_a_service_user_is_told_where_the_unassigned_seats_end(
    practice: Practice, settle: Settle
) -> None:
    async with bulk(practice, settle, ALDER, ELM, who=Persona.SERVICE_USER) as (app, pilot):
        await pilot.press("1", "5")
        await pilot.pause()
        assert row_of(app, ALDER).endswith("+3")
        assert "left out: Service users" in row_of(app, ELM)


async def test_hostile_names_stay_in_their_cells(practice: Practice, settle: Settle) -> None:
    practice.execute("UPDATE organizations SET name = ? WHERE name LIKE 'Alder%'", "Alder\x1b[2J\u202e[red]")
    async with bulk(practice, settle, ALDER, ELM) as (app, pilot):
        await pilot.press("1", "5", "enter", "down", "enter")
        await settle(pilot)
        text = shown_text(app)
        assert "Alder\u241b[2J\u2426[red]" in text
        assert "\x1b" not in text
        assert "\u202e" not in text


async def test_longer_words_fit(practice: Practice, settle: Settle) -> None:
    use_locale(PSEUDO)
    try:
        async with bulk(practice, settle, ALDER, ELM) as (app, pilot):
            text = " ".join(shown_text(app).split())
            for words in ("Set every one to the number", "Number", "Back"):
                assert stretched(words) in text
            await pilot.press("1", "5", "enter")
            text = " ".join(shown_text(app).split())
            assert stretched("Yes, send them") in text
            assert stretched("To be sent: {clients}.").format(clients="").split("{")[0].split()[0] in text
    finally:
        use_locale("en")
