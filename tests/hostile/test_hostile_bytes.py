"""Hostile names on the way out of the process: the bytes a terminal gets, and what `seats` prints."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import shutil
import unicodedata
from pathlib import Path

import pytest

from embedded_backend.seed_people import Persona, person
from embedded_backend.wire import html_encode
from tests.hostile.planting import poison_one_vault, rename_clients
from tests.hostile.terminal import Terminal, check_bytes, copied_texts
from tests.hostile.texts import EVERYTHING, HOSTILE
from tests.practice import running_practice
from tui.__main__ import main
from tui.backends import practice_database

_SHOWN = b"Acme [Legacy] vault"


@pytest.fixture
def prepared(practice_template: Path, tmp_path: Path) -> Path:
    """The practice database of this home directory, full of hostile names."""
    with running_practice(practice_template, tmp_path) as practice:
        asyncio.run(poison_one_vault(practice))
        rename_clients(practice.database)
        name = html_encode(EVERYTHING)
        practice.execute("UPDATE providers SET name = ? WHERE name = 'Northwind MSP'", name)
        admin = person(Persona.ADMIN)
        practice.execute("UPDATE users SET name = ? WHERE id = ?", EVERYTHING, admin.user_id)
        source = practice.database
    database = practice_database()
    database.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(source, database))


def test_no_byte_of_a_hostile_name_commands_a_real_terminal(prepared: Path) -> None:
    assert prepared.exists()
    with Terminal("--practice") as terminal:
        terminal.press("", "Acme [Legacy] vault")
        terminal.press("/", " /")
        terminal.press("birch", "1 of 31")
        terminal.press("\r", "osc ␛]52;c;", again=True)
        terminal.press("G", "␀", again=True)
        os.write(terminal.master, b"q")
        assert terminal.end() == 0
    check_bytes(terminal.written)
    assert copied_texts(terminal.written) == []


def only_text(output: str) -> None:
    """No control character but the line feed, nothing bidirectional, hidden or separating."""
    bad = {each for each in output if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"}} - {"\n"}
    assert not bad, f"{bad!r} on stdout"


def seats(capsys: pytest.CaptureFixture[str], kind: str) -> str:
    assert main(["seats", "--practice", "--format", kind]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    only_text(printed.out)
    return printed.out


def test_seats_prints_names_as_text_in_every_format(
    prepared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert prepared.exists()
    text = seats(capsys, "text")
    for each in HOSTILE:
        assert each.shown in text, f"{each.shown!r} is missing"
    records = json.loads(seats(capsys, "json"))
    assert sorted(record["client"] for record in records) == sorted(
        [*(each.raw for each in HOSTILE), "Birch & Sons Logistics"]
    )
    table = seats(capsys, "csv")
    rows = list(csv.reader(io.StringIO(table)))
    assert len(rows) == len(HOSTILE) + 2
    formulas = [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert formulas == []
    assert '\'=HYPERLINK("https://evil.example","x")' in {row[0] for row in rows}
    assert "'-2+3" in {row[0] for row in rows}


def test_a_hostile_provider_name_in_a_complaint_is_text(
    prepared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert prepared.exists()
    assert main(["seats", "--practice", "--provider", "[/no]\x1b[2Jbody\u202e"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    only_text(printed.err)
    assert "[/no]␛[2Jbody␦" in printed.err
    assert "[Legacy]␛]52;c;" in printed.err


def test_a_remaining_figure_below_zero_is_no_formula_and_stays_a_number(
    capsys: pytest.CaptureFixture[str], practice_template: Path
) -> None:
    database = practice_database()
    database.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(practice_template, database)
    rows = list(csv.DictReader(io.StringIO(seats(capsys, "csv"))))
    delta = next(row for row in rows if row["client"] == "Delta Fisheries")
    assert delta["remaining"] == "-1"


def test_a_server_address_with_controls_is_text_in_the_complaint(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BW_CLIENTID", "user.x")
    monkeypatch.setenv("BW_CLIENTSECRET", "x" * 30)
    assert main(["seats", "--server", "https://ex\x1b]0;x\x07ample\u202e.invalid"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    only_text(printed.err)
    assert printed.err.count("\n") == 1
