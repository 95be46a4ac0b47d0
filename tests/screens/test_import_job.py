"""An import goes on when its screen is left: it waits its turn, is locked out, stopped, taken up again."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

import backend_client.portal.journal as journal_module
from backend_client.api.priority import in_background
from backend_client.crypto.keys import SymmetricKey
from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.clients import Client
from backend_client.portal.collection_overview import NewCollection
from backend_client.portal.import_plan import ImportPlan
from backend_client.portal.importers.formats import read_export
from backend_client.portal.journal import Journal, Outcome, Phase
from backend_client.portal.processes import this_process
from backend_client.portal.providers import Provider
from backend_client.portal.vault_items import Item
from backend_client.secret import Secret
from embedded_backend.seed import PRACTICE_PASSWORD
from tests.conftest import Settle
from tests.hostile.driving import flowing, until
from tests.practice import Practice
from tests.screens.jobs_driving import at_home, holds, plan_on
from tests.screens.test_import_data import DEAD, LASTPASS
from tui.app import SeatwardenApp
from tui.import_sending import ImportSending
from tui.presenters.jobs import JobState
from tui.screens.import_data import ImportDataScreen
from tui.screens.import_managers import ImportManagersScreen
from tui.screens.import_review import ImportReviewScreen
from tui.screens.job import JobScreen
from tui.screens.jobs import JobsScreen
from tui.screens.unlock import UnlockScreen

NAME = "My Client's Organization"


@dataclass
class Desk:
    """The application on a practice backend whose import requests wait until each is let through."""

    pilot: Pilot[Any]
    app: SeatwardenApp
    practice: Practice
    journal: Path
    sent: list[int] = field(default_factory=list)
    behind_people: list[bool] = field(default_factory=list)
    _open: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    @property
    def where(self) -> tuple[Provider, Client]:
        found = self.app._home.at_work()
        assert found is not None
        client = next(each for each in found[1].clients if each.name == NAME)
        return found[1].provider, client

    @property
    def items(self) -> int:
        """How many items the client holds by now."""
        organization_id = self.where[1].organization_id
        query = "SELECT count(*) FROM ciphers WHERE organization_id = ?"
        ((count,),) = self.practice.execute(query, organization_id)
        return int(str(count))

    def let(self, requests: int = 1) -> None:
        for _request in range(requests):
            self._open.release()

    def gate(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """From now on requests wait."""
        assert self.app.portal is not None
        ciphers = self.app.portal._api.ciphers
        real = ciphers.import_into

        async def slow(organization_id: str, content: bytes) -> None:
            self.sent.append(len(content))
            self.behind_people.append(in_background())
            await self._open.acquire()
            await real(organization_id, content)

        monkeypatch.setattr(ciphers, "import_into", slow)

    def cut(self, monkeypatch: pytest.MonkeyPatch, requests: Sequence[int]) -> None:
        """Every import goes in requests of so many items."""
        assert self.app.portal is not None
        imports = self.app.portal.imports
        real = imports.plan

        async def plan(*values: Any, **named: Any) -> ImportPlan:
            found = await real(*values, **named)
            return replace(found, requests=tuple(requests)) if found.items == sum(requests) else found

        monkeypatch.setattr(imports, "plan", plan)

    async def to_import(self) -> None:
        """From the clients, by keys."""
        await self.pilot.press("slash", *"my client", "enter", "enter")
        await holds(self.pilot, lambda: "Managed by" in flowing(self.app))
        await self.pilot.press("I")
        await until(self.pilot, ImportDataScreen)
        await holds(self.pilot, lambda: "The client holds" in flowing(self.app))

    async def begin(self) -> None:
        """Choose the file and say yes."""
        await self.to_import()
        await self.choose()
        await self.pilot.press("down", "enter")
        await until(self.pilot, JobScreen)

    async def begin_in_two(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Begin an import of requests of one and of two items, until the first of them waits."""
        self.gate(monkeypatch)
        self.cut(monkeypatch, (1, 2))
        await self.begin()
        await holds(self.pilot, lambda: len(self.sent) == 1)

    async def choose(self) -> None:
        await self.pilot.press("enter")
        await until(self.pilot, ImportReviewScreen)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    directory = tmp_path / "home"
    directory.mkdir()
    (directory / "lastpass.csv").write_text(LASTPASS, encoding="utf-8")
    monkeypatch.setenv("HOME", str(directory))
    monkeypatch.setenv("SEATWARDEN_HOME", str(tmp_path / "own"))
    return directory


@asynccontextmanager
async def desk_of(practice: Practice, home: Path) -> AsyncIterator[Desk]:
    journal = home.parent / "journal"
    async with at_home(practice, journal) as (pilot, app):
        yield Desk(pilot, app, practice, journal)


def ends(journal: Path, act: str) -> list[Outcome | None]:
    """How the intents of that act ended, oldest first; None where they did not."""
    entries = Journal(journal).entries()
    ended = {each.about: each.outcome for each in entries if each.phase is Phase.OUTCOME}
    return [ended.get(each.number) for each in entries if (each.phase, each.act) == (Phase.INTENT, act)]


def items_in_memory() -> int:
    """Items of a file that this process still holds, readable."""
    gc.collect()
    return sum(isinstance(found, Item) for found in gc.get_objects())


async def test_it_goes_on_when_it_is_left_and_tells_its_end(
    practice: Practice, settle: Settle, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_of(practice, home) as desk:
        pilot, app = desk.pilot, desk.app
        before = desk.items
        desk.gate(monkeypatch)
        await desk.begin()
        await holds(pilot, lambda: "under way and cannot be stopped" in flowing(app))
        assert "Items 1 to 3 in one request sending" in flowing(app)
        await pilot.press("escape")
        await until(pilot, ImportDataScreen)
        await holds(pilot, lambda: "An import into this client is going on" in flowing(app))
        assert "It goes on in the background: F9 or :jobs shows it." in flowing(app)
        assert "0/3" in flowing(app)
        assert items_in_memory() == 0
        await pilot.press("enter")
        await holds(pilot, lambda: "An import into this client is not over" in flowing(app))
        await pilot.press("f9")
        await until(pilot, JobsScreen)
        assert f"Import {NAME[:10]}" in flowing(app)
        assert "0/3 sending" in flowing(app)
        await pilot.press("enter")
        await until(pilot, JobScreen)
        assert "under way and cannot be stopped" in flowing(app)
        desk.let()
        await settle(pilot, "commit")
        assert "3 items arrived." in flowing(app)
        assert "Not managed by anybody yet: 2 collections." in flowing(app)
        await pilot.press("escape", "escape")
        await until(pilot, ImportDataScreen)
        await holds(pilot, lambda: f"The client holds {before + 3} items." in flowing(app))
        assert "The file still holds every password: delete it." in flowing(app)
    assert (len(desk.sent), desk.behind_people) == (1, [True])
    assert ends(desk.journal, "job.vault.import") == [Outcome.DONE]
    assert ends(desk.journal, "vault.import") == [Outcome.DONE]


async def test_locking_keeps_it_encrypted_and_unlocking_sends_the_rest(
    practice: Practice, settle: Settle, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_of(practice, home) as desk:
        pilot, app = desk.pilot, desk.app
        before = desk.items
        await desk.begin_in_two(monkeypatch)
        assert "Items 2 to 3" in flowing(app)
        await pilot.press("ctrl+l")
        await until(pilot, UnlockScreen)
        desk.let(2)
        (job,) = app.jobs.all
        await holds(pilot, lambda: job.state is JobState.LOCKED)
        assert len(desk.sent) == 1, "the second request waits for the keys"
        assert ends(desk.journal, "vault.import") == [Outcome.DONE], "what was under way was counted"
        assert items_in_memory() == 0
        assert app.portal is not None
        await app.portal.session.unlock(Secret(PRACTICE_PASSWORD))
        await settle(pilot, "commit")
        await until(pilot, ImportManagersScreen)
        assert (len(desk.sent), desk.items - before) == (2, 3)
    assert ends(desk.journal, "job.vault.import") == [Outcome.DONE]


async def test_it_waits_behind_another_job_and_uses_what_that_one_made(
    practice: Practice, settle: Settle, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_of(practice, home) as desk:
        pilot, app = desk.pilot, desk.app
        provider, client = desk.where
        desk.gate(monkeypatch)
        first = plan_on(app, client.organization_id, rows=2)
        await pilot.pause()
        await pilot.press("enter", "escape")
        await holds(pilot, lambda: len(first.wire.sent) == 1)
        await desk.begin()
        await holds(pilot, lambda: "waits for Resend" in flowing(app))
        assert "x stops it before the next request" in flowing(app)
        await pilot.press("escape", "escape", "escape")
        last = plan_on(app, client.organization_id, rows=2)
        await pilot.pause()
        await pilot.press("enter", "escape")
        assert app.portal is not None
        await app.portal.collections.set_admin_access(provider, client, True)
        await app.portal.collections.create(provider, client, NewCollection("Work"))
        assert (desk.sent, last.wire.sent) == ([], [])
        first.wire.let(2)
        await holds(pilot, lambda: len(desk.sent) == 1)
        assert last.wire.sent == []
        desk.let()
        last.wire.let(2)
        await settle(pilot, "commit")
        assert all(job.is_whole for job in app.jobs.all)
        assert "Collections made: 1, reused: 1." in " ".join(app.jobs.all[1].said)


async def test_what_was_stopped_is_taken_up_without_what_is_there(
    practice: Practice, settle: Settle, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_of(practice, home) as desk:
        pilot, app = desk.pilot, desk.app
        before = desk.items
        await desk.begin_in_two(monkeypatch)
        await pilot.press("x")
        desk.let()
        await settle(pilot, "commit")
        assert "1 item arrived, 2 not sent." in flowing(app)
        await pilot.press("r")
        await until(pilot, ImportDataScreen)
        await holds(pilot, lambda: "1 of 3 arrived. Choose the file again, and leave out" in flowing(app))
        await holds(pilot, lambda: f"The client holds {before + 1} item" in flowing(app))
        await desk.choose()
        await pilot.press("down", "down", "down", "enter")
        await holds(pilot, lambda: "1 item is left out." in flowing(app))
        assert "Yes: Encrypt and send 2 items" in flowing(app)
        desk.let()
        await pilot.press("home", "down", "enter")
        await settle(pilot, "commit")
        assert (len(desk.sent), desk.items - before) == (2, 3)
    assert ends(desk.journal, "job.vault.import") == [Outcome.HALF_DONE, Outcome.DONE]


async def test_leaving_the_program_waits_for_the_request_under_way(
    practice: Practice, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_of(practice, home) as desk:
        pilot, app = desk.pilot, desk.app
        await desk.begin_in_two(monkeypatch)
        await pilot.press("escape", "escape", "q")
        await pilot.pause()
        assert "2 of 3 are not sent; q again quits" in flowing(app)
        await pilot.press("q")
        await pilot.pause()
        assert "A change is being sent: leaving after its answer." in flowing(app)
        desk.let()
        await holds(pilot, lambda: app._exit)
    assert len(desk.sent) == 1
    assert ends(desk.journal, "job.vault.import") == [None], "the next start tells of the rest"


@pytest.mark.parametrize("locked", [True, False])
async def test_before_it_leaves_it_can_be_stopped_or_locked_out(
    practice: Practice, settle: Settle, home: Path, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    async with desk_of(practice, home) as desk:
        pilot, app = desk.pilot, desk.app
        before = desk.items
        assert app.portal is not None
        collections = app.portal._api.collections
        real, began, go_on = collections.list, asyncio.Event(), asyncio.Event()
        await desk.to_import()
        await desk.choose()

        async def slow(organization_id: str) -> Any:
            began.set()
            await go_on.wait()
            return await real(organization_id)

        monkeypatch.setattr(collections, "list", slow)
        await pilot.press("down", "enter")
        await began.wait()
        await until(pilot, JobScreen)
        assert "What is still to be sent is encrypted" in flowing(app)
        (job,) = app.jobs.all
        await pilot.press("ctrl+l" if locked else "x")
        go_on.set()
        if locked:
            await holds(pilot, lambda: job.state is JobState.LOCKED)
            assert desk.items == before
            await app.portal.session.unlock(Secret(PRACTICE_PASSWORD))
            await settle(pilot, "commit")
            assert desk.items == before + 3
            return
        await settle(pilot, "commit")
        assert "0 items arrived, 3 not sent." in flowing(app)
        assert "It was stopped before this was sent." in flowing(app)
        await pilot.press("escape")
        await until(pilot, ImportDataScreen)
        await holds(pilot, lambda: "0 items arrived, 3 not sent." in flowing(app))
        assert desk.items == before
    assert ends(desk.journal, "vault.import") == []
    assert ends(desk.journal, "job.vault.import") == [Outcome.HALF_DONE]


@pytest.mark.parametrize(
    ("killed", "start", "again"),
    [
        (1, "was interrupted.", "2 items. It arrived; do not repeat it."),
        (0, "stopped after 1 of 3.", "1 of 3 arrived. Choose the file again, and leave out"),
    ],
)
async def test_what_a_killed_process_left_leads_back(
    practice: Practice, home: Path, monkeypatch: pytest.MonkeyPatch, killed: int, start: str, again: str
) -> None:
    class Killed(BaseException):
        """Stands for SIGKILL: nothing of ours runs after it."""

    async with desk_of(practice, home) as desk:
        portal, (provider, client) = desk.app.portal, desk.where
        assert portal is not None
        monkeypatch.setattr(journal_module, "this_process", lambda: DEAD)
        imported = read_export(LASTPASS.encode())[1]
        plan = replace(await portal.imports.plan(provider, client, imported), requests=(1, 2))
        sealed = await portal.imports.prepare(provider, client, plan)
        sending = ImportSending(portal, provider, client, sealed)
        assert sending.job.wish is not None
        assert portal.job_lines.begin(sending.job.wish.line)
        await sending._send_part(0)
        real = portal._api.ciphers.import_into

        async def cut_short(organization_id: str, content: bytes) -> None:
            await real(organization_id, content)
            raise Killed

        if killed:
            monkeypatch.setattr(portal._api.ciphers, "import_into", cut_short)
            with pytest.raises(Killed):
                await sending._send_part(1)
        monkeypatch.setattr(journal_module, "this_process", this_process)
    async with desk_of(practice, home) as desk:
        pilot, app = desk.pilot, desk.app
        await holds(pilot, lambda: f"Import: {NAME} {start}" in flowing(app))
        await pilot.press("f9")
        await until(pilot, JobsScreen)
        assert "The file must be chosen again" in flowing(app)
        await pilot.press("enter")
        await until(pilot, ImportDataScreen)
        await holds(pilot, lambda: again in flowing(app))
        assert app.jobs.left == ()
    assert ends(desk.journal, "job.vault.import") == [Outcome.HALF_DONE]


async def test_nothing_is_sent_while_an_interrupted_import_may_still_arrive(
    practice: Practice, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """Stands for SIGKILL: nothing of ours runs after it."""

    async with desk_of(practice, home) as desk:
        pilot, app, portal, (provider, client) = desk.pilot, desk.app, desk.app.portal, desk.where
        assert portal is not None
        imported = read_export(LASTPASS.encode())[1]
        plan = await portal.imports.plan(provider, client, imported)
        ciphers = portal._api.ciphers
        late: list[tuple[str, bytes]] = []

        async def cut_short(organization_id: str, content: bytes) -> None:
            late.append((organization_id, content))
            raise Killed

        with monkeypatch.context() as patch:
            patch.setattr(journal_module, "this_process", lambda: DEAD)
            patch.setattr(ciphers, "import_into", cut_short)
            with pytest.raises(Killed):
                await portal.imports.send(provider, client, plan)
        await desk.to_import()
        await holds(pilot, lambda: "do not repeat it, look again" in flowing(app))
        await pilot.press("enter")
        await holds(pilot, lambda: "An interrupted import may still arrive" in flowing(app))
        assert isinstance(app.screen, ImportDataScreen)
        await ciphers.import_into(*late[0])
        await desk.choose()
        await holds(pilot, lambda: "Yes: Send 3 items a second time" in flowing(app))
        await pilot.press("escape")
        await holds(pilot, lambda: "It arrived; do not repeat it." in flowing(app))


async def test_what_was_encrypted_for_another_key_is_not_sent(practice: Practice, home: Path) -> None:
    async with desk_of(practice, home) as desk:
        portal, (provider, client) = desk.app.portal, desk.where
        assert portal is not None
        before = desk.items
        imported = read_export(LASTPASS.encode())[1]
        plan = await portal.imports.plan(provider, client, imported)
        sealed = await portal.imports.prepare(provider, client, plan)
        sealed.key_id = SymmetricKey.generate().key_id
        with pytest.raises(ImportProblem) as refused:
            await portal.imports.send_part(provider, client, sealed, 0)
        assert refused.value.fault is ImportFault.KEY_REPLACED
        assert desk.items == before
    assert not desk.journal.exists()
