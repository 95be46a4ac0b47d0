"""What members are and reach as one list to change: role, permissions, groups, collections. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from backend_client.portal.collections import Permission
from backend_client.portal.member_access import AccessBoard, MemberAccess
from backend_client.portal.members import MemberRole, MemberStatus
from tui.presenters.collections import full_name, permission_word, permission_words
from tui.presenters.groups import CODES, group_name
from tui.presenters.invitations import permission_choices
from tui.presenters.member_drafts import AccessDraft
from tui.presenters.members import role_word
from tui.presenters.onboarding_people import status_word
from tui.presenters.table import Cell, Column
from tui.safe_text import safe_text
from tui.translate import _, ngettext

AS_IT_IS = "as-it-is"
"""The key of the row that keeps everybody's role."""


class Section(StrEnum):
    """The parts of the list, in order."""

    ROLE = "role"
    PERMISSION = "permission"
    GROUP = "group"
    COLLECTION = "collection"


@dataclass(frozen=True, slots=True)
class AccessRow:
    """One line: a heading where `key` is empty, else something to switch."""

    section: Section
    key: str
    cells: tuple[Cell, ...]

    @property
    def id(self) -> str:
        """Section and key."""
        return f"{self.section.value}:{self.key}"


def access_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("sign", "", 5),
        Column("name", _("Role, groups, collections"), 34, narrow=18, flexible=True),
        Column("now", _("What that means"), 34, narrow=16, wide=50),
    )


def access_rows(draft: AccessDraft, search: str = "") -> tuple[AccessRow, ...]:
    """Everything that can be changed; a star marks what is not sent yet. `search` finds by name."""
    board = draft.board
    if board is None or not draft.members:
        return ()
    wanted = search.strip().casefold()
    found: list[AccessRow] = []
    for section, heading, rows in _sections(draft, board):
        shown = [row for row in rows if wanted in row.cells[1].text.casefold()]
        if shown or not wanted:
            found.append(AccessRow(section, "", (Cell(""), Cell(heading, "strong"), Cell(""))))
        found.extend(shown)
    return tuple(found)


def _sections(draft: AccessDraft, board: AccessBoard) -> Iterator[tuple[Section, str, tuple[AccessRow, ...]]]:
    yield Section.ROLE, _("Role"), tuple(_role_rows(draft, board))
    if draft.role is MemberRole.CUSTOM:
        yield Section.PERMISSION, _("Permissions of the custom role"), tuple(_permission_rows(draft))
    if board.groups_usable:
        heading = _("Groups") if board.groups else _("Groups: none yet, u on the vault makes some")
        if not board.groups_known:
            heading = _("Groups: they could not be read")
        yield Section.GROUP, heading, tuple(_group_rows(draft, board))
    heading = _("Collections, direct access") if board.collections else _("Collections: none yet")
    yield Section.COLLECTION, heading, tuple(_collection_rows(draft, board))


def role_meaning(role: MemberRole) -> str:
    """What a role may do, in one line."""
    return {
        MemberRole.USER: _("uses the collections given to them"),
        MemberRole.ADMIN: _("also manages people, groups, policies"),
        MemberRole.OWNER: _("may do everything here"),
        MemberRole.CUSTOM: _("the permissions chosen below"),
    }[role]


def _role_rows(draft: AccessDraft, board: AccessBoard) -> Iterator[AccessRow]:
    if len({member.role for member in draft.members}) > 1:
        chosen = not draft.role_wished
        yield AccessRow(
            Section.ROLE,
            AS_IT_IS,
            (Cell(_radio(chosen)), Cell(_("As it is")), Cell(_("each keeps their role"))),
        )
    held = {member.role for member in draft.members}
    known = [*board.roles, *(role for role in MemberRole if role in held and role not in board.roles)]
    for role in known:
        chosen = draft.role is role
        changed = chosen and draft.role_wished
        yield AccessRow(
            Section.ROLE,
            role.name,
            (
                Cell(_radio(chosen) + "*" * changed, "low" if changed else "strong" if chosen else "muted"),
                Cell(role_word(role)),
                Cell(role_meaning(role), "muted"),
            ),
        )


def _permission_rows(draft: AccessDraft) -> Iterator[AccessRow]:
    for name, words in permission_choices():
        yield AccessRow(
            Section.PERMISSION,
            name,
            (_mark(draft.granted(name), edited=draft.edited(name)), Cell(words), Cell("")),
        )


def _group_rows(draft: AccessDraft, board: AccessBoard) -> Iterator[AccessRow]:
    for group in board.groups:
        note = _("kept by a directory") if group.from_directory else ""
        yield AccessRow(
            Section.GROUP,
            group.id,
            (
                _mark(draft.inside(group.id), edited=draft.edited(group.id)),
                Cell(group_name(group)),
                Cell(note, "muted"),
            ),
        )


def _collection_rows(draft: AccessDraft, board: AccessBoard) -> Iterator[AccessRow]:
    for each in board.collections:
        permission, edited = draft.reach(each.id), draft.edited(each.id)
        code = " ?" if permission is None else f" {CODES[permission]}"
        style = "low" if edited else "muted" if permission is Permission.NO_ACCESS else "strong"
        if permission is None:
            words = _("they differ")
        elif each.id not in board.changeable:
            words = _("{permission}; not yours to change").format(permission=permission_words(permission))
        else:
            words = permission_words(permission)
        through = _through_groups(draft, board, each.id)
        words = f"{words}; {through}" if through else words
        yield AccessRow(
            Section.COLLECTION,
            each.id,
            (Cell(code + "*" * edited, style), Cell(full_name(each)), Cell(words, style)),
        )


def _through_groups(draft: AccessDraft, board: AccessBoard, collection_id: str) -> str:
    """The strongest access that one person gets there through the groups they are to be in."""
    if len(draft.members) != 1:
        return ""
    found = [
        (group.reach(collection_id), group)
        for group in board.groups
        if draft.inside(group.id) and group.reach(collection_id)
    ]
    if not found:
        return ""
    permission, group = max(found, key=lambda pair: pair[0])
    return _("{permission} through {group}").format(
        permission=permission_word(permission), group=group_name(group)
    )


def _radio(chosen: bool) -> str:
    return "(x)" if chosen else "( )"


def _mark(on: bool | None, *, edited: bool) -> Cell:
    sign = "[-]" if on is None else "[x]" if on else "[ ]"
    return Cell(sign + "*" * edited, "low" if edited else "strong" if on else "muted")


def whose_words(draft: AccessDraft) -> str:
    """Whom it is about."""
    members = draft.members
    if len(members) == 1:
        (member,) = members
        return ", ".join((_who(member), role_word(member.role), status_word(member.status)))
    return ngettext("{count} person", "{count} people", len(members)).format(count=len(members)) + (
        ": " + ", ".join(_who(member) for member in members[:3]) + (" ..." if len(members) > 3 else "")
        if members
        else ""
    )


def _who(member: MemberAccess) -> str:
    name, email = safe_text(member.name, limit=40), safe_text(member.email, limit=80)
    return f"{name} <{email}>" if name else email


def state_words(draft: AccessDraft) -> str:
    """How much is wished and not sent, else what may be done."""
    edits = draft.edits
    if not edits:
        return _("Nothing is changed yet.")
    return ngettext(
        "{count} person would change, not sent: Enter shows it, u takes everything back.",
        "{count} people would change, not sent: Enter shows it, u takes everything back.",
        len(edits),
    ).format(count=len(edits))


def gone_words(draft: AccessDraft) -> str:
    """What stands in the place of the list where nobody of them is in the client any more."""
    if len(draft.ids) == 1:
        return _("They are no longer in the client.")
    return _("None of them is in the client any more.")


def note_words(draft: AccessDraft) -> str:
    """What is special about these members; empty where nothing is."""
    members = draft.members
    if any(member.everywhere for member in members):
        return _("Owners and admins reach every collection here by their role.")
    if any(member.status == MemberStatus.REVOKED for member in members):
        return _("Revoked people have none of this until they are restored.")
    if any(member.status != MemberStatus.CONFIRMED for member in members):
        return _("It works for them once they are confirmed.")
    return ""


def legend_words() -> str:
    """What the letters mean."""
    return _("- no access  V view  E edit  M manage  v, e: passwords hidden  * not sent")
