"""Every text the steps of the onboarding read means harm: all screens and listings show it as text."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import shutil
import unicodedata
import uuid
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.conftest import Settle
from tests.hostile.driving import SIZE, app_on, check_screen, until
from tests.hostile.planting import HOME, poison_one_vault
from tests.hostile.test_hostile_groups import plant
from tests.hostile.texts import EVERYTHING, HOSTILE
from tests.practice import Practice, running_practice
from tui.__main__ import main
from tui.app import SeatwardenApp
from tui.backends import practice_database
from tui.screens.base import FrameScreen, Place
from tui.screens.clients import ClientsScreen

WALKS = {
    Place.VAULT: ("n", "a", "e", "D"),
    Place.ONBOARDING: ("s", "y", "x", "enter"),
    Place.COLLECTIONS: ("f2", "f3", "f5"),
    Place.IMPORT: ("f2",),
    Place.POLICIES: ("enter", "p"),
    Place.SSO: ("e", "t", "d"),
    Place.GROUPS: ("enter", "n", "p", "m"),
    Place.INVITATIONS: ("f3", "f4"),
    Place.MEMBERS: ("c", "r", "i", "K", "y", "e"),
    Place.DIRECTORY: ("t", "y", "r"),
}
"""Keys that open what can be opened from each screen inside a client."""

LISTINGS = (
    ("vault",),
    ("collections", "list"),
    ("groups", "list"),
    ("members", "list"),
    ("policies", "list"),
    ("sso", "show"),
    ("sso", "values"),
    ("directory", "show"),
    ("checklist",),
    ("details", "show"),
    ("domains", "list"),
    ("approvals", "list"),
    ("events", "list"),
)
_SSO_FIELDS = (
    "authority",
    "clientId",
    "clientSecret",
    "metadataAddress",
    "acrValues",
    "additionalScopes",
    "idpEntityId",
    "idpSingleSignOnServiceUrl",
    "idpX509PublicCert",
    EVERYTHING,
)


async def poison(practice: Practice) -> None:
    """Hostile collections, groups, people, policy data, SSO fields, identifier and SCIM settings."""
    await poison_one_vault(practice)
    plant(practice)
    ((organization,),) = practice.execute(
        "SELECT id FROM organizations WHERE name = ?", _stored_home(practice)
    )
    practice.execute("DELETE FROM policies WHERE organization_id = ?", organization)
    data = {each.raw[:300]: each.raw for each in HOSTILE}
    data |= dict.fromkeys(("minLength", "type", "minutes", "defaultType"), EVERYTHING)
    for kind in (*range(30), 77):
        row = (str(uuid.uuid4()), organization, kind, 1, json.dumps(data), 0)
        practice.execute("INSERT INTO policies VALUES (?, ?, ?, ?, ?, ?)", *row)
    practice.execute(
        "UPDATE organizations SET identifier = ?, billing_email = ? WHERE id = ?",
        *(EVERYTHING, f"{EVERYTHING}@x", organization),
    )
    sso = json.dumps({**dict.fromkeys(_SSO_FIELDS, EVERYTHING), "configType": 1})
    practice.execute("INSERT OR REPLACE INTO sso_configs VALUES (?, 1, ?)", organization, sso)
    scim = json.dumps({"Enabled": True, "ScimProvider": 1, "ServiceUrl": EVERYTHING, EVERYTHING: EVERYTHING})
    practice.execute("INSERT OR REPLACE INTO connections VALUES (?, ?, 2, 1, ?)", "scim", organization, scim)


def _stored_home(practice: Practice) -> object:
    ((name,),) = practice.execute("SELECT name FROM organizations WHERE name LIKE 'Birch%'")
    return name


async def rest(pilot: Pilot[None]) -> None:
    """Let it draw; workers that wait for a person are not waited for."""
    for _turn in range(6):
        await pilot.pause(0.002)
    check_screen(pilot.app)


async def open_place(pilot: Pilot[None], app: SeatwardenApp, settle: Settle, place: Place) -> None:
    home = app.screen
    assert isinstance(home, ClientsScreen)
    assert app.portal is not None
    (provider,) = await app.portal.providers()
    listed = await app.portal.client_list(provider)
    app.open_client(place, provider, next(each for each in listed.clients if each.name == HOME))
    await until(pilot, FrameScreen)
    async with asyncio.timeout(20):
        while app.screen is home:
            await pilot.pause()
    await settle(pilot)
    check_screen(app)


@pytest.mark.parametrize("place", list(WALKS))
async def test_whatever_a_step_opens_shows_text(practice: Practice, settle: Settle, place: Place) -> None:
    await poison(practice)
    app = app_on(practice)
    opened: set[str] = set()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await open_place(pilot, app, settle, place)
        below, start = len(app.screen_stack), app.screen
        for key in WALKS[place]:
            for pressed in ("down", key, "down", "enter"):
                await pilot.press(pressed)
                await rest(pilot)
                opened.add(type(app.screen).__name__)
            while len(app.screen_stack) > below:
                await pilot.press("escape")
                await rest(pilot)
            assert app.screen is start, key
    assert len(opened) > 1 or place is Place.INVITATIONS


@pytest.fixture
async def prepared(practice_template: Path, tmp_path: Path) -> Path:
    """The practice database of this home, poisoned."""
    with running_practice(practice_template, tmp_path) as practice:
        await poison(practice)
    database = practice_database()
    database.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(practice.database, database)  # after its end: until then part of it lies in another file
    return database


def test_every_listing_in_every_format_is_text(prepared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert prepared.exists()
    for words in LISTINGS:
        for kind in ("text", "json", "csv"):
            assert main([*words, "--practice", "--client", HOME, "--format", kind]) == 0, (words, kind)
            printed = capsys.readouterr()
            assert printed.err == ""
            bad = {
                each for each in printed.out if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
            }
            assert not bad - {"\n"}, (words, kind, bad)
            if kind == "json":
                json.loads(printed.out)
            if kind == "csv":
                cells = [cell for row in csv.reader(io.StringIO(printed.out)) for cell in row]
                assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
