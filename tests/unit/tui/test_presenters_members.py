"""People as rows and sentences: honest ages, order, filter, mail text, phrases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from backend_client.crypto.keys import PrivateKey
from backend_client.errors import NotApplied, OutcomeUnknown, Rule, SeatwardenError, ServerTimeout
from backend_client.portal.members import Candidate, Candidates, Member, MemberAct, MemberRole, MemberStatus
from tests.screens.support import NORTHWIND, client
from tests.unit.portal.test_member_rules import NOW, OWNER, USER, board
from tui.presenters.confirm_people import (
    Ending,
    becomes_word,
    ended_of,
    left_out_people,
    list_lines,
    outcome_sentence,
    phrase_lines,
    phrase_matches,
    who_line,
)
from tui.presenters.member_acts import is_agreed, plan_rows, plan_words, word_to_type
from tui.presenters.member_mail import mail_text
from tui.presenters.members import (
    MemberRow,
    MemberSort,
    counts_line,
    detail_sentences,
    member_rows,
    next_words,
)
from tui.presenters.people_words import age_words

INVITED = replace(USER, id="i", user_id=None, name="", status=MemberStatus.INVITED)
CANDIDATE = Candidate(
    id="m-2",
    user_id="u-2",
    email="mia@birch.example",
    name="Mia",
    phrase="one-two-three-four-five",
    digest="ab" * 32,
    key=PrivateKey.generate().public_key,
)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@pytest.mark.parametrize(
    ("since", "resent", "words"),
    [
        (None, None, ""),
        (0.5, None, "invited today"),
        (3, None, "invited 3 d ago"),
        (4.5, None, "expires within a day"),
        (5, None, "may have expired"),
        (30, 2, "resent 2 d ago"),
        (30, 0.2, "resent today"),
        (30, 6, "may have expired"),
        (None, 2, "resent 2 d ago"),
    ],
)
def test_ages_of_invitations(since: float | None, resent: float | None, words: str) -> None:
    member = replace(
        INVITED,
        since=None if since is None else ago(since),
        resent=None if resent is None else ago(resent),
    )
    assert age_words(member, NOW) == words


def test_a_dead_link_asks_for_another_mail_and_a_living_one_for_patience() -> None:
    assert "r mails a new one" in next_words(replace(INVITED, since=ago(9)), NOW)
    assert "they accept by the link" in next_words(replace(INVITED, since=ago(9), resent=ago(1)), NOW)
    assert "Revoked by the two-step login policy. T takes them back" in next_words(
        replace(USER, status=MemberStatus.REVOKED, revocation_reason=2), NOW
    )


def test_what_needs_doing_comes_first() -> None:
    people = (
        replace(USER, id="confirmed"),
        replace(INVITED, id="new", since=ago(1)),
        replace(INVITED, id="old", since=ago(8)),
        replace(INVITED, id="owner", role=MemberRole.OWNER, since=ago(1)),
        replace(USER, id="revoked", status=MemberStatus.REVOKED),
        replace(USER, id="accepted", status=MemberStatus.ACCEPTED),
        replace(INVITED, id="staged", status=MemberStatus.STAGED),
        replace(USER, id="later", status=17, role=9),
    )
    shown = board(*people)
    order = [row.id for row in member_rows(shown)]
    assert order[:4] == ["accepted", "owner", "old", "new"]
    assert order[-1] == "confirmed"
    assert counts_line(shown) == "Invited 3 -> Accepted 1 -> Confirmed 1  (Revoked 1)  Staged 1"
    by_name = [row.name.casefold() for row in member_rows(shown, sort=MemberSort.NAME)]
    assert by_name == sorted(by_name)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("", 2), ("MIA", 1), ("owner", 1), ("!owner", 1), ("confirmed", 2), ("zzz", 0), ("sales", 1)],
)
def test_the_filter_reads_every_column(wanted: str, found: int) -> None:
    shown = board(OWNER, replace(USER, groups=("Sales",)))
    assert len(member_rows(shown, wanted=wanted)) == found


def test_the_detail_says_everything() -> None:
    member = replace(USER, groups=("Sales",), claimed=True, two_step=True, since=ago(3), resent=ago(1))
    facts, following = detail_sentences(MemberRow(member, NOW))
    for part in (
        "Mia <mia@birch.example>",
        "User",
        "groups: Sales",
        "login on",
        "claimed",
        "invited on",
        "resent on",
    ):
        assert part in facts
    assert "K revokes" in following


@pytest.mark.parametrize("act", [act for act in MemberAct if act is not MemberAct.CONFIRM])
def test_plans_say_who_is_left_out_and_what_follows(act: MemberAct) -> None:
    claimed = act is MemberAct.DELETE_ACCOUNT
    people = [replace(USER, id=one.name, status=one, claimed=claimed) for one in MemberStatus]
    shown = board(OWNER, *people)
    rows = plan_rows(act, people, shown)
    assert len(rows) == len(people)
    assert all(row.why for row in rows if not row.sendable)
    assert any(row.sendable for row in rows)
    words = plan_words(act, rows, shown)
    assert all(sentence.strip().endswith((".", "now.")) for sentence in words.review)
    assert str(sum(row.sendable for row in rows)) in words.commit


def test_taking_away_the_last_owner_of_the_client_is_said() -> None:
    shown = board(OWNER, USER, staff=True)
    for act in (MemberAct.REVOKE, MemberAct.REMOVE):
        review = plan_words(act, plan_rows(act, [OWNER], shown), shown).review
        assert any("last confirmed owner" in sentence for sentence in review)
        review = plan_words(act, plan_rows(act, [USER], shown), shown).review
        assert not any("last confirmed owner" in sentence for sentence in review)


def test_the_typed_word() -> None:
    assert word_to_type(MemberAct.REMOVE, [USER]) == "mia@birch.example"
    assert is_agreed(MemberAct.REMOVE, [USER], " Mia@Birch.example ")
    assert is_agreed(MemberAct.REMOVE, [replace(USER, email="Mia@Birch.example")], "Mia@Birch.example")
    assert not is_agreed(MemberAct.REMOVE, [USER], "mia")
    assert word_to_type(MemberAct.REMOVE, [USER, OWNER]) == "remove 2"
    assert not is_agreed(MemberAct.REMOVE, [USER, OWNER], "remove 3")
    hidden = replace(USER, email="mi\u200ba@birch.example")
    assert word_to_type(MemberAct.REMOVE, [hidden]) == "mi?a@birch.example"
    assert is_agreed(MemberAct.REMOVE, [hidden], "mi?a@birch.example")


def test_the_mail_has_steps_and_no_hidden_characters() -> None:
    hostile = replace(INVITED, name="Raj\x1b[2J\u202e")
    text = mail_text(hostile, client("Birch", 5, 1), NORTHWIND, who="ada@northwind.example", server="vault.x")
    assert "Northwind MSP (ada@northwind.example)" in text
    assert "5 days" in text
    assert "an account at vault.x" in text
    assert text.replace("\n", "").isprintable()
    assert text.startswith("Hello Raj")
    assert mail_text(INVITED, client("Birch", 5, 1), NORTHWIND, who="a@b", server="s").startswith("Hello,\n")


@pytest.mark.parametrize(
    ("given", "same"),
    [
        ("one-two-three-four-five", True),
        ("ONE two  Three-four five", True),
        ("one-two-three-four", False),
        ("five-four-three-two-one", False),
        ("", False),
    ],
)
def test_phrases_are_compared_word_by_word(given: str, same: bool) -> None:
    assert phrase_matches(CANDIDATE, given) is same


def test_phrases_are_large_and_the_list_fits_a_narrow_terminal() -> None:
    assert [line.split() for line in phrase_lines(CANDIDATE.phrase)][4] == ["5", "five"]
    assert list_lines([CANDIDATE], 80) == ("  mia@birch.example  one-two-three-four-five",)
    assert list_lines([CANDIDATE], 30) == ("  mia@birch.example", "      one-two-three-four-five")
    assert "will be OWNER" in who_line(CANDIDATE, becomes_word(OWNER), 1, 3)
    assert "will be" not in who_line(CANDIDATE, becomes_word(USER), 1, 3)


def test_how_it_ended_is_counted_and_refusals_say_why() -> None:
    lost: SeatwardenError = OutcomeUnknown(ServerTimeout(host="x", seconds=5))
    ended = [
        ended_of(CANDIDATE, None),
        ended_of(CANDIDATE, lost),
        ended_of(CANDIDATE, NotApplied(ServerTimeout(host="x", seconds=5))),
    ]
    assert [one.ending for one in ended] == [Ending.CONFIRMED, Ending.UNKNOWN, Ending.REFUSED]
    assert outcome_sentence(ended) == "1 confirmed, 1 refused, 1 not known."
    left: dict[str, Member] = {USER.id: USER}
    found = Candidates((), {USER.id: Rule.MEMBER_KEY_UNUSABLE, "gone": Rule.MEMBER_GONE})
    assert [one.email for one in left_out_people(found, left)] == ["mia@birch.example", "gone"]
