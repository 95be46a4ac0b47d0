"""`seatwarden invite` on practice: repeated it invites nobody twice; one wrong entry stops it all."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tui.__main__ import main

CLIENT = "Birch & Sons Logistics"
Run = Callable[..., tuple[int, str, str]]


class Piped:
    """Standard input that is no terminal."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)

    def isatty(self) -> bool:
        return False


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `invite` on a client; its code, stdout and stderr. The home is this test's own."""

    def run_it(*words: str, piped: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", Piped(piped))
        try:
            code = main(["invite", *words, "--client", CLIENT, "--practice"])
        except SystemExit as left:
            code = int(left.code or 0)
        written = capsys.readouterr()
        return code, written.out, written.err

    return run_it


def test_a_dry_run_shows_everybody_and_sends_nothing(run: Run) -> None:
    code, out, err = run("Ann@New.example", "mia@birch.example", "--group", "drivers", "--dry-run")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "1 person gets an invitation by e-mail. Afterwards 38 of 40 seats are used."
    assert "  ann@new.example  User: Drivers" in lines
    assert "  mia@birch.example  left out: accepted already; confirm instead" in lines
    assert lines[-1] == "Nothing was sent."


def test_a_table_is_invited_once(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("email;role;groups\nann@new.example;admin;Drivers|finance\nbob@new.example\n")
    code, out, _err = run("--input", str(file), "--group", "Dispatch", "--yes", "--format", "json")
    assert code == 0
    assert [(row["what"], row["effect"], row["state"]) for row in json.loads(out)["rows"]] == [
        ("ann@new.example", "Admin: Drivers, Finance", "done"),
        ("bob@new.example", "User: Dispatch", "done"),
    ]
    code, out, _err = run("--input", "-", "--yes", "--format", "json", piped=file.read_bytes())
    assert (code, json.loads(out)["result"]) == (0, "nothing_to_do")


def test_one_wrong_entry_stops_everything(run: Run) -> None:
    code, out, err = run("ann@new.example", "bob", "eve@new.c0m", "--yes")
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "2: bob: no e-mail address: there is no @",
        "3: eve@new.c0m: must end in letters, like .com",
        "seatwarden: Nothing was sent: the list has entries that cannot be invited.",
    ]
    assert "1 person gets" in run("ann@new.example", "--dry-run")[1]


def test_an_unknown_group_stops_everything(run: Run) -> None:
    code, _out, err = run("ann@new.example", "--group", "Finanz", "--yes")
    assert code == 1
    assert "1: ann@new.example: no group 'Finanz'; perhaps Finance?" in err


def test_too_few_seats_are_said_with_figures(run: Run) -> None:
    code, out, err = run(*(f"p{number}@new.example" for number in range(4)), "--yes")
    assert (code, out) == (1, "")
    assert "3 of 40 seats left, 4 needed. Nobody was invited." in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--yes",), "Name the people, or give --input FILE."),
        (("ann@new.example", "--input", "-"), "Name the people, or give --input FILE."),
        (("ann@new.example",), "give --yes, or --dry-run"),
        (
            ("ann@new.example", "--permission", "manageUsers", "--yes"),
            "--permission goes with --role custom.",
        ),
        (("a@b.example", "--role", "custom", "--permission", "x", "--yes"), "--permission takes:"),
        (("--input", "/nowhere/at/all.csv", "--yes"), "cannot be read"),
    ],
)
def test_a_command_line_that_does_not_fit_is_said(run: Run, words: tuple[str, ...], said: str) -> None:
    code, out, err = run(*words)
    assert code in (1, 2)
    assert out == ""
    assert said in err


def test_text_that_means_harm_is_shown_harmless(run: Run) -> None:
    _code, _out, err = run("--input", "-", "--yes", piped="\x1b]52;c;aGk=\x07\u202e\n".encode())
    assert all(letter.isprintable() or letter == "\n" for letter in err)


def test_read_only_refuses(run: Run) -> None:
    code, _out, err = run("ann@new.example", "--yes", "--read-only")
    assert code == 1
    assert "read-only" in err


def test_everybody_is_given_direct_access_to_collections(run: Run) -> None:
    for words, code in ((("--collection", "Finance=own"), 2), (("--collection", "Nowhere=edit"), 1)):
        assert run("new@birch.example", *words, "--yes")[0] == code
    given = ("--collection", "Finance=view-hidden", "--collection", "Dispatch=manage")
    code, out, _err = run("new@birch.example", *given, "--yes")
    assert code == 0
    assert "User; 2 collections" in out
