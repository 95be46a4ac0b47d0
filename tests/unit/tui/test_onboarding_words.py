"""The onboarding in words: evidence, ways on, obstacles, order, the pane, the headless report."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest

from backend_client.portal.clients import Client, Tier
from backend_client.portal.members import MemberStatus
from backend_client.portal.onboarding.steps import (
    Checklist,
    NextAct,
    NotNeeded,
    Person,
    Reason,
    Step,
    StepReport,
    StepState,
)
from backend_client.portal.providers import Provider, ProviderKind, ProviderRole
from backend_client.portal.seats import Seats
from tui.presenters.onboarding import evidence_of, next_words, progress_line, reason_words
from tui.presenters.onboarding_advice import about, blockers, next_line, owner_words, warnings
from tui.presenters.onboarding_pane import pane_lines
from tui.presenters.onboarding_report import FIELDS, checklist_as, records_of

NOW = datetime(2026, 3, 14, 14, 2, tzinfo=UTC)
PROVIDER = Provider("p", "Northwind", ProviderKind.MSP, ProviderRole.ADMIN)
FIGURES = {
    Step.COLLECTIONS: {"collections": 0, "unmanaged": 0},
    Step.IMPORT: {"items": 0, "unmanaged": 0},
    Step.POLICIES: {"enabled": 0},
    Step.SSO: {"enabled": 0},
    Step.GROUPS: {"groups": 0, "collections": 0},
    Step.INVITATIONS: {"invited": 0, "accepted": 0, "confirmed": 0, "revoked": 0},
}
ACTS = {
    Step.COLLECTIONS: NextAct.CREATE_COLLECTIONS,
    Step.IMPORT: NextAct.IMPORT_DATA,
    Step.POLICIES: NextAct.ENABLE_POLICIES,
    Step.SSO: NextAct.CONFIGURE_SSO,
    Step.GROUPS: NextAct.CREATE_GROUPS,
    Step.INVITATIONS: NextAct.INVITE,
}


def to_do(step: Step) -> StepReport:
    return StepReport(step, StepState.TO_DO, FIGURES[step], next_act=ACTS[step])


def done(step: Step) -> StepReport:
    return StepReport(step, StepState.DONE, FIGURES[step])


def a_checklist(*reports: StepReport, people: tuple[Person, ...] = (), left: int = 3) -> Checklist:
    """All steps to do, but for `reports`."""
    given = {report.step: report for report in reports}
    client = Client("l", "o", "Birch", "Teams", Tier.TEAMS, Seats(10, 10 - left))
    return Checklist(PROVIDER, client, tuple(given.get(step, to_do(step)) for step in Step), people, NOW)


def person(number: int, status: int, *, owner: bool = False, days: float = 1) -> Person:
    return Person(str(number), f"p{number}@birch.example", "", status, owner, NOW - timedelta(days=days))


@pytest.mark.parametrize("act", NextAct)
def test_every_act_has_words_and_a_line_of_its_own(act: NextAct) -> None:
    report = StepReport(Step.INVITATIONS, StepState.TO_DO, {"accepted": 3}, next_act=act)
    assert next_words(report)
    assert next_line(report).startswith("Next: ")
    assert next_line(report).endswith(".")


def test_the_line_names_the_key_and_the_number() -> None:
    report = StepReport(Step.INVITATIONS, StepState.TO_DO, {"accepted": 3}, next_act=NextAct.CONFIRM)
    assert next_line(report) == "Next: compare 3 fingerprint phrases, then confirm (c)."
    managers = StepReport(Step.IMPORT, StepState.IN_PROGRESS, next_act=NextAct.ASSIGN_MANAGERS)
    assert next_line(managers) == "Next: give each collection a manager (Enter, then F2)."
    assert next_line(done(Step.SSO)) == ""


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words(reason: Reason) -> None:
    assert reason_words(reason)


def test_a_blocked_step_keeps_its_figures() -> None:
    figures = {"invited": 0, "accepted": 2, "confirmed": 29, "revoked": 0}
    report = StepReport(Step.INVITATIONS, StepState.BLOCKED, figures, reason=Reason.KEY_CLOSED)
    assert evidence_of(report) == "29 of 31 confirmed; its key does not open"


@pytest.mark.parametrize("step", Step)
def test_every_step_says_what_it_is_for(step: Step) -> None:
    assert about(step).endswith(".")


def test_progress_leaves_out_what_is_not_needed_or_does_not_apply() -> None:
    note = NotNeeded("no IdP", "ada@northwind.example", NOW)
    checklist = a_checklist(
        done(Step.COLLECTIONS),
        done(Step.POLICIES),
        done(Step.GROUPS),
        StepReport(Step.SSO, StepState.NOT_NEEDED, note=note),
    )
    assert progress_line(checklist) == "Setup 3/5 [######....]"


def test_order_is_advised_where_something_better_comes_first() -> None:
    everything = a_checklist()
    assert len(warnings(everything, Step.IMPORT)) == 1
    assert [each.split(".")[0] for each in warnings(everything, Step.INVITATIONS)] == [
        "Better first: policies (p)",
        "Better first: groups (u)",
    ]
    assert warnings(everything, Step.COLLECTIONS) == ()
    ready = a_checklist(done(Step.COLLECTIONS), done(Step.POLICIES), done(Step.GROUPS))
    assert [warnings(ready, step) for step in Step] == [()] * 6


def test_blockers_name_the_way_out() -> None:
    assert blockers(a_checklist()) == ()
    alone = StepReport(Step.COLLECTIONS, StepState.IN_PROGRESS, {"collections": 3, "unmanaged": 1})
    assert blockers(a_checklist(alone, left=0)) == (
        "Blocker: 1 collection has no manager. Enter on step 1 assigns one.",
        "Blocker: no seat is left, nobody more can be invited. s raises them.",
    )
    assert blockers(a_checklist(done(Step.INVITATIONS), left=0)) == ()


@pytest.mark.parametrize(
    "reason", [Reason.KEY_CLOSED, Reason.ORGANIZATION_SUSPENDED, Reason.PROVIDER_SUSPENDED]
)
def test_an_obstacle_is_the_only_blocker(reason: Reason) -> None:
    blocked = (StepReport(step, StepState.BLOCKED, FIGURES[step], reason=reason) for step in Step)
    (sentence,) = blockers(a_checklist(*blocked, left=0))
    assert sentence.startswith("Blocker: ")


def test_the_owner_to_watch_is_one_who_is_not_confirmed() -> None:
    confirmed = person(1, MemberStatus.CONFIRMED, owner=True)
    invited = person(2, MemberStatus.INVITED, owner=True, days=2)
    assert owner_words(a_checklist()) == ""
    assert owner_words(a_checklist(people=(confirmed,))) == "Owner p1@birch.example: confirmed"
    assert owner_words(a_checklist(people=(confirmed, invited))).startswith("Owner p2@birch.example: ")


@pytest.mark.parametrize("height", [0, 1, 3, 6, 20])
@pytest.mark.parametrize("step", Step)
def test_the_pane_keeps_to_its_size(step: Step, height: int) -> None:
    people = tuple(person(number, MemberStatus.INVITED) for number in range(30))
    lines = pane_lines(a_checklist(people=people), step, 40, height)
    assert len(lines) <= height
    if height >= 20:
        assert any(line.text.startswith("Next: ") for line in lines)
        assert any("more: m shows everybody" in line.text for line in lines)


def test_the_pane_of_a_settled_step_names_the_next_one() -> None:
    texts = [line.text for line in pane_lines(a_checklist(done(Step.COLLECTIONS)), Step.COLLECTIONS, 78, 9)]
    assert texts[-1] == "Nothing is left to do here. Next: step 2, Import data."
    finished = a_checklist(*(done(step) for step in Step))
    assert pane_lines(finished, Step.SSO, 78, 9)[-1].text == "Nothing is left to do: this client is set up."


NOTE = NotNeeded("=cmd|' /C calc'!A1 \x1b[31m", "ada@northwind.example", NOW)


def test_records_have_their_keys_and_nothing_else() -> None:
    checklist = a_checklist(StepReport(Step.SSO, StepState.NOT_NEEDED, note=NOTE))
    records = records_of(checklist)
    assert [record["step"] for record in records] == [step.value for step in Step]
    assert {tuple(record) for record in records} == {FIELDS}
    assert json.loads(checklist_as(checklist, "json")) == records
    assert records[3]["note"] == {
        "reason": NOTE.reason,
        "who": "ada@northwind.example",
        "at": "2026-03-14T14:02:00+00:00",
    }
    assert (records[0]["note"], records[0]["reason"]) == (None, None)


def test_no_cell_of_the_csv_is_a_formula_or_moves_a_terminal() -> None:
    text = checklist_as(a_checklist(StepReport(Step.SSO, StepState.NOT_NEEDED, note=NOTE)), "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["step"] for row in rows] == [step.value for step in Step]
    assert rows[3]["note"].startswith("'=cmd")
    assert "\x1b" not in text


def test_the_text_says_what_is_next() -> None:
    text = checklist_as(a_checklist(done(Step.COLLECTIONS)), "text")
    lines = text.splitlines()
    assert lines[0] == "Birch  Setup 1/6 [#.........]"
    assert "  Next: import the customer's export file." in lines
    assert lines[-1].startswith("Invited 0 -> Accepted 0")
