"""How a matrix shares its width: heads in lines, columns in sight, heads of rows."""

from __future__ import annotations

import pytest

from tests.hostile.texts import HOSTILE
from tui.presenters.matrix import (
    HEAD_LINES,
    WIDEST,
    Head,
    MatrixCell,
    cell_text,
    column_head,
    columns_shown,
    corner_lines,
    first_column,
    row_head,
    row_head_width,
)
from tui.safe_text import safe_text, width_of


@pytest.mark.parametrize(
    ("name", "lines", "width"),
    [
        ("IT", ("IT",), 5),
        ("Finance", ("Finance",), 8),
        ("Social Media", ("Social", "Media"), 7),
        ("IT/Servers", ("IT/", "Servers"), 8),
        ("Websites and Domains", ("Websites", "and", "Domains"), 9),
        ("Infrastructure", ("Infrastruc~",), 12),
        ("Information Technology/Routers", ("Information", "Technology/", "Routers"), 12),
        ("Infrastructure/Network/Switches old", ("Infrastruc~", "Switches", "old"), 12),
        ("One of the rather longer names/Switches/Old ones", ("One of the~", "Switches/", "Old ones"), 12),
        ("", ("",), 5),
    ],
)
def test_a_name_is_broken_at_spaces_and_slashes(name: str, lines: tuple[str, ...], width: int) -> None:
    assert column_head(name) == (lines, width)


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: ascii(hostile.raw[:12]))
def test_no_name_is_wider_or_taller_than_its_head(hostile: tuple[str, str]) -> None:
    lines, width = column_head(safe_text(hostile[0]))
    assert len(lines) <= HEAD_LINES
    assert width <= WIDEST
    assert all(width_of(line) < width for line in lines)
    head = Head("g", safe_text(hostile[0]), "@ 12")
    for side in (16, 24):
        assert width_of(row_head(head, side, cursor=True, marked=True)) == side
        assert row_head(head, side, cursor=True, marked=True).startswith(">x")
        assert row_head(head, side, cursor=False, marked=False).endswith(" @ 12 ")


def test_cells_say_without_colour_what_they_are() -> None:
    assert cell_text(MatrixCell("V"), 6, cursor=False) == " V    "
    assert cell_text(MatrixCell("V", edited=True), 6, cursor=False) == " V*   "
    assert cell_text(MatrixCell("V"), 6, cursor=True) == "[V]   "
    assert cell_text(MatrixCell("V", edited=True), 5, cursor=True) == "[V*] "


def test_the_corner_says_how_much_is_out_of_sight() -> None:
    assert corner_lines("Group", 2, 0, 20, 1) == ("  Group         < 2 ",)
    assert corner_lines("Group", 0, 0, 12, 2) == (" " * 12, "  Group     ")
    lines = corner_lines("Group", 3, 14, 20, 3)
    assert lines == (" " * 20, "< 3   14 > ".rjust(20), "  Group".ljust(20))
    assert {len(line) for line in lines} == {20}


def test_columns_come_into_sight_whole_and_leave_no_gap() -> None:
    widths = [10] * 9
    assert columns_shown(widths, 0, 35) == 3
    assert columns_shown(widths, 8, 35) == 1
    assert columns_shown(widths, 0, 4) == 1
    assert columns_shown([], 0, 35) == 0
    assert first_column(widths, 0, 2, 35) == 0
    assert first_column(widths, 0, 3, 35) == 1
    assert first_column(widths, 5, 2, 35) == 2
    assert first_column(widths, 8, 8, 35) == 6
    assert first_column(widths, 6, 6, 95) == 0


def test_heads_of_rows_take_what_they_need_and_a_third_at_most() -> None:
    short = [Head("g", "IT", "3")]
    assert row_head_width(short, 80) == 13
    assert row_head_width([Head("g", "x" * 60, "3")], 80) == 24
    assert row_head_width([Head("g", "x" * 60, "3")], 40) == 16
