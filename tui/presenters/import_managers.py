"""Who is to manage the collections that nobody manages, in words. Pure."""

from __future__ import annotations

from collections.abc import Container, Sequence

from backend_client.portal.client_changes import DEFAULT_COLLECTION
from backend_client.portal.collection_overview import Assignee, CollectionOverview
from backend_client.portal.collections import Collection
from tui.presenters.import_report import some
from tui.presenters.plan import PlanRow, PlanWords
from tui.presenters.table import Cell, Column, PlainRow
from tui.safe_text import safe_text
from tui.terms import collections_word
from tui.translate import _, ngettext

_NAME = 60


def unmanaged(
    overview: CollectionOverview, waived: Container[str], only: Container[str] | None = None
) -> tuple[Collection, ...]:
    """The collections nobody manages and no note excuses, without the automatic one. `only`: these ids."""
    return tuple(
        each
        for each in overview.collections
        if not each.managed
        and each.id not in waived
        and each.name != DEFAULT_COLLECTION
        and (only is None or each.id in only)
    )


def managers_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("who", _("Who"), 40, narrow=14, flexible=True),
        Column("kind", _("Kind"), 10),
        Column("state", _("State"), 22, narrow=10),
    )


def manager_rows(overview: CollectionOverview, search: str = "") -> tuple[PlainRow, ...]:
    """Everybody who may manage, the owner first; those whose name holds `search`."""
    wanted = search.strip().casefold()
    return tuple(
        PlainRow(
            each.id, (Cell(safe_text(each.name, limit=_NAME)), Cell(_kind(each, overview)), _state(each))
        )
        for each in overview.assignees
        if wanted in each.name.casefold()
    )


def unmanaged_line(collections: Sequence[Collection]) -> str:
    """What is to be managed, or that nothing is."""
    if not collections:
        return _("Nothing is left to do here: no collection lacks a manager.")
    names = some([_name(each) for each in collections])
    count = len(collections)
    sentence = ngettext(
        "{count} {word} that nobody manages: {names}", "{count} {word} that nobody manages: {names}", count
    )
    return sentence.format(count=count, word=collections_word(count), names=names)


def manager_plan_words(assignee: Assignee) -> PlanWords:
    """The words of giving all of them to `assignee`."""
    who = safe_text(assignee.name, limit=_NAME)
    review = [
        _("{who} gets the permission to manage them, which includes seeing every item.").format(who=who)
    ]
    if not assignee.confirmed:
        review.append(_("{who} is not confirmed yet: the access counts from then on.").format(who=who))
    return PlanWords(
        title=_("Give a manager"),
        what=_("Collection"),
        effect=_("Managed by"),
        review=tuple(review),
        commit=_("Yes, give access"),
        done=lambda count: ngettext("{count} has a manager now", "{count} have a manager now", count),
    )


def manager_plan_rows(collections: Sequence[Collection], assignee: Assignee) -> tuple[PlanRow[str], ...]:
    """One row for each collection; its change is the collection's id."""
    who = safe_text(assignee.name, limit=_NAME)
    return tuple(PlanRow(each.id, _name(each), who, each.id) for each in collections)


def admin_access_line() -> str:
    """That the setting of the set-up is still on."""
    return _("Admins' access to all items was switched on from here and is still on: F3 switches it off.")


def _name(collection: Collection) -> str:
    return _("(name does not open)") if collection.name is None else safe_text(collection.name, limit=_NAME)


def _kind(assignee: Assignee, overview: CollectionOverview) -> str:
    if assignee.is_group:
        return _("group")
    return _("owner") if assignee == overview.owner else _("member")


def _state(assignee: Assignee) -> Cell:
    if assignee.is_group:
        return Cell("")
    return Cell(_("confirmed")) if assignee.confirmed else Cell(_("not confirmed yet"), "low")
