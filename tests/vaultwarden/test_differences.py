"""Where Vaultwarden keeps other rules: what our client makes of each, by what the server holds afterwards."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from backend_client import Secret, connect
from backend_client.crypto.enc_string import EncString
from backend_client.crypto.keys import SymmetricKey
from backend_client.errors import BadRequest, InviteRefusal, NotInvited, NotPermitted, Rule
from backend_client.portal.account import SessionState
from backend_client.portal.collections import Permission
from backend_client.portal.groups import GroupAccessChange, NewGroup
from backend_client.portal.importers.formats import read_export
from backend_client.portal.importers.imported import Imported
from backend_client.portal.invitation_input import parse_people
from backend_client.portal.invitation_plan import InviteDefaults, plan_invitations
from backend_client.portal.policies import Obstacle
from backend_client.portal.vault_items import Item, SecureNote
from tests.unit.importers.everything import BANK_ACCOUNT, DRIVERS_LICENSE, PASSPORT, everything
from tests.vaultwarden.conftest import Desk, Ward
from tests.vaultwarden.newcomer import PASSWORD

pytestmark = pytest.mark.vaultwarden


async def _invite(desk: Desk, *lines: str) -> None:
    room = await desk.portal.invitations.room(desk.provider, desk.client)
    plan = plan_invitations(parse_people("\n".join(lines)).people, room, InviteDefaults())
    await desk.portal.invitations.send(desk.provider, desk.client, plan.people)


async def _confirm(desk: Desk) -> None:
    board = await desk.portal.members.board(desk.provider, desk.client)
    ids = [member.id for member in board.members if member.status == 1]
    found = await desk.portal.members.candidates(desk.provider, desk.client, ids)
    await desk.portal.members.confirm(desk.provider, desk.client, found.ready)


async def _members(desk: Desk) -> set[str]:
    board = await desk.portal.members.board(desk.provider, desk.client)
    return {member.email for member in board.members}


def _items(ward: Ward, key: SymmetricKey) -> dict[str, dict[str, Any]]:
    """The owner's items by name, their texts still sealed."""
    rows = ward.server.sync(ward.owner)["ciphers"]
    return {_open(key, row["name"]): row for row in rows}


def _open(key: SymmetricKey, text: str) -> str:
    return key.decrypt_text(EncString.parse(text))


async def test_newer_types_arrive_as_notes_with_every_member(ward: Ward, desk: Desk) -> None:
    imported = read_export(json.dumps(everything()).encode())[1]
    plan = await desk.portal.imports.plan(desk.provider, desk.client, imported)
    result = await desk.portal.imports.send(desk.provider, desk.client, plan)
    assert result.items == len(everything()["items"])
    key = desk.portal.session.keys.organization_key(desk.client.organization_id)
    rows = _items(ward, key)
    for name, members in {"Bank": BANK_ACCOUNT, "Licence": DRIVERS_LICENSE, "Passport": PASSPORT}.items():
        values = [_open(key, field["value"]) for field in rows[name]["fields"]]
        assert rows[name]["type"] == 2
        assert values[1:] == list(members.values())
    assert sorted(row["type"] for row in rows.values()) == [1, 1, 2, 2, 2, 2, 3, 4, 5]
    again = await desk.portal.imports.plan(desk.provider, desk.client, imported)
    assert again.already_there == again.existing == len(rows)


async def test_a_large_import_goes_in_several_requests(
    ward: Ward, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend_client.portal.import_plan.MOST_BODY", 20_000)
    items = tuple(Item(f"note {n}", SecureNote(), notes="x" * 500, collections=("Shelf",)) for n in range(60))
    plan = await desk.portal.imports.plan(desk.provider, desk.client, Imported(items, ("Shelf",)))
    assert len(plan.requests) > 2
    result = await desk.portal.imports.send(desk.provider, desk.client, plan)
    assert (result.items, len(result.new_ids)) == (60, 1)
    rows = ward.server.sync(ward.owner)["ciphers"]
    assert [row["collectionIds"] for row in rows] == [list(result.new_ids)] * 60


async def test_giving_access_keeps_what_others_have(ward: Ward, desk: Desk) -> None:
    """The request for many collections takes all other access away there, so it is not used."""
    await _invite(desk, ward.address("ann"))
    groups = [
        await desk.portal.groups.create(desk.provider, desk.client, NewGroup(name)) for name in ("One", "Two")
    ]
    overview = await desk.portal.collections.overview(desk.provider, desk.client)
    assert not overview.bulk
    (shelf,) = overview.collections
    for group in groups:
        assignee = next(each for each in overview.groups if each.id == group.id)
        await desk.portal.collections.grant(desk.provider, desk.client, [shelf.id], assignee, Permission.EDIT)
    board = await desk.portal.groups.board(desk.provider, desk.client)
    assert [group.access for group in board.groups] == [{shelf.id: Permission.EDIT}] * 2


async def test_writing_a_groups_access_keeps_its_members(ward: Ward, desk: Desk) -> None:
    """The request replaces members and access together."""
    await desk.portal.groups.create(desk.provider, desk.client, NewGroup("Crew"))
    await _invite(desk, f"{ward.address('ann')}, user, Crew")
    board = await desk.portal.groups.board(desk.provider, desk.client)
    (group,) = board.groups
    assert len(group.members) == 1
    (shelf,) = board.collections
    change = GroupAccessChange(group, {shelf.id: Permission.EDIT_HIDDEN_PASSWORDS})
    await desk.portal.groups.set_access(desk.provider, desk.client, change)
    (after,) = (await desk.portal.groups.board(desk.provider, desk.client)).groups
    assert after.members == group.members
    assert after.access == {shelf.id: Permission.EDIT_HIDDEN_PASSWORDS}


async def test_who_is_in_already_does_not_stop_an_invitation(ward: Ward, desk: Desk) -> None:
    """The server stops at such an address and keeps those before it: nothing is sent of it."""
    bea, ann, cyd, dot = (ward.address(name) for name in ("bea", "ann", "cyd", "dot"))
    await _invite(desk, ann)
    with pytest.raises(BadRequest):
        await desk.portal._api.members.invite(ward.organization_id, [bea, ann, cyd], role=2)
    assert await _members(desk) == {ward.owner.email, ann, bea}
    room = await desk.portal.invitations.room(desk.provider, desk.client)
    unknowing = replace(room, members={})
    plan = plan_invitations(parse_people("\n".join((ann, dot))).people, unknowing, InviteDefaults())
    results = await desk.portal.invitations.send(desk.provider, desk.client, plan.people)
    reasons = [result.reason if isinstance(result, NotInvited) else result for result in results]
    assert reasons == [InviteRefusal.MEMBER, None]
    assert await _members(desk) == {ward.owner.email, ann, bea, dot}


async def test_a_role_that_is_too_low_is_no_lost_session(ward: Ward, desk: Desk) -> None:
    """Vaultwarden answers 401 for both."""
    ward.server.register(ward.address("ann"))
    await _invite(desk, ward.address("ann"))
    await _confirm(desk)
    async with connect(ward.server.url, device_id=str(uuid4()), ca_bundle=ward.server.ca_bundle) as theirs:
        await theirs.session.sign_in(ward.address("ann"), Secret(PASSWORD))
        with pytest.raises(NotPermitted):
            await theirs._api.members.invite(ward.organization_id, ["x@example.test"], role=2)
        assert theirs.session.state is SessionState.UNLOCKED


async def test_what_is_not_there_is_said_before_anything_is_sent(desk: Desk) -> None:
    state = await desk.portal.sso.inspect(desk.provider, desk.client)
    assert state.obstacle is Rule.SSO_OPERATOR_ONLY
    board = await desk.portal.policies.read(desk.provider, desk.client)
    missing = {policy.type for policy in board.policies if policy.obstacle is Obstacle.NOT_ON_VAULTWARDEN}
    assert missing >= {4, 9, 10, 11, 12, 13, 17, 18, 19, 20, 21, 22}
    assert await desk.portal.collections.admin_access(desk.provider, desk.client) is True
    assert desk.client.seats.unlimited
