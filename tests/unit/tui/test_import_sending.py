"""What is said of an import on its way, and of one that an earlier run left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from backend_client.portal.import_plan import mark_of, plan_import, without_known
from backend_client.portal.import_send import ImportStep
from backend_client.portal.importers.imported import Imported
from backend_client.portal.job_lines import JobKind, JobLine, LeftJob
from backend_client.portal.vault_items import Item, Login, SecureNote
from tui.presenters.import_sending import again_sentence, doing_lines, sending_outcome, sending_rows
from tui.presenters.jobs import done_of, left_sentences
from tui.presenters.row_states import RowState

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def _left(asked: Mapping[str, Any], done: str = "", unknown: str = "") -> LeftJob:
    line = JobLine(JobKind.IMPORT, "p", "Birch", "o", ("a", "b"), 9, asked)
    return LeftJob(line, 3, AT, frozenset(done.split()), frozenset(unknown.split()))


@pytest.mark.parametrize(
    ("left", "done", "said"),
    [
        (_left({"items": [4, 5]}), 0, "Nothing of it was sent."),
        (_left({"items": [4, 5]}, "a"), 4, "4 of 9 arrived. Choose the file again, and leave out"),
        (_left({"items": [4, 5]}, "a b"), 9, "All of it arrived"),
        (_left({"items": [4, 5]}, "a", "b"), None, "To import it again"),
        (_left({}), None, "To import it again"),
        (_left({"items": [4]}, "a"), None, "To import it again"),
        (_left({"items": "45"}, "a"), None, "To import it again"),
    ],
)
def test_what_an_earlier_run_left_is_counted_in_items(left: LeftJob, done: int | None, said: str) -> None:
    assert done_of(left) == done
    assert again_sentence(left).startswith(said)
    assert ("Stopped after" in left_sentences(left)[0]) is (done is not None)


def test_rows_are_requests_and_the_outcome_counts_items() -> None:
    counts = [4, 5]
    rows = list(sending_rows(counts))
    assert [row.what for row in rows] == ["Items 1 to 4", "Items 5 to 9"]
    rows[0] = rows[0].with_state(RowState.DONE)
    rows[1] = rows[1].with_state(RowState.UNKNOWN)
    assert sending_outcome(rows, counts) == "4 items arrived, 5 unknown."


def test_collections_alone_are_one_row() -> None:
    (row,) = sending_rows([0])
    assert row.what == "Collections"
    assert sending_outcome([row.with_state(RowState.DONE)], [0]) == "collections made."
    assert sending_outcome([row.with_state(RowState.REFUSED)], [0]) == "no collection made, 1 refused."


def test_only_what_can_be_stopped_is_said_to_be() -> None:
    steps = (None, *ImportStep)
    assert ["x stops it" in " ".join(doing_lines(step, more=False)) for step in steps] == [
        True,
        True,
        False,
        False,
    ]
    assert all("x stops it" in " ".join(doing_lines(step, more=True)) for step in steps)


def test_what_is_there_already_can_be_left_out() -> None:
    known = Item("Mail", Login(username="jo"), row=2)
    new = Item("Mail", SecureNote(), row=3)
    imported = Imported((known, new), ())
    left = without_known(imported, frozenset({mark_of(known)}))
    assert left.items == (new,)
    assert [(each.row, each.what) for each in left.left_out] == [(2, "already_there")]
    assert plan_import(left, [], frozenset({mark_of(known)})).already_there == 0
