"""`seatwarden collections …` end to end on the practice backend: codes, sentences, files in and out."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.running import Run, ran

BIRCH = "Birch & Sons Logistics"
FRESH = "Second Client's Organization"


UNFIT = [
    (("create", "--yes"), 2, "Name the collections"),
    (("create", "a//b", "--yes"), 1, "Line 1, 'a//b'"),
    (("create", "x", "--manager", "nobody@x.example", "--yes"), 1, "no one member or group"),
    (("create", "x"), 2, "give --yes, or --dry-run"),
    (("rename", "None such", "x", "--yes"), 1, "no one collection 'None such'"),
    (("rename", "Default collection", "Default collection/x", "--yes"), 1, "below itself"),
    (("grant", "ines.keller0@second.example", "view", "--yes"), 2, "or give --unmanaged"),
    (("grant", "ines.keller0@second.example", "own", "x", "--yes"), 2, "invalid choice"),
    (("delete", "Default collection", "--yes"), 2, "--confirm NAME"),
    (("delete", "Default collection", "--confirm", "Default", "--yes"), 2, "--confirm NAME"),
    (("admin-access", "maybe", "--yes"), 2, "invalid choice"),
    (("delete", "Default collection", "--confirm", "x", "--yes", "--read-only"), 1, "read-only"),
]
"""Command lines, the exit code, and what stderr says."""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run an action on a client; its code, stdout and stderr. The home is this test's own."""

    def run_it(action: str, *words: str, client: str = FRESH, stdin: str = "") -> tuple[int, str, str]:
        return ran(
            capsys,
            monkeypatch,
            ["collections", action, *words, "--client", client, "--practice"],
            piped=stdin,
        )

    return run_it


def _listed(run: Run, client: str = FRESH) -> dict[str, Any]:
    _code, out, _err = run("list", "--format", "json", client=client)
    return {each["name"]: each for each in json.loads(out)}


def test_a_pattern_is_shown_made_and_not_made_twice(run: Run) -> None:
    code, out, err = run("create", "--pattern", "function", "IT/Servers", "--dry-run")
    assert (code, err) == (0, "")
    assert "10 collections will be created" in out
    assert "Not made by itself, which works: IT" in out
    assert out.endswith("Nothing was sent.\n")
    assert list(_listed(run)) == ["Default collection"]
    code, out, err = run("create", "--pattern", "function", "IT/Servers", "--yes")
    assert (code, err) == (0, "")
    assert out.endswith("10 created.\n")
    made = _listed(run)
    assert made["IT/Servers"]["managers"] == ["ines.keller0@second.example"]
    code, out, _err = run("create", "--pattern", "function", "IT/Servers", "--yes")
    assert code == 0
    assert "left out: exists already" in out
    assert out.endswith("Nothing needs to be sent.\n")


def test_names_come_from_a_file_or_standard_input(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_text("\ufeffSales\n\n Legal \n", encoding="utf-8")
    code, out, _err = run("create", "--input", str(file), "--yes", "--format", "json")
    body = json.loads(out)
    assert (code, body["result"]) == (0, "done")
    assert [row["what"] for row in body["rows"]] == ["Sales", "Legal"]
    code, _out, _err = run("create", "--input", "-", "--yes", stdin="Cars\n")
    assert (code, "Cars" in _listed(run)) == (0, True)
    code, _out, err = run("create", "--input", str(tmp_path / "none"), "--yes")
    assert (code, "cannot be read" in err) == (2, True)


def test_what_does_not_fit_is_said_and_not_sent(run: Run) -> None:
    for words, code, said in UNFIT:
        found, out, err = run(*words)
        assert (found, out) == (code, ""), words
        assert said in err


def test_unmanaged_collections_get_a_manager(run: Run) -> None:
    alone = [name for name, each in _listed(run, BIRCH).items() if not each["managers"]]
    assert len(alone) == 2
    code, out, _err = run("grant", "Drivers", "manage", "--unmanaged", "--yes", client=BIRCH)
    assert (code, out.splitlines()[-1]) == (0, "2 changed.")
    assert all(each["managers"] for each in _listed(run, BIRCH).values())
    code, out, _err = run("grant", "Drivers", "none", *alone, "--yes", client=BIRCH)
    assert code == 0
    assert "Nobody else manages it" in out


def test_a_rename_takes_along_what_is_nested_unless_told_not_to(run: Run) -> None:
    code, out, _err = run("rename", "Finance", "HQ/Finance", "--yes", client=BIRCH)
    assert (code, out.splitlines()[-1]) == (0, "3 renamed.")
    code, out, _err = run("rename", "hq/finance", "Money", "--alone", "--yes", client=BIRCH)
    assert (code, out.splitlines()[-1]) == (0, "1 renamed.")
    assert {"Money", "HQ/Finance/Payroll"} <= set(_listed(run, BIRCH))


def test_deleting_wants_the_name_and_says_what_stays(run: Run) -> None:
    code, out, _err = run("delete", "Finance", "--confirm", "Finance", "--yes", client=BIRCH)
    assert (code, out.splitlines()[-1]) == (0, "1 deleted.")
    assert "2 collections nested below stay" in out
    assert "Finance" not in _listed(run, BIRCH)


def test_admin_access_is_switched_once(run: Run) -> None:
    for last in ("1 switched.", "Nothing needs to be sent."):
        code, out, _err = run("admin-access", "on", "--yes")
        assert (code, out.splitlines()[-1]) == (0, last)


def test_the_list_as_text_and_csv(run: Run) -> None:
    _code, out, _err = run("list", client=BIRCH)
    assert "Fleet portals" in out
    assert "! nobody" in out
    _code, out, _err = run("list", "--format", "csv", client=BIRCH)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {"name", "path", "groups", "managers", "externalId", "id"} < set(rows[0])
    assert len(rows) == 11
