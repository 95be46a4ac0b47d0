"""Roles and access of members on Vaultwarden, which clears what is not sent and knows few permissions."""

from __future__ import annotations

import pytest

from backend_client.errors import MemberRefusal, MemberRefused, NotApplied, Rule
from backend_client.portal.collections import Permission
from backend_client.portal.groups import NewGroup
from backend_client.portal.invitation_plan import Invitee
from backend_client.portal.member_access import (
    FULL_ACCESS,
    AccessBoard,
    MemberAccess,
    MemberEdit,
    Wish,
    edit_of,
    edit_refusals,
)
from backend_client.portal.members import MemberRole, MemberStatus
from tests.vaultwarden.conftest import Desk, Ward

pytestmark = pytest.mark.vaultwarden


async def _board(desk: Desk) -> AccessBoard:
    return await desk.portal.member_edits.board(desk.provider, desk.client)


async def _one(desk: Desk, email: str) -> MemberAccess:
    return next(one for one in (await _board(desk)).members if one.email == email)


async def _wish(desk: Desk, email: str, wish: Wish) -> MemberAccess:
    board = await _board(desk)
    edit = edit_of(await _one(desk, email), wish)
    await desk.portal.member_edits.apply(desk.provider, desk.client, board, edit)
    return await _one(desk, email)


@pytest.fixture
async def ann(desk: Desk, ward: Ward) -> str:
    """A confirmed member in the group Sales."""
    email = ward.address("ann")
    ward.server.register(email)
    sales = await desk.portal.groups.create(desk.provider, desk.client, NewGroup("Sales"))
    person = Invitee(email, MemberRole.USER, (sales.id,), ("Sales",))
    await desk.portal.invitations.send(desk.provider, desk.client, (person,))
    members = desk.portal.members
    ids = [one.id for one in (await members.board(desk.provider, desk.client)).members]
    found = await members.candidates(desk.provider, desk.client, ids)
    await members.confirm(desk.provider, desk.client, found.ready)
    return email


async def test_groups_stay_where_only_access_changes(desk: Desk, ann: str) -> None:
    board = await _board(desk)
    shelf, group = board.collections[0].id, board.groups[0].id
    assert (await _one(desk, ann)).groups == frozenset({group})
    now = await _wish(desk, ann, Wish(collections={shelf: Permission.VIEW_HIDDEN_PASSWORDS}))
    assert (now.groups, now.reach(shelf)) == (frozenset({group}), Permission.VIEW_HIDDEN_PASSWORDS)
    now = await _wish(desk, ann, Wish(groups={group: False}))
    assert (now.groups, now.reach(shelf)) == (frozenset(), Permission.VIEW_HIDDEN_PASSWORDS)
    now = await _wish(desk, ann, Wish(collections={shelf: Permission.NO_ACCESS}))
    assert now.collections == {}


async def test_a_custom_role_is_the_three_permissions_together_or_none(desk: Desk, ann: str) -> None:
    board = await _board(desk)
    shelf = board.collections[0].id
    one = edit_of(await _one(desk, ann), Wish(MemberRole.CUSTOM, {"manageUsers": True}))
    assert edit_refusals(board, [one]) == {one.member.id: Rule.PERMISSIONS_NOT_HERE}
    now = await _wish(desk, ann, Wish(MemberRole.CUSTOM, collections={shelf: Permission.EDIT}))
    assert (now.role, now.permissions) == (MemberRole.CUSTOM, frozenset())
    now = await _wish(desk, ann, Wish(MemberRole.CUSTOM, dict.fromkeys(FULL_ACCESS, True)))
    assert (now.role, now.permissions, now.everywhere) == (MemberRole.CUSTOM, FULL_ACCESS, True)
    reach = edit_of(now, Wish(collections={shelf: Permission.EDIT}))
    assert edit_refusals(await _board(desk), [reach]) == {now.id: Rule.REACHES_EVERYTHING}
    now = await _wish(desk, ann, Wish(MemberRole.USER, collections={shelf: Permission.EDIT}))
    assert (now.role, now.reach(shelf)) == (MemberRole.USER, Permission.EDIT)


async def test_the_last_owner_stays_and_a_second_one_is_made(desk: Desk, ward: Ward, ann: str) -> None:
    board = await _board(desk)
    owner = await _one(desk, ward.owner.email)
    down = edit_of(owner, Wish(MemberRole.USER))
    assert edit_refusals(board, [down]) == {owner.id: Rule.YOURSELF}
    now = await _wish(desk, ann, Wish(MemberRole.OWNER))
    assert (now.role, now.status, now.everywhere) == (MemberRole.OWNER, MemberStatus.CONFIRMED, True)
    now = await _wish(desk, ann, Wish(MemberRole.ADMIN))
    assert now.role == MemberRole.ADMIN
    unseen = MemberEdit(now, joined=frozenset({"00000000-0000-4000-8000-000000000000"}))
    with pytest.raises(NotApplied) as refused:
        await desk.portal.member_edits.apply(desk.provider, desk.client, board, unseen)
    assert isinstance(refused.value.cause, MemberRefused)
    assert refused.value.cause.refusal is MemberRefusal.OTHER
