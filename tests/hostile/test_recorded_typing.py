"""Developer tools and Textual's log record every key: nobody may type a real master password then."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend_client.connection import connect
from backend_client.portal.account import SessionState
from backend_client.portal.portal import Portal
from embedded_backend.seed import Persona, person
from tests.conftest import Settle
from tests.hostile.driving import SIZE, app_on, fill_in_form, flowing, until
from tests.practice import DEVICE, Practice
from tui.app import SeatwardenApp, Start
from tui.screens.clients import ClientsScreen

REAL = "https://vault.example.com"


def real_app(practice: Practice) -> SeatwardenApp:
    """The application on a server that is not known as practice."""

    async def open_portal(_where: str) -> Portal:
        return connect(REAL, device_id=DEVICE, asgi_app=practice.thread.app)

    return SeatwardenApp(open_portal, start=Start(REAL), remember=lambda _state: None)


@pytest.mark.parametrize("attached", ["log", "debug", "devtools"])
async def test_a_real_unlock_is_refused_while_typing_is_recorded(
    practice: Practice, settle: Settle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, attached: str
) -> None:
    app, practising = real_app(practice), app_on(practice, who=None)
    if attached == "log":
        monkeypatch.setattr("textual.constants.LOG_FILE", str(tmp_path / "textual.log"))
    if attached == "debug":
        monkeypatch.setattr("textual.constants.DEBUG", True)
    for each in (app, practising):
        if attached == "devtools":
            each.features = frozenset({"devtools"})
    who = person(Persona.SECOND_ADMIN)
    async with app.run_test(size=SIZE) as pilot:
        await fill_in_form(pilot, who.email, who.password)
        await settle(pilot, "sign-in")
        said = flowing(app)
        assert "Developer tools or a Textual log are attached" in said
        assert "Start without them; watching and practice still work." in said
        assert app.portal is None
    async with practising.run_test(size=SIZE) as pilot:
        await fill_in_form(pilot, who.email, who.password)
        await until(pilot, ClientsScreen)
        assert practising.portal is not None
        assert practising.portal.session.state is SessionState.UNLOCKED


async def test_a_real_unlock_is_not_refused_when_nothing_is_attached(practice: Practice) -> None:
    app = real_app(practice)
    who = person(Persona.SECOND_ADMIN)
    async with app.run_test(size=SIZE) as pilot:
        await fill_in_form(pilot, who.email, who.password)
        await until(pilot, ClientsScreen)
        assert app.portal is not None
        assert not app.portal.practice
        assert app.portal.session.state is SessionState.UNLOCKED
