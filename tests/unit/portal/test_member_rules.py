"""What may be done with whom, and what the server's sentences about people mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from backend_client.errors import MemberRefusal, Rule
from backend_client.portal.member_refusals import meaning_of
from backend_client.portal.members import Member, MemberAct, MemberBoard, MemberRole, MemberStatus, refusals
from backend_client.portal.seats import Seats
from backend_client.portal.shown_members import is_done

NOW = datetime(2026, 3, 14, 14, 2, tzinfo=UTC)
OWNER = Member("m-1", "u-1", "jo@birch.example", "Jo", MemberStatus.CONFIRMED, MemberRole.OWNER)
USER = Member("m-2", "u-2", "mia@birch.example", "Mia", MemberStatus.CONFIRMED, MemberRole.USER)


def board(*members: Member, staff: bool = False, left: int | None = 5, me: str = "u-9") -> MemberBoard:
    used = 10
    return MemberBoard(
        members=members,
        read_at=NOW,
        me=me,
        staff=staff,
        seats=Seats(None if left is None else used + left, used),
    )


def ids(*members: Member) -> frozenset[str]:
    return frozenset(member.id for member in members)


@pytest.mark.parametrize(
    ("act", "good", "rule"),
    [
        (MemberAct.CONFIRM, MemberStatus.ACCEPTED, Rule.NOT_ACCEPTED),
        (MemberAct.RESEND, MemberStatus.INVITED, Rule.NOT_INVITED),
        (MemberAct.RESTORE, MemberStatus.REVOKED, Rule.NOT_REVOKED),
    ],
)
def test_acts_that_want_one_status(act: MemberAct, good: MemberStatus, rule: Rule) -> None:
    for status in MemberStatus:
        member = replace(USER, status=status)
        expected = {} if status is good else {USER.id: rule}
        assert refusals(act, ids(member), board(member)) == expected


def test_whoever_is_not_in_the_list_is_gone() -> None:
    for act in MemberAct:
        assert refusals(act, ids(USER), board(OWNER)) == {USER.id: Rule.MEMBER_GONE}


@pytest.mark.parametrize("act", [MemberAct.REVOKE, MemberAct.REMOVE])
def test_the_last_owner_counts_over_all_that_are_chosen(act: MemberAct) -> None:
    second = replace(OWNER, id="m-3", user_id="u-3")
    assert refusals(act, ids(OWNER), board(OWNER, second)) == {}
    both = refusals(act, ids(OWNER, second), board(OWNER, second))
    assert both == {OWNER.id: Rule.LAST_OWNER, second.id: Rule.LAST_OWNER}
    assert refusals(act, ids(OWNER, second), board(OWNER, second, staff=True)) == {}
    invited = replace(second, status=MemberStatus.INVITED)
    assert refusals(act, ids(OWNER), board(OWNER, invited)) == {OWNER.id: Rule.LAST_OWNER}
    assert refusals(act, ids(invited), board(OWNER, invited)) == {}


def test_nobody_suspends_or_removes_themselves() -> None:
    for act in (MemberAct.REVOKE, MemberAct.REMOVE):
        assert refusals(act, ids(USER), board(OWNER, USER, me="u-2")) == {USER.id: Rule.YOURSELF}
    nameless = replace(USER, user_id=None)
    assert refusals(MemberAct.REMOVE, ids(nameless), board(OWNER, nameless, me="")) == {}


@pytest.mark.parametrize(("left", "fitting"), [(None, 3), (5, 3), (2, 2), (0, 0), (-1, 0)])
def test_restoring_fits_into_the_seats_that_are_left(left: int | None, fitting: int) -> None:
    gone = [replace(USER, id=f"r-{n}", status=MemberStatus.REVOKED) for n in range(3)]
    found = refusals(MemberAct.RESTORE, ids(*gone), board(OWNER, *gone, left=left))
    assert set(found.values()) <= {Rule.RESTORE_SEATS}
    assert len(gone) - len(found) == fitting


@pytest.mark.parametrize(
    ("sentence", "meaning"),
    [
        ("User does not have two-step login enabled.", MemberRefusal.TWO_STEP),
        ("x@y cannot be confirmed until they leave all other organization vaults.", "single_organization"),
        ("x@y is a member of another organization which forbids it.", MemberRefusal.OTHER_ORGANIZATION),
        ("Seat limit has been reached. Please contact your provider to add more seats.", "seats"),
        ("Cannot autoscale on self-hosted instance.", MemberRefusal.SEATS),
        ("Organization must have at least one confirmed owner.", MemberRefusal.LAST_OWNER),
        ("User invalid.", MemberRefusal.WRONG_STATE),
        ("Already revoked.", MemberRefusal.WRONG_STATE),
        ("You cannot remove yourself.", MemberRefusal.NOT_ABOVE),
        ("Only owners can revoke other owners.", MemberRefusal.NOT_ABOVE),
        ("Member is claimed by the organization.", MemberRefusal.CLAIMED),
        ("", MemberRefusal.ABSENT),
        ("  ", MemberRefusal.ABSENT),
        ("Something of a newer server.", MemberRefusal.OTHER),
    ],
)
def test_sentences_of_servers(sentence: str, meaning: MemberRefusal) -> None:
    assert meaning_of(sentence) is MemberRefusal(meaning)


def test_what_a_status_shows_of_an_act() -> None:
    shown = {act: [status for status in (*MemberStatus, None) if is_done(act, status)] for act in MemberAct}
    assert shown[MemberAct.CONFIRM] == [MemberStatus.CONFIRMED]
    assert shown[MemberAct.REVOKE] == [MemberStatus.REVOKED]
    assert shown[MemberAct.RESTORE] == [each for each in MemberStatus if each is not MemberStatus.REVOKED]
    assert shown[MemberAct.REMOVE] == [None]
    assert shown[MemberAct.RESEND] == []
