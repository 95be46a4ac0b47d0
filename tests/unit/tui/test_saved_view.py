"""A saved view: the table as shown, and nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend_client.portal.clients import Client, ClientList
from tests.screens.support import NORTHWIND, PICTURE, POOLS, READ_AT, client
from tui.presenters.clients import ClientTableRow, Sort, SortKey, filtered, ordered, table_rows
from tui.presenters.csv_cells import csv_cell
from tui.presenters.saved_view import FIELDS, default_name, row_text, view_text
from tui.save_file import save_file

HOSTILE = "=cmd|'/C calc'!A0,\"x\"\x1b[2J\u202e"


def rows(*clients: Client) -> tuple[ClientTableRow, ...]:
    return table_rows(ClientList(NORTHWIND, clients, POOLS, READ_AT), {})


def as_csv(shown: tuple[ClientTableRow, ...]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(view_text(shown, Path("view.csv")))))


def test_rows_keep_the_order_and_the_filter_of_the_screen() -> None:
    shown = filtered(ordered(rows(*PICTURE), Sort(SortKey.ASSIGNED)), "client")
    assert [row["assigned"] for row in as_csv(shown)] == ["20", "15", "10"]


def test_numbers_stay_numbers_and_unknown_figures_stay_empty() -> None:
    shown = rows(client("Over", 25, 26), client("Unknown", None, None))
    (over, unknown) = json.loads(view_text(shown, Path("VIEW.JSON")))
    assert (over["remaining"], over["suspended"]) == (-1, False)
    assert (unknown["assigned"], unknown["remaining"]) == (None, None)
    assert [row["remaining"] for row in as_csv(shown)] == ["-1", ""]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "|", "%"])
def test_no_text_can_start_a_formula(start: str) -> None:
    cell = csv_cell(f"{start}1+1")
    assert isinstance(cell, str)
    assert cell[0] in "'\u2409\u240d"


def test_a_hostile_name_fills_one_cell_and_moves_no_terminal() -> None:
    text = view_text(rows(client(HOSTILE, 3, 1)), Path("view.csv"))
    assert "\x1b" not in text
    assert "\u202e" not in text
    (row,) = csv.DictReader(io.StringIO(text))
    assert tuple(row) == FIELDS
    assert row["client"].startswith("'=cmd|")
    assert row["assigned"] == "3"


def test_a_hostile_plan_cannot_start_a_formula_either() -> None:
    shown = rows(replace(client("A", 3, 1), plan="@SUM(A1)"))
    assert as_csv(shown)[0]["plan"] == "'@SUM(A1)"


def test_json_keeps_the_name_and_no_raw_control() -> None:
    text = view_text(rows(client(HOSTILE, 3, 1)), Path("view.json"))
    assert text.isascii()
    assert json.loads(text)[0]["client"] == HOSTILE


def test_a_row_as_text_is_safe() -> None:
    (row,) = rows(client("Birch\x07", 40, 37))
    assert row_text(row) == "Birch\u2407: 40 assigned, 37 used, 3 remaining, Enterprise"


def test_the_default_name_carries_the_date() -> None:
    assert default_name(datetime(2026, 3, 14, 14, tzinfo=UTC)) == "clients-2026-03-14.csv"


def test_a_saved_file_is_its_owner_s_and_is_never_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "view.csv"
    save_file(path, "one\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        save_file(path, "two\n")
    assert path.read_text() == "one\n"
    path.chmod(0o644)
    save_file(path, "three\n", replace=True)
    assert path.read_text() == "three\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    (tmp_path / "view.csv").symlink_to(target)
    with pytest.raises(FileExistsError):
        save_file(tmp_path / "view.csv", "text")
    save_file(tmp_path / "view.csv", "text", replace=True)
    assert not target.exists()


def test_a_full_disk_leaves_no_half_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        save_file(tmp_path / "view.csv", "text")
    assert list(tmp_path.iterdir()) == []
