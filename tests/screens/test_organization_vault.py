"""The organization vault: what it shows, its order, search, details, and what it says when reading fails."""

from __future__ import annotations

import pytest

from backend_client.errors import DecryptionFailed, ServerTimeout
from backend_client.portal.organization import OrganizationVault
from backend_client.portal.seats import Seats
from tests.conftest import Settle
from tests.screens.stand_ins import StandInFront, StandInPortal, StandInSession, shown_text
from tests.unit.tui.portal_values import (
    HOSTILE,
    make_client,
    make_collection,
    make_provider,
    make_vault,
)
from tui.presenters.command_words import Command, Verb
from tui.screens.organization_vault import OrganizationVaultScreen

ADA = "ada@birch.example"
VAULT = make_vault(
    make_collection("Sales", ADA, id="sales", groups=("Field staff", "Office")),
    make_collection("IT", ADA, id="it"),
    make_collection("IT/Servers", ADA, id="servers"),
    make_collection("Fleet", id="fleet"),
    make_collection(None, ADA, id="broken"),
)


def opened(*answers: OrganizationVault | Exception) -> StandInFront:
    portal = StandInPortal(StandInSession(), *answers)
    return StandInFront(OrganizationVaultScreen(portal, make_provider(), make_client()))


def table_names(app: StandInFront) -> list[str]:
    """The first words of the table's lines."""
    lines = shown_text(app).splitlines()
    top = next(index for index, line in enumerate(lines) if "Managed by" in line and "Permission" in line)
    bottom = next(index for index, line in enumerate(lines) if line.startswith("----") and index > top)
    return [line[2:20].rstrip() for line in lines[top + 1 : bottom] if line.strip()]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_it_shows(size: tuple[int, int], settle: Settle) -> None:
    app = opened(VAULT)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        text = shown_text(app)
        assert "Clients > Birch & Sons > Vault" in text
        assert "Birch & Sons collections" in text
        assert "Access through provider Northwind MSP. Enterprise, 40 seats, 37 used, 3 left" in text
        assert "! 1 collection without manager  1 name cannot be opened" in text
        assert "as of 14:02" in text
        assert "5 collections" in text
        for heading in ("Name", "Groups", "Permission", "Managed by", "! nobody", "No access"):
            assert heading in text
        names = ["Unassigned", "Fleet", "IT", "  Servers", "Sales", "(cannot be opened)"]
        assert table_names(app) == names


async def test_search_narrows_and_every_way_out_of_it(settle: Settle) -> None:
    app = opened(VAULT)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("slash", *"serv")
        assert table_names(app) == ["IT/Servers"]
        await pilot.press("enter")
        assert "1 of 5 collections" in shown_text(app)
        await pilot.press("backspace")
        assert len(table_names(app)) == 6
        await pilot.press("slash", *"zzz")
        assert "Nothing matches 'zzz'. Esc clears." in shown_text(app)
        await pilot.press("escape")
        assert len(table_names(app)) == 6
        await pilot.press("h")
        assert app.results == [None]


async def test_one_key_shows_what_nobody_manages_alone(settle: Settle) -> None:
    app = opened(VAULT)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("exclamation_mark")
        assert table_names(app) == ["Fleet"]
        assert "1 of 5 collections" in shown_text(app)
        await pilot.press("slash", *"it", "enter")
        assert "Nothing matches 'it'" in shown_text(app)
        await pilot.press("escape", "exclamation_mark")
        assert len(table_names(app)) == 6
        await pilot.press("exclamation_mark", "escape")
        assert len(table_names(app)) == 6


async def test_unmanaged_alone_where_everything_is_managed(settle: Settle) -> None:
    app = opened(make_vault(make_collection("IT", ADA)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("exclamation_mark")
        assert "Somebody manages every collection. ! shows all of them." in shown_text(app)


async def test_sorting_goes_through_the_columns_and_back(settle: Settle) -> None:
    app = opened(VAULT)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        first = table_names(app)
        assert "Name ^" in shown_text(app)
        await pilot.press("greater_than_sign")
        assert "Groups ^" in shown_text(app)
        assert table_names(app)[-1] == "Sales"
        await pilot.press("greater_than_sign", "greater_than_sign")
        assert "Managed by ^" in shown_text(app)
        assert table_names(app)[1] == "Fleet"
        await pilot.press(*["less_than_sign"] * 3)
        assert table_names(app) == first


async def test_enter_tells_everything_about_a_row(settle: Settle) -> None:
    app = opened(VAULT)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("j", "j", "j", "j", "enter")
        text = shown_text(app)
        assert "Field staff, Office" in text
        assert "Field staff +1" in text
        await pilot.press("k")
        assert "IT/Servers" in shown_text(app)
        await pilot.press("G")
        assert "does not open with this organization's key" in shown_text(app)
        await pilot.press("escape")
        assert "does not open" not in shown_text(app)
        assert app.results == []


async def test_a_refresh_keeps_the_cursor_on_its_row(settle: Settle) -> None:
    more = make_vault(*VAULT.collections, make_collection("Accounts", ADA, id="accounts"))
    app = opened(VAULT, more)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("j", "j", "j", "j")
        assert ">  Sales" in shown_text(app) or "> Sales" in shown_text(app)
        await pilot.press("R")
        await settle(pilot)
        assert "Accounts" in shown_text(app)
        assert any(line.startswith("> ") and "Sales" in line for line in shown_text(app).splitlines())


async def test_a_failed_refresh_keeps_what_is_shown_and_says_so(settle: Settle) -> None:
    app = opened(VAULT, ServerTimeout(host="vault.north.example", seconds=10))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("R")
        await settle(pilot)
        text = " ".join(shown_text(app).split())
        assert "did not answer for 10 s. The older state is shown. Retrying at" in text
        assert "as of 14:02 STALE" in text
        assert len(table_names(app)) == 6


async def test_a_vault_that_does_not_open_says_why(settle: Settle) -> None:
    app = opened(DecryptionFailed(), VAULT)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "could not be decrypted" in shown_text(app)
        await pilot.press("R")
        await settle(pilot)
        assert "Servers" in shown_text(app)
        assert "could not be decrypted" not in shown_text(app)


async def test_a_mistake_of_ours_is_said_and_does_not_hang(settle: Settle) -> None:
    app = opened(RuntimeError("a detail that is not for the screen"), VAULT)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.pause()
        text = " ".join(shown_text(app).split())
        assert "Something went wrong inside this program (RuntimeError)." in text
        assert "a detail" not in text
        await pilot.press("R")
        await settle(pilot)
        assert "Servers" in shown_text(app)


async def test_an_empty_vault_carries_its_key(settle: Settle) -> None:
    app = opened(make_vault())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert table_names(app) == ["Unassigned"]
        assert "No collections yet. n creates some, I imports." in shown_text(app)


async def test_locking_clears_what_the_keys_had_opened(settle: Settle) -> None:
    app = opened(VAULT)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("G", "enter")
        screen = app.screen
        assert isinstance(screen, OrganizationVaultScreen)
        screen.on_locked()
        await settle(pilot)
        text = shown_text(app)
        for gone in ("Sales", "Servers", "nobody", "without manager", ADA, "14:02"):
            assert gone not in text
        assert "Locked. Unlock to read it again." in text
        screen.on_unlocked()
        await settle(pilot)
        assert "Servers" in shown_text(app)


async def test_typed_commands(settle: Settle) -> None:
    app = opened(VAULT)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, OrganizationVaultScreen)
        assert screen.obey(Command(Verb.FILTER, "fleet"))
        assert screen.obey(Command(Verb.SORT, "managed_by"))
        assert screen.obey(Command(Verb.REFRESH))
        await settle(pilot)
        assert table_names(app) == ["Fleet"]
        assert "Managed by ^" in shown_text(app)
        assert screen.obey(Command(Verb.FILTER))
        assert screen.obey(Command(Verb.SORT, "colour"))
        await settle(pilot)
        assert "name, groups, permission, managed_by" in shown_text(app)
        assert not screen.obey(Command(Verb.LOCK))


async def test_hostile_names_reach_the_terminal_harmlessly(settle: Settle) -> None:
    vault = make_vault(
        make_collection(f"{HOSTILE}/{HOSTILE}", HOSTILE, groups=(HOSTILE, HOSTILE), id="h"),
        make_collection("x" * 10_000, ADA, id="long"),
        client=make_client(HOSTILE, seats=Seats(1, None)),
    )
    portal = StandInPortal(StandInSession(), vault)
    app = StandInFront(OrganizationVaultScreen(portal, make_provider(HOSTILE), make_client(HOSTILE)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("G", "enter")
        text = shown_text(app)
        assert "[@click=app.quit]" in text
        assert all(line.isprintable() for line in text.splitlines())
