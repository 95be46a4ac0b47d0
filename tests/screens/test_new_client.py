"""`n` by keys on the practice backend: cards, live figures, review, creation, and all that can go wrong."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from backend_client.portal.account import SessionState
from embedded_backend.seed import Persona, person
from tests.hostile.driving import check_screen, flowing, screen_text, type_in, until
from tests.hostile.fault_injector import Message, Receive, Send
from tests.practice import Practice
from tests.quiet import quiet
from tests.screens.form_driving import at_home, find, form, home, press, says
from tui.screens.clients import ClientsScreen
from tui.screens.form import Step
from tui.screens.new_client import NewClientScreen
from tui.screens.onboarding import OnboardingScreen
from tui.screens.unlock import UnlockScreen
from tui.translate import PSEUDO, use_locale

OWNER = "jo@kestrel.example"


async def fill_in(
    pilot: Pilot[Any], name: str = "Kestrel Foods", owner: str = OWNER, seats: str = "5"
) -> None:
    """From the second plan (Teams) to the last field, by keys."""
    await press(pilot, "down", "enter")
    await type_in(pilot, name)
    await pilot.press("enter")
    await type_in(pilot, owner)
    await pilot.press("enter")
    await type_in(pilot, seats)
    await quiet(pilot)


def clients_named(practice: Practice, name: str) -> int:
    ((count,),) = practice.execute("SELECT count(*) FROM organizations WHERE name = ?", name)
    assert isinstance(count, int)
    return count


async def test_the_cards_and_every_keystroke(practice: Practice) -> None:
    async with home(practice) as (pilot, app):
        await press(pilot, "n")
        lines = screen_text(app).splitlines()
        assert "> Enterprise (Monthly)  $5.40 per seat and month" in lines[2]
        assert "  Teams (Monthly)  $3.60 per seat and month" in lines[3]
        says(pilot, "Prices are after your provider's discount of 10 %.")
        says(pilot, "Unassigned seats left: 0 Additional seats purchased: 1 Costs $5.40 more per month")
        await fill_in(pilot, seats="1")
        says(pilot, "Unassigned seats left: 10 Characters of the name: 13 of 50")
        await press(pilot, "2")
        says(pilot, "Unassigned seats left: 0 Additional seats purchased: 1 Costs $3.60 more per month")
        await press(pilot, "backspace", "backspace")
        says(pilot, "Unassigned seats: 11")
        await press(pilot, "plus")
        says(pilot, "Unassigned seats left: 10")
        check_screen(app)


async def test_created_opened_and_found_in_the_list(practice: Practice, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    async with home(practice, journal=journal) as (pilot, _app):
        await find(pilot, "birch")
        await press(pilot, "n")
        await fill_in(pilot)
        await press(pilot, "enter")
        await form(pilot, Step.REVIEW)
        for sentence in (
            "Client organization: Kestrel Foods",
            "Client owner: jo@kestrel.example (is invited at once and takes a seat)",
            "Plan: Teams (Monthly) Seats: 5 Unassigned seats left: 6",
            "> No, back to the form",
        ):
            says(pilot, sentence)
        assert clients_named(practice, "Kestrel Foods") == 0
        assert not journal.exists()
        await press(pilot, "down", "enter")
        await until(pilot, OnboardingScreen)
        await quiet(pilot)
        says(pilot, "Clients > Kestrel Foods > Onboarding")
        says(pilot, "Setup 0/4")
        says(pilot, "only the automatic one")
        await press(pilot, "escape")
        screen = await at_home(pilot)
        row = screen.table.cursor_row
        assert row is not None
        assert (row.name, row.client.seats.assigned, row.client.seats.used) == ("Kestrel Foods", 5, 1)
        assert screen.message.startswith("Kestrel Foods was created with 5 seats; jo@kestrel.example was")
        assert len(screen.table.rows) > 1
        await press(pilot, "m")
        await press(pilot, "escape")
        assert (await at_home(pilot)).message == ""
        assert clients_named(practice, "Kestrel Foods") == 1
        invited = practice.execute("SELECT type, status FROM organization_users WHERE email = ?", OWNER)
        assert invited == [(0, 0)]


async def test_enter_alone_never_creates(practice: Practice) -> None:
    async with home(practice) as (pilot, _app):
        await press(pilot, "n")
        await fill_in(pilot)
        for _ in range(4):
            await press(pilot, "enter")
        await form(pilot)
        assert clients_named(practice, "Kestrel Foods") == 0


@pytest.mark.parametrize(
    ("name", "owner", "seats", "field", "sentence"),
    [
        ("", OWNER, "5", "name", "The name is empty."),
        ("x" * 51, OWNER, "5", "name", "The name is longer than 50 characters."),
        ("Kestrel", "jo@kestrel", "5", "owner", "This is no e-mail address"),
        ("Kestrel", OWNER, "0", "seats", "A client needs at least 1 seat."),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    practice: Practice, name: str, owner: str, seats: str, field: str, sentence: str
) -> None:
    async with home(practice) as (pilot, app):
        await press(pilot, "n")
        await fill_in(pilot, name, owner, seats)
        await press(pilot, "enter")
        screen = await form(pilot)
        assert sentence in screen.message
        assert app.focused is not None
        assert app.focused.id == field


async def test_where_the_fields_of_older_forms_are(practice: Practice) -> None:
    async with home(practice) as (pilot, app):
        await press(pilot, "n")
        says(pilot, "Where is the billing e-mail, storage, cadence, payment, minimum? F2 tells.")
        says(pilot, "Esc, then a adds it instead.")
        await fill_in(pilot)
        await press(pilot, "f2")
        text = flowing(app)
        await press(pilot, "end")
        text += flowing(app)
        for words in (
            "Billing e-mail",
            "$0.33 per GB per month beyond the included 1 GB",
            "Annual or monthly",
            "Payment information",
            "Seat limit",
            "Teams minimum 75 assigned 64 unassigned 11 purchased 0",
        ):
            assert words in text
        check_screen(app)
        await press(pilot, "escape")
        says(pilot, "Kestrel Foods")
        assert app.focused is not None
        assert app.focused.id == "seats"


async def test_one_esc_does_not_drop_what_was_typed(practice: Practice) -> None:
    async with home(practice) as (pilot, app):
        await press(pilot, "n", "escape")
        assert isinstance(app.screen, ClientsScreen)
        await press(pilot, "n")
        await fill_in(pilot)
        await press(pilot, "escape")
        screen = await form(pilot)
        assert "Esc again leaves" in screen.message
        await press(pilot, "ctrl+g")
        assert isinstance(app.screen, ClientsScreen)


async def test_service_users_see_why_not(practice: Practice) -> None:
    async with home(practice, Persona.SERVICE_USER) as (pilot, app):
        await press(pilot, "n")
        assert isinstance(app.screen, ClientsScreen)
        assert "Only provider admins may do this." in app.screen.message


async def test_an_unbilled_provider_says_why_not(practice: Practice) -> None:
    async with home(practice, Persona.UNBILLED_ADMIN) as (pilot, app):
        await press(pilot, "n")
        assert isinstance(app.screen, ClientsScreen)
        assert "not billed through the portal" in app.screen.message


async def test_without_keys_the_unlock_screen_comes_first(practice: Practice) -> None:
    async with home(practice, api_key=True) as (pilot, app):
        assert app.portal is not None
        assert app.portal.session.state is SessionState.LOCKED
        await pilot.press("n")
        await until(pilot, UnlockScreen)
        await type_in(pilot, person(Persona.SECOND_ADMIN).password)
        await pilot.press("enter")
        await until(pilot, NewClientScreen)
        await fill_in(pilot)
        await press(pilot, "enter", "down", "enter")
        await until(pilot, OnboardingScreen)
        assert clients_named(practice, "Kestrel Foods") == 1


async def test_locked_while_it_is_filled_in_it_stays_as_it_was(practice: Practice) -> None:
    async with home(practice) as (pilot, app):
        await press(pilot, "n")
        await fill_in(pilot)
        await pilot.press("ctrl+l")
        await until(pilot, UnlockScreen)
        assert OWNER not in flowing(app)
        await type_in(pilot, person(Persona.SECOND_ADMIN).password)
        await pilot.press("enter")
        await until(pilot, NewClientScreen)
        says(pilot, OWNER)


class Slow:
    """Holds one kind of request until `go` is set, and counts how many arrived."""

    def __init__(self, app: Any, end: str) -> None:
        self.app, self.end, self.go, self.arrived = app, end, asyncio.Event(), 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope.get("method") == "POST" and str(scope["path"]).endswith(self.end):
            self.arrived += 1
            await self.go.wait()
        await self.app(scope, receive, send)


async def test_while_it_is_sent_nothing_else_can_be_done(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(practice.thread.app, "/clients")
    monkeypatch.setattr(practice.thread, "app", slow)
    async with home(practice) as (pilot, app):
        await press(pilot, "n")
        await fill_in(pilot)
        await pilot.press("enter", "down", "enter")
        while not slow.arrived:
            await pilot.pause()
        await pilot.press("enter", "escape", "ctrl+g", "f2", "down", "enter")
        assert isinstance(app.screen, NewClientScreen)
        assert app.screen.step is Step.SENDING
        assert "It is being sent. Wait for the answer." in app.screen.message
        slow.go.set()
        await until(pilot, OnboardingScreen)
        assert slow.arrived == 1
        assert clients_named(practice, "Kestrel Foods") == 1


async def test_it_leaves_by_itself_when_the_screen_was_locked_meanwhile(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(practice.thread.app, "/clients")
    monkeypatch.setattr(practice.thread, "app", slow)
    async with home(practice) as (pilot, _app):
        await press(pilot, "n")
        await fill_in(pilot)
        await pilot.press("enter", "down", "enter")
        while not slow.arrived:
            await pilot.pause()
        await pilot.press("ctrl+l")
        await until(pilot, UnlockScreen)
        slow.go.set()
        await quiet(pilot)
        await type_in(pilot, person(Persona.SECOND_ADMIN).password)
        await pilot.press("enter")
        await until(pilot, OnboardingScreen)
        assert clients_named(practice, "Kestrel Foods") == 1


class Spoiler:
    """Lets a create through or not, and answers it, or every list after it, in another way."""

    def __init__(
        self, app: Any, *, passes: bool, status: int, then_lists: int = 200, lists_before: int = 0
    ) -> None:
        """After a create, `lists_before` lists are answered as usual, the others with `then_lists`."""
        self.app, self.passes, self.status, self.then_lists = app, passes, status, then_lists
        self.lists_before = lists_before
        self.created = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", ""))
        if scope.get("method") == "POST" and path.endswith("/clients"):
            self.created += 1
            if self.passes:
                await self.app(scope, receive, self._swallow)
            await self._answer(send, self.status)
        elif self.created and path.endswith("/organizations") and self._spoils_list():
            await self._answer(send, self.then_lists)
        else:
            await self.app(scope, receive, send)

    def _spoils_list(self) -> bool:
        self.lists_before -= 1
        return self.then_lists != 200 and self.lists_before < 0

    async def _swallow(self, _message: Message) -> None:
        """The real answer is lost."""

    async def _answer(self, send: Send, status: int) -> None:
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"message": "\x1b[31mno"}'})


async def try_to_create(pilot: Pilot[Any]) -> None:
    await press(pilot, "n")
    await fill_in(pilot)
    await press(pilot, "enter", "down", "enter")


async def test_a_half_made_client_is_explained_and_never_sent_again(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoiler = Spoiler(practice.thread.app, passes=True, status=500)
    monkeypatch.setattr(practice.thread, "app", spoiler)
    async with home(practice) as (pilot, app):
        await try_to_create(pilot)
        await form(pilot, Step.OVER)
        says(pilot, "The client exists, but the server failed before it finished it")
        says(pilot, "Do not create it again.")
        check_screen(app)
        await press(pilot, "enter")
        screen = await at_home(pilot)
        assert any(row.name == "Kestrel Foods" for row in screen.table.rows)
        assert spoiler.created == 1


async def test_an_outcome_nobody_knows_is_not_repeated(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoiler = Spoiler(practice.thread.app, passes=True, status=200, then_lists=403)
    monkeypatch.setattr(practice.thread, "app", spoiler)
    async with home(practice) as (pilot, _app):
        await try_to_create(pilot)
        await form(pilot, Step.OVER)
        says(pilot, "it is not known whether it happened")
        spoiler.then_lists = 200
        await press(pilot, "escape")
        screen = await at_home(pilot)
        assert any(row.name == "Kestrel Foods" for row in screen.table.rows)
        assert spoiler.created == 1


async def test_a_created_client_whose_list_breaks_is_still_told_as_created(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoiler = Spoiler(practice.thread.app, passes=True, status=200, then_lists=403, lists_before=1)
    monkeypatch.setattr(practice.thread, "app", spoiler)
    async with home(practice) as (pilot, _app):
        await try_to_create(pilot)
        await until(pilot, OnboardingScreen)
        await press(pilot, "ctrl+g", "escape")
        screen = await at_home(pilot)
        assert "Kestrel Foods was created with 5 seats" in screen.message
        assert (spoiler.created, clients_named(practice, "Kestrel Foods")) == (1, 1)


async def test_a_refused_create_keeps_what_was_typed(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoiler = Spoiler(practice.thread.app, passes=False, status=400)
    monkeypatch.setattr(practice.thread, "app", spoiler)
    async with home(practice) as (pilot, app):
        await try_to_create(pilot)
        screen = await form(pilot)
        assert "Nothing was changed." in screen.message
        says(pilot, OWNER)
        check_screen(app)
        assert (spoiler.created, clients_named(practice, "Kestrel Foods")) == (1, 0)


async def test_no_secret_is_on_the_screen_in_logs_or_in_the_journal(
    practice: Practice, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    journal = tmp_path / "journal.jsonl"
    async with home(practice, journal=journal) as (pilot, app):
        await try_to_create(pilot)
        await until(pilot, OnboardingScreen)
        await quiet(pilot)
        ((key, private),) = practice.execute(
            "SELECT link.key, organization.private_key FROM provider_organizations AS link"
            " JOIN organizations AS organization ON organization.id = link.organization_id"
            " WHERE organization.name = 'Kestrel Foods'"
        )
        left = journal.read_text() + caplog.text + screen_text(app)
        for secret in (str(key)[2:42], str(private)[2:42], person(Persona.SECOND_ADMIN).password):
            assert secret not in left


@pytest.mark.parametrize("keys", [("n",), ("s",), ("e",), ("M",)])
async def test_words_40_percent_longer_still_fit(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...]
) -> None:
    use_locale(PSEUDO)
    try:
        async with home(practice) as (pilot, app):
            await press(pilot, "j", *keys)
            await form(pilot)
            lines = screen_text(app).splitlines()
            assert (len(lines), max(map(len, lines)) <= 80) == (24, True)
            assert "[Back]" in lines[-1]
            readout = app.screen.query_one("#readout")
            assert readout.region.bottom <= app.screen.query_one("#form-fields").region.bottom
    finally:
        use_locale()
