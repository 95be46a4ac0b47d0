"""The people of a provider in words: rows, order, views, plans, invitations, what is recommended."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend_client.errors import Rule, RuleBroken
from backend_client.portal.invitation_input import parse_people
from backend_client.portal.journal import Entry, Phase
from backend_client.portal.people import PeopleBoard, Person, PersonAct, PersonRole, PersonStatus
from backend_client.portal.people_invitation import NotInvitedReason, plan_staff
from backend_client.portal.providers import ProviderKind
from tests.hostile.texts import EVERYTHING
from tests.screens.support import NORTHWIND
from tui.explain import explanation_of
from tui.presenters.confirm_people import differs_sentences
from tui.presenters.journal_words import act_word, change_words
from tui.presenters.people import (
    PersonSort,
    PersonView,
    callout,
    chosen_people,
    counts_line,
    detail_sentences,
    empty_words,
    left_out_words,
    person_columns,
    person_role,
    person_rows,
    person_status,
    scope_words,
    waiting_people,
)
from tui.presenters.people_acts import (
    act_title,
    is_agreed,
    other_role,
    plan_rows,
    plan_words,
    role_rows,
    role_words,
    staff_becomes,
    staff_confirm_words,
    word_to_type,
)
from tui.presenters.people_invitation import (
    count_sentence,
    plan_rows as invite_rows,
    plan_words as invite_words,
    staff_columns,
    staff_rows,
)
from tui.presenters.people_mail import staff_mail_text
from tui.presenters.people_report import board_text, saved_people
from tui.presenters.people_words import next_view
from tui.presenters.second_admin import second_admin_note, second_admin_words

NOW = datetime(2026, 3, 14, 14, 2, tzinfo=UTC)
ME = Person("p-me", "u-me", "ada@north.example", "Ada", PersonStatus.CONFIRMED, PersonRole.ADMIN)
BEN = Person("p-ben", "u-ben", "ben@north.example", "Ben", PersonStatus.CONFIRMED, PersonRole.ADMIN)
SAM = Person("p-sam", "u-sam", "sam@north.example", "Sam", PersonStatus.CONFIRMED, PersonRole.SERVICE_USER)
WIM = Person("p-wim", "u-wim", "wim@north.example", "Wim", PersonStatus.ACCEPTED, PersonRole.ADMIN)
IVO = Person("p-ivo", None, "ivo@north.example", "", PersonStatus.INVITED, PersonRole.SERVICE_USER)
OLD = replace(IVO, id="p-old", email="old@north.example", since=NOW - timedelta(days=6))
BOARD = PeopleBoard((ME, BEN, SAM, IVO, OLD, WIM), NOW, "u-me")


def test_what_needs_doing_comes_first() -> None:
    assert [row.id for row in person_rows(BOARD)] == ["p-wim", "p-old", "p-ivo", "p-me", "p-ben", "p-sam"]
    by_role = person_rows(BOARD, sort=PersonSort.ROLE, descending=True)
    assert {row.person.role for row in by_role[:3]} == {PersonRole.SERVICE_USER}
    assert [row.id for row in person_rows(BOARD, wanted="!admin")] == ["p-old", "p-ivo", "p-sam"]
    assert [row.id for row in person_rows(BOARD, wanted="p-sam")] == ["p-sam"], "ids are found too"


def test_every_row_has_a_cell_for_every_column() -> None:
    for row in person_rows(BOARD):
        assert len(row.cells) == len(person_columns())
    late = next(row for row in person_rows(BOARD) if row.id == "p-old")
    assert [cell.text for cell in late.cells][-1] == "may have expired"
    odd = person_rows(replace(BOARD, people=(replace(SAM, status=9, role=7),)))[0]
    assert [odd.cells[0].text, odd.cells[3].text] == ["Other", "Other"]
    assert (person_status(0), person_role(0)) == ("Invited", "Provider admin")


def test_views_count_and_cycle() -> None:
    assert counts_line(BOARD) == "All 6  Invited 2  Needs confirmation 1"
    assert counts_line(BOARD, PersonView.INVITED) == "All 6  [Invited 2]  Needs confirmation 1"
    assert [next_view(view) for view in PersonView] == [
        PersonView.INVITED,
        PersonView.TO_CONFIRM,
        PersonView.ALL,
    ]
    shown = {view: [row.id for row in person_rows(BOARD, view=view)] for view in PersonView}
    assert shown[PersonView.INVITED] == ["p-old", "p-ivo"]
    assert shown[PersonView.TO_CONFIRM] == ["p-wim"]
    assert "t shows others" in empty_words(BOARD, "", PersonView.TO_CONFIRM)
    assert "i invites" in empty_words(replace(BOARD, people=()), "", PersonView.ALL)
    assert "could be read" in empty_words(replace(BOARD, people=(), unreadable=2), "", PersonView.ALL)


def test_whoever_waits_is_called_out() -> None:
    assert callout(BOARD).startswith("1 person waits")
    two = replace(BOARD, people=(WIM, replace(WIM, id="p-2")))
    assert callout(two).startswith("2 people wait")
    assert callout(replace(BOARD, people=(SAM,))) == ""
    assert waiting_people(BOARD.people) == (WIM,)
    assert chosen_people(BOARD, ["p-sam", "p-wim"]) == (WIM, SAM)
    assert left_out_words(BOARD) == ""
    assert left_out_words(replace(BOARD, unreadable=2)).startswith("2 people")


def test_the_detail_names_the_next_key() -> None:
    words = {row.id: " ".join(detail_sentences(row)) for row in person_rows(BOARD)}
    assert "c compares" in words["p-wim"]
    assert "within 120 hours" in words["p-ivo"]
    assert "r mails a new one" in words["p-old"]
    assert "this is you" in words["p-me"]
    assert "D removes" in words["p-sam"]
    assert "D removes" not in words["p-me"]


def test_plans_say_who_is_left_out() -> None:
    rows = plan_rows(PersonAct.REMOVE, [ME, SAM, IVO], BOARD)
    assert [(row.sendable, row.why) for row in rows] == [
        (False, "That is you: another owner or admin has to do it."),
        (True, ""),
        (True, ""),
    ]
    words = plan_words(PersonAct.REMOVE, rows)
    assert (words.commit, words.done(2).format(count=2)) == ("Yes, remove 2", "2 removed")
    rows = plan_rows(PersonAct.RESEND, [SAM, OLD], BOARD)
    assert [row.sendable for row in rows] == [False, True]
    assert rows[1].effect == "new mail; may have expired"
    assert "120 hours" in plan_words(PersonAct.RESEND, rows).review[0]
    assert len({act_title(act) for act in PersonAct}) == len(PersonAct)


def test_roles_are_explained_before_they_change() -> None:
    assert (other_role(SAM), other_role(ME)) == (PersonRole.ADMIN, PersonRole.SERVICE_USER)
    up = role_rows([SAM, BEN], PersonRole.ADMIN, BOARD)
    assert [row.sendable for row in up] == [True, False]
    assert "They have that role already." in up[1].why
    assert "people you trust" in role_words(up, PersonRole.ADMIN, BOARD).review[0]
    assert "within the hour" in role_words(up, PersonRole.ADMIN, BOARD).review[0]
    down = role_rows([ME], PersonRole.SERVICE_USER, BOARD)
    assert "YOUR OWN ROLE" in role_words(down, PersonRole.SERVICE_USER, BOARD).review[0]
    invited = role_rows([IVO], PersonRole.ADMIN, BOARD)
    assert "within the hour" not in role_words(invited, PersonRole.ADMIN, BOARD).review[0]
    alone = replace(BOARD, people=(ME, SAM))
    assert not role_rows([ME], PersonRole.SERVICE_USER, alone)[0].sendable


def test_the_typed_word() -> None:
    assert word_to_type([SAM]) == "sam@north.example"
    assert is_agreed([SAM], " Sam@North.example ")
    assert not is_agreed([SAM], "sam")
    assert word_to_type([SAM, IVO]) == "remove 2"
    assert is_agreed([SAM, IVO], "REMOVE 2")


def test_confirming_says_what_the_key_opens() -> None:
    words = staff_confirm_words(NORTHWIND)
    assert words.ask_always
    assert "EVERY client" in words.warning
    assert "opens every client" in words.why_ask(1)
    assert "2 people" in words.why_ask(2)
    said = " ".join(differs_sentences("wim@north.example", words))
    assert "D on the board removes them" in said
    assert "revokes" not in said, "nobody of a provider is revoked"
    assert (staff_becomes(WIM), staff_becomes(SAM)) == ("Provider admin", "")


@pytest.mark.parametrize(("admins", "said"), [(None, False), (0, True), (1, True), (2, False), (5, False)])
def test_a_second_admin_is_recommended_until_there_is_one(admins: int | None, said: bool) -> None:
    assert bool(second_admin_words(admins)) is said
    assert bool(second_admin_note(admins)) is said


def test_an_accepted_admin_is_not_one_yet() -> None:
    assert replace(BOARD, people=(ME, WIM)).admins == 1


def test_who_is_invited_and_who_is_left_out() -> None:
    text = "Ann <ann@x.example>, SAM@north.example; ivo@north.example wim@north.example\nbo@x.example, admin"
    parsed = parse_people(f"{text}\nann@x.example nobody")
    plan = plan_staff(parsed.people, BOARD)
    assert plan.emails == ("ann@x.example",)
    assert [(one.person.email, one.reason) for one in plan.left_out] == [
        ("sam@north.example", NotInvitedReason.KNOWN),
        ("ivo@north.example", NotInvitedReason.KNOWN),
        ("wim@north.example", NotInvitedReason.KNOWN),
        ("bo@x.example", NotInvitedReason.OWN_ROLE),
    ]
    rows = staff_rows(parsed, plan)
    assert [len(row.cells) for row in rows] == [len(staff_columns())] * len(rows)
    whys = [row.found.why for row in rows]
    for said in ("in the provider already", "r mails again", "c confirms", "chosen once", "twice", "no @"):
        assert sum(said in why for why in whys) == 1, said
    assert count_sentence(parsed, plan) == "1 person to invite, 1 wrong, 1 twice, 4 left out."
    sent = invite_rows(plan, PersonRole.ADMIN)
    assert [row.sendable for row in sent] == [True, False, False, False, False]
    words = invite_words(plan, PersonRole.ADMIN, NORTHWIND)
    assert words.commit == "Yes, invite 1 person"
    assert any("becomes a provider admin" in line for line in words.review)
    assert len(invite_words(plan, PersonRole.SERVICE_USER, NORTHWIND).review) == 1


def test_twenty_are_invited_and_no_more() -> None:
    parsed = parse_people(" ".join(f"n{number}@x.example" for number in range(23)))
    plan = plan_staff(parsed.people, None)
    assert (len(plan.emails), len(plan.left_out)) == (20, 3)
    assert {one.reason for one in plan.left_out} == {NotInvitedReason.TOO_MANY}


def test_the_mail_has_steps_and_no_hidden_characters() -> None:
    hostile = replace(IVO, email="raj\u202e@x.example")
    text = staff_mail_text(hostile, NORTHWIND, who="ada@north.example", server="vault.x")
    assert "ada@north.example has invited you" in text
    assert "120 hours" in text
    assert "service user" in text
    assert text.replace("\n", "").isprintable()


def test_reports_are_safe_and_for_programs() -> None:
    hostile = replace(BOARD, people=(replace(SAM, name=EVERYTHING), ME))
    assert board_text(hostile).replace("\n", "").isprintable()
    assert "strongly recommended" in board_text(hostile)
    saved = saved_people(person_rows(BOARD), NOW)
    assert (saved.name, saved.count) == ("people-2026-03-14.csv", 6)
    assert saved.text(Path("x.csv")).startswith("id,status,name,email,role,you,invited,resent\n")
    first = json.loads(saved.text(Path("x.json")))[0]
    assert (first["status"], first["role"], first["you"]) == ("accepted", "provider-admin", False)
    formula = saved_people(person_rows(replace(BOARD, people=(replace(SAM, name="=cmd()"),))), NOW)
    assert "'=cmd()" in formula.text(Path("x.csv"))


def test_rules_have_words() -> None:
    for rule in (Rule.LAST_ADMIN, Rule.SAME_ROLE, Rule.PERSON_LISTED):
        words = explanation_of(RuleBroken(rule))
        assert words.sentence
        assert words.next_step


def test_the_journal_says_whose_role_became_what() -> None:
    whom = {"emails": ["sam@north.example"], "ids": ["p-sam"]}
    entry = Entry(
        number=1,
        at=NOW,
        who="ada@north.example",
        server="practice",
        act=PersonAct.ROLE.value,
        phase=Phase.INTENT,
        client="Northwind MSP",
        before={**whom, "role": "service-user"},
        after={**whom, "role": "provider-admin"},
    )
    assert change_words(entry) == "sam@north.example: service-user -> provider-admin"
    assert all(act_word(act.value) != act.value for act in PersonAct)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ProviderKind.MSP, "reaches every client."),
        (ProviderKind.BUSINESS_UNIT, "reaches every business unit."),
        (ProviderKind.RESELLER, "sees the seats of every client."),
    ],
)
def test_what_belonging_to_a_provider_means(kind: ProviderKind, words: str) -> None:
    assert scope_words(replace(NORTHWIND, kind=kind)).endswith(words)


def test_the_cursor_goes_to_whoever_waits() -> None:
    waiting = {row.id for row in person_rows(BOARD) if row.to_do}
    assert waiting == {"p-wim", "p-old"}, "who accepted, and whose link may be dead"
