"""A client organization itself on the real practice backend, driven by keys."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from textual.events import Key
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widgets import Input

from backend_client.portal.client_reader import ClientReader
from backend_client.portal.session import Session
from backend_client.secret import Secret
from embedded_backend.seed import Persona, person
from tests.hostile.driving import check_screen, flowing, screen_text, type_in
from tests.hostile.texts import HOSTILE
from tests.interrupted import crashed
from tests.practice import Practice
from tests.screens.form_driving import home
from tests.screens.inside_client import inside, keys, on_top, wait
from tests.screens.test_directory import key_in, to_row
from tui.screens.ask_password import AskPasswordScreen
from tui.screens.base import FrameScreen, Place
from tui.screens.clients import ClientsScreen
from tui.screens.directory import DirectoryScreen
from tui.screens.domains import DomainsScreen
from tui.screens.groups import GroupsScreen
from tui.screens.members import MembersScreen
from tui.screens.onboarding import OnboardingScreen
from tui.screens.organization import OrganizationScreen
from tui.screens.organization_vault import OrganizationVaultScreen
from tui.screens.plan import PlanScreen
from tui.screens.policies import PoliciesScreen
from tui.screens.sso import SsoScreen
from tui.screens.unlock import UnlockScreen

PASSWORD = person(Persona.SECOND_ADMIN).password
IRONWOOD, TEAMS, BROKEN = "Ironwood Architects", "Juniper Travel", "Harbour Hotels"
SIZES = [(80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES)
async def test_everything_is_shown_under_its_heading(practice: Practice, size: tuple[int, int]) -> None:
    async with inside(practice, Place.DETAILS, IRONWOOD, size=size) as (pilot, app):
        assert "Access through provider Northwind MSP. Enterprise, 60 seats, 44 used, 16 left" in flowing(app)
        assert "billing@northwind.example" in flowing(app)
        check_screen(app)
        await to_row(pilot, "phrase")
        assert "account recovery" in flowing(app)
        await keys(pilot, "y")
        assert len(app.clipboard.split("-")) == 5
        await to_row(pilot, "features.held")
        shown = flowing(app)
        assert "It may use: groups, policies, single sign-on" in shown
        await to_row(pilot, "features.lacking")
        assert "Secrets Manager" in flowing(app)
        check_screen(app)


async def test_from_home_d_leads_here_and_back(practice: Practice) -> None:
    async with home(practice) as (pilot, app):
        await keys(pilot, "d")
        await on_top(pilot, OrganizationScreen)
        await keys(pilot, "escape")
        await on_top(pilot, ClientsScreen)
        assert "Alder Dental Group" in flowing(app)


@pytest.mark.parametrize(
    ("key", "screen"),
    [
        ("v", OrganizationVaultScreen),
        ("o", OnboardingScreen),
        ("m", MembersScreen),
        ("u", GroupsScreen),
        ("p", PoliciesScreen),
        ("S", SsoScreen),
        ("d", DirectoryScreen),
        ("C", DomainsScreen),
    ],
)
async def test_every_other_screen_of_the_client_is_one_key_away(
    practice: Practice, key: str, screen: type[FrameScreen[None]]
) -> None:
    async with inside(practice, Place.DETAILS, IRONWOOD) as (pilot, _app):
        await keys(pilot, key)
        await on_top(pilot, screen)
        await keys(pilot, "escape")
        await on_top(pilot, OrganizationScreen)


async def test_the_logs_and_the_approvals_are_one_key_away(practice: Practice) -> None:
    async with inside(practice, Place.DETAILS, IRONWOOD) as (pilot, app):
        for key, name in (
            ("l", "ClientEventsScreen"),
            ("L", "ProviderEventsScreen"),
            ("A", "DeviceApprovalsScreen"),
        ):
            await keys(pilot, key)
            await wait(pilot, lambda name=name: type(app.screen).__name__ == name)  # type: ignore[misc]
            await keys(pilot, "escape")
            await on_top(pilot, OrganizationScreen)


async def test_a_service_user_is_told_why_the_provider_has_no_log_for_them(practice: Practice) -> None:
    async with inside(practice, Place.DETAILS, IRONWOOD, who=Persona.SERVICE_USER) as (pilot, app):
        await keys(pilot, "L")
        assert "Provider admins only" in flowing(app)
        await on_top(pilot, OrganizationScreen)


async def test_a_client_is_renamed_and_keeps_its_seats(practice: Practice, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    async with inside(practice, Place.DETAILS, IRONWOOD, journal=journal) as (pilot, app):
        await to_row(pilot, "name")
        await keys(pilot, "enter", "escape")
        assert "Nothing was sent." in flowing(app)
        await keys(pilot, "enter", "end")
        await type_in(pilot, " Ltd")
        await keys(pilot, "enter")
        await on_top(pilot, PlanScreen)
        assert "Ironwood Architects -> Ironwood Architects Ltd" in flowing(app)
        await keys(pilot, "k", "enter", "enter")
        await on_top(pilot, OrganizationScreen)
        assert "Clients > Ironwood Architects Ltd > Details" in screen_text(app)
        await keys(pilot, "enter", *["backspace"] * 30, "enter")
        assert "The name is empty." in flowing(app)
    ((seats,),) = practice.execute("SELECT seats FROM organizations WHERE name = 'Ironwood Architects Ltd'")
    assert seats == 60
    assert "client.rename" in journal.read_text("utf-8")


async def test_the_billing_address_is_checked_and_changed(practice: Practice) -> None:
    async with inside(practice, Place.DETAILS, IRONWOOD) as (pilot, app):
        await to_row(pilot, "billing_email")
        await keys(pilot, "enter", "enter")
        assert "It is so already" in flowing(app)
        await keys(pilot, "enter", "end")
        await type_in(pilot, " x")
        await keys(pilot, "enter")
        assert "This is no e-mail address." in flowing(app)
        await keys(pilot, *["backspace"] * 40)
        await type_in(pilot, "bills@iron.example")
        await keys(pilot, "enter")
        await on_top(pilot, PlanScreen)
        await keys(pilot, "k", "enter", "enter")
        await on_top(pilot, OrganizationScreen)
        assert "bills@iron.example" in flowing(app)
        assert "1 changed." in flowing(app)


@pytest.mark.parametrize("size", SIZES)
async def test_a_switch_says_what_it_means_and_leaves_the_others(
    practice: Practice, size: tuple[int, int]
) -> None:
    practice.execute("UPDATE organizations SET limit_item_deletion = 1")
    async with inside(practice, Place.DETAILS, IRONWOOD, size=size) as (pilot, app):
        await to_row(pilot, "switch.limit_creation")
        assert "Every member may make collections." in flowing(app)
        await keys(pilot, "enter")
        await on_top(pilot, PlanScreen)
        assert "Only owners, admins and custom roles" in flowing(app)
        await keys(pilot, "enter")
        await on_top(pilot, OrganizationScreen)
        assert "Nothing was sent." in flowing(app)
        await keys(pilot, "enter")
        await on_top(pilot, PlanScreen)
        await keys(pilot, "k", "enter", "enter")
        await on_top(pilot, OrganizationScreen)
        assert "Only owners, admins and custom roles" in flowing(app)
    found = practice.execute(
        "SELECT limit_collection_creation, limit_collection_deletion, limit_item_deletion, admin_access"
        " FROM organizations WHERE name = ?",
        IRONWOOD,
    )
    assert found == [(1, 0, 1, 0)]


async def test_keys_are_copied_unseen_and_replaced(practice: Practice, sequences: list[str]) -> None:
    async with inside(practice, Place.DETAILS, IRONWOOD) as (pilot, app):
        await to_row(pilot, "client_id")
        await keys(pilot, "y")
        assert app.clipboard.startswith("organization.")
        await keys(pilot, "r")
        assert "Put the cursor on the key to replace." in flowing(app)
        await to_row(pilot, "key.api")
        await keys(pilot, "enter")
        await on_top(pilot, AskPasswordScreen)
        await type_in(pilot, "wrong")
        await keys(pilot, "enter")
        assert "not the master password" in flowing(app)
        await type_in(pilot, PASSWORD)
        await keys(pilot, "enter")
        await on_top(pilot, OrganizationScreen)
        old = key_in(practice, 0)
        assert sequences[-1] == old
        assert old not in screen_text(app)
        await keys(pilot, "r")
        await on_top(pilot, AskPasswordScreen)
        await type_in(pilot, PASSWORD)
        await keys(pilot, "enter")
        await on_top(pilot, PlanScreen)
        await keys(pilot, "k", "enter")
        await type_in(pilot, IRONWOOD)
        await keys(pilot, "enter", "enter")
        await on_top(pilot, OrganizationScreen)
        new = key_in(practice, 0)
        assert new != old
        assert sequences[-1] == new
        await keys(pilot, "c")
        assert sequences[-1] == ""


async def test_the_vault_is_purged_against_the_password_and_the_name(practice: Practice) -> None:
    async with inside(practice, Place.DETAILS, IRONWOOD) as (pilot, app):
        await to_row(pilot, "purge")
        await keys(pilot, "enter")
        await on_top(pilot, AskPasswordScreen)
        await keys(pilot, "escape")
        await on_top(pilot, OrganizationScreen)
        assert "Nothing was deleted." in flowing(app)
        await keys(pilot, "enter")
        await on_top(pilot, AskPasswordScreen)
        await type_in(pilot, PASSWORD)
        await keys(pilot, "enter")
        await on_top(pilot, PlanScreen)
        assert "also those in the trash: 35 items." in flowing(app)
        await keys(pilot, "k", "enter")
        await type_in(pilot, "Ironwood")
        await keys(pilot, "enter")
        assert "That is not its name. Nothing was sent." in flowing(app)
        assert practice.count("ciphers") > 100
        await type_in(pilot, " Architects")
        await keys(pilot, "enter", "enter")
        await on_top(pilot, OrganizationScreen)
        assert "Deleted." in flowing(app)
        await keys(pilot, "enter")
        assert "The vault holds no items: there is nothing to purge." in flowing(app)
    left = practice.execute(
        "SELECT 1 FROM ciphers c JOIN organizations o ON o.id = c.organization_id WHERE o.name = ?", IRONWOOD
    )
    assert left == []


@pytest.mark.parametrize("size", SIZES)
async def test_a_deleted_client_leaves_the_list(practice: Practice, size: tuple[int, int]) -> None:
    async with home(practice, size=size) as (pilot, app):
        await keys(pilot, "slash")
        await type_in(pilot, BROKEN)
        await keys(pilot, "enter", "d")
        await on_top(pilot, OrganizationScreen)
        await to_row(pilot, "delete")
        await keys(pilot, "enter")
        await on_top(pilot, AskPasswordScreen)
        await type_in(pilot, PASSWORD)
        await keys(pilot, "enter")
        await on_top(pilot, PlanScreen)
        shown = flowing(app)
        assert "Its 18 seats go back to your provider's pool." in shown
        assert "9 people lose what it shared with them" in shown
        await keys(pilot, "k", "enter")
        await type_in(pilot, BROKEN)
        await keys(pilot, "enter", "enter")
        await on_top(pilot, ClientsScreen)
        await wait(pilot, lambda: f"Nothing matches '{BROKEN}'" in flowing(app))
        await keys(pilot, "escape")
        assert "10 clients" in flowing(app)
    assert practice.execute("SELECT 1 FROM organizations WHERE name = ?", BROKEN) == []


async def test_a_refused_deletion_tells_of_the_seats(practice: Practice) -> None:
    practice.execute(
        "INSERT INTO sso_configs (organization_id, enabled, data)"
        " SELECT id, 1, '{\"memberDecryptionType\": 1}' FROM organizations WHERE name = ?",
        IRONWOOD,
    )
    async with inside(practice, Place.DETAILS, IRONWOOD, size=(120, 40)) as (pilot, app):
        await to_row(pilot, "delete")
        await keys(pilot, "enter")
        await on_top(pilot, AskPasswordScreen)
        await type_in(pilot, PASSWORD)
        await keys(pilot, "enter")
        await on_top(pilot, PlanScreen)
        await keys(pilot, "k", "enter")
        await type_in(pilot, IRONWOOD)
        await keys(pilot, "enter")
        assert "the server gave its 60 seats back to the pool" in flowing(app)
        await keys(pilot, "enter")
        await on_top(pilot, OrganizationScreen)


async def test_read_only_refuses_every_row(practice: Practice) -> None:
    async with inside(practice, Place.DETAILS, IRONWOOD, read_only=True) as (pilot, app):
        for row in ("name", "billing_email", "switch.admin_access", "purge", "delete"):
            await to_row(pilot, row)
            await keys(pilot, "enter")
            assert "This run is read-only" in flowing(app), row
            await on_top(pilot, OrganizationScreen)
        await to_row(pilot, "key.api")
        await keys(pilot, "r")
        assert "This run is read-only" in flowing(app)
    assert practice.count("organization_api_keys") == 0


async def test_locking_forgets_what_was_shown_and_keeps_what_was_typed(practice: Practice) -> None:
    async with inside(practice, Place.DETAILS, IRONWOOD) as (pilot, app):
        await to_row(pilot, "billing_email")
        await keys(pilot, "enter")
        await type_in(pilot, "half")
        await keys(pilot, "ctrl+l")
        await on_top(pilot, UnlockScreen)
        await type_in(pilot, PASSWORD)
        await keys(pilot, "enter")
        await on_top(pilot, OrganizationScreen)
        assert "billing@northwind.examplehalf" in screen_text(app)
        assert "60 seats" in flowing(app)
        await keys(pilot, "enter")
        await on_top(pilot, PlanScreen)


async def test_a_client_whose_vault_does_not_open_and_a_teams_client(practice: Practice) -> None:
    async with inside(practice, Place.DETAILS, BROKEN) as (_pilot, app):
        assert "18 seats" in flowing(app)
    async with inside(practice, Place.DETAILS, TEAMS) as (pilot, app):
        await to_row(pilot, "features.lacking")
        assert "policies" in flowing(app)


@pytest.mark.parametrize("raw", [one.raw for one in HOSTILE[:20:3]])
async def test_hostile_values_are_drawn_as_text(practice: Practice, raw: str) -> None:
    practice.execute(
        "UPDATE organizations SET billing_email = ?, identifier = ? WHERE name = ?", raw, raw, BROKEN
    )
    async with inside(practice, Place.DETAILS, BROKEN) as (pilot, app):
        for row in ("billing_email", "identifier"):
            await to_row(pilot, row)
            await keys(pilot, "y")
            assert "\x1b" not in app.clipboard
            check_screen(app)
        await to_row(pilot, "billing_email")
        await keys(pilot, "enter")
        check_screen(app)


async def test_nothing_tells_the_password_the_proof_or_a_key(
    practice: Practice,
    tmp_path: Path,
    sequences: list[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    journal, told, proofs = tmp_path / "journal.jsonl", list[str](), list[str]()
    dispatch, prove = MessagePump._dispatch_message, Session.proof

    async def watched(pump: MessagePump, message: Message) -> None:
        if not isinstance(message, (Key, Input.Changed)):  # letters of what is typed, one by one
            told.append(f"{message!r}")
        await dispatch(pump, message)

    async def noted(session: Session, password: Secret) -> Secret:
        proof = await prove(session, password)
        proofs.append(proof.reveal())
        return proof

    monkeypatch.setattr(MessagePump, "_dispatch_message", watched)
    monkeypatch.setattr(Session, "proof", noted)
    async with inside(practice, Place.DETAILS, IRONWOOD, journal=journal) as (pilot, app):
        for row in ("key.scim", "purge"):
            await to_row(pilot, row)
            await keys(pilot, "enter")
            await on_top(pilot, AskPasswordScreen)
            await type_in(pilot, PASSWORD)
            await keys(pilot, "enter")
            if row == "purge":
                await on_top(pilot, PlanScreen)
                await keys(pilot, "k", "enter")
                await type_in(pilot, IRONWOOD)
                await keys(pilot, "enter", "enter")
            await on_top(pilot, OrganizationScreen)
        told.append(f"{vars(app.screen)!r} {vars(app)!r} {screen_text(app)}")
        told.extend(f"{worker!r} {worker.description}" for worker in app.workers)
    everything = "\n".join((*told, journal.read_text("utf-8"), caplog.text))
    assert "organization.purge" in everything
    assert len(proofs) == 2
    for secret in (*proofs, key_in(practice, 2)):
        assert secret not in everything
    assert PASSWORD not in everything.replace(f"password is {PASSWORD}", "")


async def test_an_organization_of_ones_own(practice: Practice) -> None:
    async with inside(practice, Place.DETAILS, "Quarry Works Co-op", who=Persona.OWNER_ONLY) as (pilot, app):
        assert "You administer this organization." in flowing(app)
        await keys(pilot, "L")
        assert "there is no provider with people, bills and a log" in flowing(app)
        await to_row(pilot, "name")
        await keys(pilot, "enter", "end")
        await type_in(pilot, "!")
        await keys(pilot, "enter")
        await on_top(pilot, PlanScreen)
        await keys(pilot, "k", "enter", "enter")
        await on_top(pilot, OrganizationScreen)
        assert "Clients > Quarry Works Co-op! > Details" in screen_text(app)
        await to_row(pilot, "delete")
        assert "unlink" not in flowing(app)


async def test_vaultwarden_says_what_is_fixed(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    async def yes(_reader: ClientReader) -> bool:
        return True

    monkeypatch.setattr(ClientReader, "is_vaultwarden", yes)
    async with inside(practice, Place.DETAILS, "Quarry Works Co-op", who=Persona.OWNER_ONLY) as (pilot, app):
        await to_row(pilot, "switch.limit_item_deletion")
        assert "Vaultwarden has no settings for collections: they are fixed there." in flowing(app)
        await keys(pilot, "enter")
        await on_top(pilot, OrganizationScreen)
        await to_row(pilot, "key.scim")
        assert "Vaultwarden has no SCIM." in flowing(app)


async def test_an_interrupted_change_is_told_once(practice: Practice, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    async with home(practice, journal=journal) as (pilot, app):
        assert app.portal is not None
        (provider,) = await app.portal.providers()
        listed = await app.portal.client_list(provider)
        client = next(each for each in listed.clients if each.name == IRONWOOD)
        after = {"admin_access": True}
        crashed(journal, client, "organization.collections", {"admin_access": False}, after)
        app.open_client(Place.DETAILS, provider, client)
        await on_top(pilot, OrganizationScreen)
        assert "Interrupted before: Collection rules. It did not arrive" in flowing(app)
        await keys(pilot, "R")
        assert "Interrupted before" not in flowing(app)
