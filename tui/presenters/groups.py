"""Groups and what they reach as a matrix, in sentences and for files. Pure."""

from __future__ import annotations

from backend_client.errors import ReadOnlyMode, Rule, RuleBroken, SeatwardenError
from backend_client.portal.collections import Collection, Permission
from backend_client.portal.groups import Group, GroupBoard
from backend_client.portal.providers import Provider
from tui.explain import explanation_of
from tui.presenters.collections import full_name, permission_words
from tui.presenters.group_edits import AccessEdits
from tui.presenters.matrix import Head, MatrixCell
from tui.safe_text import safe_text
from tui.terms import collections_word
from tui.translate import _, ngettext

CODES = {
    Permission.NO_ACCESS: "-",
    Permission.VIEW_HIDDEN_PASSWORDS: "v",
    Permission.VIEW: "V",
    Permission.EDIT_HIDDEN_PASSWORDS: "e",
    Permission.EDIT: "E",
    Permission.MANAGE: "M",
}
"""The letter of each permission; a small one hides passwords. The letters are also the keys."""

_STYLES = {Permission.NO_ACCESS: "muted", Permission.MANAGE: "strong"}
_FROM_DIRECTORY = "@"
_REACHES_ALL = "+"
_UNMANAGED = "!"


class GroupGrid:
    """The matrix of a board with edits laid over it: groups down, collections across."""

    def __init__(self, board: GroupBoard, edits: AccessEdits) -> None:
        self._edits = edits
        self.rows = tuple(_group_head(group, known=board.members_known) for group in board.groups)
        self.columns = tuple(_collection_head(board, each) for each in board.collections)

    @property
    def corner(self) -> str:
        """The word over the groups."""
        return _("Group")

    def cell(self, row: int, column: int) -> MatrixCell:
        """What that group reaches there."""
        place = self.rows[row].id, self.columns[column].id
        permission, edited = self._edits.permission(*place), self._edits.edited(*place)
        return MatrixCell(CODES[permission], edited, "low" if edited else _STYLES.get(permission, ""))


def _collection_head(board: GroupBoard, collection: Collection) -> Head:
    alone = _unmanaged(board, collection)
    return Head(collection.id, _UNMANAGED * alone + full_name(collection), style="warning" if alone else "")


def _unmanaged(board: GroupBoard, collection: Collection) -> bool:
    return board.members_known and not collection.managed


def collection_words(board: GroupBoard, collection: Collection) -> str:
    """The collection under the cursor, in full."""
    name = full_name(collection)
    if not _unmanaged(board, collection):
        return name
    return _("{collection} (nobody manages it)").format(collection=name)


def _group_head(group: Group, *, known: bool) -> Head:
    signs = _FROM_DIRECTORY * group.from_directory + _REACHES_ALL * group.reaches_all
    count = str(len(group.members)) if known else "?"
    return Head(group.id, group_name(group), f"{signs} {count}" if signs else count)


def group_name(group: Group) -> str:
    """The safe name."""
    return safe_text(group.name) or _("(no name)")


def legend_lines() -> tuple[str, str]:
    """What the signs of the matrix mean."""
    return (
        _("- no access  V view  E edit  M manage; small v and e: with passwords hidden"),
        _("* not sent yet  @ kept by a directory  ! nobody manages it  a number: members"),
    )


def count_words(board: GroupBoard) -> str:
    """How many groups and collections there are."""
    groups = ngettext("{count} group", "{count} groups", len(board.groups)).format(count=len(board.groups))
    number = len(board.collections)
    words = _("{groups}, {count} {collections}").format(
        groups=groups, count=number, collections=collections_word(number)
    )
    if board.unreadable:
        words += "  " + ngettext(
            "{count} row was malformed", "{count} rows were malformed", board.unreadable
        ).format(count=board.unreadable)
    return words


def edit_words(edits: AccessEdits) -> str:
    """How much was edited and not sent; empty when nothing was."""
    if not edits.wished:
        return ""
    cells = ngettext("{count} change", "{count} changes", len(edits.wished)).format(count=len(edits.wished))
    groups = ngettext("in {count} group", "in {count} groups", edits.group_count).format(
        count=edits.group_count
    )
    return _("{changes} {groups}, not sent: Enter shows them, u takes back").format(
        changes=cells, groups=groups
    )


def group_words(group: Group, *, known: bool = True) -> str:
    """The group under the cursor, in full."""
    parts = [group_name(group)]
    if known:
        count = len(group.members)
        parts.append(ngettext("{count} member", "{count} members", count).format(count=count))
    if group.from_directory:
        words = _("kept by a directory (external ID {id})")
        parts.append(words.format(id=safe_text(group.external_id, limit=40)))
    if group.reaches_all:
        parts.append(_("reaches everything by a switch of the server"))
    return ", ".join(parts)


def position_words(row: int, of: int) -> str:
    """Where the cursor is among the groups."""
    return _("{position} of {count}").format(position=row + 1, count=of)


def cell_words(edits: AccessEdits, group: Group, collection: Collection) -> str:
    """What the cell under the cursor means."""
    now = permission_words(edits.permission(group.id, collection.id))
    if not edits.edited(group.id, collection.id):
        return now
    return _("{now}, was: {before}").format(
        now=now, before=permission_words(edits.was(group.id, collection.id))
    )


def empty_words(board: GroupBoard) -> str:
    """What stands where there are no groups."""
    if not board.usable:
        return _("Not applicable: this organization's plan or server has no groups.")
    return _("No groups yet. n makes some.")


def change_refusal(provider: Provider, board: GroupBoard | None, *, read_only: bool) -> str:
    """Why nothing may be changed here; empty when it may."""
    problem: SeatwardenError | None = None
    if read_only:
        problem = ReadOnlyMode()
    elif not provider.enabled:
        problem = RuleBroken(Rule.PROVIDER_SUSPENDED)
    elif board is not None and not board.usable:
        problem = RuleBroken(Rule.GROUPS_NOT_INCLUDED)
    return explanation_of(problem).line() if problem else ""


def find(board: GroupBoard, wanted: str, row: int, column: int) -> tuple[int, int]:
    """Row and column of the first group, else of the first collection, whose name holds `wanted`."""
    text = wanted.strip().casefold()
    for index, group in enumerate(board.groups):
        if text in group.name.casefold():
            return index, column
    for index, collection in enumerate(board.collections):
        if text in (collection.name or "").casefold():
            return row, index
    return row, column
