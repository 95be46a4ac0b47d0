"""What is wished for members before it is sent, and how it is shown and planned."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from backend_client.errors import Rule, RuleBroken
from backend_client.portal.collections import Collection, Manager, Permission
from backend_client.portal.groups import Group
from backend_client.portal.member_access import AccessBoard, MemberAccess, Wish, plan_edits
from backend_client.portal.members import MemberRole, MemberStatus
from tests.hostile.texts import EVERYTHING
from tui.explain import explanation_of
from tui.presenters.member_access import (
    AS_IT_IS,
    Section,
    access_rows,
    gone_words,
    note_words,
    state_words,
    whose_words,
)
from tui.presenters.member_drafts import AccessDraft
from tui.presenters.member_edit_plans import again_agreed, again_to_type, edit_rows, edit_words
from tui.presenters.member_journal import member_change_words

MIA = MemberAccess(
    "m",
    "u",
    "mia@birch.example",
    "Mia",
    MemberStatus.CONFIRMED,
    MemberRole.USER,
    groups=frozenset({"g1"}),
    collections={"c1": Permission.MANAGE},
)
JO = replace(MIA, id="o", email="jo@birch.example", name="Jo", role=MemberRole.OWNER, groups=frozenset())
BOARD = AccessBoard(
    members=(MIA, JO),
    groups=(Group("g1", "Sales", {"c2": Permission.EDIT}), Group("g2", "Drivers")),
    collections=(
        Collection("c1", "Socials", Permission.NO_ACCESS, managers=(Manager(MIA.email, is_group=False),)),
        Collection("c2", "Tax", Permission.NO_ACCESS),
        Collection("c3", None, Permission.NO_ACCESS),
    ),
    changeable=frozenset({"c1", "c2"}),
    roles=tuple(MemberRole),
    read_at=datetime(2026, 11, 21, tzinfo=UTC),
    me="me",
    staff=True,
)


def draft(*ids: str, board: AccessBoard = BOARD) -> AccessDraft:
    made = AccessDraft(ids)
    made.take(board)
    return made


def row(wishes: AccessDraft, row_id: str) -> list[str]:
    found = next(each for each in access_rows(wishes) if each.id == row_id)
    return [cell.text for cell in found.cells]


def test_one_person_is_switched_to_and_fro() -> None:
    mia = draft("m")
    assert (mia.role, mia.inside("g1"), mia.inside("g2"), mia.reach("c1")) == (
        MemberRole.USER,
        True,
        False,
        Permission.MANAGE,
    )
    mia.switch_group("g1")
    assert row(mia, "group:g1")[0] == "[ ]*"
    mia.switch_group("g1")
    assert mia.wish.empty, "wishing what is there is no wish"
    mia.set_role(MemberRole.ADMIN)
    mia.set_reach("c1", Permission.VIEW)
    assert [edit.member.id for edit in mia.edits] == ["m"]
    mia.set_role(MemberRole.USER)
    mia.set_reach("c1", Permission.MANAGE)
    assert not mia.edits
    assert not mia.take_back()


def test_where_people_differ_each_keeps_what_they_have_unless_something_is_chosen() -> None:
    both = draft("m", "o")
    assert (both.role, both.inside("g1")) == (None, None)
    assert row(both, f"role:{AS_IT_IS}")[0] == "(x)"
    assert row(both, "group:g1")[0] == "[-]"
    both.switch_group("g1")
    assert row(both, "group:g1")[0] == "[x]*"
    assert [edit.member.id for edit in both.edits] == ["o"]
    both.switch_group("g1")
    assert [edit.member.id for edit in both.edits] == ["m"]
    both.switch_group("g1")
    assert both.inside("g1") is None
    assert not both.edits
    both.set_role(MemberRole.USER)
    assert [(edit.member.id, edit.role) for edit in both.edits] == [("o", MemberRole.USER)]
    assert "2 people: Mia <mia@birch.example>, Jo" in whose_words(both)


def test_permissions_are_wished_with_a_custom_role_only() -> None:
    mia = draft("m")
    assert all(each.section is not Section.PERMISSION for each in access_rows(mia))
    mia.set_role(MemberRole.CUSTOM)
    mia.switch_permission("manageUsers")
    assert row(mia, "permission:manageUsers")[0] == "[x]*"
    assert mia.edits[0].permissions == frozenset({"manageUsers"})
    mia.set_role(MemberRole.ADMIN)
    assert mia.wish == Wish(MemberRole.ADMIN)


def test_wishes_survive_a_fresh_board_where_they_still_mean_something() -> None:
    mia = draft("m")
    mia.switch_group("g2")
    mia.set_reach("c2", Permission.EDIT)
    mia.set_role(MemberRole.ADMIN)
    mia.forget()
    assert (mia.members, mia.edits, access_rows(mia)) == ((), (), ())
    admin = replace(MIA, role=MemberRole.ADMIN)
    mia.take(replace(BOARD, members=(admin,), groups=BOARD.groups[:1]))
    assert mia.wish == Wish(collections={"c2": Permission.EDIT})
    mia.take(replace(BOARD, members=(JO,)))
    assert not mia.edits
    assert gone_words(mia) == "They are no longer in the client."


def test_rows_say_what_groups_give_what_is_not_ours_and_what_did_not_open() -> None:
    mia = draft("m")
    assert row(mia, "collection:c2") == [" -", "Tax", "No access; Edit through Sales"]
    mia.switch_group("g1")
    assert row(mia, "collection:c2")[2] == "No access"
    assert "not yours to change" in row(mia, "collection:c3")[2]
    found = [each.id for each in access_rows(mia, "tax")]
    assert found == ["collection:", "collection:c2"]
    assert "1 person would change" in state_words(mia)
    revoked = draft("m", board=replace(BOARD, members=(replace(MIA, status=MemberStatus.REVOKED),)))
    assert "until they are restored" in note_words(revoked)


def test_a_plan_names_what_changes_and_what_follows() -> None:
    edits = plan_edits(BOARD, ["m", "o"], Wish(MemberRole.USER, {}, {"g2": True}, {"c1": Permission.VIEW}))
    rows = edit_rows(BOARD, edits)
    assert [each.effect for each in rows] == [
        "+Drivers, Socials: View",
        "Owner -> User, +Drivers, Socials: View",
    ]
    review = " ".join(edit_words(BOARD, edits).review)
    assert "last confirmed owner" in review
    assert "Nobody would manage: Socials." in review
    assert "gone at once" in review
    himself = replace(BOARD, me="u")
    refused = edit_rows(himself, plan_edits(himself, ["m"], Wish(MemberRole.ADMIN)))
    assert refused[0].change is None
    assert refused[0].why == explanation_of(RuleBroken(Rule.YOURSELF)).sentence
    assert edit_words(himself, plan_edits(himself, ["m"], Wish(MemberRole.ADMIN))).review == (
        "There is nothing to send; the rows say why.",
    )


def test_changes_made_another_way_are_told_afterwards() -> None:
    edits = plan_edits(BOARD, ["m"], Wish(groups={"g2": True}))
    otherwise: list[str] = []
    words = edit_words(BOARD, edits, otherwise)
    assert words.told() == ()
    otherwise.append("m")
    assert "by requests of their own instead" in words.told()[0]


def test_removing_and_inviting_again_is_agreed_to_by_typing() -> None:
    edits = plan_edits(BOARD, ["m", "o"], Wish(MemberRole.ADMIN))
    assert again_to_type(edits[:1]) == MIA.email
    assert again_agreed(edits[:1], " MIA@birch.example ")
    assert not again_agreed(edits[:1], "mia")
    assert again_to_type(edits) == "remove 2"
    assert not again_agreed(edits, MIA.email)


def test_foreign_names_are_safe_everywhere() -> None:
    hostile = replace(MIA, email=EVERYTHING, name=EVERYTHING)
    board = replace(
        BOARD,
        members=(hostile,),
        groups=(Group("g2", EVERYTHING),),
        collections=(Collection("c1", EVERYTHING, Permission.NO_ACCESS),),
    )
    wishes = draft("m", board=board)
    wishes.switch_group("g2")
    wishes.set_reach("c1", Permission.EDIT)
    texts = [cell.text for each in access_rows(wishes) for cell in each.cells]
    texts += [whose_words(wishes), *edit_words(board, wishes.edits).review]
    texts += [
        text for each in edit_rows(board, wishes.edits) for text in (each.what, each.effect, each.detail)
    ]
    after = {"emails": [EVERYTHING], "role": EVERYTHING, "joined": [EVERYTHING], "left": 7, "access": ["x"]}
    texts.append(member_change_words({"role": EVERYTHING}, after))
    assert all(text.isprintable() for text in texts)


def test_the_journal_says_who_became_what() -> None:
    before = {"emails": ["ann@x.example"], "role": "user"}
    after = {
        "emails": ["ann@x.example"],
        "role": "admin",
        "joined": ["Sales"],
        "left": ["Old"],
        "access": "c1=edit c2=view",
    }
    assert member_change_words(before, after) == "ann@x.example: user -> admin, +Sales, -Old, 2 collections"
    assert (
        member_change_words({}, {"emails": ["a@x.example"], "permissions": []}) == "a@x.example: permissions"
    )
