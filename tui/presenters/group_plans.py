"""Plans of changes to groups as rows and words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backend_client.errors import RuleBroken
from backend_client.portal.collections import Collection
from backend_client.portal.groups import (
    Group,
    GroupAccessChange,
    GroupBoard,
    GroupChange,
    GroupDeletion,
    GroupMembersChange,
    GroupRename,
    NewGroup,
    check_group_name,
    left_unmanaged,
    same_name,
)
from tui.explain import explanation_of
from tui.presenters.collections import full_name, permission_word, permission_words
from tui.presenters.groups import group_name
from tui.presenters.plan import PlanRow, PlanWords
from tui.presenters.row_states import RowState
from tui.safe_text import safe_text
from tui.terms import collections_word
from tui.translate import _, ngettext

_MOST_NAMED = 6
"""Collections or people that a sentence names."""


def access_rows(board: GroupBoard, changes: Sequence[GroupAccessChange]) -> tuple[PlanRow[GroupChange], ...]:
    """One row per group: the server takes a group's whole list at once."""
    names = {each.id: full_name(each) for each in board.collections}
    rows: list[PlanRow[GroupChange]] = []
    for change in changes:
        short = ", ".join(f"{names[key]} {permission_word(wish)}" for key, wish in change.wished.items())
        detail = "; ".join(
            _("{collection}: {before} -> {after}").format(
                collection=names[key],
                before=permission_words(change.group.reach(key)),
                after=permission_words(wish),
            )
            for key, wish in change.wished.items()
        )
        rows.append(PlanRow(change.group.id, group_name(change.group), short, change, detail=detail))
    return tuple(rows)


def access_words(board: GroupBoard, changes: Sequence[GroupAccessChange]) -> PlanWords:
    """The words around `access_rows`."""
    cells = sum(len(change.wished) for change in changes)
    review = [
        ngettext("{count} permission changes.", "{count} permissions change.", cells).format(count=cells)
        + " "
        + _("Each group is read again first; what others changed meanwhile stays.")
    ]
    review.extend(_nobody_manages(left_unmanaged(board, changes)))
    return PlanWords(
        title=_("Access of groups"),
        what=_("Group"),
        effect=_("Will reach"),
        review=tuple(review),
        commit=_("Yes, write it"),
        done=lambda count: ngettext("{count} group written", "{count} groups written", count),
    )


def new_group_rows(board: GroupBoard, names: Iterable[str]) -> tuple[PlanRow[GroupChange], ...]:
    """One row per name; those that exist, come twice or break a rule are shown and left alone."""
    rows: list[PlanRow[GroupChange]] = []
    taken = [group.name for group in board.groups]
    for name in names:
        shown = safe_text(name, limit=120) or _("(no name)")
        number = str(len(rows))
        problem = name_problem(board, name, taken)
        if problem:
            rows.append(PlanRow(number, shown, _("stays as it is"), None, RowState.LEFT_OUT, problem))
        else:
            taken.append(name)
            new = NewGroup(check_group_name(name))
            rows.append(PlanRow(number, shown, _("new group, no access yet"), new))
    return tuple(rows)


def name_problem(board: GroupBoard, name: str, taken: Iterable[str] = ()) -> str:
    """Why there can be no new group of that name, in a few words; empty when there can."""
    try:
        check_group_name(name)
    except RuleBroken as broken:
        return explanation_of(broken).sentence
    if any(same_name(group.name, name) for group in board.groups):
        return _("exists already")
    return _("named twice") if any(same_name(other, name) for other in taken) else ""


def new_group_words(count: int) -> PlanWords:
    """The words around `new_group_rows`."""
    return PlanWords(
        title=_("New groups"),
        what=_("Group"),
        effect=_("What happens"),
        review=(
            ngettext("{count} group will be made.", "{count} groups will be made.", count).format(count=count)
            + " "
            + _("Groups start without members and without access."),
        ),
        commit=_("Yes, make them"),
        done=lambda done: ngettext("{count} group made", "{count} groups made", done),
    )


def member_rows(board: GroupBoard, changes: Sequence[GroupMembersChange]) -> tuple[PlanRow[GroupChange], ...]:
    """One row for the group, everybody who comes or goes in its detail."""
    mails = {member.id: safe_text(member.email) for member in board.members}
    rows: list[PlanRow[GroupChange]] = []
    for change in changes:
        signed = [*(("+", one) for one in change.added), *(("-", one) for one in change.removed)]
        named = sorted(
            ((mails.get(one, one), sign) for sign, one in signed), key=lambda pair: pair[0].casefold()
        )
        text = ", ".join(f"{sign}{mail}" for mail, sign in named)
        rows.append(PlanRow(change.group.id, group_name(change.group), text, change, detail=text))
    return tuple(rows)


def member_words(changes: Sequence[GroupMembersChange]) -> PlanWords:
    """The words around `member_rows`."""
    review = []
    for change in changes:
        added, removed = len(change.added), len(change.removed)
        review.append(
            _("{group}: {added} put in, {removed} taken out.").format(
                group=group_name(change.group), added=added, removed=removed
            )
        )
        if removed:
            review.append(_("Who is taken out loses at once what they reach only through this group."))
        if change.group.from_directory:
            review.append(directory_warning())
    return PlanWords(
        title=_("Members of a group"),
        what=_("Group"),
        effect=_("In and out"),
        review=tuple(review),
        commit=_("Yes, write it"),
        done=lambda count: ngettext("{count} group written", "{count} groups written", count),
    )


def directory_warning() -> str:
    """What a directory does to a group it keeps."""
    return _("A directory keeps this group: its next run may undo what is changed here.")


def rename_rows(changes: Sequence[GroupRename]) -> tuple[PlanRow[GroupChange], ...]:
    """One row."""
    return tuple(
        PlanRow(change.group.id, group_name(change.group), safe_text(change.name, limit=120), change)
        for change in changes
    )


def rename_words(changes: Sequence[GroupRename]) -> PlanWords:
    """The words around `rename_rows`."""
    review = [_("Members and access stay as they are.")]
    review.extend(directory_warning() for change in changes if change.group.from_directory)
    return PlanWords(
        title=_("Rename a group"),
        what=_("Group"),
        effect=_("New name"),
        review=tuple(review),
        commit=_("Yes, rename"),
        done=lambda count: ngettext("{count} group renamed", "{count} groups renamed", count),
    )


def deletion_rows(board: GroupBoard, groups: Sequence[Group]) -> tuple[PlanRow[GroupChange], ...]:
    """One row per group that goes."""
    names = {each.id: full_name(each) for each in board.collections}
    rows: list[PlanRow[GroupChange]] = []
    for group in groups:
        reached = [names[key] for key, permission in group.access.items() if permission and key in names]
        effect = _("{members}, {collections}").format(
            members=_members_words(board, group), collections=_reach_words(len(reached))
        )
        detail = f"{effect}: {', '.join(reached)}" if reached else effect
        rows.append(PlanRow(group.id, group_name(group), effect, GroupDeletion(group), detail=detail))
    return tuple(rows)


def deletion_consequences(board: GroupBoard, groups: Sequence[Group]) -> tuple[str, ...]:
    """What deleting `groups` means."""
    named = _named(map(group_name, groups))
    people = len({member for group in groups for member in group.members})
    lost = ngettext(
        "{count} member loses at once what they reach only this way.",
        "{count} members lose at once what they reach only this way.",
        people,
    ).format(count=people)
    if not board.members_known:
        lost = _("The members could not be read; they lose at once what they reach only this way.")
    said = [
        _("To be deleted: {names}.").format(names=named),
        lost if people or not board.members_known else _("Nobody is in there."),
        _("People, collections and items stay."),
    ]
    words = [" ".join(said)]
    alone = left_unmanaged(board, deleted=groups)
    words.extend(_nobody_manages(alone))
    words.extend(directory_warning() for group in groups[:1] if any(each.from_directory for each in groups))
    return tuple(words)


def deletion_words(board: GroupBoard, groups: Sequence[Group]) -> PlanWords:
    """The words around `deletion_rows`."""
    return PlanWords(
        title=_("Delete groups"),
        what=_("Group"),
        effect=_("What it had"),
        review=deletion_consequences(board, groups),
        commit=ngettext("Yes, delete it", "Yes, delete them", len(groups)),
        done=lambda count: ngettext("{count} group deleted", "{count} groups deleted", count),
    )


def proposal_words(count: int) -> str:
    """What a proposal added."""
    if not count:
        return _("Nothing to propose: no group's name fits a collection that it does not reach already.")
    return ngettext(
        "{count} permission proposed, nothing was sent. Edit it as you like; u takes it back.",
        "{count} permissions proposed, nothing was sent. Edit them as you like; u takes them back.",
        count,
    ).format(count=count)


def kept_words(count: int) -> str:
    """That others had changed some groups meanwhile; empty when none."""
    if not count:
        return ""
    return ngettext(
        "{count} group had been changed by somebody else meanwhile; that was kept.",
        "{count} groups had been changed by somebody else meanwhile; that was kept.",
        count,
    ).format(count=count)


def _nobody_manages(alone: Sequence[Collection]) -> tuple[str, ...]:
    return (_("Then nobody manages: {names}.").format(names=_named(map(full_name, alone))),) if alone else ()


def _named(names: Iterable[str]) -> str:
    """The first few names, and how many more."""
    listed = list(names)
    shown = ", ".join(listed[:_MOST_NAMED])
    more = len(listed) - _MOST_NAMED
    return _("{names} and {more} more").format(names=shown, more=more) if more > 0 else shown


def _members_words(board: GroupBoard, group: Group) -> str:
    if not board.members_known:
        return _("members not known")
    count = len(group.members)
    return ngettext("{count} member", "{count} members", count).format(count=count)


def _reach_words(count: int) -> str:
    return f"{count} {collections_word(count)}"


def typed_names(lines: Iterable[str]) -> tuple[str, ...]:
    """The names that lines mean: without spaces at their ends, empty lines left out."""
    return tuple(name for name in (line.strip() for line in lines) if name)


def names_words(board: GroupBoard, names: Sequence[str]) -> str:
    """How many of the names are new, and what is wrong with the first that is not."""
    rows = new_group_rows(board, names)
    new = sum(row.sendable for row in rows)
    words = ngettext("{count} new group", "{count} new groups", new).format(count=new)
    problem = next((row for row in rows if not row.sendable), None)
    if problem is None:
        return words + "."
    left = len(rows) - new
    return _("{new}, {left} left alone. {name}: {why}").format(
        new=words, left=left, name=problem.what, why=problem.why
    )
