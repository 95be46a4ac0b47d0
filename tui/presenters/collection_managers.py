"""Who may manage new collections: the choices of the form, each explained, and the list of people. Pure."""

from __future__ import annotations

from backend_client.portal.collection_overview import Assignee, CollectionOverview
from tui.presenters.collection_plans import assignee_words
from tui.presenters.table import Cell, Column, PlainRow
from tui.safe_text import safe_text
from tui.translate import _

OWNER, OTHER, ADMINS = "owner", "other", "admins"
"""Ids of the choices."""


def manager_choices(overview: CollectionOverview, other: Assignee | None) -> tuple[tuple[str, str, str], ...]:
    """Id, label and hint of every way there is, the natural one first. Never empty."""
    found: list[tuple[str, str, str]] = []
    if overview.owner is not None:
        found.append((OWNER, assignee_words(overview.owner), _("the owner")))
    if overview.admin_access:
        found.append((ADMINS, _("Nobody"), _("admins reach everything here")))
    if any(each != overview.owner for each in overview.assignees):
        label = assignee_words(other) if other else _("Another member, or a group ...")
        found.append((OTHER, label, _("Enter chooses another") if other else ""))
    if overview.admin_access is False or not found:
        found.append((ADMINS, _("Nobody: switch admin access to all items on"), ""))
    return tuple(found)


def manager_explained(chosen: str, overview: CollectionOverview) -> str:
    """What a choice means."""
    if chosen == OWNER:
        if overview.owner is not None and overview.owner.everywhere:
            return _("Owners and admins manage every collection on this server.")
        return _("Somebody must manage a collection; the owner can, even while only invited.")
    if chosen == OTHER:
        return _("That one manages the new collections; others get access later.")
    if overview.admin_access:
        return _("Admin access to all items is on: the client's owners and admins manage every collection.")
    words = _("The client's owners and admins then reach every item; A in the vault switches it off.")
    if overview.owner is None:
        return f"{_('The client has no owner who could manage them: invite one, or restore one.')} {words}"
    return words


def assignee_columns() -> tuple[Column, ...]:
    """The columns of the list of members and groups."""
    return (
        Column("name", _("Name"), 40, narrow=20, flexible=True),
        Column("kind", _("Kind"), 8),
        Column("state", _("State"), 14, narrow=9),
        Column("reach", _("Has access to"), 13, narrow=8),
    )


def assignee_rows(overview: CollectionOverview, search: str = "") -> tuple[PlainRow, ...]:
    """A row for everybody that can be given access, the owner first; `search` looks in names."""
    wanted = search.strip().casefold()
    return tuple(
        _row(overview, each) for each in overview.assignees if not wanted or wanted in each.name.casefold()
    )


def _row(overview: CollectionOverview, assignee: Assignee) -> PlainRow:
    reached = sum(key[1] == assignee.id for key in overview.grants)
    state = "" if assignee.is_group else _("confirmed") if assignee.confirmed else _("not confirmed")
    kind = _("group") if assignee.is_group else _("owner") if assignee == overview.owner else _("member")
    return PlainRow(
        assignee.id,
        (
            Cell(safe_text(assignee.name) or _("(no name)")),
            Cell(kind),
            Cell(state, "" if assignee.confirmed else "warning"),
            Cell(_("everything") if assignee.everywhere else str(reached)),
        ),
    )
