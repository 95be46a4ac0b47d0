"""The collections of one opened client as a table: frozen rows, order, search. Pure.

Order, as the reader needs it: *Unassigned* first; then the collections that nobody manages, by full
name; then the tree of the others. A name `A/B` nests under `A`. Where no collection is called `A` the
tree shows a path row for it, which stands for nothing but the place. While a filter is on, or another
column sorts, the rows are flat and carry full names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum

from backend_client.portal.collections import Collection, Permission
from backend_client.portal.organization import OrganizationVault
from tui.presenters.table import Cell, Column
from tui.safe_text import safe_text
from tui.terms import collections_word
from tui.translate import _

UNASSIGNED_KEY = "unassigned"
SEPARATOR = "/"
INDENT = "  "


class RowKind(StrEnum):
    """What a row stands for."""

    UNASSIGNED = "unassigned"
    UNMANAGED = "unmanaged"
    COLLECTION = "collection"
    PATH = "path"


_STYLES = {RowKind.UNASSIGNED: "", RowKind.UNMANAGED: "warning", RowKind.COLLECTION: "", RowKind.PATH: "dim"}


class SortColumn(Enum):
    """The columns a person can sort by, left to right."""

    NAME = 0
    GROUPS = 1
    PERMISSION = 2
    MANAGED_BY = 3


@dataclass(frozen=True, slots=True)
class CollectionRow:
    """One line. `id` is the collection's, or one of ours for rows that are no collection. Text is safe."""

    id: str
    kind: RowKind
    name: str
    groups: str = ""
    permission: Permission | None = None
    managed_by: str = ""

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Name, groups, permission, managed by."""
        style = _STYLES[self.kind]
        return (
            Cell(self.name, style),
            Cell(self.groups, style),
            _permission_cell(self.permission, style),
            Cell(self.managed_by, style),
        )


def collection_columns() -> tuple[Column, ...]:
    """The columns, left to right; at 80 cells all of them show."""
    return (
        Column("name", _("Name"), 30, narrow=16, flexible=True),
        Column("groups", _("Groups"), 14, narrow=8, wide=28),
        Column("permission", _("Permission"), 13, narrow=9, wide=28, drop=1),
        Column("managed_by", _("Managed by"), 20, narrow=12, wide=40),
    )


def collection_rows(
    vault: OrganizationVault,
    *,
    search: str = "",
    sort: SortColumn = SortColumn.NAME,
    descending: bool = False,
    only_unmanaged: bool = False,
) -> tuple[CollectionRow, ...]:
    """The rows to draw. `search` looks, ignoring case, in full names, groups and managers.

    `only_unmanaged`: the collections that nobody manages, and nothing else.
    """
    wanted = search.strip().casefold()
    found = [item for item in vault.collections if not wanted or wanted in _haystack(item)]
    hidden = only_unmanaged or (wanted and wanted not in _("Unassigned").casefold())
    head = () if hidden else (_unassigned_row(vault),)
    if only_unmanaged:
        found = [item for item in found if unmanaged(vault, item)]
    if sort is not SortColumn.NAME:
        return head + _flat(vault, _sorted_by(found, sort, descending))
    ordered = sorted(found, key=_by_name, reverse=descending)
    alone = [item for item in ordered if unmanaged(vault, item)]
    rest = [item for item in ordered if not unmanaged(vault, item)]
    tail = _flat(vault, rest) if wanted or descending else _tree(vault, rest)
    return head + _flat(vault, alone) + tail


def unmanaged(vault: OrganizationVault, item: Collection) -> bool:
    """Whether it is known that nobody manages `item`."""
    return vault.people_known and not item.managed


def full_name(item: Collection) -> str:
    """The whole safe name, with its path."""
    if item.name is None:
        return _("(cannot be opened)")
    return safe_text(item.name) or _("(no name)")


def permission_words(permission: Permission) -> str:
    """The words the web vault uses for a permission."""
    words = {
        Permission.NO_ACCESS: _("No access"),
        Permission.VIEW_HIDDEN_PASSWORDS: _("View items, hidden passwords"),
        Permission.VIEW: _("View items"),
        Permission.EDIT_HIDDEN_PASSWORDS: _("Edit items, hidden passwords"),
        Permission.EDIT: _("Edit items"),
        Permission.MANAGE: _("Manage {collection}").format(collection=collections_word(1)),
    }
    return words[permission]


def permission_word(permission: Permission) -> str:
    """The same in one short word, for a narrow column; `*` stands for hidden passwords."""
    words = {
        Permission.NO_ACCESS: _("None"),
        Permission.VIEW_HIDDEN_PASSWORDS: _("View*"),
        Permission.VIEW: _("View"),
        Permission.EDIT_HIDDEN_PASSWORDS: _("Edit*"),
        Permission.EDIT: _("Edit"),
        Permission.MANAGE: _("Manage"),
    }
    return words[permission]


def _permission_cell(permission: Permission | None, style: str) -> Cell:
    if permission is None:
        return Cell("")
    return Cell(permission_words(permission), style, permission_word(permission))


def _unassigned_row(vault: OrganizationVault) -> CollectionRow:
    return CollectionRow(UNASSIGNED_KEY, RowKind.UNASSIGNED, _("Unassigned"), "-", vault.unassigned, "-")


def _row(vault: OrganizationVault, item: Collection, name: str) -> CollectionRow:
    alone = unmanaged(vault, item)
    return CollectionRow(
        id=item.id,
        kind=RowKind.UNMANAGED if alone else RowKind.COLLECTION,
        name=name,
        groups=_short(item.groups, known=vault.people_known),
        permission=item.permission,
        managed_by=_managers_cell(vault, item),
    )


def _flat(vault: OrganizationVault, items: Iterable[Collection]) -> tuple[CollectionRow, ...]:
    return tuple(_row(vault, item, full_name(item)) for item in items)


def _tree(vault: OrganizationVault, items: Iterable[Collection]) -> tuple[CollectionRow, ...]:
    """Depth first, from `items` in the order of names; every missing parent becomes one path row."""
    rows: list[CollectionRow] = []
    shown: set[tuple[str, ...]] = set()
    for item in items:
        parts = path_of(item)
        for depth in range(1, len(parts)):
            place = parts[:depth]
            if place not in shown:
                shown.add(place)
                rows.append(_path_row(place))
        shown.add(parts)
        name = full_name(item) if len(parts) <= 1 else safe_text(parts[-1])
        rows.append(_row(vault, item, INDENT * max(0, len(parts) - 1) + name))
    return tuple(rows)


def _path_row(place: tuple[str, ...]) -> CollectionRow:
    name = INDENT * (len(place) - 1) + safe_text(place[-1]) + SEPARATOR
    return CollectionRow(SEPARATOR + SEPARATOR.join(place), RowKind.PATH, name)


def path_of(item: Collection) -> tuple[str, ...]:
    """The places of a name, outermost first: slashes at its ends and doubled ones separate nothing."""
    return tuple(part for part in (item.name or "").split(SEPARATOR) if part)


def _by_name(item: Collection) -> tuple[bool, tuple[tuple[str, str], ...], str]:
    """Names that did not open come last; a parent comes directly before what is below it."""
    return item.name is None, tuple((part.casefold(), part) for part in path_of(item)), item.id


def _sorted_by(items: Sequence[Collection], sort: SortColumn, descending: bool) -> list[Collection]:
    ranks = {permission: rank for rank, permission in enumerate(Permission)}

    def key(item: Collection) -> tuple[int, str]:
        if sort is SortColumn.PERMISSION:
            return ranks[item.permission], ""
        names = item.groups if sort is SortColumn.GROUPS else tuple(one.name for one in item.managers)
        return (1 if names else 0), ", ".join(names).casefold()

    return sorted(sorted(items, key=_by_name), key=key, reverse=descending)


def _haystack(item: Collection) -> str:
    names = [item.name or "", *item.groups, *(manager.name for manager in item.managers)]
    return "\n".join(names).casefold()


def _short(names: Sequence[str], *, known: bool) -> str:
    """The first name and how many more; the detail line has them all."""
    if not names:
        return "-" if known else "?"
    if len(names) == 1:
        return safe_text(names[0])
    return _("{name} +{more}").format(name=safe_text(names[0]), more=len(names) - 1)


def _managers_cell(vault: OrganizationVault, item: Collection) -> str:
    """Confirmed people and groups first; `?` stands before somebody who is not confirmed yet."""
    if unmanaged(vault, item):
        return _("! nobody")
    ordered = sorted(item.managers, key=lambda manager: not manager.confirmed)
    names = [manager.name if manager.confirmed else f"? {manager.name}" for manager in ordered]
    return _short(names, known=vault.people_known)
