"""Edits over a board: set, fill, take back, and lay over a fresh one."""

from __future__ import annotations

from dataclasses import replace

from backend_client.portal.collections import Permission
from tests.unit.portal.test_groups import BOARD, FINANCE, IT
from tui.presenters.group_edits import AccessEdits, next_permission
from tui.presenters.groups import GroupGrid, cell_words, edit_words, group_words

CELL = ("g-finance", "c-Financials")


def edits() -> AccessEdits:
    made = AccessEdits()
    made.take(BOARD)
    return made


def test_wishing_what_is_there_is_no_edit() -> None:
    made = edits()
    assert made.set([CELL], Permission.MANAGE) == 0
    assert made.set([CELL], Permission.VIEW) == 1
    assert made.edited(*CELL)
    assert made.set([CELL], Permission.MANAGE) == 1
    assert (made.wished, made.edited(*CELL)) == ({}, False)


def test_a_fill_is_one_step_to_take_back() -> None:
    made = edits()
    made.set([CELL], Permission.VIEW)
    row = [("g-finance", each.id) for each in BOARD.collections]
    assert made.set(row, Permission.EDIT) == 4
    assert (len(made.wished), made.group_count) == (4, 1)
    assert made.undo()
    assert made.wished == {CELL: Permission.VIEW}
    assert made.undo()
    assert not made.undo()


def test_a_fresh_board_settles_edits() -> None:
    made = edits()
    made.set([CELL, ("g-it", "c-Vendors"), ("g-it", "c-Utilities")], Permission.EDIT)
    fresh = replace(FINANCE, access={**FINANCE.access, "c-Financials": Permission.EDIT})
    shelves = tuple(each for each in BOARD.collections if each.name != "Utilities")
    lost = made.take(replace(BOARD, groups=(fresh, IT), collections=shelves))
    assert (lost, made.wished) == (1, {("g-it", "c-Vendors"): Permission.EDIT})
    assert made.was("g-it", "c-Vendors") is Permission.MANAGE
    assert made.undo()
    assert made.wished == {}
    made.set([CELL], Permission.VIEW)
    made.forget()
    assert (made.wished, made.permission(*CELL)) == ({}, Permission.NO_ACCESS)


def test_the_next_permission_goes_around() -> None:
    walked = [Permission.NO_ACCESS]
    for _step in Permission:
        walked.append(next_permission(walked[-1]))
    assert walked == [*Permission, Permission.NO_ACCESS]


def test_the_grid_shows_letters_stars_and_signs() -> None:
    made = edits()
    made.set([CELL], Permission.EDIT_HIDDEN_PASSWORDS)
    groups = (replace(FINANCE, external_id="cn=fin"), replace(IT, reaches_all=True))
    grid = GroupGrid(replace(BOARD, groups=groups), made)
    letters = [
        "".join((cell.code, "*" * cell.edited)) for cell in (grid.cell(0, column) for column in range(4))
    ]
    assert letters == ["e*", "-", "-", "V"]
    assert [head.note for head in grid.rows] == ["@ 2", "+ 0"]
    assert group_words(groups[0]).endswith("2 members, kept by a directory (external ID cn=fin)")
    unknown = GroupGrid(replace(BOARD, members_known=False), made)
    assert unknown.rows[0].note == "?"
    words = cell_words(made, FINANCE, BOARD.collections[0])
    assert words == "Edit items, hidden passwords, was: Manage collection"
    assert edit_words(made) == "1 change in 1 group, not sent: Enter shows them, u takes back"
