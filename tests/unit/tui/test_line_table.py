"""The line table alone: keys, ids, marks, drawing. What it writes is tested with the home screen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tui.presenters.table import Cell, Column, PlainRow
from tui.widgets.line_table import LineTable

COLUMNS = (Column("name", "Name", 10, flexible=True), Column("count", "Count", 5, right=True))


def rows_of(*names: str) -> list[PlainRow]:
    return [PlainRow(name, (Cell(name), Cell(str(len(name))))) for name in names]


class Shown(App[None]):
    """One table; it writes down what the table says."""

    def __init__(self, rows: Sequence[PlainRow]) -> None:
        super().__init__()
        self._rows = rows
        self.said: list[str] = []

    def compose(self) -> ComposeResult:
        yield LineTable[PlainRow](COLUMNS, empty="Nothing here.")

    def on_mount(self) -> None:
        self.table.set_rows(self._rows)

    @property
    def table(self) -> LineTable[PlainRow]:
        return self.query_one(LineTable)

    def on_line_table_highlighted(self, event: LineTable.Highlighted) -> None:
        self.said.append(f"at {event.row.id if event.row else None}")

    def on_line_table_chosen(self, event: LineTable.Chosen) -> None:
        assert event.control is self.table
        self.said.append(f"chosen {event.row.id}")

    def on_line_table_marks_changed(self, event: LineTable.MarksChanged) -> None:
        self.said.append(f"marks {sorted(event.marks)}")

    def on_line_table_cursor_row_vanished(self, event: LineTable.CursorRowVanished) -> None:
        self.said.append(f"gone {event.row.id}")


@asynccontextmanager
async def shown(*names: str, size: tuple[int, int] = (30, 6)) -> AsyncIterator[tuple[Pilot[None], Shown]]:
    app = Shown(rows_of(*names))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        app.said.clear()
        yield pilot, app


def lines(app: Shown) -> list[str]:
    return [app.table.render_line(y).text.rstrip() for y in range(app.table.size.height)]


LETTERS = "abcdefghij"


async def test_heading_cursor_and_cells() -> None:
    async with shown("alpha", "beta") as (_pilot, app):
        assert lines(app) == [
            "  Name                   Count",
            "> alpha                      5",
            "  beta                       4",
            "",
            "",
            "",
        ]


async def test_an_empty_table_says_why() -> None:
    async with shown() as (pilot, app):
        assert lines(app)[1] == "  Nothing here."
        await pilot.press("down", "enter", "G")
        assert app.said == []


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        (("down",), "b"),
        (("j", "j", "k"), "b"),
        (("up",), "a"),
        (("G",), "j"),
        (("end", "j"), "j"),
        (("G", "g"), "a"),
        (("G", "home"), "a"),
        (("pagedown",), "e"),
        (("pagedown", "pageup"), "a"),
    ],
)
async def test_keys_move_the_cursor_and_stop_at_the_ends(keys: tuple[str, ...], row: str) -> None:
    async with shown(*LETTERS) as (pilot, app):
        await pilot.press(*keys)
        assert app.table.cursor_row is not None
        assert app.table.cursor_row.id == row
        assert any(line.startswith(f"> {row}") for line in lines(app))


async def test_enter_chooses() -> None:
    async with shown(*LETTERS) as (pilot, app):
        await pilot.press("j", "enter")
        assert app.said == ["at b", "chosen b"]


async def test_a_click_moves_the_cursor() -> None:
    async with shown(*LETTERS) as (pilot, app):
        await pilot.click(LineTable, offset=(3, 3))
        assert app.table.cursor_index == 2


async def test_the_cursor_follows_its_id() -> None:
    async with shown(*LETTERS) as (pilot, app):
        await pilot.press("j", "j")
        app.said.clear()
        app.table.set_rows(rows_of(*reversed(LETTERS)))
        await pilot.pause()
        assert app.table.cursor_row == rows_of("c")[0]
        assert app.said == []


async def test_a_vanished_row_is_reported_and_the_nearest_taken() -> None:
    async with shown(*LETTERS) as (pilot, app):
        await pilot.press("G")
        app.said.clear()
        app.table.set_rows(rows_of("a", "b"))
        await pilot.pause()
        assert app.table.cursor_index == 1
        assert app.said == ["gone j", "at b"]


async def test_marks_belong_to_ids() -> None:
    async with shown("a", "b", "c") as (pilot, app):
        app.table.toggle_mark()
        app.table.set_rows(rows_of("c", "b", "a"))
        await pilot.pause()
        assert lines(app)[3].startswith(" xa")
        assert app.table.marks == {"a"}
        app.table.set_marks(())
        assert app.table.marks == frozenset()


async def test_a_range_marks_both_ends_in_either_direction() -> None:
    async with shown(*LETTERS) as (pilot, app):
        await pilot.press("G")
        assert app.table.mark_range()
        await pilot.press("k", "k")
        assert not app.table.mark_range()
        assert app.table.marks == {"h", "i", "j"}


async def test_a_range_whose_start_is_filtered_away_starts_anew() -> None:
    async with shown(*LETTERS) as (_pilot, app):
        app.table.mark_range()
        app.table.set_rows(rows_of("d", "e"))
        assert app.table.mark_range()


async def test_markup_and_wide_characters_are_drawn_as_they_are() -> None:
    async with shown("[b]x[/b]", "漢字漢字漢字漢字漢字漢字漢字") as (_pilot, app):
        assert "[b]x[/b]" in lines(app)[1]
        assert all(app.table.render_line(y).cell_length == 30 for y in range(6))


async def test_figures_stand_under_their_columns() -> None:
    async with shown("alpha") as (_pilot, app):
        assert app.table.aligned("Total", {"count": "5"}) == "  Total                      5"
        assert app.table.aligned("T" * 40, {"count": "12345678"}).endswith("~ 12345678")


async def test_rows_are_asked_for_cells_only_when_they_are_seen() -> None:
    asked: list[str] = []

    class Lazy:
        def __init__(self, id: str) -> None:
            self.id = id

        @property
        def cells(self) -> tuple[Cell, ...]:
            asked.append(self.id)
            return Cell(self.id), Cell("1")

    async with shown() as (pilot, app):
        table: LineTable[Lazy] = app.query_one(LineTable)
        table.set_rows([Lazy(f"row {number}") for number in range(5000)])
        await pilot.pause()
        assert 0 < len(set(asked)) <= 6


async def test_the_last_page_is_full() -> None:
    async with shown(*LETTERS) as (pilot, app):
        await pilot.press("G")
        assert [line[2:3] for line in lines(app)[1:]] == list("fghij")
        app.table.set_rows(rows_of("a", "b"))
        await pilot.pause()
        assert lines(app)[1][2] == "a"
