"""`seatwarden events list` on the practice backend: windows, people, forms, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable

import pytest

from tests.hostile.texts import EVERYTHING
from tui.__main__ import main
from tui.backends import practice_database

DELTA = "Delta Fisheries"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `events list`; its code, stdout and stderr."""

    def run_it(*words: str) -> tuple[int, str, str]:
        try:
            code = main(["events", "list", *words, "--practice", "--provider", "Northwind MSP"])
        except SystemExit as left:
            code = int(left.code or 0)
        written = capsys.readouterr()
        return code, written.out, written.err

    return run_it


def change(statement: str, *values: object) -> list[tuple[object, ...]]:
    """Change or read the practice database."""
    connection = sqlite3.connect(practice_database())
    try:
        with connection:
            return connection.execute(statement, values).fetchall()
    finally:
        connection.close()


def test_the_providers_log_as_text(run: Run) -> None:
    code, out, err = run()
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert len(lines) > 50  # more than a page
    assert lines == sorted(lines, key=lambda line: line[:16], reverse=True)
    assert "UTC  Ada Lindqvist signed in  by Ada Lindqvist  CLI, Linux, 127.0.0.1" in lines[0]


def test_a_clients_log_as_json_and_csv_is_the_same(run: Run) -> None:
    code, out, _err = run("--client", DELTA, "--from", "300d", "--format", "json")
    records = json.loads(out)
    assert code == 0
    assert {"time", "event", "eventCode", "user", "device", "ipAddress", "ids"} == set(records[0])
    assert all(record["time"].endswith("Z") for record in records)
    assert {"SCIM", "Domain verification"} <= {record["user"] for record in records}
    code, out, _err = run("--client", DELTA, "--from", "300d", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["time"] for row in rows] == [record["time"] for record in records]
    ((count,),) = change(
        "SELECT count(*) FROM events WHERE organization_id = (SELECT id FROM organizations WHERE name = ?)",
        DELTA,
    )
    assert isinstance(count, int)
    assert len(rows) == count


def test_one_person_of_the_provider_or_of_a_client(run: Run) -> None:
    code, out, _err = run("--person", "SAM@northwind.example", "--from", "90d", "--format", "json")
    records = json.loads(out)
    assert code == 0
    assert {record["user"] for record in records} == {"Sam Moreau"}
    ((email, name),) = change(
        "SELECT u.email, u.name FROM users u JOIN events e ON e.acting_user_id = u.id"
        " JOIN organizations o ON o.id = e.organization_id WHERE o.name = ? AND e.provider_id IS NULL"
        " LIMIT 1",
        DELTA,
    )
    code, out, _err = run("--client", DELTA, "--person", str(email), "--from", "300d", "--format", "json")
    assert {record["user"] for record in json.loads(out)} == {name}
    code, out, err = run("--person", "nobody@nowhere.example")
    assert (code, out) == (1, "")
    assert "No person of that address or id: 'nobody@nowhere.example'." in err
    code, out, err = run("--person", "ivo@northwind.example")
    assert (code, out) == (1, "")
    assert "they have not accepted, or are gone" in err


def test_a_limit_says_when_it_cuts(run: Run) -> None:
    code, out, err = run("--limit", "3", "--format", "json")
    assert (code, len(json.loads(out))) == (0, 3)
    assert err == "seatwarden: Only the newest 3 were printed; there may be more.\n"
    for limit in ("0", "10001", "x"):
        code, out, err = run("--limit", limit)
        assert (code, out) == (2, "")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--from", "368d"), "longer than 367 days"),
        (("--from", "soon"), "From: 'soon' is no date"),
        (("--to", "later"), "To: 'later' is no date"),
        (("--from", "2026-03-02", "--to", "2026-03-01"), "after the second one"),
    ],
)
def test_a_bad_range_is_usage_and_asks_nothing(run: Run, words: tuple[str, ...], sentence: str) -> None:
    before = change("SELECT count(*) FROM events")
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert sentence in err
    assert change("SELECT count(*) FROM events") == before  # not even a sign-in


def test_an_empty_range_is_no_failure(run: Run) -> None:
    words = ("--from", "360d", "--to", "350d")
    assert run(*words, "--format", "json") == (0, "[]\n", "seatwarden: There is no event in this range.\n")
    code, out, _err = run(*words, "--format", "csv")
    assert (code, out) == (0, "time,event,eventCode,user,device,ipAddress,ids\n")


def test_a_service_user_is_refused_the_providers_log(run: Run) -> None:
    change(
        "UPDATE provider_users SET type = 1 WHERE email = 'ada@northwind.example'"
        " AND provider_id = (SELECT id FROM providers WHERE name = 'Northwind MSP')"
    )
    code, out, err = run()
    assert (code, out) == (1, "")
    assert "Provider admins only" in err
    code, out, err = run("--client", DELTA)
    assert code == 0
    assert out


def test_a_log_that_is_not_kept_is_said(run: Run) -> None:
    change("UPDATE providers SET use_events = 0")
    code, out, err = run()
    assert code == 0
    assert out
    assert "The server keeps no event log here" in err


def test_hostile_text_reaches_no_terminal(run: Run) -> None:
    change("UPDATE events SET ip_address = ?, domain_name = ?", EVERYTHING, EVERYTHING)
    change("UPDATE users SET name = ?", EVERYTHING)
    for form in ("text", "csv", "json"):
        code, out, _err = run("--client", DELTA, "--from", "300d", "--format", form)
        assert code == 0
        assert all(line.isprintable() for line in out.splitlines())
