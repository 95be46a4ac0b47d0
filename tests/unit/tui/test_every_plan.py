"""Every plan that may take several requests is a job; every kind of job leads somewhere and has a word."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import tui.screens
from backend_client.portal.collections import Permission
from backend_client.portal.job_lines import JobKind, JobLine, LeftJob
from backend_client.portal.member_access import Wish
from backend_client.portal.members import MemberRole
from tui.jobs_app import _PLACES
from tui.presenters.job_edits import to_invite, wish_again, wish_asked
from tui.presenters.job_invites import collections_again, text_again
from tui.presenters.jobs import left_sentences
from tui.presenters.journal_words import act_word

SINGLE = {
    "directory": 1,
    "domains": 3,
    "group_members": 1,
    "invite_staff": 1,
    "key_acts": 1,
    "organization_acts": 2,
    "sso": 1,
    "sso_form": 1,
}
"""Plans that are one request whatever is chosen: one row, or at most as many as a request takes."""

AT = datetime(2026, 3, 14, tzinfo=UTC)


def plans_without_a_wish() -> Iterator[str]:
    """The screens that show a plan which ends with its screen, once for each."""
    for path in Path(tui.screens.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            late = "screen_of" in ast.unparse(node.func) and "PlanScreen" in ast.unparse(node)
            given = {keyword.arg for keyword in node.keywords}
            if (late or "PlanScreen" in ast.unparse(node.func)) and not given & {"wish", None}:
                yield path.stem


def test_only_single_requests_end_with_their_screen() -> None:
    assert Counter(plans_without_a_wish()) == SINGLE


@pytest.mark.parametrize("kind", JobKind)
def test_every_kind_leads_somewhere(kind: JobKind) -> None:
    left = LeftJob(JobLine(kind, "p", "Birch", "o", ("a", "b"), 2), 7, AT)
    assert kind is JobKind.SEATS or {kind.value, kind.value.partition(".")[0]} & _PLACES.keys()
    assert act_word(kind.value) != kind.value
    assert any("Enter" in said for said in left_sentences(left))


def test_a_wish_comes_back_as_it_was() -> None:
    wish = Wish(MemberRole.CUSTOM, {"manageUsers": True}, {"g": False}, {"c": Permission.EDIT})
    line = JobLine(JobKind.EDIT, "p", rows=("a",), asked=wish_asked(wish))
    assert wish_again(LeftJob(line, 1, AT)) == wish
    for odd in ({}, {"wish": 5}, {"wish": {"role": "king", "groups": {"g": "x"}, "collections": {"c": 1}}}):
        assert wish_again(LeftJob(JobLine(JobKind.EDIT, "p", asked=odd), 1, AT)) == Wish()


def test_who_was_removed_and_not_invited_is_invited_on_the_same_terms() -> None:
    terms = [
        {"role": "admin", "collections": {"c": "edit"}},
        {"role": "user", "collections": {"d": "manage"}},
    ]
    rows = ("ann@x.example", "bo@x.example", "cy@x.example", "di@x.example")
    line = JobLine(JobKind.AGAIN, "p", "Birch", "o", rows, 4, {"terms": terms, "whose": [0, 1, 0, 0]})
    invite = to_invite(LeftJob(line, 7, AT), {"bo@x.example", "ann@x.example", "cy@x.example"})
    assert (invite.number, invite.line.kind) == (0, JobKind.INVITE)
    assert invite.line.rows == ("ann@x.example", "cy@x.example")
    assert text_again(invite).splitlines()[1:] == ["ann@x.example,admin,", "cy@x.example,admin,"]
    assert collections_again(invite) == {"c": Permission.EDIT}, "nobody gets what another one had"
