"""`seatwarden checklist` on the practice backend: formats, items on request, one-sentence refusals."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.interrupted import crashed
from tests.unit.tui.portal_values import make_client
from tui.__main__ import main
from tui.paths import journal_file
from tui.presenters.onboarding_report import FIELDS

Run = Callable[..., tuple[int, str, str]]
STEPS = ["collections", "import", "policies", "sso", "groups", "invitations"]
BIRCH = ("checklist", "--practice", "--client", "Birch & Sons Logistics")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line; its code, stdout and stderr. The home is this test's own."""

    def run_it(*words: str) -> tuple[int, str, str]:
        try:
            code = main(list(words))
        except SystemExit as left:
            code = int(left.code or 0)
        written = capsys.readouterr()
        return code, written.out, written.err

    return run_it


def test_json_csv_and_text_say_the_same(run: Run) -> None:
    code, out, err = run(*BIRCH, "--format", "json")
    records = json.loads(out)
    assert (code, err) == (0, "")
    assert [record["step"] for record in records] == STEPS
    assert all(tuple(record) == FIELDS for record in records)
    assert records[1] == {
        "step": "import",
        "state": "unknown",
        "evidence": "items are not counted yet",
        "next": "count the items: that downloads the vault",
        "reason": "not_read",
        "note": None,
    }
    code, out, _err = run(*BIRCH, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [(row["step"], row["state"], row["evidence"], row["next"]) for row in rows] == [
        (record["step"], record["state"], record["evidence"], record["next"]) for record in records
    ]
    code, out, _err = run(*BIRCH)
    assert out.splitlines()[0] == "Birch & Sons Logistics  Setup 2/6 [###.......]"
    assert "  Next: give each collection a manager." in out.splitlines()


def test_items_are_counted_on_request(run: Run) -> None:
    code, out, err = run(*BIRCH, "--count-items", "--format", "json")
    report = json.loads(out)[1]
    assert (code, err) == (0, "")
    assert (report["state"], report["evidence"]) == ("in_progress", "412 items; 2 without manager")


def test_what_became_of_interrupted_acts_is_told_once_beside_the_checklist(run: Run) -> None:
    _code, out, _err = run("seats", "--practice", "--format", "json")
    (birch,) = (row["organizationId"] for row in json.loads(out) if row["client"].startswith("Birch"))
    crashed(journal_file(practice=True), replace(make_client(), organization_id=birch), "scim_key.rotate")
    code, out, err = run(*BIRCH, "--format", "json")
    assert (code, len(json.loads(out))) == (0, 6)
    assert err == (
        "seatwarden: Interrupted before: New SCIM key. "
        "It is not known whether it arrived: look at the directory, J shows what was sent.\n"
    )
    assert run(*BIRCH)[2] == ""


def test_a_client_that_is_not_there_is_one_sentence(run: Run) -> None:
    code, out, err = run("checklist", "--practice", "--client", "Nobody Ltd")
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "words", [("checklist", "--practice"), ("practice", "serve", "--accept-after", "-1")]
)
def test_a_line_that_does_not_fit_is_usage(run: Run, words: tuple[str, ...]) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert "usage:" in err


def test_how_long_practice_people_take_can_be_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []

    def serve(*_values: object, options: object = None, **_named: object) -> None:
        asked.append(getattr(options, "accept_after", -1))

    monkeypatch.setattr("embedded_backend.serve.serve", serve)
    assert run("practice", "serve", "--accept-after", "2.5")[0] == 0
    assert run("practice", "serve")[0] == 0
    assert asked == [2.5, 60.0]
