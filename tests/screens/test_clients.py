"""The home screen by keys: the picture, filter, order, marks, empty states, narrow and plain terminals."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from backend_client.errors import NoProvider
from backend_client.portal.providers import KeyState, Provider, ProviderKind, ProviderRole
from backend_client.portal.seats import SeatPool
from tests.screens.support import NORTHWIND, PICTURE, StandInPortal, app_on, client, screen_lines
from tui.app import SeatwardenApp, Start
from tui.screens.clients import ClientsScreen
from tui.translate import PSEUDO, use_locale
from tui.widgets.key_bar import KeyBar


@asynccontextmanager
async def home(
    portal: StandInPortal | None = None, *, size: tuple[int, int] = (80, 24), start: Start | None = None
) -> AsyncIterator[tuple[Pilot[None], SeatwardenApp]]:
    """The home screen, filled."""
    app = app_on(portal or StandInPortal(), start=start)
    async with app.run_test(size=size) as pilot:
        await ready(pilot)
        yield pilot, app


async def ready(pilot: Pilot[None]) -> None:
    """Every message handled and every worker at its end."""
    await pilot.pause()
    while pending := [worker for worker in pilot.app.workers if not worker.is_finished]:
        await pilot.app.workers.wait_for_complete(pending)
        await pilot.pause()
    await pilot.pause()


def screen_of(app: SeatwardenApp) -> ClientsScreen:
    assert isinstance(app.screen, ClientsScreen)
    return app.screen


def shown_names(app: SeatwardenApp) -> list[str]:
    return [row.name for row in screen_of(app).table.rows]


EXPECTED = """\
 Seatwarden  Northwind MSP  Provider admin                PRACTICE  as of 14:02
 ! 1 OVER  1 FULL  1 LOW  4 accepted* to confirm  1 suspended  1 key problem
--------------------------------------------------------------------------------
  Client ^                   Assigned Used Remaining Plan  Usage      Wait Setup
  Alder Dental Group               12   12         0 Teams ##### FULL    -   4/4
> Birch & Sons Logistics           40   37         3 Ent   ####. LOW    8*   3/5
  Delta Fisheries                  25   26        -1 Ent   ##### OVER    -   6/6
 xElm Street Clinic                 6    2         4 Teams #.... OK     1*   1/4
  Granite Legal LLP                30   22         8 Ent   ###.. OK      -  susp
  Harbour Hotels                   18    9         9 Teams ##... OK      -  key!
  My Client's Organization         15    1        14 Ent   #.... OK      1   1/6
  Second Client's Organizat~       20    1        19 Teams #.... OK      1   0/4
  Third Client's Organizati~       10    1         9 Ent   #.... OK      1   1/6



--------------------------------------------------------------------------------
  Total: 9 clients, 1 marked      176  111        65                    12
  Enterprise  minimum 150  assigned 180  unassigned  0  purchased 30
  Teams       minimum  75  assigned  64  unassigned 11  purchased  0
--------------------------------------------------------------------------------
 Birch & Sons Logistics: 3 of 40 seats left; 3 accepted (c confirms), 5 invited.

 Enter Vault  o Onboarding  n New  s Seats  Space Mark  / Filter  ? Help  q Quit"""


async def test_the_picture_at_80_by_24() -> None:
    async with home() as (pilot, app):
        await pilot.press("j", "j", "j", "space", "k", "k", "k")
        await ready(pilot)
        assert "\n".join(screen_lines(app)) == EXPECTED


async def test_at_120_columns_the_plan_is_written_out() -> None:
    async with home(size=(120, 40)) as (_pilot, app):
        lines = screen_lines(app)
        assert "Second Client's Organization  " in lines[11]
        assert " Enterprise " in lines[5]
        assert len(lines) == 40


@pytest.mark.parametrize("size", [(20, 10), (40, 12), (60, 20), (79, 24), (200, 60)])
async def test_every_size_shows_names_and_no_line_is_too_long(size: tuple[int, int]) -> None:
    async with home(size=size) as (_pilot, app):
        lines = screen_lines(app)
        assert max(map(len, lines)) <= size[0]
        assert any("Alder Dental" in line for line in lines)


@pytest.fixture
def _pseudo() -> Iterator[None]:
    use_locale(PSEUDO)
    yield
    use_locale()


@pytest.mark.usefixtures("_pseudo")
async def test_a_longer_language_still_fits_and_keeps_help_and_quit() -> None:
    async with home() as (_pilot, app):
        lines = screen_lines(app)
        assert max(map(len, lines)) <= 80
        assert len(lines) == 24
        assert "? [Help]" in lines[-1]
        assert "q [Quit]" in lines[-1]
        assert "Alder Dental Group" in lines[4]


async def test_filter_narrows_rows_and_totals_and_esc_clears() -> None:
    async with home() as (pilot, app):
        await pilot.press("slash", *"CLIENT'S")
        assert len(shown_names(app)) == 3
        await pilot.press("enter")
        assert "Total: 3 of 9 clients" in screen_lines(app)[17]
        await pilot.press("escape")
        assert len(shown_names(app)) == 9


async def test_an_exclamation_mark_inverts_the_filter() -> None:
    async with home() as (pilot, app):
        await pilot.press("slash", *"!client")
        assert len(shown_names(app)) == 6


async def test_a_filter_without_a_match_says_how_to_leave() -> None:
    async with home() as (pilot, app):
        await pilot.press("slash", *"[/b]")
        assert "Nothing matches '[/b]'. Esc clears." in screen_lines(app)[4]
        await pilot.press("escape")
        assert len(shown_names(app)) == 9
        assert app.focused is screen_of(app).table


async def test_backspace_leaves_an_empty_filter_because_a_lone_esc_may_be_delayed() -> None:
    async with home() as (pilot, app):
        await pilot.press("slash", "x", "backspace", "backspace")
        assert app.focused is screen_of(app).table


async def test_trouble_first_and_back() -> None:
    async with home() as (pilot, app):
        before = shown_names(app)
        await pilot.press("exclamation_mark")
        assert shown_names(app)[:4] == [
            "Delta Fisheries",
            "Harbour Hotels",
            "Granite Legal LLP",
            "Alder Dental Group",
        ]
        await pilot.press("exclamation_mark")
        assert shown_names(app) == before


async def test_sorting_by_the_next_column_shows_the_arrow_there() -> None:
    async with home() as (pilot, app):
        await pilot.press("greater_than_sign", "greater_than_sign", "greater_than_sign")
        assert shown_names(app)[0] == "Delta Fisheries"
        assert "Remaini~^" in screen_lines(app)[3]
        await pilot.press("less_than_sign")
        assert shown_names(app)[0] == "Birch & Sons Logistics"


async def test_the_cursor_stays_on_its_client_when_the_order_changes() -> None:
    async with home() as (pilot, app):
        await pilot.press("j", "greater_than_sign")
        row = screen_of(app).table.cursor_row
        assert row is not None
        assert row.name == "Birch & Sons Logistics"


async def test_a_range_of_marks() -> None:
    async with home() as (pilot, app):
        await pilot.press("j", "V", "j", "j", "V")
        assert screen_of(app).table.marks == {f"link-{each.name}" for each in PICTURE[1:4]}
        assert "3 marked" in screen_lines(app)[17]


async def test_marks_survive_a_filter_that_hides_them() -> None:
    async with home() as (pilot, app):
        await pilot.press("space", "slash", *"birch", "enter")
        assert "1 of 9 clients, 1 marked" in screen_lines(app)[17]


async def test_no_clients_yet() -> None:
    async with home(StandInPortal(clients=(), pools=())) as (_pilot, app):
        assert "No clients yet." in "\n".join(screen_lines(app))


async def test_an_account_in_no_provider_learns_why_nothing_is_listed() -> None:
    class Nowhere(StandInPortal):
        async def providers(self) -> tuple[Provider, ...]:
            raise NoProvider

    app = app_on(Nowhere())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.pause()
        assert "is in no provider" in " ".join(screen_lines(app))


async def test_several_providers_are_asked_for_and_never_the_first_taken() -> None:
    other = replace(NORTHWIND, id="p-2", name="Aurora Resale")
    portal = StandInPortal(all_providers=(NORTHWIND, other))
    app = app_on(portal)
    async with app.run_test(size=(80, 24)) as pilot:
        while "Aurora Resale" not in " ".join(screen_lines(app)):
            await pilot.pause()
        assert portal.lists_read == 0
        await pilot.press("j", "enter")
        await ready(pilot)
        assert "Northwind MSP" in screen_lines(app)[0]


async def test_a_provider_named_at_the_start_is_not_asked_for() -> None:
    other = replace(NORTHWIND, id="p-2", name="Aurora Resale")
    portal = StandInPortal(all_providers=(NORTHWIND, other))
    async with home(portal, start=Start("practice", provider="p-2")) as (_pilot, app):
        assert "Aurora Resale" in screen_lines(app)[0]


async def test_an_unknown_provider_name_lists_the_known_ones() -> None:
    async with home(start=Start("practice", provider="Nobody")) as (_pilot, app):
        assert "'Nobody' is none of your providers: Northwind MSP." in " ".join(screen_lines(app))


async def test_business_units_are_called_so() -> None:
    unit = Provider("p-1", "Globex", ProviderKind.BUSINESS_UNIT, ProviderRole.ADMIN, key=KeyState.OPEN)
    async with home(StandInPortal(all_providers=(unit,))) as (_pilot, app):
        lines = screen_lines(app)
        assert "Business unit ^" in lines[3]
        assert "Total: 9 business units" in lines[17]


async def test_watching_says_so_and_opens_no_vault() -> None:
    async with home(start=Start("practice", watch=True)) as (pilot, app):
        assert "WATCHING  PRACTICE" in screen_lines(app)[0]
        await pilot.press("v")
        assert "Watching holds no keys" in screen_of(app).message
        await pilot.press("enter")
        assert isinstance(app.screen, ClientsScreen)


async def test_a_key_that_may_not_be_used_stays_visible_dim_and_says_why() -> None:
    keyless = replace(NORTHWIND, key=KeyState.MISSING)
    async with home(StandInPortal(all_providers=(keyless,))) as (pilot, app):
        bar = app.screen.query_one(KeyBar)
        assert [part.style for part in bar.lines[0].left if part.text in ("Enter", " Vault")] == [
            "dim",
            "dim",
        ]
        await pilot.press("v")
        assert "the provider's key is missing" in screen_of(app).message
        assert isinstance(app.screen, ClientsScreen)


async def test_the_first_run_can_lead_to_practice() -> None:
    portal = StandInPortal()
    app = app_on(portal, start=Start())
    async with app.run_test(size=(80, 24)) as pilot:
        while "Try it now" not in " ".join(screen_lines(app)):
            await pilot.pause()
        assert portal.lists_read == 0
        await pilot.press("enter")
        await ready(pilot)
        assert "PRACTICE" in screen_lines(app)[0]
        assert len(screen_of(app).table.rows) == 9


HOSTILE = (
    "Acme [Legacy] vault",
    "[/foo]",
    "[@click=app.quit]x[/]",
    "\x1b]52;c;aGFjaw==\x07",
    "\x9b31m red",
    "abc\u202egnp.exe",
    "zero\u200bwidth",
    "nul\x00",
    "n" * 10_000,
    "Ёж 漢字 😀 é",
)


async def test_hostile_names_are_shown_as_they_are_and_never_obeyed() -> None:
    clients = tuple(client(name, 10, 3) for name in HOSTILE)
    pools = (SeatPool("\x1b[31m[red]Plan", 1, 1, 0),)
    provider = replace(NORTHWIND, name="[b]North\x1bwind[/b]")
    portal = StandInPortal(clients=clients, pools=pools, all_providers=(provider,))
    async with home(portal, size=(120, 40)) as (pilot, app):
        for _ in HOSTILE:
            await pilot.press("j")
            text = "".join(screen_lines(app))
            assert text.isprintable(), [character for character in text if not character.isprintable()]
        shown = "\n".join(screen_lines(app))
        for name in ("Acme [Legacy] vault", "[/foo]", "[@click=app.quit]x[/]", "␛]52;c;aGFjaw==␇"):
            assert name in shown
        assert "[b]North␛wind[/b]" in shown


async def test_levels_are_words_so_a_monochrome_terminal_loses_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with home() as (_pilot, app):
        lines = "\n".join(screen_lines(app))
        for word in ("OVER", "FULL", "LOW", "OK", "susp", "key!"):
            assert word in lines


async def test_copying_a_name_sends_the_safe_one() -> None:
    portal = StandInPortal(clients=(client("\x1b]52;c;x\x07", 3, 1),))
    async with home(portal) as (pilot, app):
        await pilot.press("y", "y")
        assert app.clipboard == "␛]52;c;x␇"
        assert "Sent to the terminal's clipboard" in screen_of(app).message


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (":filter birch", "1 of 9 clients"),
        (":sort -used", "Second"),
        (":sort colour", "Sort by one of: client, assigned"),
        (":vault Nobody", "0 clients are named 'Nobody'."),
        (":nonsense", "No command ':nonsense'"),
    ],
)
async def test_typed_commands(typed: str, found: str) -> None:
    async with home() as (pilot, app):
        await pilot.press(*(" " if key == " " else key for key in typed), "enter")
        await ready(pilot)
        assert found in " ".join(screen_lines(app))
