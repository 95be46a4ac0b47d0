"""Names that attack a terminal, a markup parser or a reader, driven through every screen at 80x24.

The texts sit in the practice backend's database and come in over its wire, collection names encrypted
with the organization's real key.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from textual.pilot import Pilot

from embedded_backend.seed import Persona, person
from tests.conftest import Settle
from tests.hostile.driving import (
    ADMIN,
    SIZE,
    app_on,
    check_screen,
    fill_in_form,
    flowing,
    screen_text,
    sign_in_by_keys,
    type_in,
    until,
)
from tests.hostile.fault_injector import FaultInjector
from tests.hostile.planting import HOME, poison_one_vault, rename_clients, rename_provider
from tests.hostile.texts import EVERYTHING, EVERYTHING_SHOWN, HOSTILE
from tests.practice import Practice
from tui.app import SeatwardenApp
from tui.screens.clients import ClientsScreen
from tui.screens.code_prompt import CodePrompt
from tui.screens.organization_vault import OrganizationVaultScreen
from tui.screens.provider_choice import ProviderChoiceScreen
from tui.screens.unlock import UnlockScreen


@pytest.fixture
def hostile(practice: Practice) -> Practice:
    """A practice backend whose provider has one client for each hostile text."""
    rename_clients(practice.database)
    rename_provider(practice, "Northwind MSP", EVERYTHING)
    return practice


def home(app: SeatwardenApp) -> ClientsScreen:
    assert isinstance(app.screen, ClientsScreen), "the application left its home screen"
    return app.screen


async def every_row(pilot: Pilot[Any], rows: int) -> str:
    """Put the cursor on every row, checking the screen each time; all screens that were seen."""
    seen = [screen_text(pilot.app)]
    await pilot.press("g")
    for _row in range(rows):
        check_screen(pilot.app)
        seen.append(screen_text(pilot.app))
        await pilot.press("j")
    return "\n".join(seen)


async def test_the_client_table_shows_every_name_as_text(hostile: Practice, settle: Settle) -> None:
    app = app_on(hostile)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        seen = await every_row(pilot, len(HOSTILE) + 1)
        for each in HOSTILE:
            assert each.shown in seen, f"{each.shown!r} is nowhere to be seen"
        assert EVERYTHING_SHOWN[:20] in screen_text(app)
        for key in ("greater_than_sign", "greater_than_sign", "less_than_sign", "exclamation_mark", "R"):
            await pilot.press(key)
            await settle(pilot)
            check_screen(app)
        assert len(home(app).table.rows) == len(HOSTILE) + 1


async def test_filter_marks_and_yank_of_hostile_names(hostile: Practice, settle: Settle) -> None:
    app = app_on(hostile)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for wanted, raw in (
            ("[leg", "Acme [Legacy] vault"),
            ("osc", HOSTILE[4].raw),
            ("nul", HOSTILE[9].raw),
        ):
            await pilot.press("slash")
            await type_in(pilot, wanted)
            await pilot.press("enter", "space", "V", "V", "y", "y")
            await settle(pilot)
            check_screen(app)
            (row,) = home(app).table.rows
            assert row.client.name == raw
            assert app.clipboard == row.name
            assert app.clipboard.isprintable()
            assert row.name[:20] in flowing(app)
            await pilot.press("escape")
        await pilot.press("slash")
        await type_in(pilot, "[/][@click=x]")
        assert "[/][@click=x]" in screen_text(app)
        check_screen(app)


async def test_the_command_line_help_and_palette_among_hostile_names(
    hostile: Practice, settle: Settle
) -> None:
    app = app_on(hostile)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("colon")
        await type_in(pilot, "vault ")
        await pilot.pause()
        check_screen(app)
        for _completion in range(5):
            await pilot.press("tab")
            check_screen(app)
        await pilot.press("escape", "colon")
        await type_in(pilot, "vault osc")
        await pilot.press("tab", "enter")
        await settle(pilot)
        assert isinstance(app.screen, OrganizationVaultScreen), flowing(app)
        assert "osc ␛]52;c;aGFja2Vk␇ end" in screen_text(app)
        await pilot.press("escape")
        await pilot.press("question_mark")
        check_screen(app)
        await pilot.press("escape", "ctrl+p")
        await type_in(pilot, "[/x]")
        await pilot.pause()
        check_screen(app)
        await pilot.press("escape", "colon")
        await type_in(pilot, "provider [/nobody][@click=app.quit]")
        await pilot.press("enter")
        await settle(pilot)
        check_screen(app)
        assert "[/nobody][@click=app.quit]" in flowing(app)
        assert "[Legacy]" in flowing(app)


async def test_a_hostile_client_opens_and_shows_its_name(hostile: Practice, settle: Settle) -> None:
    app = app_on(hostile)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for wanted, shown in (("[leg", "Acme [Legacy] vault"), ("osc", "osc ␛]52;c;aGFja2Vk␇ end")):
            await pilot.press("slash")
            await type_in(pilot, wanted)
            await pilot.press("enter", "enter")
            await settle(pilot)
            assert isinstance(app.screen, OrganizationVaultScreen)
            check_screen(app)
            assert screen_text(app).count(shown) == 2
            await pilot.press("escape", "escape")
        assert app.is_running


async def test_every_row_and_detail_of_a_hostile_vault(practice: Practice, settle: Settle) -> None:
    await poison_one_vault(practice)
    app = app_on(practice)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await type_in(pilot, HOME[:5])
        await pilot.press("enter", "enter")
        await settle(pilot)
        assert isinstance(app.screen, OrganizationVaultScreen)
        await pilot.press("greater_than_sign", "enter")
        rows = len(app.screen._table.rows)
        assert rows > len(HOSTILE)
        seen = await every_row(pilot, rows)
        for each in HOSTILE:
            first = each.shown.split("/")[0]
            assert first in seen, f"{first!r} is nowhere to be seen"
        await pilot.press("slash")
        await type_in(pilot, "[legacy]")
        check_screen(app)
        assert "Acme [Legacy] vault" in screen_text(app)


async def test_the_provider_choice_shows_hostile_names(practice: Practice, settle: Settle) -> None:
    rename_provider(practice, "Northwind MSP", "[/foo] \x1b]52;c;aGFja2Vk\x07")
    rename_provider(practice, "Southgate IT", EVERYTHING)
    app = app_on(practice, who=person(Persona.SEVERAL_PROVIDERS))
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ProviderChoiceScreen)
        await pilot.press("j")
        check_screen(app)
        assert "[/foo] ␛]52;c;aGFja2" in screen_text(app)
        assert EVERYTHING_SHOWN[:20] in screen_text(app)
        await pilot.press("enter")
        await settle(pilot)
        check_screen(app)
        assert home(app).table.rows


async def test_the_account_is_shown_as_text_when_locked_and_without_provider(
    practice: Practice, settle: Settle
) -> None:
    practice.execute("UPDATE users SET salt = email")
    for persona in (Persona.SECOND_ADMIN, Persona.NO_ORGANIZATION):
        email = f"{EVERYTHING}@{persona.value}.example"
        user = person(persona).user_id
        practice.execute("UPDATE users SET email = ?, name = ? WHERE id = ?", email, EVERYTHING, user)
    app = app_on(practice, watching=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await until(pilot, UnlockScreen)
        check_screen(app)
        assert EVERYTHING_SHOWN in flowing(app)
        await type_in(pilot, ADMIN.password)
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, OrganizationVaultScreen)
    app = app_on(practice, who=person(Persona.NO_ORGANIZATION), watching=True)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ProviderChoiceScreen)
        check_screen(app)
        assert EVERYTHING_SHOWN in flowing(app)


async def test_what_a_server_says_while_signing_in_is_shown_as_text(
    practice: Practice, settle: Settle
) -> None:
    faults = FaultInjector(practice.thread.app)
    refusal = {"ErrorModel": {"Message": EVERYTHING}, "error": EVERYTHING}
    faults.answer("/accounts/prelogin/password", json.dumps(refusal).encode(), status=400)
    app = app_on(practice, who=None, through=faults)
    async with app.run_test(size=SIZE) as pilot:
        await sign_in_by_keys(pilot, settle, ADMIN.email, "x")
        check_screen(app)
        assert EVERYTHING_SHOWN in flowing(app)
        faults.heal()
        faults.answer("/connect/token", json.dumps(refusal).encode(), status=422)
        await type_in(pilot, ADMIN.password)
        await pilot.press("enter")
        await settle(pilot, "sign-in")
        check_screen(app)
        assert EVERYTHING_SHOWN in flowing(app)


async def test_the_mail_address_of_a_code_is_shown_as_text(practice: Practice, settle: Settle) -> None:
    who = person(Persona.EMAIL_CODE)
    practice.execute("UPDATE users SET two_step_email = ? WHERE id = ?", f"long@{EVERYTHING}", who.user_id)
    app = app_on(practice, who=None)
    async with app.run_test(size=SIZE) as pilot:
        await fill_in_form(pilot, who.email, who.password)
        await until(pilot, CodePrompt)
        await settle(pilot, "code")
        check_screen(app)
        assert EVERYTHING_SHOWN in flowing(app)


async def test_hostile_plan_names_and_rows_from_the_wire(practice: Practice, settle: Settle) -> None:
    faults = FaultInjector(practice.thread.app)
    faults.change_rows("/organizations", lambda row: {**row, "plan": EVERYTHING})
    faults.change(
        "/billing/subscription",
        lambda whole: {**whole, "plans": [{**plan, "planName": EVERYTHING} for plan in whole["plans"]]},
    )
    app = app_on(practice, through=faults)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        check_screen(app)
        assert EVERYTHING_SHOWN[:9] in screen_text(app)
        assert EVERYTHING_SHOWN[:20] in home(app).query_one("#pools").text  # type: ignore[attr-defined]


async def test_the_yank_sends_the_terminal_only_what_is_visible(
    hostile: Practice, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_on(hostile)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        written: list[str] = []
        assert app._driver is not None
        monkeypatch.setattr(app._driver, "write", written.append)
        await pilot.press("slash")
        await type_in(pilot, "osc")
        await pilot.press("enter", "y", "y")
        await pilot.pause()
        (yanked,) = [text for text in written if text.startswith("\x1b]52;")]
    payload = base64.b64decode(yanked.removeprefix("\x1b]52;c;").removesuffix("\x07"))
    assert payload.decode() == "osc ␛]52;c;aGFja2Vk␇ end"
