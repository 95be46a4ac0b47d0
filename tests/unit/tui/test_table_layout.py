"""How columns share a width."""

from __future__ import annotations

from itertools import pairwise

import pytest

from backend_client.portal.providers import ProviderKind
from tui.presenters.clients import client_columns
from tui.presenters.table import GAP, place_columns

COLUMNS = client_columns(ProviderKind.MSP)
KEPT = {"client", "assigned", "used", "remaining"}


def test_the_home_screen_fills_eighty_columns_exactly() -> None:
    placed = place_columns(COLUMNS, 78)
    assert [each.column.key for each in placed] == [column.key for column in COLUMNS]
    assert [each.width for each in placed] == [26, 8, 4, 9, 5, 10, 4, 5]
    assert placed[-1].x + placed[-1].width == 78


@pytest.mark.parametrize("width", range(0, 200, 3))
def test_what_matters_never_leaves_and_columns_never_overlap(width: int) -> None:
    placed = place_columns(COLUMNS, width)
    assert {each.column.key for each in placed} >= KEPT
    for before, after in pairwise(placed):
        assert before.x + before.width + GAP == after.x
    if width >= 36:
        assert placed[-1].x + placed[-1].width <= width


def test_columns_leave_in_the_stated_order() -> None:
    left: list[str] = []
    for width in range(78, 36, -1):
        shown = {each.column.key for each in place_columns(COLUMNS, width)}
        left.extend(key for key in ("setup", "wait", "plan", "usage") if key not in shown and key not in left)
    assert left == ["setup", "wait", "plan", "usage"]


def test_spare_width_goes_to_the_plan_first_and_then_to_the_name() -> None:
    widths = {each.column.key: each.width for each in place_columns(COLUMNS, 118)}
    assert widths["plan"] == 10
    assert widths["client"] == 26 + 40 - 5 - 1
