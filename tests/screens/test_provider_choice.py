"""Several providers are asked for; none is taken silently; none at all is explained."""

from __future__ import annotations

from dataclasses import replace

from backend_client.portal.providers import ProviderKind
from tests.screens.stand_ins import StandInFront, shown_text
from tests.unit.tui.portal_values import HOSTILE, make_provider
from tui.screens.provider_choice import ProviderChoiceScreen

NORTH = replace(make_provider("Northwind MSP"), id="north")
SOUTH = replace(make_provider("Southwind"), id="south", enabled=False)
ODD = replace(make_provider(HOSTILE), id="odd")


async def test_all_of_them_are_listed_and_one_is_chosen() -> None:
    app = StandInFront(ProviderChoiceScreen([SOUTH, NORTH, ODD]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        text = shown_text(app)
        assert "Northwind MSP" in text
        assert "Suspended" in text
        assert "[/b]" in text
        assert all(line.isprintable() for line in text.splitlines())
        assert "Enter Choose" in text
        assert app.results == []
        await pilot.press("G", "enter")
    rows = sorted([NORTH, SOUTH, ODD], key=lambda one: one.name.casefold())
    assert app.results == [rows[-1]]


async def test_one_can_leave_without_choosing() -> None:
    app = StandInFront(ProviderChoiceScreen([SOUTH, NORTH]))
    async with app.run_test() as pilot:
        await pilot.press("h")
    assert app.results == [None]


async def test_whoever_has_none_learns_what_to_do() -> None:
    app = StandInFront(ProviderChoiceScreen((), email="ada@north.example"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        text = shown_text(app)
        assert "ada@north.example is in no provider" in text
        assert "An active Enterprise organization" in text
        assert "https://bitwarden.com/contact/" in text
        assert "Esc Back" in text
        assert "Choose" not in text
        await pilot.press("enter", "escape")
    assert app.results == [None]


async def test_a_single_provider_is_not_called_several() -> None:
    app = StandInFront(ProviderChoiceScreen([NORTH]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "You are in one provider." in shown_text(app)


async def test_own_organizations_alone_are_no_provider() -> None:
    app = StandInFront(ProviderChoiceScreen([replace(NORTH, kind=ProviderKind.OWN_ORGANIZATIONS)]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "These are your own organizations: you are in no provider." in shown_text(app)
