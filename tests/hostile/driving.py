"""The real application on the real practice backend, driven by keys and read as a terminal shows it."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from rich.segment import Segment
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from backend_client.api.api import Api
from backend_client.api.device import this_device
from backend_client.api.retry import RetryPolicy
from backend_client.api.servers import parse_server
from backend_client.api.timeouts import DEFAULT_TIMEOUTS, Timeouts
from backend_client.api.transport import AsgiApp
from backend_client.portal.portal import Portal
from backend_client.secret import Secret
from embedded_backend.seed import Persona, PracticePerson, person
from tests.conftest import Settle
from tests.practice import DEVICE, Practice
from tui.app import SeatwardenApp, Start

ScreenT = TypeVar("ScreenT", bound=Screen[Any])

SIZE = (80, 24)
SOMEWHERE = "https://vault.example.com"
WAIT_SECONDS = 20
ADMIN = person(Persona.SECOND_ADMIN)
"""A provider admin whose key derivation is short."""

SCROLLBAR = {"@mouse.down", "@mouse.up"}
"""What Textual attaches to its own scroll bars."""

_DANGEROUS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories no text on the screen may have: controls, formats (bidi, zero-width), separators."""


def portal_on(app: AsgiApp, timeouts: Timeouts = DEFAULT_TIMEOUTS) -> Portal:
    """A signed-out portal whose requests go to `app`; a request that failed is not repeated."""
    api = Api(parse_server("practice"), device=this_device(DEVICE), asgi_app=app, timeouts=timeouts)
    api.transport._retries = RetryPolicy(attempts=1)
    return Portal(api)


def app_on(
    practice: Practice,
    *,
    who: PracticePerson | None = ADMIN,
    watching: bool = False,
    through: AsgiApp | None = None,
    timeouts: Timeouts = DEFAULT_TIMEOUTS,
    provider: str = "",
) -> SeatwardenApp:
    """The application on `practice`, signed in as `who`; with None it begins at the sign-in form.

    `watching` signs in with the API key, without keys. `through` stands in front of the backend.
    """

    async def open_portal(_where: str) -> Portal:
        portal = portal_on(through or practice.thread.app, timeouts)
        if who is not None and watching:
            await portal.session.sign_in_with_api_key(who.client_id, Secret(who.api_key))
        elif who is not None:
            await portal.session.sign_in(who.email, Secret(who.password))
        return portal

    def forget(_changes: Mapping[str, str]) -> None:
        """Nothing is written."""

    start = Start("practice" if who is not None else SOMEWHERE, provider)
    return SeatwardenApp(open_portal, start=start, remember=forget)


def segments(app: App[Any]) -> Iterator[Segment]:
    """Every piece of text the compositor would hand to the terminal."""
    for strip in app.screen._compositor.render_strips():
        yield from strip


def screen_text(app: App[Any]) -> str:
    """What the terminal shows, line by line."""
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())


def flowing(app: App[Any]) -> str:
    """The screen as running text, for sentences that were broken into lines."""
    return " ".join(screen_text(app).split())


def check_screen(app: App[Any]) -> None:
    """No control character, no foreign action and no foreign link is on the screen, and no line overflows."""
    for segment in segments(app):
        bad = {f"U+{ord(each):04X}" for each in segment.text if unicodedata.category(each) in _DANGEROUS}
        assert not bad, f"{bad} in {segment.text!r}"
        assert not segment.control, f"control codes in {segment!r}"
        style = segment.style
        actions = {name for name in (style.meta if style else {}) if name.startswith("@")} - SCROLLBAR
        assert not actions, f"an action in {segment!r}"
        assert not (style and style.link), f"a link in {segment!r}"
    widths = {strip.cell_length for strip in app.screen._compositor.render_strips()}
    assert widths == {app.size.width}


async def type_in(pilot: Pilot[Any], text: str) -> None:
    """Press the keys of `text`."""
    await pilot.press(*("space" if letter == " " else letter for letter in text))


async def until(pilot: Pilot[Any], shown: type[ScreenT]) -> ScreenT:
    """Wait for a screen of that kind (where a worker waits for its answer, waiting for workers is no use)."""
    async with asyncio.timeout(WAIT_SECONDS):
        while not isinstance(pilot.app.screen, shown):
            await pilot.pause()
    await pilot.pause()
    assert isinstance(pilot.app.screen, shown)
    return pilot.app.screen


async def fill_in_form(pilot: Pilot[Any], email: str, password: str) -> None:
    """Walk the sign-in form from its first empty field, the e-mail, and send it."""
    await pilot.pause()
    assert pilot.app.focused is pilot.app.screen.query_one("#name")
    await type_in(pilot, email)
    await pilot.press("enter")
    await type_in(pilot, password)
    await pilot.press("enter")


async def sign_in_by_keys(pilot: Pilot[Any], settle: Settle, email: str, password: str) -> None:
    """Fill the form in and wait until that failed or was done; it must not ask for a code."""
    await fill_in_form(pilot, email, password)
    await settle(pilot, "sign-in")
