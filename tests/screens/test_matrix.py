"""The matrix driven by keys and the mouse; what a step costs with many groups and collections."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.strip import Strip

from tests.screens.stand_ins import shown_text
from tui.presenters.matrix import Head, MatrixCell
from tui.widgets.matrix import Matrix


class Numbers:
    """Rows and columns by number; the cell of row 1, column 2 was edited."""

    corner = "Group"

    def __init__(self, rows: int, columns: int) -> None:
        self.rows: Sequence[Head] = [Head(f"r{n}", f"Group {n}", str(n)) for n in range(rows)]
        self.columns: Sequence[Head] = [Head(f"c{n}", f"Shelf {n}") for n in range(columns)]
        self.asked = 0

    def cell(self, row: int, column: int) -> MatrixCell:
        self.asked += 1
        return MatrixCell("VEM"[(row + column) % 3], edited=(row, column) == (1, 2))


class MatrixApp(App[None]):
    CSS = "Screen { overflow: hidden; }"

    def __init__(self, grid: Numbers | None) -> None:
        super().__init__()
        self.grid = grid
        self.told = 0
        self.chosen = 0

    def compose(self) -> ComposeResult:
        yield Matrix(empty="Nothing yet.", on_cursor=self.tell)

    def on_mount(self) -> None:
        self.query_one(Matrix).set_grid(self.grid)
        self.query_one(Matrix).focus()

    def on_matrix_chosen(self) -> None:
        self.chosen += 1

    def tell(self) -> None:
        self.told += 1


def place(app: App[Any]) -> tuple[int, int]:
    return app.query_one(Matrix).place


async def test_every_way_to_move() -> None:
    app = MatrixApp(Numbers(40, 30))
    async with app.run_test(size=(80, 24)) as pilot:
        ways = [
            (("j", "down", "l", "right"), (2, 2)),
            (("k", "up", "h", "left", "left"), (0, 0)),
            (("G",), (39, 0)),
            (("dollar_sign",), (39, 29)),
            (("g",), (0, 29)),
            (("circumflex_accent",), (0, 0)),
            (("end",), (0, 29)),
            (("home",), (0, 0)),
            (("pagedown",), (22, 0)),
            (("pageup",), (0, 0)),
            (("L",), (0, 11)),
            (("H",), (0, 0)),
        ]
        for keys, there in ways:
            await pilot.press(*keys)
            assert place(app) == there, keys
        assert app.told > len(ways)
        await pilot.press("enter")
        assert app.chosen == 1


async def test_heads_stay_and_the_cursor_is_bracketed() -> None:
    app = MatrixApp(Numbers(40, 30))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "l", "l")
        lines = shown_text(app).splitlines()
        assert lines[0].split()[:4] == ["19", ">", "Shelf", "Shelf"]
        assert lines[1].split()[:4] == ["Group", "0", "1", "2"]
        assert lines[3].startswith(">")
        assert "[M*]" not in lines[3]
        assert "[V*]" in lines[3]
        await pilot.press("G", "end")
        lines = shown_text(app).splitlines()
        assert "< 19" in lines[0]
        assert lines[1].split()[0] == "Group"
        assert lines[1].split()[-1] == "29"
        assert lines[-1].startswith("> Group 39")


async def test_the_cursor_and_marks_follow_ids() -> None:
    app = MatrixApp(Numbers(5, 5))
    async with app.run_test(size=(80, 24)) as pilot:
        matrix = app.query_one(Matrix)
        await pilot.press("j", "j", "j", "l")
        matrix.set_marks({"r3", "r4"})
        fewer = Numbers(5, 5)
        fewer.rows, fewer.columns = fewer.rows[2:4], fewer.columns[1:]
        matrix.set_grid(fewer)
        await pilot.pause()
        assert (place(app), matrix.marks) == ((1, 0), frozenset({"r3"}))
        assert ">xGroup 3" in shown_text(app)
        matrix.set_grid(None)
        await pilot.pause()
        assert (matrix.row, matrix.column) == (None, None)
        assert "Nothing yet." in shown_text(app)
        await pilot.press("j", "l", "G", "end", "enter")


async def test_groups_without_collections_and_a_window_too_small() -> None:
    app = MatrixApp(Numbers(3, 0))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "l", "end")
        assert place(app)[0] == 1
        assert app.query_one(Matrix).column is None
        assert "> Group 1" in shown_text(app)
    small = MatrixApp(Numbers(30, 30))
    async with small.run_test(size=(20, 4)) as pilot:
        await pilot.press("G", "end")
        assert "Group 29" in shown_text(small)


async def test_the_mouse_points_at_cells() -> None:
    app = MatrixApp(Numbers(40, 30))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(Matrix, offset=(40, 5))
        row, column = place(app)
        assert (row, column > 0) == (3, True)
        await pilot.click(Matrix, offset=(3, 7))
        assert place(app) == (5, column)
        await pilot.click(Matrix, offset=(40, 0))
        assert place(app) == (5, column)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_step_asks_for_two_rows_and_never_for_what_is_out_of_sight(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    draw = Matrix.render_line

    def counted(matrix: Matrix, y: int) -> Strip:
        drawn.append(y)
        return draw(matrix, y)

    monkeypatch.setattr(Matrix, "render_line", counted)
    grid = Numbers(60, 200)
    app = MatrixApp(grid)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert grid.asked < 2 * size[0] * size[1] // 5
        grid.asked = 0
        drawn.clear()
        await pilot.press("j")
        await pilot.pause()
        assert sorted(set(drawn)) == [2, 3]
        assert grid.asked <= 2 * size[0] // 5
        began = perf_counter()
        for _step in range(50):
            app.query_one(Matrix).action_move(0, 1)
            app.query_one(Matrix).action_move(1, 0)
        assert (perf_counter() - began) / 100 < 0.005
