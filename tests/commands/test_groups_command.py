"""`seatwarden groups …` end to end on the practice backend: codes, sentences, text, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.commands.running import Run, ran

BIRCH = "Birch & Sons Logistics"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line; its code, stdout and stderr. The home is this test's own."""

    def run_it(action: str, *words: str, stdin: str = "") -> tuple[int, str, str]:
        return ran(
            capsys, monkeypatch, ["groups", action, "--practice", "--client", BIRCH, *words], piped=stdin
        )

    return run_it


def test_the_matrix_as_text_json_and_csv(run: Run) -> None:
    code, out, err = run("list")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "6 groups, 11 collections"
    assert "Drivers                    6  V Dispatch, E Fleet portals" in out
    body = json.loads(run("list", "--format", "json")[1])
    drivers = next(group for group in body["groups"] if group["name"] == "Drivers")
    assert (body["usable"], drivers["directory"], len(drivers["members"])) == (True, False, 6)
    assert {each["collection"]: each["permission"] for each in drivers["access"]} == {
        "Dispatch": "view",
        "Fleet portals": "edit",
    }
    rows = list(csv.DictReader(io.StringIO(run("list", "--format", "csv")[1])))
    row = next(row for row in rows if row["name"] == "Drivers")
    assert [row[name] for name in ("members", "Dispatch", "Finance", "Fleet portals")] == [
        "6",
        "view",
        "none",
        "edit",
    ]


def test_access_is_granted_once(run: Run) -> None:
    words = ("drivers", "finance/payroll", "edit-hidden")
    code, out, _err = run("grant", *words, "--dry-run")
    assert code == 0
    assert "Drivers  Finance/Payroll: No access -> Edit items, hidden passwords" in out
    assert "Nothing was sent." in out
    assert "e Finance/Payroll" not in run("list")[1]
    code, out, _err = run("grant", *words, "--yes", "--format", "json")
    body = json.loads(out)
    assert (code, body["result"], [row["state"] for row in body["rows"]]) == (0, "done", ["done"])
    assert "e Finance/Payroll" in run("list")[1]
    assert "Nothing needs to be sent." in run("grant", *words, "--yes")[1]


def test_groups_are_made_from_names_a_pattern_and_a_file(run: Run, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("Night shift\n\n  Sales \nDRIVERS\n")
    code, out, _err = run("create", "Legal", "--pattern", "department", "--input", str(names), "--yes")
    assert code == 0
    assert "7 groups made, 6 left out." in out
    made = {line.split("  ")[0] for line in run("list")[1].splitlines()}
    assert {"Night shift", "Sales", "Legal", "Marketing"} <= made
    assert "DRIVERS" not in made
    assert "Nothing needs to be sent." in run("create", "legal", "--yes")[1]
    assert "1 group made." in run("create", "--input", "-", "--yes", stdin="Piped\n")[1]


def test_people_come_and_go(run: Run) -> None:
    code, out, _err = run("members", "Drivers", "--add", "MIA@birch.example", "--yes")
    assert (code, "Drivers  +mia@birch.example  done" in out) == (0, True)
    code, out, _err = run("members", "Drivers", "--add", "mia@birch.example", "--yes")
    assert (code, "Nothing needs to be sent." in out) == (0, True)
    assert run("members", "Drivers", "--remove", "mia@birch.example", "--yes")[0] == 0
    assert json.loads(run("list", "--format", "json")[1])["groups"][1]["members"][0] != "mia@birch.example"


def test_renaming_and_deleting(run: Run) -> None:
    assert run("rename", "Drivers", "Riders", "--yes")[0] == 0
    code, _out, err = run("rename", "Riders", "finance", "--yes")
    assert (code, "There is a group of that name already." in err) == (1, True)
    code, _out, err = run("delete", "Riders", "--yes")
    assert (code, "--confirm NAME" in err) == (2, True)
    code, out, _err = run("delete", "Riders", "--dry-run")
    assert (code, "6 members lose at once" in out) == (0, True)
    assert run("delete", "Riders", "--yes", "--confirm", "riders")[0] == 2
    assert run("delete", "Riders", "--yes", "--confirm", "Riders")[0] == 0
    assert "Riders" not in run("list")[1]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("grant", "Drivers", "Finance", "edit"), 2, "give --yes, or --dry-run"),
        (("grant", "Nobody", "Finance", "edit", "--yes"), 1, "There is no one group 'Nobody' here."),
        (("grant", "Drivers", "\x1b[2J", "edit", "--yes"), 1, "There is no one collection '␛[2J' here."),
        (("grant", "Drivers", "Finance", "own", "--yes"), 2, "invalid choice"),
        (("members", "Drivers", "--yes"), 2, "Name people with --add EMAIL"),
        (("members", "Drivers", "--add", "x@y.z", "--yes"), 1, "Nobody here has the address 'x@y.z'."),
        (("create", "--yes"), 2, "Name the groups"),
        (("create", "--input", "/nowhere", "--yes"), 2, "The input cannot be read"),
        (("create", "Late shift", "--read-only", "--yes"), 1, "This run is read-only"),
    ],
)
def test_what_does_not_fit_is_said_before_anything_is_sent(
    run: Run, words: tuple[str, ...], code: int, sentence: str
) -> None:
    before = run("list")[1]
    found, _out, err = run(*words)
    assert (found, sentence in err) == (code, True), err
    assert run("list")[1] == before


def test_somebody_in_and_out_at_once_is_refused(run: Run) -> None:
    mia = "mia@birch.example"
    code, _out, err = run("members", "Drivers", "--add", mia, "--remove", mia, "--yes")
    assert (code, "--add and in --remove" in err) == (2, True)
