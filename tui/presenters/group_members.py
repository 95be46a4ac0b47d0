"""The people of a client with a mark for those in one group. Pure."""

from __future__ import annotations

from collections.abc import Collection as AbstractCollection

from backend_client.portal.groups import Group, GroupBoard, GroupMember
from backend_client.portal.members import MemberStatus
from tui.presenters.members import role_word
from tui.presenters.onboarding_people import status_word
from tui.presenters.table import Cell, Column, PlainRow
from tui.safe_text import safe_text
from tui.translate import _, ngettext


def member_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("in", _("In"), 4),
        Column("email", _("E-mail"), 34, narrow=16, flexible=True),
        Column("name", _("Name"), 20, narrow=8, wide=30, drop=1),
        Column("role", _("Role"), 7, drop=2),
        Column("state", _("State"), 9, narrow=8),
    )


def people_rows(
    board: GroupBoard, group: Group, chosen: AbstractCollection[str], search: str = ""
) -> tuple[PlainRow, ...]:
    """One row per member, those inside now first; `chosen` are those who are to be in. A star says that
    this is a change."""
    wanted = search.strip().casefold()
    ordered = sorted(board.members, key=lambda member: member.id not in group.members)
    return tuple(
        _row(member, group, member.id in chosen)
        for member in ordered
        if wanted in f"{member.email}\n{member.name}".casefold()
    )


def _row(member: GroupMember, group: Group, inside: bool) -> PlainRow:
    changed = inside is not (member.id in group.members)
    sign = ("[x]" if inside else "[ ]") + ("*" if changed else "")
    return PlainRow(
        member.id,
        (
            Cell(sign, "low" if changed else "strong" if inside else "muted"),
            Cell(safe_text(member.email)),
            Cell(safe_text(member.name) or "-"),
            Cell(role_word(member.role)),
            Cell(status_word(member.status), "muted" if member.status == MemberStatus.REVOKED else ""),
        ),
    )


def people_words(group: Group, chosen: AbstractCollection[str]) -> str:
    """How many are in, and what that changes."""
    inside = ngettext("{count} member", "{count} members", len(chosen)).format(count=len(chosen))
    wished = frozenset(chosen)
    added, removed = len(wished - group.members), len(group.members - wished)
    if not added and not removed:
        return inside
    return _("{members}: {added} put in, {removed} taken out, not sent").format(
        members=inside, added=added, removed=removed
    )
