"""`seatwarden members show|role|access` on the practice backend."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests.commands.running import Run, ran
from tui.backends import practice_database

CLIENT = "Birch & Sons Logistics"
MIA, TILDA, JO = "mia@birch.example", "tilda.costa31@birch.example", "jo@birch.example"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `members` on a client without a terminal; its code, stdout and stderr."""

    def run_it(*words: str) -> tuple[int, str, str]:
        return ran(capsys, monkeypatch, ["members", *words, "--client", CLIENT, "--practice"])

    return run_it


def shown(run: Run, email: str) -> dict[str, Any]:
    code, out, err = run("show", email, "--format", "json")
    assert (code, err) == (0, "")
    (record,) = json.loads(out)
    assert isinstance(record, dict)
    return record


def execute(statement: str, *values: object) -> None:
    with closing(sqlite3.connect(practice_database())) as database, database:
        database.execute(statement, values)


def test_a_role_is_changed_and_shown_in_every_format(run: Run) -> None:
    code, out, _err = run("role", MIA, TILDA, "custom", "--permission", "manageUsers", "--dry-run")
    assert code == 0
    assert "User -> Custom; +Manage users" in out
    assert shown(run, MIA)["role"] == "user"
    code, out, _err = run("role", MIA, TILDA, "custom", "--permission", "manageUsers", "--yes")
    assert code == 0
    assert "2 people changed." in out
    record = shown(run, MIA)
    assert (record["role"], record["permissions"]) == ("custom", ["manageUsers"])
    _code, out, _err = run("role", MIA, "custom", "--permission", "manageScim", "--yes")
    assert shown(run, MIA)["permissions"] == ["manageScim"], "exactly those that are named"
    code, out, _err = run("show", MIA)
    assert code == 0
    assert "Permissions: Manage SCIM" in out
    code, out, _err = run("show", MIA, "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert (row["role"], row["permissions"], row["groups"]) == ("custom", "manageScim", "Management")
    code, out, _err = run("role", MIA, "custom", "--permission", "manageScim", "--yes")
    assert code == 0
    assert "Nothing needs to be sent." in out


def test_groups_and_collections_are_given_and_taken(run: Run) -> None:
    words = (
        "--add-group",
        "Drivers",
        "--remove-group",
        "Management",
        "--collection",
        "Finance/Payroll=edit-hidden",
    )
    code, out, _err = run("access", MIA, *words, "--yes", "--format", "json")
    assert code == 0
    assert json.loads(out)["rows"][0]["state"] == "done"
    record = shown(run, MIA)
    assert record["groups"] == ["Drivers"]
    assert [(one["name"], one["permission"]) for one in record["collections"]] == [
        ("Finance/Payroll", "edit-hidden")
    ]
    _code, out, _err = run("list", "--format", "csv")
    mia = next(row for row in csv.DictReader(io.StringIO(out)) if row["email"] == MIA)
    assert (mia["collections"], mia["twoStep"], mia["recovery"], mia["claimed"]) == (
        "Finance/Payroll=edit-hidden",
        "true",
        "false",
        "false",
    )
    code, _out, _err = run("access", MIA, "--no-collection", "Finance/Payroll", "--yes")
    assert code == 0
    assert shown(run, MIA)["collections"] == []


def test_what_does_not_fit_is_said_before_anything_is_sent(run: Run) -> None:
    for words, said in (
        (("role", MIA, "custom", "--permission", "everything", "--yes"), "--permission takes:"),
        (("role", MIA, "user", "--permission", "manageUsers", "--yes"), "goes with --role custom"),
        (("access", MIA, "--yes"), "Say what changes"),
        (("access", MIA, "--collection", "Finance=own", "--yes"), "NAME=PERMISSION"),
        (("access", MIA, "--collection", "=edit", "--yes"), "NAME=PERMISSION"),
        (("access", MIA, "--add-group", "Drivers", "--remove-group", "Drivers", "--yes"), "Nothing was sent"),
        (("role", MIA, "admin"), "give --yes"),
    ):
        code, out, err = run(*words)
        assert (code, out) == (2, ""), words
        assert said in err
    for other, wanted in (
        (("access", MIA, "--add-group", "Nowhere", "--yes"), "no group 'Nowhere'"),
        (("access", MIA, "--collection", "Nowhere=edit", "--yes"), "no one collection 'Nowhere'"),
        (("show", "stranger\x1b[2J@x"), "No member of that address or id"),
    ):
        code, out, err = run(*other)
        assert (code, out) == (1, ""), other
        assert wanted in err
        assert "\x1b" not in err
    assert shown(run, MIA)["role"] == "user"


def test_taking_ownership_away_wants_the_address_typed(run: Run) -> None:
    code, _out, err = run("role", JO, "user", "--yes")
    assert code == 2
    assert "--confirm EMAIL for each owner" in err
    code, _out, err = run("role", JO, "user", "--confirm", MIA, "--yes")
    assert code == 2
    assert shown(run, JO)["role"] == "owner"
    code, _out, _err = run("role", JO, "user", "--confirm", JO, "--yes")
    assert code == 0
    assert shown(run, JO)["role"] == "user"


def test_inviting_again_wants_it_too(run: Run) -> None:
    before = shown(run, MIA)
    code, _out, err = run("role", MIA, "admin", "--invite-again", "--yes")
    assert code == 2
    assert "they are removed first" in err
    code, out, _err = run("role", MIA, "admin", "--invite-again", "--confirm", MIA, "--yes")
    assert code == 0
    assert "1 person invited again." in out
    after = shown(run, MIA)
    assert (after["status"], after["role"], after["groups"]) == ("invited", "admin", ["Management"])
    assert after["id"] != before["id"]


def test_only_claimed_accounts_are_deleted(run: Run) -> None:
    olive = "olive.abel2@birch.example"
    given = ("delete-account", olive, "--confirm", olive, "--yes")
    code, _out, err = run("delete-account", olive, "--yes")
    assert code == 2
    assert "--confirm EMAIL" in err
    code, out, _err = run(*given)
    assert code == 1
    assert "not claimed by a verified domain" in out
    execute(
        "INSERT INTO organization_domains"
        " (id, organization_id, domain_name, txt, verified_at, next_run_at, created_at)"
        " SELECT 'd', id, 'birch.example', 'bw=x', 1, 1, 1 FROM organizations WHERE name = ?",
        CLIENT,
    )
    assert shown(run, olive)["claimed"] is True
    code, out, _err = run("remove", olive, "--confirm", olive, "--yes")
    assert code == 1
    assert "cannot be removed" in out
    code, out, _err = run(*given)
    assert code == 0
    assert "1 account deleted." in out
    code, _out, _err = run("show", olive)
    assert code == 1


def test_names_that_mean_harm_stay_text(run: Run) -> None:
    execute("UPDATE groups SET name = ? WHERE name = 'Management'", "=cmd()\x1b[31m[bold]")
    code, out, _err = run("show", MIA)
    assert code == 0
    assert "\x1b" not in out
    assert "=cmd()" in out
    _code, out, _err = run("show", MIA, "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out))
    assert row["groups"].startswith("'=cmd()")
    code, out, _err = run("access", MIA, "--add-group", "Drivers", "--dry-run", "--format", "json")
    assert json.loads(out)["result"] == "planned"
