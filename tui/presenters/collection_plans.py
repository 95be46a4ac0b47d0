"""Plans that change collections, in rows and words: rename, nest, grant, delete, admins' access. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from backend_client.errors import ReadOnlyMode, Rule, RuleBroken, SeatwardenError
from backend_client.portal.collection_overview import Assignee, CollectionOverview
from backend_client.portal.collection_plan import (
    AdminAccess,
    CollectionChange,
    Grant,
    Rename,
    Wish,
    nested_below,
)
from backend_client.portal.collections import Collection, Permission
from backend_client.portal.providers import Provider
from tui.explain import explanation_of
from tui.presenters.collections import full_name, permission_word, permission_words
from tui.presenters.plan import PlanRow, PlanWords
from tui.presenters.row_states import RowState
from tui.safe_text import safe_text
from tui.terms import collections_word
from tui.translate import _, ngettext

AT_ONCE = 100
"""Grants of one request."""

ChangeRow = PlanRow[CollectionChange]


def refused_change(provider: Provider, *, read_only: bool) -> str:
    """Why nothing may be changed inside clients of `provider`; empty when it may."""
    problem: SeatwardenError | None = None
    if read_only:
        problem = ReadOnlyMode()
    elif not provider.enabled:
        problem = RuleBroken(Rule.PROVIDER_SUSPENDED)
    return explanation_of(problem).line() if problem else ""


def assignee_words(assignee: Assignee) -> str:
    """Somebody by name, with what sets them apart."""
    name = safe_text(assignee.name, limit=60) or _("(no name)")
    if assignee.is_group:
        return _("{name} (group)").format(name=name)
    return name if assignee.confirmed else _("{name} (not confirmed)").format(name=name)


def change_rows(wishes: Sequence[Wish], overview: CollectionOverview) -> tuple[ChangeRow, ...]:
    """A row for every collection of a wish; what needs nothing, or cannot be, is shown and left alone."""
    return tuple(_row(wish, overview) for wish in wishes)


def _row(wish: Wish, overview: CollectionOverview) -> ChangeRow:
    key, name = wish.collection.id, full_name(wish.collection)
    if wish.against is not None:
        why = explanation_of(RuleBroken(wish.against)).sentence
        return PlanRow(key, name, "", None, RowState.LEFT_OUT, why)
    if wish.change is None:
        return PlanRow(key, name, "", None, RowState.LEFT_OUT, _("it is so already"))
    return PlanRow(key, name, _effect(wish.change, overview), wish.change)


def _effect(change: CollectionChange, overview: CollectionOverview) -> str:
    if isinstance(change, Rename):
        return f"-> {safe_text(change.name)}"
    if isinstance(change, Grant):
        now = overview.held(change.collection_id, change.assignee)
        return _("{before} -> {after}").format(
            before=permission_word(now), after=permission_word(change.permission)
        )
    return _("delete")


def batch_of(rows: Sequence[ChangeRow], overview: CollectionOverview) -> int:
    """How many rows one request takes."""
    grants = [row.change for row in rows if isinstance(row.change, Grant)]
    if not overview.bulk or any(one.permission is Permission.NO_ACCESS for one in grants):
        return 1
    return AT_ONCE if grants else 1


def rename_words(before: str, name: str, nested: int) -> PlanWords:
    """The words around a rename, with `nested` more below it."""
    review = [_("{before} becomes {after}.").format(before=safe_text(before), after=safe_text(name))]
    if nested:
        review.append(
            _("With {count} {collections} nested below it, one after the other.").format(
                count=nested, collections=collections_word(nested)
            )
        )
    return _renaming(tuple(review))


def renames_words(count: int) -> PlanWords:
    """The words around the renames that an interrupted one left."""
    said = _("{count} {collections} still to rename, one after the other.")
    return _renaming((said.format(count=count, collections=collections_word(count)),))


def _renaming(review: tuple[str, ...]) -> PlanWords:
    return PlanWords(
        title=_("Rename"),
        what=_("Name now"),
        effect=_("New name"),
        review=review,
        commit=_("Yes, rename"),
        done=lambda n: ngettext("{count} renamed", "{count} renamed", n),
    )


def grant_words(assignee: Assignee, permission: Permission, count: int) -> PlanWords:
    """The words around giving `assignee` access to `count` collections, or taking it."""
    name = assignee_words(assignee)
    if permission is Permission.NO_ACCESS:
        first = _("{name} loses direct access to {count} {collections}.")
    else:
        first = _("{name} gets '{permission}' on {count} {collections}.")
    review = [
        first.format(
            name=name,
            permission=permission_words(permission),
            count=count,
            collections=collections_word(count),
        )
    ]
    if not count:
        review = [_("There is nothing to send; each row says why.")]
    elif permission is Permission.NO_ACCESS and not assignee.is_group:
        review.append(_("What they reach through a group stays."))
    return PlanWords(
        title=_("Access"),
        what=_("Name"),
        effect=_("Access of {name}").format(name=safe_text(assignee.name, limit=30)),
        review=tuple(review),
        commit=_("Yes, change it"),
        done=lambda n: ngettext("{count} changed", "{count} changed", n),
    )


def removal_consequences(overview: CollectionOverview, chosen: Sequence[Collection]) -> tuple[str, ...]:
    """What deleting `chosen` means, before anything is typed."""
    ids = {each.id for each in chosen}
    below = {
        each.id: each
        for one in chosen
        if one.name is not None
        for each in nested_below(overview, one.name)
        if each.id not in ids
    }
    said = [
        _("{count} {collections} will be deleted for everybody; this cannot be undone.").format(
            count=len(chosen), collections=collections_word(len(chosen))
        ),
        _(
            "Items in it stay: in their other collections, or unassigned, where only owners and admins of "
            "the client may reach them. They are not counted here."
        ),
    ]
    if below:
        said.append(
            ngettext(
                "{count} {collection} nested below stays, with its full name.",
                "{count} {collection} nested below stay, with their full names.",
                len(below),
            ).format(count=len(below), collection=collections_word(len(below)))
        )
    return tuple(said)


def removal_words(chosen: Sequence[Collection], consequences: Sequence[str] = ()) -> PlanWords:
    """The words around deleting; `consequences` where they were not read before."""
    return PlanWords(
        title=_("Delete"),
        what=_("Name"),
        effect=_("What"),
        review=tuple(consequences)
        or (
            _("{count} {collections} will be deleted.").format(
                count=len(chosen), collections=collections_word(len(chosen))
            ),
        ),
        commit=_("Yes, delete"),
        done=lambda n: ngettext("{count} deleted", "{count} deleted", n),
    )


def admin_access_row(on: bool) -> ChangeRow:
    """Admins' access to all items, as a row."""
    effect = _("off -> on") if on else _("on -> off")
    return PlanRow("admin-access", _("Admin access to all items"), effect, AdminAccess(on))


def admin_access_words(on: bool) -> PlanWords:
    """The words around switching it."""
    review = (
        (
            _("The client's owners and admins will reach every item of every collection."),
            _("Collections may then be created and changed without a manager."),
        )
        if on
        else (
            _("The client's owners and admins will reach only what they are given access to."),
            _("Collections that nobody manages can then be reached by nobody but their members."),
        )
    )
    return PlanWords(
        title=_("Admin access"),
        what=_("Setting"),
        effect=_("What"),
        review=review,
        commit=_("Yes, switch it on") if on else _("Yes, switch it off"),
        done=lambda n: ngettext("{count} switched", "{count} switched", n),
    )
