"""Step 2 of the onboarding on the real practice backend, driven by keys: to managed collections."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

import backend_client.portal.journal as journal_module
from backend_client.crypto.keys import SymmetricKey
from backend_client.portal.importers.formats import read_export
from backend_client.portal.journal import Journal, Outcome, Phase
from backend_client.portal.portal import Portal
from backend_client.portal.processes import this_process
from embedded_backend.seed import Persona, person
from tests.conftest import Settle
from tests.practice import Practice
from tests.screens.stand_ins import shown_text
from tests.unit.importers.everything import everything
from tests.unit.importers.kdbx_files import kdbx4
from tests.unit.importers.test_bitwarden import PASSWORD, protected, restricted
from tui.app import SeatwardenApp, Start
from tui.screens.import_data import ImportDataScreen
from tui.screens.import_managers import ImportManagersScreen
from tui.screens.import_review import ImportReviewScreen
from tui.screens.job import JobScreen

LASTPASS = """url,username,password,totp,extra,name,grouping,fav
https://a.example,jo,pw,,note,Mail,Work\\Sales,0
https://b.example,jo,pw2,,,Shop,,0
https://b.example,jo,pw2,,,Shop,,0
"""

DEAD = f"{this_process().rpartition(':')[0]}:{2**22 + 1}"


class Step:
    """The application on a practice backend, and the files of its home directory."""

    def __init__(self, practice: Practice, home: Path) -> None:
        self.practice = practice
        self.home = home
        self.portal: Portal | None = None
        self.journal = home / "journal.jsonl"
        self.items = practice.count("ciphers")

    @property
    def arrived(self) -> int:
        """How many items came to the database since the test began."""
        return self.practice.count("ciphers") - self.items

    def file(self, name: str, contents: str | bytes) -> Path:
        path = self.home / name
        path.write_bytes(contents.encode() if isinstance(contents, str) else contents)
        return path

    def app(self) -> SeatwardenApp:
        async def open_portal(_where: str) -> Portal:
            self.portal = await self.practice.signed_in(
                person(Persona.ADMIN), journal=self.journal, notes=self.home / "notes.json"
            )
            return self.portal

        return SeatwardenApp(open_portal, start=Start(where="practice"))


@pytest.fixture
def step(practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Step:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    return Step(practice, home)


async def _open(pilot, settle: Settle) -> None:  # type: ignore[no-untyped-def]
    """To the import of "My Client's Organization", by keys."""
    await settle(pilot)
    await pilot.press("slash", *"my client", "enter", "enter")
    await settle(pilot)
    await pilot.press("I")
    await settle(pilot)
    assert isinstance(pilot.app.screen, ImportDataScreen)


async def test_a_file_is_looked_at_sent_and_its_collections_get_the_owner_as_manager(
    step: Step, settle: Settle
) -> None:
    step.file("lastpass.csv", LASTPASS)
    async with step.app().run_test(size=(80, 24)) as pilot:
        await _open(pilot, settle)
        shown = shown_text(pilot.app)
        assert "provider users cannot see, change or delete single items" in " ".join(shown.split())
        assert "The client holds 0 items." in shown
        await pilot.press("enter")
        await settle(pilot)
        shown = shown_text(pilot.app)
        assert "lastpass.csv: 3 items, read as LastPass CSV." in shown
        assert "New collections                     2 Work, Work/Sales" in shown
        assert "Shop: rows 3, 4" in shown
        assert not step.journal.exists()
        await pilot.press("down", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ImportManagersScreen)
        shown = shown_text(pilot.app)
        assert "Arrived: 3. Collections made: 2, reused: 0." in shown
        assert "2 collections that nobody manages: Work, Work/Sales" in shown
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "2 have a manager now" in shown_text(pilot.app)
        await pilot.press("enter")
        await settle(pilot)
        assert "no collection lacks a manager" in shown_text(pilot.app)
        await pilot.press("escape")
        await settle(pilot)
        assert "The client holds 3 items." in shown_text(pilot.app)
    outcomes = [each for each in Journal(step.journal).entries() if each.phase is Phase.OUTCOME]
    assert {each.outcome for each in outcomes} == {Outcome.DONE}


async def test_a_file_goes_below_one_collection_when_asked(step: Step, settle: Settle) -> None:
    step.file("lastpass.csv", LASTPASS)
    async with step.app().run_test(size=(80, 24)) as pilot:
        await _open(pilot, settle)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("down", "down", "enter")
        assert "items of none go into it" in shown_text(pilot.app)
        await pilot.press("escape")
        assert "New collections                     2 Work, Work/Sales" in shown_text(pilot.app)
        await pilot.press("enter", *"Socials", "enter")
        await settle(pilot)
        shown = shown_text(pilot.app)
        assert "Everything goes below Socials." in shown
        assert "New collections                     2 Socials/Work, Socials/Work/Sales" in shown
        assert "Collections reused                  1 Socials" in shown
        assert "Items in no collection" not in shown
        await pilot.press("enter", "enter")
        await settle(pilot)
        assert "The file is imported as it is." in shown_text(pilot.app)
        await pilot.press("enter", *"Old/Manager", "enter")
        await settle(pilot)
        await pilot.press("up", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ImportManagersScreen)
        assert "Old/Manager, Old/Manager/Work" in shown_text(pilot.app)
        assert step.arrived == 3


async def test_the_checklist_counts_items_and_takes_a_note_for_a_manager(step: Step, settle: Settle) -> None:
    step.file("lastpass.csv", LASTPASS)
    async with step.app().run_test(size=(80, 24)) as pilot:
        await _open(pilot, settle)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("down", "enter")
        await settle(pilot)
        await pilot.press("x", *"admins look after it", "enter")
        await settle(pilot)
        assert "no collection lacks a manager" in shown_text(pilot.app)
        await pilot.press("escape", "escape", "escape", "o")
        await settle(pilot)
        shown = " ".join(shown_text(pilot.app).split())
        assert "2 Import data done 3 items" in shown


async def test_a_password_is_asked_for_and_a_wrong_one_is_said(step: Step, settle: Settle) -> None:
    step.file("export.json", protected())
    async with step.app().run_test(size=(80, 24)) as pilot:
        await _open(pilot, settle)
        await pilot.press("enter")
        await settle(pilot)
        assert "The file is protected by a password of its own: type it" in shown_text(pilot.app)
        await pilot.press(*"wrong", "enter")
        await settle(pilot)
        assert "(or key file) is wrong" in " ".join(shown_text(pilot.app).split())
        await pilot.press(*["space" if each == " " else each for each in PASSWORD.reveal()], "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ImportReviewScreen)
        assert PASSWORD.reveal() not in shown_text(pilot.app)
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press("escape")
        assert step.arrived == 0


async def test_fields_too_long_come_first_and_cannot_be_sent(step: Step, settle: Settle) -> None:
    source = everything()
    source["items"][0]["notes"] = "x" * 9000
    step.file("export.json", json.dumps(source))
    async with step.app().run_test(size=(120, 40)) as pilot:
        await _open(pilot, settle)
        await pilot.press("enter")
        await settle(pilot)
        shown = shown_text(pilot.app)
        assert "Yes:" not in shown
        assert "row 1 notes has 9000 bytes, 7439 fit." in " ".join(shown.split())


async def test_the_format_can_be_named_where_it_is_not_recognised(step: Step, settle: Settle) -> None:
    step.file("export.csv", "title,website,username,password\nMail,https://a.example,jo,pw\n")
    async with step.app().run_test(size=(80, 24)) as pilot:
        await _open(pilot, settle)
        await pilot.press("enter")
        await settle(pilot)
        if isinstance(pilot.app.screen, ImportReviewScreen):
            await pilot.press("down", "down", "enter")
            await settle(pilot)
        assert "> Find out" in shown_text(pilot.app)
        await pilot.press("G", "enter")
        await settle(pilot)
        assert "Safari CSV" in shown_text(pilot.app)


async def test_escape_stops_while_it_encrypts_and_nothing_was_sent(
    step: Step, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    step.file("lastpass.csv", LASTPASS)
    async with step.app().run_test(size=(80, 24)) as pilot:
        await _open(pilot, settle)
        await pilot.press("enter")
        await settle(pilot)
        assert step.portal is not None
        began, go_on = asyncio.Event(), asyncio.Event()
        real = step.portal.imports.prepare

        async def slow(*values):  # type: ignore[no-untyped-def]
            began.set()
            await go_on.wait()
            return await real(*values)

        monkeypatch.setattr(step.portal.imports, "prepare", slow)
        await pilot.press("down", "enter")
        await began.wait()
        await pilot.pause()
        assert "Encrypted 0 of 3 ... Esc stops" in shown_text(pilot.app)
        await pilot.press("escape")
        go_on.set()
        await settle(pilot)
        assert "Stopped. Nothing was sent." in shown_text(pilot.app)
    assert not step.journal.exists()
    assert step.arrived == 0


async def test_it_cannot_be_stopped_once_it_is_sent(
    step: Step, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    step.file("lastpass.csv", LASTPASS)
    async with step.app().run_test(size=(80, 24)) as pilot:
        await _open(pilot, settle)
        await pilot.press("enter")
        await settle(pilot)
        assert step.portal is not None
        began, go_on = asyncio.Event(), asyncio.Event()
        real = step.portal._api.ciphers.import_into

        async def slow(organization_id: str, content: bytes) -> None:
            began.set()
            await go_on.wait()
            await real(organization_id, content)

        monkeypatch.setattr(step.portal._api.ciphers, "import_into", slow)
        await pilot.press("down", "enter")
        await began.wait()
        await pilot.pause()
        assert "under way and cannot be stopped" in " ".join(shown_text(pilot.app).split())
        await pilot.press("x")
        await pilot.pause()
        assert isinstance(pilot.app.screen, JobScreen)
        go_on.set()
        await settle(pilot)
        assert "Arrived: 3." in shown_text(pilot.app)


async def test_locking_forgets_the_file(step: Step, settle: Settle) -> None:
    step.file("lastpass.csv", LASTPASS)
    async with step.app().run_test(size=(80, 24)) as pilot:
        await _open(pilot, settle)
        await pilot.press("enter")
        await settle(pilot)
        review = pilot.app.screen
        assert isinstance(review, ImportReviewScreen)
        await pilot.press("ctrl+l")
        await pilot.pause()
        assert review._plan is None
        assert "Work/Sales" not in shown_text(pilot.app)
        await pilot.press(
            *[{" ": "space"}.get(each, each) for each in person(Persona.ADMIN).password], "enter"
        )
        await settle(pilot)
        assert isinstance(pilot.app.screen, ImportDataScreen)
        assert "let go of when it was locked: Enter reads it again" in shown_text(pilot.app)
        await pilot.press("enter")
        await settle(pilot)
        assert "Work/Sales" in shown_text(pilot.app)


async def test_names_of_files_are_drawn_as_text(step: Step, settle: Settle) -> None:
    step.file("\x1b]0;owned\x07[red]x.csv", LASTPASS)
    (step.home / "\u202edir").mkdir()
    async with step.app().run_test(size=(80, 24)) as pilot:
        await _open(pilot, settle)
        shown = shown_text(pilot.app)
        assert "[red]x.csv" in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        await pilot.press("enter")
        await settle(pilot)
        shown = shown_text(pilot.app)
        assert "[red]x.csv: 3 items" in shown
        assert "\x1b" not in shown


async def test_a_path_is_typed_completed_and_left_by_keys(step: Step, settle: Settle) -> None:
    (step.home / "deep").mkdir()
    step.file("deep/first.csv", LASTPASS)
    step.file("deep/.hidden.csv", LASTPASS)
    async with step.app().run_test(size=(80, 24)) as pilot:
        await _open(pilot, settle)
        await pilot.press(*"~/de", "tab")
        await settle(pilot)
        shown = shown_text(pilot.app)
        assert "~/deep/" in shown
        assert "first.csv" in shown
        assert ".hidden.csv" not in shown
        await pilot.press("full_stop")
        await settle(pilot)
        assert ".hidden.csv" in shown_text(pilot.app)
        await pilot.press("backspace", *"none", "enter")
        await settle(pilot)
        assert "There is no such file: ~/deep/none" in shown_text(pilot.app)
        await pilot.press(*["backspace"] * 4, *"fi", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ImportReviewScreen)
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press(*["backspace"] * 9, "escape")
        await settle(pilot)
    async with step.app().run_test(size=(80, 24)) as pilot:
        await _open(pilot, settle)
        assert "In ~/deep" in shown_text(pilot.app)
        await pilot.press("backspace")
        await settle(pilot)
        assert "In ~ " in shown_text(pilot.app).replace("\n", " ")


async def test_a_keepass_database_opens_with_its_password_and_key_file(step: Step, settle: Settle) -> None:
    key_file = step.file("my.key", "anything at all")
    kdbx4(step.home / "old.kdbx", "pw", key_file)
    async with step.app().run_test(size=(80, 24)) as pilot:
        await _open(pilot, settle)
        await pilot.press("enter")
        await settle(pilot)
        assert "Key file, if it has one:" in shown_text(pilot.app)
        await pilot.press(*"pw", "enter")
        await settle(pilot)
        assert "(or key file) is wrong" in " ".join(shown_text(pilot.app).split())
        await pilot.press(*"pw", "tab", *"my.key", "enter")
        await settle(pilot)
        shown = shown_text(pilot.app)
        assert "old.kdbx: 3 items, read as KeePass KDBX." in shown
        assert "Left out                            1 it is in the trash; rows" in shown


async def test_an_interrupted_import_is_explained_by_the_checklist(
    step: Step, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = this_process
    body = [{"type": 2, "name": "Kept", "secureNote": {"type": 0}}]
    async with await step.practice.signed_in(person(Persona.ADMIN), journal=step.journal) as portal:
        (provider,) = await portal.providers()
        listed = await portal.client_list(provider)
        client = next(each for each in listed.clients if each.name == "My Client's Organization")
        real = portal._api.ciphers.import_into

        async def cut_short(organization_id: str, content: bytes) -> None:
            await real(organization_id, content)
            raise RuntimeError("killed")

        monkeypatch.setattr(portal._api.ciphers, "import_into", cut_short)
        monkeypatch.setattr(journal_module, "this_process", lambda: DEAD)
        imported = read_export(json.dumps({"items": body}).encode())[1]
        plan = await portal.imports.plan(provider, client, imported)
        with pytest.raises(RuntimeError):
            await portal.imports.send(provider, client, plan)
    monkeypatch.setattr(journal_module, "this_process", ours)
    async with step.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("slash", *"my client", "enter", "o")
        await settle(pilot)
        shown = " ".join(shown_text(pilot.app).split())
        assert "Interrupted before: Import of 1 item. It arrived; do not repeat it." in shown


async def test_admin_access_that_was_switched_on_from_here_is_offered_back_off(
    step: Step, settle: Settle
) -> None:
    async with step.app().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert step.portal is not None
        (provider,) = await step.portal.providers()
        listed = await step.portal.client_list(provider)
        client = next(each for each in listed.clients if each.name == "My Client's Organization")
        collections = step.portal.collections
        await collections.set_admin_access(provider, client, False)
        await collections.set_admin_access(provider, client, True)
        await _open(pilot, settle)
        assert "still on, switched on from here: F2, then F3" in " ".join(shown_text(pilot.app).split())
        await pilot.press("f2")
        await settle(pilot)
        await pilot.press("f3")
        await settle(pilot)
        assert "Admins' access to all items is off." in shown_text(pilot.app)
        assert not await collections.admin_access(provider, client)
        await pilot.press("f3")
        await pilot.pause()
        assert "was not switched on from here" in shown_text(pilot.app)


async def test_an_export_under_the_clients_own_key_opens_without_a_password(
    step: Step, settle: Settle
) -> None:
    async with step.app().run_test(size=(80, 24)) as pilot:
        await _open(pilot, settle)
        assert step.portal is not None
        (provider,) = await step.portal.providers()
        listed = await step.portal.client_list(provider)
        client = next(each for each in listed.clients if each.name == "My Client's Organization")
        key = step.portal.session.keys.organization_key(client.organization_id)
        path = step.file("restricted.json", restricted(key))
        await pilot.press(*str(path), "enter")
        await settle(pilot)
        assert "restricted.json: 9 items, read as Bitwarden JSON." in shown_text(pilot.app)
        await pilot.press("escape")
        await settle(pilot)
        step.file("restricted.json", restricted(SymmetricKey.generate()))
        await pilot.press("enter")
        await settle(pilot)
        assert "exported from another account or organization" in " ".join(shown_text(pilot.app).split())
