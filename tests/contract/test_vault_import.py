"""Importing into a client of the practice backend, with the journal beside it."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import backend_client.portal.journal as journal_module
from backend_client.api import transport
from backend_client.api.call import Call
from backend_client.errors import (
    BadAnswer,
    ImportFault,
    ImportHalfDone,
    ImportProblem,
    NotApplied,
    OutcomeUnknown,
    ReadOnlyMode,
    ServerTimeout,
    ServerUnreachable,
    UnreachableReason,
)
from backend_client.portal import clock
from backend_client.portal.clients import Client
from backend_client.portal.import_plan import ImportPlan
from backend_client.portal.importers.formats import read_export
from backend_client.portal.importers.imported import Imported
from backend_client.portal.journal import Journal, Outcome, Phase
from backend_client.portal.portal import Portal
from backend_client.portal.processes import this_process
from backend_client.portal.providers import Provider
from backend_client.portal.vault_items import Item, ItemType, Login, SecureNote
from embedded_backend import cipher_import
from embedded_backend.seed import Persona, person
from tests.contract.opened_items import opened_items, without_empty
from tests.practice import Practice
from tests.unit.importers.everything import everything

CLIENT = "My Client's Organization"
DEAD = f"{this_process().rpartition(':')[0]}:{2**22 + 1}"
NAMES = {"collectionIds", "organizationId", "folderId", "favorite", "secureNote"}


@dataclass
class Desk:
    """A signed-in portal, one client, and the journal."""

    practice: Practice
    portal: Portal
    provider: Provider
    client: Client
    journal: Path

    async def plan(self, imported: Imported) -> ImportPlan:
        return await self.portal.imports.plan(self.provider, self.client, imported)

    async def send(self, imported: Imported) -> Any:
        return await self.portal.imports.send(self.provider, self.client, await self.plan(imported))

    def items(self) -> list[dict[str, Any]]:
        key = self.portal.session.keys.organization_key(self.client.organization_id)
        return opened_items(self.practice, self.client.organization_id, key)

    def outcomes(self) -> list[Outcome | None]:
        return [entry.outcome for entry in Journal(self.journal).entries() if entry.phase is Phase.OUTCOME]


@pytest.fixture
async def desk(practice: Practice, tmp_path: Path) -> AsyncIterator[Desk]:
    journal = tmp_path / "journal.jsonl"
    async with await practice.signed_in(person(Persona.ADMIN), journal=journal) as portal:
        (provider,) = await portal.providers()
        listed = await portal.client_list(provider)
        client = next(each for each in listed.clients if each.name == CLIENT)
        yield Desk(practice, portal, provider, client, journal)


def _imported(body: object) -> Imported:
    return read_export(json.dumps(body).encode())[1]


def _expected(source: dict[str, Any]) -> list[dict[str, Any]]:
    """The items of an export as the database should hold them."""
    shelves = {row["id"]: row["name"] for row in source["collections"]}
    found = []
    for item in source["items"]:
        kept = json.loads(json.dumps({name: value for name, value in item.items() if name not in NAMES}))
        uris = kept.get("login", {}).get("uris", [])
        for uri in uris:
            uri["uriChecksum"] = b64encode(sha256(uri["uri"].encode()).digest()).decode()
        if uris:
            kept["login"]["uri"] = uris[0]["uri"]
        names = sorted(shelves[key] for key in item.get("collectionIds") or ())
        found.append(without_empty({**kept, "collections": names}))
    return found


async def test_every_type_and_field_comes_back_as_it_was(desk: Desk) -> None:
    source = everything()
    before = len(desk.items())
    result = await desk.send(_imported(source))
    assert desk.items()[before:] == _expected(source)
    assert (result.items, result.names, result.reused) == (9, ("IT/Servers",), 1)
    assert (result.made, result.unmanaged) == (1, 1)
    vault = await desk.portal.organization_vault(desk.provider, desk.client)
    managed = {collection.name: collection.managed for collection in vault.collections}
    assert managed["IT/Servers"] is False
    assert sorted(name for name in managed if name) == sorted(
        ["Socials", "Productivity Tools", "Financials", "Default collection", "IT/Servers"]
    )


async def test_the_plan_counts_and_sends_nothing(desk: Desk) -> None:
    twice = everything()
    twice["items"].append(twice["items"][0])
    rows = desk.practice.count("ciphers")
    plan = await desk.plan(_imported(twice))
    assert dict(plan.types)[ItemType.LOGIN] == 3
    assert (plan.items, plan.unassigned, plan.already_there) == (10, 4, 0)
    assert [each.name for each in plan.reused] == ["Socials"]
    assert plan.new_collections == ("IT/Servers",)
    assert [each.rows for each in plan.repeated] == [(1, 10)]
    assert desk.practice.count("ciphers") == rows
    assert not desk.journal.exists()


async def test_importing_twice_is_noticed_beforehand(desk: Desk) -> None:
    await desk.send(_imported(everything()))
    plan = await desk.plan(_imported(everything()))
    assert plan.already_there == plan.items
    assert plan.new_collections == ()


async def test_the_journal_tells_figures_and_no_content(desk: Desk) -> None:
    await desk.send(_imported(everything()))
    intent, outcome = Journal(desk.journal).entries()
    assert (intent.act, outcome.outcome, outcome.about) == ("vault.import", Outcome.DONE, intent.number)
    assert intent.after["items"] - intent.before["items"] == 9
    written = desk.journal.read_text()
    assert not any(text in written for text in ("jo@birch", "s3cret", "Servers", "|"))


async def test_over_long_fields_are_named_by_row_and_nothing_is_sent(desk: Desk) -> None:
    fits, too_long = Item("a" * 687, SecureNote(), row=2), Item("a" * 688, SecureNote(), row=3)
    note = Item("Note", SecureNote(), notes="\N{EURO SIGN}" * 2480, row=4)
    imported = Imported((fits, too_long, note), ())
    plan = await desk.plan(imported)
    found = [(each.row, each.path, each.size, each.most) for each in plan.too_long]
    assert found == [(3, "name", 688, 687), (4, "notes", 7440, 7439)]
    with pytest.raises(ImportProblem) as refused:
        await desk.send(imported)
    assert refused.value.fault is ImportFault.FIELDS_TOO_LONG
    assert not desk.journal.exists()


async def test_the_longest_fields_are_taken(desk: Desk) -> None:
    login = Login(username="u" * 687, password="p" * 3695)
    await desk.send(Imported((Item("n" * 687, login, notes="x" * 7439, row=1),), ()))
    assert desk.items()[-1]["notes"] == "x" * 7439


async def test_collections_alone_can_be_imported(desk: Desk) -> None:
    result = await desk.send(Imported((), ("Board", "Board/Minutes")))
    assert result.names == ("Board", "Board/Minutes")
    assert desk.outcomes() == [Outcome.DONE]


async def test_a_refusal_is_seen_not_to_have_happened(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cipher_import.LIMITS, "ciphers", 8)
    rows = desk.practice.count("ciphers")
    with pytest.raises(NotApplied):
        await desk.send(_imported(everything()))
    assert desk.practice.count("ciphers") == rows
    assert desk.outcomes() == [Outcome.REFUSED]


async def test_a_lost_answer_is_settled_by_reading_and_never_sent_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = desk.portal._api.ciphers
    real, calls = api.import_into, []

    async def losing(organization_id: str, content: bytes) -> None:
        calls.append(len(content))
        await real(organization_id, content)
        raise ServerTimeout(host="practice", seconds=1)

    monkeypatch.setattr(api, "import_into", losing)
    result = await desk.send(_imported(everything()))
    assert (result.items, len(calls)) == (9, 1)
    assert desk.outcomes() == [Outcome.DONE]


@pytest.mark.parametrize(
    ("lost", "raised", "outcome"),
    [
        (ServerTimeout(host="practice", seconds=1), OutcomeUnknown, Outcome.UNKNOWN),
        (ServerUnreachable(host="practice", reason=UnreachableReason.REFUSED), NotApplied, Outcome.REFUSED),
    ],
)
async def test_a_lost_request_is_not_sent_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, lost: Exception, raised: type[Exception], outcome: Outcome
) -> None:
    calls = []

    async def failing(organization_id: str, content: bytes) -> None:
        calls.append(organization_id)
        raise lost

    monkeypatch.setattr(desk.portal._api.ciphers, "import_into", failing)
    with pytest.raises(raised):
        await desk.send(_imported(everything()))
    assert (len(calls), desk.outcomes()) == (1, [outcome])


async def test_an_import_that_arrived_in_part_is_said_to_be_incomplete(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = desk.portal._api.ciphers
    real = api.import_into

    async def dropping(organization_id: str, content: bytes) -> None:
        body = json.loads(content)
        body["ciphers"] = body["ciphers"][:4]
        await real(organization_id, json.dumps(body).encode())

    monkeypatch.setattr(api, "import_into", dropping)
    with pytest.raises(ImportHalfDone) as half:
        await desk.send(_imported(everything()))
    assert (half.value.arrived, half.value.sent) == (4, 9)
    assert desk.outcomes() == [Outcome.HALF_DONE]


async def test_read_only_runs_send_nothing(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN), read_only=True) as portal:
        (provider,) = await portal.providers()
        listed = await portal.client_list(provider)
        client = next(each for each in listed.clients if each.name == CLIENT)
        plan = await portal.imports.plan(provider, client, _imported(everything()))
        with pytest.raises(ReadOnlyMode):
            await portal.imports.send(provider, client, plan)


@pytest.mark.parametrize("arrived", [True, False])
async def test_an_import_cut_short_by_a_crash_is_explained_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, arrived: bool
) -> None:
    class Killed(BaseException):
        """Stands for SIGKILL: nothing of ours runs after it."""

    api = desk.portal._api.ciphers
    real = api.import_into

    async def killed(organization_id: str, content: bytes) -> None:
        if arrived:
            await real(organization_id, content)
        raise Killed

    monkeypatch.setattr(journal_module, "this_process", lambda: DEAD)
    monkeypatch.setattr(api, "import_into", killed)
    with pytest.raises(Killed):
        await desk.send(_imported(everything()))
    imports = desk.portal.imports
    early = await imports.settle(desk.provider, desk.client)
    assert [each.outcome for each in early] == [Outcome.DONE if arrived else Outcome.NOT_SENT]
    assert [each.waits for each in early] == [not arrived]
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=3))
    late = await imports.settle(desk.provider, desk.client)
    assert [each.outcome for each in late] == ([] if arrived else [Outcome.NOT_SENT])
    assert await imports.settle(desk.provider, desk.client) == ()
    assert desk.portal.settle_interrupted(await desk.portal.client_list(desk.provider)) == ()


async def test_a_list_of_all_items_may_be_larger_than_other_answers(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.send(_imported(everything()))
    call = Call("GET", "ciphers/organization-details", query={"organizationId": desk.client.organization_id})
    size = len((await desk.portal._api.ciphers._caller.request(call)).body)
    monkeypatch.setattr(transport, "LARGEST_ANSWER", size - 1)
    with pytest.raises(BadAnswer, match="too large"):
        await desk.portal._api.ciphers._caller.request(call)
    assert len(await desk.portal._api.ciphers.list(desk.client.organization_id)) == 9
    monkeypatch.setattr(transport, "LARGEST_ANSWER", size // 5)
    with pytest.raises(BadAnswer, match="too large"):
        await desk.portal._api.ciphers.list(desk.client.organization_id)


async def test_giving_up_while_it_is_sent_leaves_a_told_outcome(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = desk.portal._api.ciphers
    real, began, go_on = api.import_into, asyncio.Event(), asyncio.Event()

    async def slow(organization_id: str, content: bytes) -> None:
        began.set()
        await go_on.wait()
        await real(organization_id, content)

    monkeypatch.setattr(api, "import_into", slow)
    waiting = asyncio.ensure_future(desk.send(_imported(everything())))
    await began.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    (sending,) = [task for task in asyncio.all_tasks() if "VaultImport._send" in repr(task.get_coro())]
    go_on.set()
    await sending
    assert desk.outcomes() == [Outcome.DONE]


async def test_giving_up_while_it_encrypts_sends_nothing(desk: Desk) -> None:
    many = Imported(_imported(everything()).items * 40, ("Socials", "IT/Servers"))
    plan = await desk.plan(many)
    seen: list[int] = []
    waiting: asyncio.Future[Any]

    def give_up(done: int, _total: int) -> None:
        seen.append(done)
        waiting.cancel()

    waiting = asyncio.ensure_future(desk.portal.imports.send(desk.provider, desk.client, plan, give_up))
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert seen == [100]
    assert not desk.journal.exists()
