"""`seatwarden approvals` on the practice backend: nothing is approved without its phrase."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.commands.running import Run, ran
from tests.contract.recovery_desk import BARE, DELTA, NEWER, OLDER


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `approvals`; its code, stdout and stderr."""

    def run_it(*words: str, client: str = DELTA, typed: str | None = None) -> tuple[int, str, str]:
        return ran(capsys, monkeypatch, ["approvals", *words, "--client", client, "--practice"], typed=typed)

    return run_it


def waiting(run: Run) -> dict[str, dict[str, str]]:
    code, out, err = run("list", "--format", "json")
    assert (code, err) == (0, "")
    return {row["email"]: row for row in json.loads(out)}


def test_the_list_as_text_json_and_csv(run: Run) -> None:
    found = waiting(run)
    assert set(found) == {OLDER, NEWER, BARE}
    assert (found[OLDER]["device"], found[OLDER]["country"], found[OLDER]["reason"]) == (
        "Chrome",
        "Norway",
        "",
    )
    assert found[BARE]["reason"] == "recovery_not_enrolled"
    code, out, _err = run("list")
    assert (code, found[OLDER]["phrase"] in out, "They are not enrolled" in out) == (0, True, True)
    _code, out, _err = run("list", "--format", "csv")
    rows = {row["email"]: row for row in csv.DictReader(io.StringIO(out))}
    assert {email: row["phrase"] for email, row in rows.items()} == {
        email: row["phrase"] for email, row in found.items()
    }


def test_a_phrase_approves_exactly_its_device(run: Run) -> None:
    found = waiting(run)
    code, out, err = run(
        "approve", OLDER, found[NEWER]["id"], "--yes", "--phrase", f"{OLDER}={found[OLDER]['phrase']}"
    )
    assert (code, err) == (1, "")
    assert "No --phrase was given for it." in out
    assert set(waiting(run)) == {NEWER, BARE}
    wrong = f"{NEWER}={found[OLDER]['phrase']}"
    code, out, _err = run("approve", NEWER, "--yes", "--phrase", wrong)
    assert (code, "THE PHRASE DIFFERS" in out) == (1, True)
    code, out, _err = run("approve", NEWER, "--phrase", f"{NEWER}={found[NEWER]['phrase']}", "--yes")
    assert (code, "1 approved." in out) == (0, True)


def test_at_a_terminal_each_phrase_is_asked_about(run: Run) -> None:
    code, out, err = run("approve", "--all", typed="y\nn\n")
    assert (code, "1 approved" in out) == (1, True)
    assert err.count("Does the device show exactly this?") == 2
    assert set(waiting(run)) == {OLDER, BARE}


def test_denying(run: Run) -> None:
    code, out, _err = run("deny", OLDER, "--dry-run")
    assert (code, "Nothing was sent." in out) == (0, True)
    code, out, _err = run("deny", "--all", "--yes")
    assert (code, "3 denied." in out) == (0, True)
    _code, out, _err = run("list")
    assert out == "No device waits for an approval.\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("deny",), 2, "Name the requests"),
        (("deny", OLDER, "--all", "--yes"), 2, "Name the requests"),
        (("deny", OLDER), 2, "give --yes"),
        (("approve", "--all", "--yes"), 2, "--phrase"),
        (("approve", OLDER, "--phrase", "five-words"), 2, "EMAIL=five-words"),
        (("deny", "nobody@delta.example", "--yes"), 1, "No device of that id or address waits"),
        (("deny", OLDER, "--yes", "--read-only"), 1, "read-only"),
    ],
)
def test_what_does_not_fit(run: Run, words: tuple[str, ...], code: int, said: str) -> None:
    found, out, err = run(*words)
    assert found == code
    assert said in err + out


def test_clients_without_trusted_devices(run: Run) -> None:
    code, out, _err = run("list", client="Juniper Travel")
    assert (code, out.startswith("Not applicable")) == (0, True)
    _code, out, _err = run("list", "--format", "json", client="Juniper Travel")
    assert json.loads(out) == []
