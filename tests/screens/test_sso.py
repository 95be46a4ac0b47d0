"""Single sign-on of a client on the real practice backend, driven by keys."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from tests.certificates import pem
from tests.hostile.driving import check_screen, flowing, type_in
from tests.hostile.texts import HOSTILE
from tests.practice import Practice
from tests.quiet import quiet
from tests.screens.inside_client import field, inside, keys, on_top, wait
from tui.screens.base import Place
from tui.screens.plan import PlanScreen
from tui.screens.sso import SsoScreen
from tui.screens.sso_form import SsoFormScreen
from tui.widgets.secret_input import SecretInput

SECRET = "oidc-s3cret-value"


async def fill_oidc(pilot: Pilot[Any]) -> None:
    """The three fields that OIDC needs."""
    await field(pilot, "authority")
    await type_in(pilot, "https://idp.example/realm")
    await pilot.press("enter")
    await type_in(pilot, "vault")
    await pilot.press("enter")
    await type_in(pilot, SECRET)
    await quiet(pilot)


async def paste(pilot: Pilot[Any], text: str) -> None:
    """A paste from the terminal."""
    assert pilot.app.focused is not None
    pilot.app.focused.post_message(events.Paste(text))
    await quiet(pilot)


async def test_oidc_is_set_up_saved_off_and_switched_on(practice: Practice, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    async with inside(practice, Place.SSO, journal=journal) as (pilot, app):
        assert "Single sign-on is not set up." in flowing(app)
        await keys(pilot, "y")
        assert app.clipboard.endswith("/sso/oidc-signin")
        await keys(pilot, "t")
        assert "nothing to switch on yet" in flowing(app)
        await keys(pilot, "e")
        assert "my-clients-organization" in flowing(app)
        await keys(pilot, "ctrl+s")
        assert "Authority is missing." in flowing(app)
        assert app.focused is not None
        assert app.focused.id == "authority"
        await fill_oidc(pilot)
        assert SECRET not in flowing(app)
        await keys(pilot, "ctrl+s")
        await on_top(pilot, PlanScreen)
        shown = flowing(app)
        assert "It stays off" in shown
        assert "Client secret set" in shown
        assert SECRET not in shown
        await keys(pilot, "enter")
        await keys(pilot, "enter")
        await on_top(pilot, SsoScreen)
        assert "Saved. Single sign-on stays off." in flowing(app)
        assert "set, not shown" in flowing(app)
        await keys(pilot, "t")
        await on_top(pilot, PlanScreen)
        assert "Members can log in" in flowing(app)
        await keys(pilot, "enter")
        await on_top(pilot, SsoScreen)
        assert "Nothing was sent." in flowing(app)
        await keys(pilot, "t")
        await on_top(pilot, PlanScreen)
        await keys(pilot, "k", "enter")
        await keys(pilot, "enter")
        await on_top(pilot, SsoScreen)
        assert "Single sign-on is ON" in flowing(app)
    assert SECRET not in journal.read_text("utf-8")


async def test_saml_takes_a_pasted_certificate_and_refuses_a_private_key(practice: Practice) -> None:
    async with inside(practice, Place.SSO) as (pilot, app):
        await keys(pilot, "e", "space")
        assert "IdP entity ID *" in flowing(app)
        assert "Authority" not in flowing(app)
        await field(pilot, "idpEntityId")
        await type_in(pilot, "idp")
        await pilot.press("enter")
        await type_in(pilot, "https://idp.example/<")
        await field(pilot, "idpX509PublicCert")
        await paste(pilot, "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n")
        assert "private key" in flowing(app)
        await keys(pilot, "ctrl+s")
        assert "may not hold" in flowing(app)
        await pilot.press("backspace")
        await field(pilot, "idpX509PublicCert")
        await keys(pilot, "ctrl+s")
        assert "belongs to the identity provider alone" in flowing(app)
        await pilot.press("ctrl+u", "ctrl+k")
        await paste(pilot, pem("idp.example"))
        assert "Certificate of CN=idp.example, issued by itself, valid until 2036-01-01." in flowing(app)
        await keys(pilot, "ctrl+s")
        await on_top(pilot, PlanScreen)
        await keys(pilot, "enter")
        await keys(pilot, "enter")
        await on_top(pilot, SsoScreen)
        assert "SAML 2.0" in flowing(app)
    ((data,),) = practice.execute("SELECT data FROM sso_configs WHERE data LIKE '%idp.example%'")
    assert "BEGIN" not in json.loads(str(data))["idpX509PublicCert"]


async def test_a_certificate_is_read_from_a_file(practice: Practice, tmp_path: Path) -> None:
    file = tmp_path / "idp.pem"
    file.write_text(pem("from a file"), "ascii")
    async with inside(practice, Place.SSO) as (pilot, app):
        await keys(pilot, "e", "space")
        await field(pilot, "idpX509PublicCert")
        await type_in(pilot, f"{tmp_path}/none.pem")
        await keys(pilot, "enter")
        assert "cannot be read" in flowing(app)
        os.mkfifo(tmp_path / "pipe.pem")
        await pilot.press("ctrl+u")
        await type_in(pilot, f"{tmp_path}/pipe.pem")
        await keys(pilot, "enter")
        assert "cannot be read: not a plain file." in flowing(app)
        await pilot.press("ctrl+u")
        await type_in(pilot, str(file))
        await keys(pilot, "enter")
        assert "Certificate of CN=from a file" in flowing(app)


async def test_a_taken_identifier_is_told_and_another_one_is_sent(practice: Practice) -> None:
    practice.execute(
        "UPDATE organizations SET identifier = 'my-clients-organization' WHERE name LIKE 'Birch%'"
    )
    async with inside(practice, Place.SSO) as (pilot, app):
        await keys(pilot, "e")
        await fill_oidc(pilot)
        await keys(pilot, "ctrl+s")
        await on_top(pilot, PlanScreen)
        await keys(pilot, "enter")
        assert "Another organization has this identifier" in flowing(app)
        assert "Not saved, 1 refused." in flowing(app)
        await keys(pilot, "enter")
        await on_top(pilot, SsoFormScreen)
        assert app.focused is not None
        assert app.focused.id == "identifier"
        await type_in(pilot, "-2")
        await keys(pilot, "ctrl+s")
        await on_top(pilot, PlanScreen)
        shown = flowing(app)
        assert "SSO identifier -> my-clients-organiz" in shown
        assert "Authority" not in shown
        await keys(pilot, "enter")
        await keys(pilot, "enter")
        await on_top(pilot, SsoScreen)
        assert "identifier my-clients-organization-2" in flowing(app)


async def test_trusted_devices_name_the_policies_before_anything_is_sent(practice: Practice) -> None:
    async with inside(practice, Place.SSO) as (pilot, app):
        await keys(pilot, "e")
        await field(pilot, "memberDecryptionType")
        await keys(pilot, "space")
        assert "Key Connector URL" in flowing(app)
        await keys(pilot, "space")
        assert "Saving switches the policies" in flowing(app)
        await fill_oidc(pilot)
        await keys(pilot, "ctrl+s")
        await on_top(pilot, PlanScreen)
        assert "SWITCHES POLICIES ON: Single organization" in flowing(app)
        await keys(pilot, "enter")
        await on_top(pilot, SsoFormScreen)
        assert "Nothing was sent. What you typed is still here." in flowing(app)


async def test_what_was_typed_is_not_dropped_by_one_key_and_a_secret_not_kept_locked(
    practice: Practice,
) -> None:
    async with inside(practice, Place.SSO) as (pilot, app):
        await keys(pilot, "e")
        await fill_oidc(pilot)
        await keys(pilot, "escape")
        assert "Esc again leaves" in flowing(app)
        form = app.screen
        await keys(pilot, "ctrl+l")
        assert isinstance(form, SsoFormScreen)
        assert form.query_one(SecretInput).value == ""
        assert "Type it again" in form.message


@pytest.mark.parametrize("name", ["Alder Dental Group"])
async def test_without_the_flag_it_is_not_applicable_and_says_why(practice: Practice, name: str) -> None:
    async with inside(practice, Place.SSO, name) as (pilot, app):
        assert "Not applicable. The client's plan has no single sign-on" in flowing(app)
        await keys(pilot, "e")
        assert isinstance(app.screen, SsoScreen)
        assert "Enterprise plan" in flowing(app)


async def test_read_only_refuses_with_its_reason(practice: Practice) -> None:
    async with inside(practice, Place.SSO, read_only=True) as (pilot, app):
        await keys(pilot, "e")
        assert isinstance(app.screen, SsoScreen)
        assert "This run is read-only" in flowing(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_hostile_values_of_the_server_are_drawn_as_text(
    practice: Practice, size: tuple[int, int]
) -> None:
    data: dict[str, object] = {"configType": 1, "memberDecryptionType": 9, "redirectBehavior": "\x1b[31m"}
    names = ("authority", "clientId", "metadataAddress", "acrValues", "additionalScopes", "clientSecret")
    for name, hostile in zip(names, HOSTILE[4:], strict=False):
        data[name] = hostile.raw
    data["evil\x1b]52;c;aGFja2Vk\x07"] = {"nested": "[@click=app.quit]x[/]"}
    practice.execute("UPDATE sso_configs SET data = ?", json.dumps(data))
    practice.execute("UPDATE organizations SET identifier = ?", "id\u202e\x1b[2J")
    async with inside(practice, Place.SSO, "Birch & Sons Logistics", size=size) as (pilot, app):
        check_screen(app)
        await keys(pilot, "G")
        check_screen(app)
        await keys(pilot, "e")
        await on_top(pilot, SsoFormScreen)
        for _step in range(16):
            await keys(pilot, "tab")
            check_screen(app)
        await keys(pilot, "ctrl+s")
        check_screen(app)


async def test_what_the_form_does_not_touch_goes_back_as_it_came(practice: Practice) -> None:
    async with inside(practice, Place.SSO) as (pilot, app):
        await keys(pilot, "e")
        await fill_oidc(pilot)
        await keys(pilot, "ctrl+s")
        await on_top(pilot, PlanScreen)
        await keys(pilot, "enter")
        await keys(pilot, "enter")
        await on_top(pilot, SsoScreen)
        ((found,),) = practice.execute("SELECT data FROM sso_configs WHERE data LIKE '%idp.example/realm%'")
        before = {**json.loads(str(found)), "newThing": [1, {"a": None}], "acrValues": "odd\u200bvalue"}
        practice.execute("UPDATE sso_configs SET data = ? WHERE data = ?", json.dumps(before), found)
        await keys(pilot, "R", "e")
        await wait(pilot, lambda: isinstance(app.screen, SsoFormScreen))
        await keys(pilot, "ctrl+s")
        assert "Nothing differs from what is stored" in flowing(app)
        await field(pilot, "clientId")
        await type_in(pilot, "2")
        await keys(pilot, "ctrl+s")
        await on_top(pilot, PlanScreen)
        assert "Client secret kept" in flowing(app)
        await keys(pilot, "enter")
        await keys(pilot, "enter")
        await on_top(pilot, SsoScreen)
    ((found,),) = practice.execute("SELECT data FROM sso_configs WHERE data LIKE '%vault2%'")
    after = json.loads(str(found))
    assert (after["acrValues"], after["clientSecret"]) == ("odd\u200bvalue", SECRET)
