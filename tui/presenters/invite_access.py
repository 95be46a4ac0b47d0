"""The collections of a client with the access that everybody invited is to have. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from backend_client.portal.collections import Permission
from backend_client.portal.member_access import AccessBoard
from tui.presenters.collections import full_name, permission_words
from tui.presenters.groups import CODES
from tui.presenters.table import Cell, Column, PlainRow
from tui.terms import collections_word
from tui.translate import _


def collection_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("sign", "", 3),
        Column("name", collections_word(1).capitalize(), 36, narrow=18, flexible=True),
        Column("now", _("Everybody invited may"), 34, narrow=16, wide=50),
    )


def collection_rows(board: AccessBoard, wished: Mapping[str, Permission]) -> tuple[PlainRow, ...]:
    """One row for every collection whose access the account may give."""
    rows = []
    for each in board.collections:
        if each.id not in board.changeable:
            continue
        permission = wished.get(each.id, Permission.NO_ACCESS)
        style = "low" if permission else "muted"
        cells = (
            Cell(f" {CODES[permission]}", style),
            Cell(full_name(each)),
            Cell(permission_words(permission), style),
        )
        rows.append(PlainRow(each.id, cells))
    return tuple(rows)


def no_collections_words() -> str:
    """What stands where there is none to give."""
    return _("There is no collection you could give access to. n on the vault makes some.")


def given_words(wished: Mapping[str, Permission]) -> str:
    """How many are given."""
    count = len(wished)
    if not count:
        return _("Nobody is given direct access: people reach what their groups reach.")
    return _("Everybody invited is given {count} {collections}.").format(
        count=count, collections=collections_word(count)
    )
