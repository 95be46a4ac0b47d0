"""Changing groups against the practice backend: one write each, read first and again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from backend_client.connection import connect
from backend_client.errors import (
    BadRequest,
    ChangedMeanwhile,
    NotApplied,
    OutcomeUnknown,
    ReadOnlyMode,
    Rule,
    RuleBroken,
    SeatwardenError,
)
from backend_client.portal.clients import find_client
from backend_client.portal.collections import Permission
from backend_client.portal.groups import (
    Group,
    GroupAccessChange,
    GroupBoard,
    GroupDeletion,
    GroupMembersChange,
    GroupRename,
    NewGroup,
    plan_access,
    plan_members,
)
from backend_client.portal.journal import Journal
from backend_client.portal.portal import Portal
from backend_client.secret import Secret
from embedded_backend.seed import Persona, person
from tests.hostile.fault_injector import HTML, FaultInjector
from tests.practice import DEVICE, Practice

BIRCH = "Birch & Sons Logistics"
EDIT, MANAGE, NONE, VIEW = Permission.EDIT, Permission.MANAGE, Permission.NO_ACCESS, Permission.VIEW


@dataclass
class Desk:
    """A signed-in portal with the board of one client."""

    practice: Practice
    portal: Portal
    board: GroupBoard

    @property
    def place(self) -> tuple[Any, Any]:
        return self.board.provider, self.board.client

    async def read(self) -> GroupBoard:
        self.board = await self.portal.groups.board(*self.place)
        return self.board

    async def apply(self, change: Any) -> Any:
        return await self.portal.groups.apply(*self.place, change)

    def group(self, name: str) -> Group:
        return next(group for group in self.board.groups if group.name == name)

    def shelf(self, name: str) -> str:
        return next(each.id for each in self.board.collections if each.name == name)

    @property
    def writes(self) -> list[Any]:
        statement = "SELECT type FROM events WHERE type BETWEEN 1400 AND 1402 AND organization_id = ?"
        return [row[0] for row in self.practice.execute(statement, self.board.client.organization_id)]


async def open_desk(practice: Practice, portal: Portal) -> Desk:
    (provider,) = await portal.providers()
    client = find_client(await portal.client_list(provider), BIRCH)
    return Desk(practice, portal, await portal.groups.board(provider, client))


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal" / "journal.jsonl"


@pytest.fixture
async def desk(practice: Practice, journal: Path) -> AsyncIterator[Desk]:
    async with await practice.signed_in(person(Persona.ADMIN), journal=journal) as portal:
        yield await open_desk(practice, portal)


def acts(journal: Path) -> list[tuple[str, str]]:
    entries = Journal(journal).entries()
    return [(each.act, str(each.outcome)) for each in entries if each.outcome is not None]


async def test_the_board_is_read_quietly_and_in_order(desk: Desk) -> None:
    events = desk.practice.count("events")
    board = await desk.read()
    assert desk.practice.count("events") == events
    assert [group.name for group in board.groups] == sorted((g.name for g in board.groups), key=str.casefold)
    names = [each.name for each in board.collections]
    assert names.index("Finance") + 1 == names.index("Finance/Invoices")
    assert (board.usable, board.members_known, board.unreadable) == (True, True, 0)
    assert len(desk.group("Drivers").members) == 6
    assert desk.group("Finance").reach(desk.shelf("Finance")) is MANAGE


async def test_access_is_written_once_and_the_rest_of_the_group_stays(desk: Desk, journal: Path) -> None:
    drivers, payroll = desk.group("Drivers"), desk.shelf("Finance/Payroll")
    changes = plan_access(
        desk.board,
        {
            (drivers.id, payroll): Permission.EDIT_HIDDEN_PASSWORDS,
            (drivers.id, desk.shelf("Dispatch")): NONE,
        },
    )
    written = await desk.apply(changes[0])
    assert (written.differed, len(changes)) == (False, 1)
    board = await desk.read()
    now = desk.group("Drivers")
    assert now.reach(payroll) is Permission.EDIT_HIDDEN_PASSWORDS
    assert now.reach(desk.shelf("Dispatch")) is NONE
    assert now.reach(desk.shelf("Fleet portals")) is EDIT
    assert now.members == drivers.members
    assert plan_access(board, {(drivers.id, payroll): Permission.EDIT_HIDDEN_PASSWORDS}) == ()
    assert desk.writes.count(1401) == 1
    await desk.apply(changes[0])
    assert desk.writes.count(1401) == 1
    assert acts(journal) == [("group.access", "done")]
    text = journal.read_text()
    assert payroll in text
    assert "Payroll" not in text


async def test_what_others_changed_meanwhile_stays_and_is_told(desk: Desk) -> None:
    drivers, payroll, legal = desk.group("Drivers"), desk.shelf("Finance/Payroll"), desk.shelf("Management")
    (mine,) = plan_access(desk.board, {(drivers.id, payroll): VIEW})
    leaver = next(iter(drivers.members))
    theirs = GroupAccessChange(drivers, {legal: EDIT, desk.shelf("Dispatch"): NONE})
    await desk.apply(theirs)
    await desk.apply(GroupMembersChange(drivers, removed=frozenset({leaver})))
    await desk.apply(GroupRename(drivers, "Drivers and riders"))
    written = await desk.apply(mine)
    assert written.differed
    await desk.read()
    now = desk.group("Drivers and riders")
    reached = [
        now.reach(each) for each in (payroll, legal, desk.shelf("Dispatch"), desk.shelf("Fleet portals"))
    ]
    assert reached == [VIEW, EDIT, NONE, EDIT]
    assert now.members == drivers.members - {leaver}
    joined = await desk.apply(GroupMembersChange(drivers, added=frozenset({leaver})))
    assert (joined.differed, joined.group.members) == (True, drivers.members)


async def test_where_both_changed_the_same_nothing_is_sent(desk: Desk, journal: Path) -> None:
    drivers, dispatch = desk.group("Drivers"), desk.shelf("Dispatch")
    await desk.apply(GroupAccessChange(drivers, {dispatch: MANAGE}))
    with pytest.raises(ChangedMeanwhile) as caught:
        await desk.apply(GroupAccessChange(drivers, {dispatch: NONE, desk.shelf("Finance"): VIEW}))
    assert caught.value.what == "group_access"
    same = await desk.apply(GroupAccessChange(drivers, {dispatch: MANAGE}))
    assert same.differed
    assert desk.writes.count(1401) == 1
    assert acts(journal) == [("group.access", "done")]


async def test_members_come_and_go(desk: Desk) -> None:
    drivers = desk.group("Drivers")
    newcomer = next(each.id for each in desk.board.members if each.id not in drivers.members)
    leaver = min(drivers.members)
    (change,) = plan_members(drivers, (drivers.members | {newcomer}) - {leaver})
    await desk.apply(change)
    await desk.read()
    assert desk.group("Drivers").members == (drivers.members | {newcomer}) - {leaver}
    assert desk.group("Drivers").access == drivers.access
    await desk.apply(change)
    assert desk.writes.count(1401) == 1


async def test_a_group_is_made_named_and_deleted(desk: Desk, journal: Path) -> None:
    made = (await desk.apply(NewGroup(" Night shift ", {desk.shelf("Dispatch"): VIEW}))).group
    assert (made.name, made.reach(desk.shelf("Dispatch"))) == ("Night shift", VIEW)
    with pytest.raises(RuleBroken) as caught:
        await desk.apply(NewGroup("NIGHT SHIFT"))
    assert caught.value.rule is Rule.GROUP_EXISTS
    renamed = (await desk.apply(GroupRename(made, "Late shift"))).group
    assert (renamed.name, renamed.access) == ("Late shift", made.access)
    with pytest.raises(RuleBroken):
        await desk.apply(GroupRename(renamed, "drivers"))
    with pytest.raises(ChangedMeanwhile) as changed:
        await desk.apply(GroupRename(made, "Early shift"))
    assert changed.value.what == "group_name"
    with pytest.raises(ChangedMeanwhile):
        await desk.apply(GroupDeletion(made))
    await desk.apply(GroupDeletion(renamed))
    await desk.apply(GroupDeletion(renamed))
    assert "Late shift" not in {group.name for group in (await desk.read()).groups}
    assert [act for act in desk.writes if act != 1401][-2:] == [1400, 1402]
    done = [("group.create", "done"), ("group.rename", "done"), ("group.delete", "done")]
    assert acts(journal) == done


async def test_a_group_that_changed_is_not_deleted_unseen(desk: Desk) -> None:
    drivers = desk.group("Drivers")
    await desk.apply(GroupAccessChange(drivers, {desk.shelf("Finance"): VIEW}))
    with pytest.raises(ChangedMeanwhile) as caught:
        await desk.apply(GroupDeletion(drivers))
    assert caught.value.what == "group"


async def test_a_group_that_is_gone_is_not_made_again(desk: Desk) -> None:
    drivers = desk.group("Drivers")
    await desk.apply(GroupDeletion(drivers))
    for change in (
        GroupAccessChange(drivers, {desk.shelf("Finance"): VIEW}),
        GroupMembersChange(drivers, removed=drivers.members),
        GroupRename(drivers, "Riders"),
    ):
        with pytest.raises(ChangedMeanwhile) as caught:
            await desk.apply(change)
        assert caught.value.what == "group_gone"


async def test_what_a_directory_keeps_is_known_and_kept(desk: Desk) -> None:
    drivers = desk.group("Drivers")
    desk.practice.execute("UPDATE groups SET external_id = 'dir-7' WHERE id = ?", drivers.id)
    await desk.read()
    assert [group.name for group in desk.board.groups if group.from_directory] == ["Drivers"]
    await desk.apply(GroupAccessChange(desk.group("Drivers"), {desk.shelf("Finance"): VIEW}))
    assert desk.practice.execute("SELECT external_id FROM groups WHERE id = ?", drivers.id) == [("dir-7",)]


async def test_read_only_sends_nothing(practice: Practice) -> None:
    async with await practice.signed_in(person(Persona.ADMIN), read_only=True) as portal:
        desk = await open_desk(practice, portal)
        for change in (NewGroup("Late shift"), GroupDeletion(desk.group("Drivers"))):
            with pytest.raises(ReadOnlyMode):
                await desk.apply(change)
        assert 1400 not in desk.writes


@pytest.fixture
async def faulty(practice: Practice, journal: Path) -> AsyncIterator[tuple[Desk, FaultInjector]]:
    """A desk whose answers can be spoiled."""
    faults = FaultInjector(practice.thread.app)
    who = person(Persona.ADMIN)
    async with connect("practice", device_id=DEVICE, asgi_app=faults, journal=journal) as portal:
        await portal.session.sign_in(who.email, Secret(who.password))
        yield await open_desk(practice, portal), faults


CHANGES: dict[str, tuple[Callable[[Desk], Any], Callable[[Desk], str]]] = {
    "access": (
        lambda desk: GroupAccessChange(desk.group("Drivers"), {desk.shelf("Finance"): VIEW}),
        lambda desk: f"groups/{desk.group('Drivers').id}",
    ),
    "create": (lambda _desk: NewGroup("Late shift"), lambda _desk: "/groups"),
    "delete": (
        lambda desk: GroupDeletion(desk.group("Drivers")),
        lambda desk: f"groups/{desk.group('Drivers').id}",
    ),
}


@pytest.mark.parametrize("name", ["access", "create"])
async def test_an_answer_that_was_lost_is_settled_by_reading(
    faulty: tuple[Desk, FaultInjector], journal: Path, name: str
) -> None:
    desk, faults = faulty
    change, path = (make(desk) for make in CHANGES[name])
    faults.change(path, lambda _answer: [])
    await desk.apply(change)
    assert acts(journal) == [(f"group.{name}", "done")]


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize(
    ("status", "error", "outcome"), [(400, NotApplied, "refused"), (504, OutcomeUnknown, "unknown")]
)
async def test_what_is_not_seen_is_refused_or_unknown(
    faulty: tuple[Desk, FaultInjector],
    journal: Path,
    name: str,
    status: int,
    error: type[SeatwardenError],
    outcome: str,
) -> None:
    desk, faults = faulty
    change, path = (make(desk) for make in CHANGES[name])
    faults.answer(path, HTML, status=status)
    with pytest.raises(error):
        await desk.apply(change)
    assert acts(journal) == [(f"group.{name}", outcome)]
    faults.heal()
    before = desk.board
    assert (await desk.read()).groups == before.groups


async def test_what_cannot_be_read_again_is_unknown(
    faulty: tuple[Desk, FaultInjector], journal: Path
) -> None:
    desk, faults = faulty
    drivers = desk.group("Drivers")
    faults.change(f"groups/{drivers.id}", lambda _answer: faults.answer("/users", HTML, status=500))
    with pytest.raises(OutcomeUnknown):
        await desk.apply(GroupAccessChange(drivers, {desk.shelf("Finance"): VIEW}))
    assert acts(journal) == [("group.access", "unknown")]


async def test_an_organization_without_groups_is_known_by_its_flag(
    faulty: tuple[Desk, FaultInjector],
) -> None:
    desk, faults = faulty

    def without(profile: dict[str, Any]) -> dict[str, Any]:
        rows = [{**row, "useGroups": False} for row in profile["providerOrganizations"]]
        return {**profile, "providerOrganizations": rows}

    faults.change("accounts/profile", without)
    await desk.portal.session.sign_out()
    who = person(Persona.ADMIN)
    await desk.portal.session.sign_in(who.email, Secret(who.password))
    assert not (await desk.read()).usable
    with pytest.raises(RuleBroken) as caught:
        await desk.apply(NewGroup("Late shift"))
    assert caught.value.rule is Rule.GROUPS_NOT_INCLUDED


async def test_without_members_the_matrix_still_shows_and_writes(
    faulty: tuple[Desk, FaultInjector],
) -> None:
    desk, faults = faulty
    before = desk.group("Drivers").members
    faults.answer("/users", b"", status=403)
    board = await desk.read()
    assert (board.members_known, board.members) == (False, ())
    faults.heal()
    written = await desk.apply(GroupAccessChange(desk.group("Drivers"), {desk.shelf("Finance"): VIEW}))
    assert written.group.members == before


async def test_a_refused_reading_means_gone_only_where_the_list_agrees(
    faulty: tuple[Desk, FaultInjector],
) -> None:
    desk, faults = faulty
    drivers = desk.group("Drivers")
    change = GroupAccessChange(drivers, {desk.shelf("Finance"): VIEW})
    faults.answer(f"groups/{drivers.id}/details", b'{"message": "Group not found"}', status=400)
    with pytest.raises(BadRequest):
        await desk.apply(change)
    desk.practice.execute("DELETE FROM groups WHERE id = ?", drivers.id)
    with pytest.raises(ChangedMeanwhile) as caught:
        await desk.apply(change)
    assert caught.value.what == "group_gone"
    await desk.apply(GroupDeletion(drivers))


async def test_a_group_that_reaches_everything_keeps_doing_so(
    faulty: tuple[Desk, FaultInjector], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, faults = faulty
    drivers = desk.group("Drivers")
    faults.change(f"groups/{drivers.id}/details", lambda group: {**group, "accessAll": True})
    sent: list[Any] = []
    request = desk.portal.groups._api.groups._caller.request

    async def seen(call: Any) -> Any:
        sent.append(call)
        return await request(call)

    monkeypatch.setattr(desk.portal.groups._api.groups._caller, "request", seen)
    written = await desk.apply(GroupAccessChange(drivers, {desk.shelf("Finance"): VIEW}))
    (body,) = (call.body for call in sent if call.method == "PUT")
    assert (body["accessAll"], written.group.reaches_all) == (True, True)
