"""Keys that changed, on the list of clients and inside them, by keys."""

from __future__ import annotations

import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from textual.pilot import Pilot

from backend_client.portal.pins import KdfPin, Pins
from embedded_backend.seed import PRACTICE_PASSWORD, Persona, person
from embedded_backend.substitution import change_client_key, change_provider_key
from tests.screens.inside_client import keys, wait
from tests.screens.support import screen_lines
from tests.screens.test_clients import ready
from tui.app import SeatwardenApp
from tui.arguments.base import CHANGED_KEYS, Arguments
from tui.backends import Backends, practice_database
from tui.paths import pins_file
from tui.start import make_app

BIRCH = "Birch & Sons Logistics"
KEY_IDS = re.compile(r"known since [0-9-]+: ([0-9a-f]{16})\. Now: ([0-9a-f]{16})\.")


@pytest.fixture(autouse=True)
def _seeded(practice_template: Path, _home_of_its_own: Path) -> None:
    place = practice_database()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.write_bytes(practice_template.read_bytes())


@asynccontextmanager
async def clients(
    *, read_only: bool = False, who: str = "", size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[None], SeatwardenApp]]:
    """The list of clients, read once, the cursor on Birch."""
    with Backends(device_id=str(uuid.uuid4()), read_only=read_only, practice_as=who) as backends:
        app = make_app(Arguments("screens", practice=True, read_only=read_only), backends)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await ready(pilot)
            await keys(pilot, "j")
            yield pilot, app


def shown(app: SeatwardenApp) -> str:
    return "\n".join(screen_lines(app))


def flat(app: SeatwardenApp) -> str:
    return " ".join(shown(app).split())


async def test_a_known_key_is_told_by_its_key() -> None:
    async with clients() as (pilot, app):
        await keys(pilot, "K")
        assert f"The key of {BIRCH} is the one known since" in flat(app)


async def test_a_changed_key_is_marked_shown_and_accepted_by_typing_the_name() -> None:
    async with clients() as (pilot, app):
        change_client_key(practice_database(), BIRCH)
        await keys(pilot, "R")
        await wait(pilot, lambda: "key?" in shown(app))
        assert "1 changed key (K)" in screen_lines(app)[1]
        assert "not the known key, so it encrypts nothing (K)" in flat(app)
        await keys(pilot, "K")
        await wait(pilot, lambda: "To go on, type" in shown(app))
        assert f"The key of {BIRCH} is not the one that was known." in flat(app)
        await keys(pilot, *"Birch", "enter")
        assert "That is not it." in shown(app)
        await keys(pilot, "escape")
        await wait(pilot, lambda: "Nothing was accepted" in shown(app))
        await keys(pilot, "K")
        await wait(pilot, lambda: "To go on, type" in shown(app))
        await keys(pilot, *BIRCH, "enter")
        await wait(pilot, lambda: "is the known one from now on" in flat(app))
        assert "key?" not in shown(app)


async def test_elsewhere_the_changed_one_is_named() -> None:
    async with clients() as (pilot, app):
        change_client_key(practice_database(), BIRCH)
        await keys(pilot, "R", "g", "K")
        assert f"Changed is that of {BIRCH}: put the cursor there." in flat(app)


async def test_inside_a_client_it_reads_on_and_hands_on_nothing() -> None:
    async with clients() as (pilot, app):
        change_client_key(practice_database(), BIRCH)
        await keys(pilot, "R", "c")
        await wait(pilot, lambda: "1 of " in shown(app))
        await keys(pilot, "y")
        await wait(pilot, lambda: "is not the one known since" in flat(app))
        assert "Nothing was encrypted or sent." in flat(app)


async def test_its_checklist_and_its_vault_say_so_before_any_work() -> None:
    async with clients() as (pilot, app):
        change_client_key(practice_database(), BIRCH)
        await keys(pilot, "R", "o")
        said = "Its key is not the known one: nothing can be encrypted to it. K on the clients."
        await wait(pilot, lambda: "Setup " in shown(app) and said in flat(app))
        await keys(pilot, "escape", "v")
        await wait(pilot, lambda: "Birch & Sons Logistics collections" in shown(app) and said in flat(app))


async def test_a_changed_provider_key_comes_before_its_clients() -> None:
    async with clients() as (pilot, app):
        change_provider_key(practice_database())
        assert app.portal is not None
        app.portal.forget_opened()
        await keys(pilot, "R")
        await wait(pilot, lambda: "The provider's key is not the known one" in flat(app))
        await keys(pilot, "K")
        await wait(pilot, lambda: "To go on, type: Northwind MSP" in shown(app))
        await keys(pilot, *"Northwind MSP", "enter")
        await wait(pilot, lambda: "is the known one from now on" in flat(app))
        assert "The provider's key is not the known one" not in flat(app)


async def test_a_damaged_file_is_shown_before_any_key() -> None:
    async with clients() as (pilot, app):
        pins = pins_file(practice=True)
        pins.write_text("{")
        await keys(pilot, "R")
        await wait(pilot, lambda: "key?" in shown(app))
        await keys(pilot, "K")
        await wait(pilot, lambda: "The file of known keys is damaged" in flat(app))
        await keys(pilot, *"practice-pins.json", "enter")
        await wait(pilot, lambda: "The file is practice-pins.json.unusable-" in flat(app))
        assert "key?" not in shown(app)
        assert len(list(pins.parent.glob("practice-pins.json.unusable-*"))) == 1


async def test_a_run_that_refuses_writes_accepts_nothing() -> None:
    async with clients(read_only=True) as (pilot, app):
        change_client_key(practice_database(), BIRCH)
        await keys(pilot, "R", "K")
        await wait(pilot, lambda: "To go on, type" in shown(app))
        await keys(pilot, *BIRCH, "enter")
        await wait(pilot, lambda: "key?" in shown(app))
        assert "read-only" in flat(app)


async def test_a_weaker_derivation_is_shown_and_accepted_at_the_locked_screen() -> None:
    who = person(Persona.ADMIN)
    name = who.client_id.casefold()
    async with clients() as (pilot, app):
        pins = Pins(pins_file(practice=True))
        used = pins.kdf("practice", name)
        assert used is not None
        pins.pin_kdf("practice", [name], KdfPin("pbkdf2", 700_000, salt=used.salt))
        await keys(pilot, "ctrl+l")
        await wait(pilot, lambda: "Master password" in shown(app))
        await keys(pilot, *PRACTICE_PASSWORD, "enter")
        await wait(pilot, lambda: "To go on, type" in shown(app))
        assert "weaker derivation of your password than last time" in flat(app)
        assert "PBKDF2 x 700000. Now: PBKDF2 x 600000." in flat(app)
        await keys(pilot, "escape")
        await wait(pilot, lambda: "Nothing was accepted" in flat(app))
        await keys(pilot, *PRACTICE_PASSWORD, "enter")
        await wait(pilot, lambda: "To go on, type" in shown(app))
        await keys(pilot, *who.email, "enter")
        await wait(pilot, lambda: "Type the password again" in flat(app))
        await keys(pilot, *PRACTICE_PASSWORD, "enter")
        await wait(pilot, lambda: "Alder" in shown(app))
        assert pins.kdf("practice", name) == used


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_one_can_practise_with_changed_keys(size: tuple[int, int]) -> None:
    """The provider's first, then the client's: compared, refused, accepted; the next start knows them."""
    async with clients(who=CHANGED_KEYS, size=size) as (pilot, app):
        assert "The provider's key is not the known one" in flat(app)
        assert "key?" in shown(app)
        await keys(pilot, "K")
        await wait(pilot, lambda: "To go on, type: Northwind MSP" in shown(app))
        known, now = KEY_IDS.findall(flat(app))[0]
        assert known != now
        await keys(pilot, *BIRCH, "enter")
        assert "That is not it." in flat(app)
        await keys(pilot, "escape")
        await wait(pilot, lambda: "Nothing was accepted" in flat(app))
        assert "key?" in shown(app)
        await keys(pilot, "K")
        await wait(pilot, lambda: "To go on, type" in shown(app))
        assert KEY_IDS.findall(flat(app)) == [(known, now)]
        await keys(pilot, *"Northwind MSP", "enter")
        await wait(pilot, lambda: "1 changed key (K)" in shown(app))
        assert shown(app).count("key?") == 1
        await keys(pilot, "K")
        await wait(pilot, lambda: f"To go on, type: {BIRCH}" in shown(app))
        await keys(pilot, *BIRCH, "enter")
        await wait(pilot, lambda: "key?" not in shown(app))
    async with clients(who=CHANGED_KEYS, size=size) as (_pilot, app):
        assert "key?" not in shown(app)
    async with clients(size=size) as (_pilot, app):
        assert "key?" not in shown(app)


async def test_a_weaker_derivation_is_shown_and_accepted_at_the_sign_in_form() -> None:
    who = person(Persona.SECOND_ADMIN)
    pins = Pins(pins_file(practice=True))
    salt = sha256(who.email.encode()).hexdigest()
    pins.pin_kdf("practice", [who.email], KdfPin("pbkdf2", 700_000, salt=salt))
    with Backends(device_id=str(uuid.uuid4())) as backends:
        app = make_app(Arguments("screens"), backends)
        async with app.run_test(size=(80, 24)) as pilot:
            await wait(pilot, lambda: "Try it now" in shown(app))
            await keys(pilot, "down", "enter")
            await wait(pilot, lambda: "Method" in shown(app))
            await keys(pilot, "down", "down", "down", "tab", "tab", *who.email, "tab")
            await keys(pilot, *PRACTICE_PASSWORD, "enter")
            await wait(pilot, lambda: "To go on, type" in shown(app))
            assert "weaker derivation of your password than last time" in flat(app)
            assert "Last time: PBKDF2 x 700000. Now: PBKDF2 x 10000." in flat(app)
            await keys(pilot, "escape")
            await wait(pilot, lambda: "Nothing was accepted, and your password was not used." in flat(app))
            assert pins.kdf("practice", who.email) == KdfPin("pbkdf2", 700_000, salt=salt)
            await keys(pilot, *PRACTICE_PASSWORD, "enter")
            await wait(pilot, lambda: "To go on, type" in shown(app))
            await keys(pilot, *who.email, "enter")
            await wait(pilot, lambda: "Accepted. Type the password again." in flat(app))
            await keys(pilot, *PRACTICE_PASSWORD, "enter")
            await wait(pilot, lambda: "Alder" in shown(app))
            assert pins.kdf("practice", who.email) == KdfPin("pbkdf2", 10_000, salt=salt)
