"""`seatwarden vault`: a client's collections as its vault shows them; `collections list` is the same."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

from tui.__main__ import main
from tui.presenters.collection_report import FIELDS

BIRCH = "Birch & Sons Logistics"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line inside a client; its code, stdout and stderr."""

    def run_it(*words: str, client: str = BIRCH) -> tuple[int, str, str]:
        code = main([*words, "--client", client, "--practice"])
        written = capsys.readouterr()
        return code, written.out, written.err

    return run_it


def test_every_field_of_a_collection_is_told(run: Run) -> None:
    code, out, err = run("vault", "--format", "json")
    assert (code, err) == (0, "")
    found = {each["name"]: each for each in json.loads(out)}
    assert all(tuple(each) == FIELDS for each in found.values())
    payroll = found["Finance/Payroll"]
    assert payroll["path"] == ["Finance", "Payroll"]
    assert payroll["groups"] == ["Finance", "Human Resources"]
    assert (payroll["members"], payroll["permission"], payroll["unmanaged"]) == (0, "none", False)
    assert found["Default collection"]["members"] == 1
    assert [name for name, each in found.items() if each["unmanaged"]] == [
        "Fleet portals",
        "Old password manager",
    ]


def test_csv_has_the_same_fields_in_the_same_order(run: Run) -> None:
    _code, out, _err = run("vault", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert tuple(rows[0]) == FIELDS
    assert next(row for row in rows if row["name"] == "Finance/Payroll")["path"] == "Finance; Payroll"
    assert {row["unmanaged"] for row in rows} == {"true", "false"}


def test_text_shows_groups_permission_and_whoever_manages(run: Run) -> None:
    _code, out, _err = run("vault")
    line = next(line for line in out.splitlines() if line.startswith("Fleet portals"))
    assert line.endswith("  ! nobody")
    assert "Drivers" in line
    assert "No access" in line


@pytest.mark.parametrize("format", ["text", "json", "csv"])
def test_collections_list_is_the_same_view(run: Run, format: str) -> None:
    assert run("vault", "--format", format) == run("collections", "list", "--format", format)


def test_a_client_that_is_not_there_is_one_sentence(run: Run) -> None:
    code, out, err = run("vault", client="Nobody Ltd")
    assert (code, out) == (1, "")
    assert err.startswith("seatwarden: ")
    assert err.count("\n") == 1
