"""`seatwarden details` and `domains` on the practice backend: nothing ends by `--yes` alone."""

from __future__ import annotations

import csv
import io
import json
import sqlite3

import pytest

from embedded_backend.seed import PRACTICE_PASSWORD
from tests.commands.running import Run, ran
from tui.backends import practice_database

CLIENT = "Ironwood Architects"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on a client; its code, stdout and stderr. Nobody can be asked."""

    def run_it(*words: str, client: str = CLIENT) -> tuple[int, str, str]:
        return ran(capsys, monkeypatch, [*words, "--client", client, "--practice"])

    return run_it


def stored(statement: str, *values: object) -> list[tuple[object, ...]]:
    """What the practice database holds, or a change of it."""
    with sqlite3.connect(practice_database()) as connection:
        return connection.execute(statement, values).fetchall()


def test_details_as_text_json_and_csv(run: Run) -> None:
    code, out, err = run("details", "show")
    assert (code, err) == (0, "")
    assert "Billing e-mail billing@northwind.example" in out
    assert "Purge" not in out
    record = json.loads(run("details", "show", "--format", "json")[1])
    assert (record["client"], record["assigned"], record["used"]) == (CLIENT, 60, 44)
    assert record["switches"] == dict.fromkeys(
        ("adminAccess", "limitCreation", "limitDeletion", "limitItemDeletion"), False
    )
    assert (record["apiKey"], record["scimKey"]) == ("not made", "not made")
    assert "policies" in record["features"]
    rows = dict(list(csv.reader(io.StringIO(run("details", "show", "--format", "csv")[1])))[1:])
    assert (rows["client"], rows["switches.adminAccess"]) == (CLIENT, "false")
    assert rows["phrase"] == record["phrase"]
    assert not {"purge", "delete", "end"} & set(rows)


def test_set_changes_what_is_named_and_nothing_else(run: Run) -> None:
    assert run("details", "set", "--yes")[0] == 2
    assert run("details", "set", "--name", "Iron")[0] == 2
    words = ("details", "set", "--billing-email", "bills@iron.example", "--limit-deletion", "on")
    code, out, _err = run(*words, "--name", "Iron & Wood", "--dry-run")
    assert (code, "Nothing was sent." in out) == (0, True)
    assert stored("SELECT 1 FROM organizations WHERE name = 'Iron & Wood'") == []
    code, out, err = run(*words, "--name", "Iron & Wood", "--yes", "--format", "json")
    assert (code, err) == (0, "")
    assert [row["state"] for row in json.loads(out)["rows"]] == ["done", "done", "done"]
    found = stored(
        "SELECT seats, billing_email, limit_collection_creation, limit_collection_deletion, admin_access"
        " FROM organizations WHERE name = 'Iron & Wood'"
    )
    assert found == [(60, "bills@iron.example", 0, 1, 0)]
    code, out, _err = run("details", "set", "--limit-deletion", "on", "--yes", client="Iron & Wood")
    assert (code, "Nothing needs to be sent." in out) == (0, True)


def test_what_does_not_fit_is_refused_before_anything_is_sent(run: Run) -> None:
    code, _out, err = run("details", "set", "--name", "n" * 51, "--admin-access", "on", "--yes")
    assert (code, "longer than 50" in err) == (1, True)
    code, _out, err = run("details", "set", "--billing-email", "nobody", "--yes")
    assert (code, "no e-mail address" in err) == (1, True)
    code, _out, err = run("details", "set", "--admin-access", "on", "--yes", "--read-only")
    assert (code, "read-only" in err) == (1, True)
    assert stored("SELECT admin_access FROM organizations WHERE name = ?", CLIENT) == [(0,)]


@pytest.mark.parametrize(("word", "kind"), [("api", 0), ("scim", 2)])
def test_a_key_is_replaced_by_name_and_shown_only_on_request(run: Run, word: str, kind: int) -> None:
    words = ("details", "rotate-key", "--type", word)
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert "--confirm NAME" in err
    assert stored("SELECT 1 FROM organization_api_keys") == []
    assert run(*words, "--confirm", CLIENT)[:2] == (0, "")
    ((first,),) = stored("SELECT api_key FROM organization_api_keys WHERE type = ?", kind)
    code, out, _err = run(*words, "--confirm", CLIENT, "--show")
    ((second,),) = stored("SELECT api_key FROM organization_api_keys WHERE type = ?", kind)
    assert (code, out) == (0, f"{second}\n")
    assert first != second
    assert PRACTICE_PASSWORD not in out


def test_a_purge_wants_the_name_and_tells_how_many(run: Run) -> None:
    assert run("details", "purge")[0] == 2
    for confirm in ("", "Ironwood"):
        code, _out, err = run("details", "purge", "--yes", "--confirm", confirm)
        assert (code, "--confirm NAME" in err) == (2, True)
    code, out, _err = run("details", "purge", "--dry-run")
    assert (code, "35 items" in out) == (0, True)
    items = "SELECT count(*) FROM ciphers c JOIN organizations o ON o.id = c.organization_id WHERE o.name = ?"
    assert stored(items, CLIENT) == [(35,)]
    assert run("details", "purge", "--yes", "--confirm", CLIENT)[0] == 0
    assert stored(items, CLIENT) == [(0,)]
    code, out, _err = run("details", "purge", "--yes", "--confirm", CLIENT)
    assert (code, "Nothing needs to be sent." in out) == (0, True)


def test_a_deletion_wants_the_name_and_gives_seats_back(run: Run) -> None:
    code, out, _err = run("details", "delete", "--dry-run")
    assert (code, "Its 60 seats go back" in out) == (0, True)
    for words in (("--yes",), ("--yes", "--confirm", "Ironwood"), ("--confirm", CLIENT)):
        assert run("details", "delete", *words)[0] == 2
    assert run("details", "delete", "--yes", "--confirm", CLIENT, "--read-only")[0] == 1
    assert stored("SELECT count(*) FROM organizations WHERE name = ?", CLIENT) == [(1,)]
    code, out, err = run("details", "delete", "--yes", "--confirm", CLIENT)
    assert (code, "Deleted." in out, err) == (0, True, "")
    assert stored("SELECT count(*) FROM organizations WHERE name = ?", CLIENT) == [(0,)]
    assert run("details", "show")[0] == 1


def test_domains_are_added_listed_verified_and_removed(run: Run) -> None:
    assert "No domain is claimed yet." in run("domains", "list")[1]
    assert run("domains", "add", "iron.example")[0] == 2
    code, _out, err = run("domains", "add", "https://iron.example", "--yes")
    assert (code, "This is no domain name" in err) == (1, True)
    code, out, _err = run("domains", "add", "Iron.example", "--yes")
    ((txt,),) = stored("SELECT txt FROM organization_domains")
    assert (code, f"TXT {txt}" in out) == (0, True)
    assert "Nothing needs to be sent." in run("domains", "add", "iron.example", "--yes")[1]
    code, out, _err = run("domains", "verify", "iron.example", "--yes")
    assert (code, "is not there yet" in out) == (1, True)
    (row,) = json.loads(run("domains", "list", "--format", "json")[1])
    assert (row["domain"], row["state"], row["txt"]) == ("iron.example", "waiting", txt)
    stored("UPDATE organization_domains SET created_at = created_at - 36000000000")
    code, out, _err = run("domains", "verify", "IRON.example", "--yes")
    assert (code, "was switched on" in out) == (0, True)
    (_head, line) = list(csv.reader(io.StringIO(run("domains", "list", "--format", "csv")[1])))
    assert line[:2] == ["iron.example", "verified"]
    for words in ((), ("--confirm", "other.example")):
        assert run("domains", "remove", "iron.example", "--yes", *words)[0] == 2
    code, _out, err = run("domains", "remove", "no.example", "--yes", "--confirm", "no.example")
    assert (code, "claims no domain 'no.example'" in err) == (1, True)
    assert run("domains", "remove", "iron.example", "--yes", "--confirm", "iron.example")[0] == 0
    assert stored("SELECT 1 FROM organization_domains") == []


def test_a_plan_without_domains_says_so(run: Run) -> None:
    code, _out, err = run("domains", "add", "a.example", "--yes", client="Juniper Travel")
    assert (code, "no claimed domains" in err) == (1, True)
    assert "no claimed domains" in run("domains", "list", client="Juniper Travel")[1]


def test_hostile_values_are_printed_as_text(run: Run) -> None:
    stored(
        "UPDATE organizations SET billing_email = ?, identifier = ? WHERE name = ?",
        "\x1b]52;c;aGFja2Vk\x07",
        "=cmd|' /C calc'!A0",
        CLIENT,
    )
    for format in ("text", "json", "csv"):
        out = run("details", "show", "--format", format)[1]
        assert "\x1b" not in out
    row = next(each for each in csv.reader(io.StringIO(out)) if each[0] == "ssoIdentifier")
    assert not row[1].startswith("=")
