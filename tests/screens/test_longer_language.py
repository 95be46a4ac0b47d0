"""Words 40 % longer than English still fit 80x24 on the screens around the home screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from textual.screen import Screen

from backend_client.errors import CodeMethod, CodeRequired
from backend_client.portal.portal import Portal
from tests.conftest import Settle
from tests.screens.stand_ins import StandInFront, StandInPortal, StandInSession, shown_text
from tests.unit.tui.portal_values import make_client, make_collection, make_provider, make_vault
from tui.screens.code_prompt import CodePrompt
from tui.screens.first_run import FirstRunScreen
from tui.screens.help import HelpScreen
from tui.screens.organization_vault import OrganizationVaultScreen
from tui.screens.provider_choice import ProviderChoiceScreen
from tui.screens.sign_in import SignInScreen
from tui.screens.terminal_check import TerminalCheckScreen
from tui.screens.unlock import UnlockScreen
from tui.translate import PSEUDO, stretched, use_locale


@pytest.fixture(autouse=True)
def _longer_language() -> Iterator[None]:
    use_locale(PSEUDO)
    yield
    use_locale("en")


async def no_door(_where: str) -> Portal:
    raise AssertionError("nothing connects here")


def vault_screen() -> Screen[Any]:
    vault = make_vault(make_collection("Fleet"), make_collection("A/B", "ada@birch.example"))
    return OrganizationVaultScreen(StandInPortal(StandInSession(), vault), make_provider(), make_client())


def screens() -> list[tuple[Screen[Any], tuple[str, ...]]]:
    """Each screen with English words that have to be there whole."""
    code = CodeRequired([CodeMethod.NEW_DEVICE, CodeMethod.EMAIL], email_hint="a**@north.example")
    environment = {"BW_CLIENTID": "user.1", "BW_CLIENTSECRET": "x"}
    form = ("Server", "Method", "Client ID", "Client secret", "Practice (no account, no network)", "Back")
    return [
        (FirstRunScreen(), ("Try it now (practice, no account)", "Sign in", "Check this terminal")),
        (SignInScreen(no_door, environment=environment), (*form, "Personal API key")),
        (CodePrompt(StandInSession(), code), ("Code", "Cancel", "Other method", "Send again")),
        (UnlockScreen(StandInPortal(), environment={}), ("Master password", "Sign out", "Locked")),
        (ProviderChoiceScreen([make_provider()]), ("Name", "Your role", "State", "MSP", "Choose", "Back")),
        (ProviderChoiceScreen((), email="a@b.c"), ("To become a provider you need:", "No provider")),
        (TerminalCheckScreen(environment={}), ("Size", "Encoding", "Connection", "none", "Back")),
        (vault_screen(), ("Name", "Groups", "Managed by", "Unassigned", "! nobody", "Details", "New")),
    ]


@pytest.mark.parametrize("index", range(8))
async def test_labels_and_keys_are_whole(index: int, settle: Settle) -> None:
    screen, words = screens()[index]
    app = StandInFront(screen)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        text = " ".join(shown_text(app).split())
        missing = [word for word in words if stretched(word) not in text]
        assert not missing, shown_text(app)


async def test_the_banner_and_the_help_are_broken_into_lines_and_not_cut(settle: Settle) -> None:
    app = StandInFront(vault_screen())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        text = " ".join(shown_text(app).split())
        assert stretched("Access through provider {provider}.").format(provider="Northwind MSP") in text
        assert "37 used, 3 left~" in text
        assert app.screen.HELP
        words = stretched(app.screen.HELP).split()
        await app.push_screen(HelpScreen(app.screen))
        await pilot.pause()
        shown = shown_text(app)
        assert " ".join(words[:-1]) in " ".join(shown.split())
