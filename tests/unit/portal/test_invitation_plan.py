"""Who can be invited, how they travel, and who is left out with which reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from backend_client.portal.invitation_input import parse_people
from backend_client.portal.invitation_plan import (
    InviteDefaults,
    InvitePlan,
    InviteRoom,
    LeftOutReason,
    RoomGroup,
    plan_invitations,
)
from backend_client.portal.members import MemberRole, MemberStatus
from backend_client.portal.seats import Seats
from tests.unit.tui.portal_values import make_client, make_provider
from tui.presenters.invitation_plans import invite_words, requests_after, short_sentences
from tui.presenters.invitations import count_sentence, found_rows, left_out_words

AT = datetime(2026, 3, 14, 14, 0, tzinfo=UTC)
ROOM = InviteRoom(
    provider=make_provider(),
    client=make_client(),
    seats=Seats(40, 37, 29),
    members={
        "inv@x.example": MemberStatus.INVITED,
        "acc@x.example": MemberStatus.ACCEPTED,
        "con@x.example": MemberStatus.CONFIRMED,
        "rev@x.example": MemberStatus.REVOKED,
        "new@x.example": 7,
    },
    groups=(
        RoomGroup("g1", "Sales"),
        RoomGroup("g2", "IT"),
        RoomGroup("g3", "Twin"),
        RoomGroup("g4", "twin"),
    ),
    roles=(MemberRole.USER, MemberRole.ADMIN),
    read_at=AT,
)


def planned(text: str, room: InviteRoom = ROOM, defaults: InviteDefaults | None = None) -> InvitePlan:
    return plan_invitations(parse_people(text).people, room, defaults or InviteDefaults())


def numbered(count: int) -> str:
    return "\n".join(f"u{number}@y.example" for number in range(count))


@pytest.mark.parametrize(
    ("text", "reason", "words"),
    [
        ("inv@x.example", LeftOutReason.MEMBER_ALREADY, "invited already; resend instead"),
        ("ACC@x.example", LeftOutReason.MEMBER_ALREADY, "accepted already; confirm instead"),
        ("con@x.example", LeftOutReason.MEMBER_ALREADY, "a member already"),
        ("rev@x.example", LeftOutReason.MEMBER_ALREADY, "revoked; restore instead"),
        ("new@x.example", LeftOutReason.MEMBER_ALREADY, "listed already"),
        ("a@x.example,user,Sale", LeftOutReason.UNKNOWN_GROUP, "no group 'Sale'; perhaps Sales?"),
        ("a@x.example,user,Zoo", LeftOutReason.UNKNOWN_GROUP, "no group 'Zoo'"),
        ("a@x.example,user,TWIN", LeftOutReason.SEVERAL_GROUPS, "several groups are called 'TWIN'"),
        ("a@x.example,owner", LeftOutReason.ROLE_NOT_ALLOWED, "you may not give this role here"),
    ],
)
def test_who_is_left_out_and_why(text: str, reason: LeftOutReason, words: str) -> None:
    plan = planned(text)
    assert plan.people == ()
    ((left),) = plan.left_out
    assert left.reason is reason
    assert left_out_words(left, ROOM) == words


def test_groups_are_found_whatever_their_case_and_a_row_wins_over_the_defaults() -> None:
    defaults = InviteDefaults(MemberRole.USER, ("IT",), ("manageUsers",))
    plan = planned("a@x.example\nb@x.example,admin,sales;SALES", defaults=defaults)
    assert [(one.role, one.groups, one.permissions) for one in plan.people] == [
        (MemberRole.USER, ("g2",), ()),
        (MemberRole.ADMIN, ("g1",), ()),
    ]


def test_permissions_go_with_a_custom_role_only() -> None:
    room = replace(ROOM, roles=tuple(MemberRole))
    defaults = InviteDefaults(MemberRole.CUSTOM, (), ("manageUsers",))
    plan = planned("a@x.example\nb@x.example,user", room, defaults)
    assert [one.permissions for one in plan.people] == [("manageUsers",), ()]


def test_a_client_without_groups_says_so() -> None:
    plan = planned("a@x.example,user,Sales", replace(ROOM, groups=(), groups_usable=False))
    assert plan.left_out[0].reason is LeftOutReason.NO_GROUPS


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (20, [20]), (21, [20, 1]), (45, [20, 20, 5])])
def test_requests_hold_at_most_twenty(count: int, sizes: list[int]) -> None:
    assert [len(batch) for batch in planned(numbered(count)).batches] == sizes


def test_people_of_one_request_share_role_and_groups() -> None:
    plan = planned("a@x.example\nb@x.example,admin\nc@x.example\nd@x.example,user,Sales")
    assert [[one.email[0] for one in batch] for batch in plan.batches] == [["a", "c"], ["b"], ["d"]]
    assert [requests_after(plan, done, 4) for done in (0, 2, 3, 4)] == [3, 2, 1, 0]


def test_only_the_first_have_a_seat() -> None:
    plan = plan_invitations(parse_people(numbered(5)).people, ROOM, InviteDefaults(), most=ROOM.left)
    assert [one.email for one in plan.people] == ["u0@y.example", "u1@y.example", "u2@y.example"]
    assert {one.reason for one in plan.left_out} == {LeftOutReason.NO_SEAT}


def test_the_count_says_seats_as_they_are() -> None:
    parsed = parse_people(numbered(4) + "\nnobody")
    plan = planned(numbered(4))
    said = count_sentence(parsed, plan, ROOM)
    assert said == "4 people to invite, 1 wrong. 3 of 40 seats left: 1 too few."
    assert "40 are left. 1 are missing" not in said
    assert "no seat limit" in count_sentence(
        parsed, plan, replace(ROOM, seats=Seats(None, 3, unlimited=True))
    )
    assert "not known" in count_sentence(parsed, plan, replace(ROOM, seats=Seats(None, 3)))
    assert short_sentences(plan, ROOM)[0].startswith("4 people need 4 seats; 3 of 40 are left.")


def test_what_needs_a_look_comes_first() -> None:
    parsed = parse_people("a@x.example\nnobody\ncon@x.example\na@x.example")
    plan = plan_invitations(parsed.people, ROOM, InviteDefaults())
    assert [row.line for row in found_rows(parsed, plan, ROOM)] == [2, 3, 4, 1]


def test_the_review_warns_and_says_how_long_it_takes() -> None:
    room = replace(
        ROOM, policies_off=True, groups=(), seconds_apart=40.0, seats=Seats(None, 1, unlimited=True)
    )
    words = invite_words(planned(numbered(45), room), room, lambda: AT)
    assert "In 3 requests, which takes about 1 min" in words.review[0]
    assert any("No policy is on yet" in line for line in words.review)
    assert any("There are no groups yet" in line for line in words.review)
    assert any("(Esc, then u)" in line for line in words.review)
    of_command = invite_words(planned(numbered(45), room), room, lambda: AT, keys=False)
    assert "No policy is on yet: policies are easier set before people are in." in of_command.review
    assert "There are no groups yet: without one people reach no collection." in of_command.review
    assert words.progress is not None
    assert words.progress(20, 45).startswith("Inviting: 20 of 45, all by about ")
    assert "all by about" in words.progress(45, 45)
