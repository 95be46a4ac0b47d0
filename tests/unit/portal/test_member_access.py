"""What a wish changes for members, and what stands against it, before any server is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from backend_client.errors import ChangedMeanwhile, Rule
from backend_client.portal.collections import Collection, Manager, Permission
from backend_client.portal.groups import Group
from backend_client.portal.member_access import (
    FULL_ACCESS,
    AccessBoard,
    MemberAccess,
    MemberEdit,
    Wish,
    edit_of,
    edit_refusals,
    left_ownerless,
    left_unmanaged_by,
    plan_edits,
)
from backend_client.portal.member_edit_parts import journal_figures, not_done, parts_of, still_to_do
from backend_client.portal.members import MemberRole, MemberStatus

MIA = MemberAccess(
    "m",
    "u",
    "mia@birch.example",
    "Mia",
    MemberStatus.CONFIRMED,
    MemberRole.USER,
    groups=frozenset({"g1"}),
    collections={"c1": Permission.VIEW},
)
JO = replace(MIA, id="o", user_id="v", email="jo@birch.example", role=MemberRole.OWNER, groups=frozenset())
AL = replace(JO, id="p", user_id="w", email="al@birch.example")
BOARD = AccessBoard(
    members=(MIA, JO),
    groups=(Group("g1", "Sales"), Group("g2", "Drivers")),
    collections=(
        Collection("c1", "Socials", Permission.NO_ACCESS),
        Collection("c2", "Tax", Permission.NO_ACCESS),
    ),
    changeable=frozenset({"c1", "c2"}),
    roles=tuple(MemberRole),
    read_at=datetime(2026, 11, 21, tzinfo=UTC),
    me="me",
    staff=False,
)
DOWN = Wish(MemberRole.USER)
REACH = Wish(collections={"c2": Permission.VIEW})
FULL = Wish(MemberRole.CUSTOM, dict.fromkeys(FULL_ACCESS, True))


def against(board: AccessBoard, member: MemberAccess, wish: Wish) -> Rule | None:
    return edit_refusals(board, [edit_of(member, wish)]).get(member.id)


def test_only_what_differs_is_planned() -> None:
    same = Wish(
        MemberRole.USER,
        permissions={"manageUsers": True},
        groups={"g1": True, "g2": False},
        collections={"c1": Permission.VIEW, "c2": Permission.NO_ACCESS},
    )
    assert edit_of(MIA, same).empty
    edit = edit_of(
        MIA, Wish(MemberRole.ADMIN, groups={"g1": False, "g2": True}, collections={"c1": Permission.EDIT})
    )
    assert (edit.role, edit.joined, edit.left) == (MemberRole.ADMIN, frozenset({"g2"}), frozenset({"g1"}))
    assert edit.access == {"c1": Permission.EDIT}
    assert (edit.groups_after, edit.collections_after) == (frozenset({"g2"}), {"c1": Permission.EDIT})
    assert edit_of(MIA, Wish(collections={"c1": Permission.NO_ACCESS})).collections_after == {}


def test_one_plan_for_many_has_a_row_for_each() -> None:
    edits = plan_edits(BOARD, ["m", "o", "gone"], Wish(groups={"g1": True}))
    assert [(edit.member.id, edit.empty) for edit in edits] == [("m", True), ("o", False)]


def test_permissions_go_with_a_custom_role_only() -> None:
    custom = replace(MIA, role=MemberRole.CUSTOM, permissions=frozenset({"manageUsers", "newSwitch"}))
    assert edit_of(MIA, Wish(permissions={"manageUsers": True})).empty
    edit = edit_of(custom, Wish(permissions={"manageUsers": False, "manageScim": True}))
    assert edit.permissions == frozenset({"newSwitch", "manageScim"}), "a switch of a newer server is kept"
    made = edit_of(MIA, Wish(MemberRole.CUSTOM, {"manageScim": True}))
    assert (made.role, made.permissions) == (MemberRole.CUSTOM, frozenset({"manageScim"}))
    down = edit_of(custom, DOWN)
    assert (down.permissions, down.permissions_after) == (None, frozenset())


@pytest.mark.parametrize(
    ("board", "member", "wish", "rule"),
    [
        (replace(BOARD, me="u"), MIA, Wish(MemberRole.ADMIN), Rule.YOURSELF),
        (replace(BOARD, roles=(MemberRole.USER,)), MIA, Wish(MemberRole.OWNER), Rule.OWNERS_ONLY),
        (replace(BOARD, roles=(MemberRole.USER,)), JO, Wish(groups={"g1": True}), Rule.OWNERS_ONLY),
        (replace(BOARD, custom_roles=False), MIA, Wish(MemberRole.CUSTOM), Rule.CUSTOM_ROLE_NOT_INCLUDED),
        (replace(BOARD, groups_usable=False), MIA, Wish(groups={"g2": True}), Rule.GROUPS_NOT_INCLUDED),
        (replace(BOARD, changeable=frozenset()), MIA, REACH, Rule.COLLECTION_NOT_YOURS),
        (BOARD, replace(MIA, everywhere=True), REACH, Rule.REACHES_EVERYTHING),
        (
            replace(BOARD, vaultwarden=True),
            MIA,
            Wish(MemberRole.CUSTOM, {"manageUsers": True}),
            Rule.PERMISSIONS_NOT_HERE,
        ),
        (BOARD, JO, DOWN, Rule.LAST_OWNER),
        (replace(BOARD, staff=True), JO, DOWN, None),
        (replace(BOARD, vaultwarden=True), MIA, FULL, None),
        (
            replace(BOARD, vaultwarden=True),
            MIA,
            replace(FULL, collections=REACH.collections),
            Rule.REACHES_EVERYTHING,
        ),
        (
            replace(BOARD, vaultwarden=True, staff=True),
            replace(JO, everywhere=True),
            replace(DOWN, collections=REACH.collections),
            None,
        ),
        (BOARD, MIA, Wish(MemberRole.ADMIN), None),
    ],
)
def test_what_is_known_to_be_refused(
    board: AccessBoard, member: MemberAccess, wish: Wish, rule: Rule | None
) -> None:
    assert against(board, member, wish) is rule


def test_the_last_owner_counts_over_the_whole_plan() -> None:
    board = replace(BOARD, members=(MIA, JO, AL))
    assert edit_refusals(board, plan_edits(board, ["o"], DOWN)) == {}
    both = plan_edits(board, ["o", "p"], DOWN)
    assert edit_refusals(board, both) == {"o": Rule.LAST_OWNER, "p": Rule.LAST_OWNER}
    invited = replace(AL, status=MemberStatus.INVITED)
    board = replace(BOARD, members=(MIA, JO, invited))
    assert edit_refusals(board, plan_edits(board, ["o", "p"], DOWN)) == {"o": Rule.LAST_OWNER}


def test_what_a_plan_leaves_behind_is_known() -> None:
    staffed = replace(BOARD, staff=True)
    edits = plan_edits(staffed, ["o"], DOWN)
    assert left_ownerless(staffed, edits)
    assert not left_ownerless(staffed, plan_edits(staffed, ["m"], Wish(MemberRole.ADMIN)))
    managing = replace(MIA, collections={"c1": Permission.MANAGE})
    shelf = replace(BOARD.collections[0], managers=(Manager(MIA.email, is_group=False),))
    board = replace(BOARD, members=(managing, JO), collections=(shelf, BOARD.collections[1]))
    taken = plan_edits(board, ["m"], Wish(collections={"c1": Permission.EDIT}))
    assert [each.name for each in left_unmanaged_by(board, taken)] == ["Socials"]
    shared = replace(shelf, managers=(*shelf.managers, Manager("Sales", is_group=True)))
    assert left_unmanaged_by(replace(board, collections=(shared,)), taken) == ()


def test_what_is_done_already_is_left_out_and_what_others_changed_is_not_sent() -> None:
    edit = edit_of(MIA, Wish(MemberRole.ADMIN, groups={"g2": True}, collections={"c2": Permission.EDIT}))
    assert parts_of(edit) == ("role", "groups", "collections")
    now = replace(MIA, role=MemberRole.ADMIN, groups=frozenset({"g1", "g2"}))
    assert parts_of(still_to_do(now, edit)) == ("collections",)
    assert not_done(now, edit) == ("collections",)
    for changed in (
        replace(MIA, role=MemberRole.OWNER),
        replace(MIA, collections={"c1": Permission.VIEW, "c2": Permission.MANAGE}),
    ):
        with pytest.raises(ChangedMeanwhile):
            still_to_do(changed, edit)
    touched = MemberEdit(MIA, access={"c2": Permission.EDIT})
    with pytest.raises(ChangedMeanwhile):
        still_to_do(replace(MIA, role=MemberRole.ADMIN), touched)


def test_the_journal_keeps_what_changed_and_nothing_else() -> None:
    edit = edit_of(
        MIA, Wish(MemberRole.ADMIN, groups={"g1": False, "g2": True}, collections={"c2": Permission.EDIT})
    )
    before, after = journal_figures(BOARD, edit)
    assert before == {"emails": [MIA.email], "ids": ["m"], "role": "user", "access": "c2=no_access"}
    assert after == {
        "emails": [MIA.email],
        "ids": ["m"],
        "role": "admin",
        "joined": ["Drivers"],
        "joined_ids": ["g2"],
        "left": ["Sales"],
        "left_ids": ["g1"],
        "access": "c2=edit",
    }
