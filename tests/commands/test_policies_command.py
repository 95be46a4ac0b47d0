"""`seatwarden policies` on the practice backend: list, set, presets, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from tests.commands.running import Run, ran

FRESH, IRONWOOD, TEAMS = "Third Client's Organization", "Ironwood Architects", "Juniper Travel"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `policies` on a client; its code, stdout and stderr. The home is this test's own."""

    def run_it(*words: str, client: str = FRESH) -> tuple[int, str, str]:
        return ran(capsys, monkeypatch, ["policies", *words, "--client", client, "--practice"])

    return run_it


def _row(out: str, number: int) -> dict[str, Any]:
    rows: list[dict[str, Any]] = json.loads(out)
    return next(row for row in rows if row["type"] == number)


def test_the_list_names_all_types_in_every_format(run: Run) -> None:
    code, out, _err = run("list", client=IRONWOOD)
    assert code == 0
    assert "master-password      on" in out
    assert "auto-confirm         -     Automatic confirmation        the vendor must enable it first" in out
    code, out, _err = run("list", "--format", "json", client=IRONWOOD)
    assert sorted(row["type"] for row in json.loads(out)) == list(range(23))
    assert _row(out, 9) == {
        "type": 9,
        "policy": "session-timeout",
        "state": "off",
        "data": {},
        "needs": "single-organization",
        "reason": None,
    }
    assert _row(out, 18)["state"] == "unavailable"
    code, out, _err = run("list", "--format", "csv", client=IRONWOOD)
    assert len(list(csv.reader(io.StringIO(out)))) == 24


def test_a_policy_is_planned_set_and_then_so_already(run: Run) -> None:
    words = ("set", "session-timeout", "on", "--data", "minutes=30", "--data", "action=logOut")
    code, out, _err = run(*words, "--dry-run")
    assert code == 0
    assert out.index("on: Single organization") < out.index("on: Session timeout")
    assert "after 30 min, then log out" in out
    assert "Nothing was sent." in out
    code, out, _err = run(*words, "--yes")
    assert (code, "2 policies saved." in out, "Nobody was revoked." in out) == (0, True, True)
    code, out, _err = run("list", "--format", "json")
    assert _row(out, 9)["data"] == {"type": "custom", "minutes": 30, "action": "logOut"}
    code, out, _err = run(*words, "--yes", "--format", "json")
    assert (code, json.loads(out)["result"]) == (0, "nothing_to_do")
    code, out, _err = run("set", "9", "on", "--data", "minutes=10", "--data", "action=", "--yes")
    code, out, _err = run("list", "--format", "json")
    assert _row(out, 9)["data"] == {"type": "custom", "minutes": 10}


def test_a_preset_is_done_once(run: Run) -> None:
    code, out, _err = run("preset", "baseline", "--yes")
    assert (code, "4 policies saved." in out) == (0, True)
    code, out, _err = run("preset", "baseline", "--yes")
    assert (code, out.count("is so already"), "Nothing needs to be sent." in out) == (0, 4, True)


def test_who_would_be_revoked_is_named_and_the_clients_name_wanted(run: Run) -> None:
    words = ("set", "two-step", "on")
    code, out, _err = run(*words, "--dry-run", client=IRONWOOD)
    assert code == 0
    lost = [line.split()[0] for line in out.splitlines() if line.endswith("loses access")]
    assert len(lost) == 13
    for more in ((), ("--confirm", "Ironwood")):
        code, out, err = run(*words, "--yes", *more, client=IRONWOOD)
        assert (code, out) == (2, "")
        assert "add --confirm 'Ironwood Architects'" in err
    code, out, _err = run(*words, "--yes", "--confirm", IRONWOOD, client=IRONWOOD)
    assert code == 0
    assert out.splitlines()[-1] == f"Revoked 13 members: {', '.join(lost)}."


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("set", "nonsense", "on", "--yes"), 2, "There is no such policy"),
        (("set", "two-step", "on", "--data", "a=1", "--yes"), 2, "two-step takes these values: none."),
        (("set", "1", "on", "--data", "minLength=x", "--yes"), 2, "minLength takes: 12 to 128."),
        (("set", "1", "on", "--data", "minLength=8", "--yes"), 1, "a whole number from 12 to 128."),
        (("set", "21", "on", "--data", "allowedSendTypes=7", "--yes"), 2, "allowedSendTypes takes: 0, 1, 2."),
        (("set", "22", "on", "--yes"), 1, "Address of the rules: this is needed."),
        (("set", "22", "on", "--data", "rulesUrl=http://a.example", "--yes"), 1, "begins with https://"),
        (("set", "auto-confirm", "on", "--yes"), 1, "cannot be set: the vendor must enable it first."),
        (("set", "two-step", "on"), 2, "give --yes, or --dry-run"),
        (("preset", "baseline", "--yes", "--read-only"), 1, "read-only"),
    ],
)
def test_refusals_are_one_sentence(run: Run, words: tuple[str, ...], code: int, sentence: str) -> None:
    found, out, err = run(*words)
    assert (found, sentence in err or sentence in out) == (code, True)


def test_a_refusal_of_the_server_is_told_in_our_words(run: Run) -> None:
    code, out, _err = run("set", "block-claimed", "on", "--yes")
    assert code == 1
    assert "refused: The client has claimed no domain yet." in out


def test_a_plan_without_policies_is_not_applicable(run: Run) -> None:
    code, out, _err = run("list", client=TEAMS)
    assert (code, out.startswith("Not applicable")) == (0, True)
    code, _out, err = run("preset", "strict", "--dry-run", client=TEAMS)
    assert (code, "Not applicable" in err) == (1, True)
