"""Plans of changes to members' roles and access, as rows and words. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from backend_client.errors import RuleBroken
from backend_client.portal.collections import Permission
from backend_client.portal.member_access import (
    AccessBoard,
    MemberEdit,
    edit_refusals,
    left_ownerless,
    left_unmanaged_by,
)
from backend_client.portal.members import MemberRole, MemberStatus
from tui.explain import explanation_of
from tui.presenters.collections import full_name, permission_word, permission_words
from tui.presenters.groups import group_name
from tui.presenters.invitations import permission_choices
from tui.presenters.member_acts import ownerless_words
from tui.presenters.members import role_word
from tui.presenters.plan import PlanRow, PlanWords
from tui.presenters.row_states import RowState
from tui.presenters.typed_name import is_typed, text_to_type
from tui.safe_text import safe_text
from tui.terms import collections_word
from tui.translate import _, ngettext

_MOST_NAMED = 6


def edit_rows(board: AccessBoard, edits: Sequence[MemberEdit]) -> tuple[PlanRow[MemberEdit], ...]:
    """One row per member: one request each. Whoever cannot be changed says why."""
    against = edit_refusals(board, edits)
    rows = []
    for edit in edits:
        rule = against.get(edit.member.id)
        nothing = edit.empty
        why = explanation_of(RuleBroken(rule)).sentence if rule is not None else ""
        rows.append(
            PlanRow(
                id=edit.member.id,
                what=safe_text(edit.member.email, limit=80),
                effect=_("is so already") if nothing else ", ".join(_short_parts(board, edit)),
                change=None if nothing or rule is not None else edit,
                state=RowState.LEFT_OUT if rule is not None else RowState.READY,
                why=why,
                detail="; ".join(_parts(board, edit)),
            )
        )
    return tuple(rows)


def _short_parts(board: AccessBoard, edit: MemberEdit) -> list[str]:
    names = {each.id: full_name(each) for each in board.collections}
    said = _role_parts(edit) + _group_parts(board, edit)
    return said + [f"{names.get(key, key)}: {permission_word(wish)}" for key, wish in edit.access.items()]


def _parts(board: AccessBoard, edit: MemberEdit) -> list[str]:
    names = {each.id: full_name(each) for each in board.collections}
    return [
        *_role_parts(edit),
        *_permission_parts(edit),
        *_group_parts(board, edit),
        *(
            _("{collection}: {before} -> {after}").format(
                collection=names.get(key, key),
                before=permission_words(edit.member.reach(key)),
                after=permission_words(wish),
            )
            for key, wish in edit.access.items()
        ),
    ]


def _role_parts(edit: MemberEdit) -> list[str]:
    if edit.role is not None:
        return [f"{role_word(edit.member.role)} -> {role_word(edit.role)}"]
    if edit.permissions is None:
        return []
    added = len(edit.permissions - edit.member.permissions)
    taken = len(edit.member.permissions - edit.permissions)
    return [_("permissions +{added} -{taken}").format(added=added, taken=taken)]


def _permission_parts(edit: MemberEdit) -> list[str]:
    if edit.permissions is None:
        return []
    words = dict(permission_choices())
    had = edit.member.permissions if edit.member.role == MemberRole.CUSTOM else frozenset[str]()
    signed = [
        *(("+", each) for each in edit.permissions - had),
        *(("-", each) for each in had - edit.permissions),
    ]
    return [sign + words.get(each, safe_text(each, limit=40)) for sign, each in sorted(signed)]


def _group_parts(board: AccessBoard, edit: MemberEdit) -> list[str]:
    said = []
    for group in board.groups:
        if group.id in edit.joined:
            said.append(f"+{group_name(group)}")
        elif group.id in edit.left:
            said.append(f"-{group_name(group)}")
    return said


def edit_words(board: AccessBoard, edits: Sequence[MemberEdit], otherwise: Sequence[str] = ()) -> PlanWords:
    """The words around `edit_rows`. `otherwise` fills while it is sent: members that were changed by other
    requests, because the server failed at the change itself."""
    against = edit_refusals(board, edits)
    sendable = [edit for edit in edits if edit.member.id not in against and not edit.empty]
    return PlanWords(
        title=_("Role and access"),
        what=_("E-mail"),
        effect=_("What changes"),
        review=_review(board, sendable),
        commit=_("Yes, change it"),
        done=lambda count: ngettext("{count} person changed", "{count} people changed", count),
        told=lambda: _told(len(otherwise)),
    )


def _told(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (
        ngettext(
            "The server failed at changing {count} person, as some do for a provider's people: groups "
            "and collections were changed by requests of their own instead.",
            "The server failed at changing {count} people, as some do for a provider's people: groups "
            "and collections were changed by requests of their own instead.",
            count,
        ).format(count=count),
    )


def _review(board: AccessBoard, edits: Sequence[MemberEdit]) -> tuple[str, ...]:
    if not edits:
        return (_("There is nothing to send; the rows say why."),)
    said = [_("Each person is read again first; what others changed meanwhile stays.")]
    if any(edit.role is MemberRole.OWNER for edit in edits):
        said.append(_("Owners may do everything here, also change other owners and delete the client."))
    if left_ownerless(board, edits):
        said.append(ownerless_words())
    alone = left_unmanaged_by(board, edits)
    if alone:
        names = ", ".join(full_name(each) for each in alone[:_MOST_NAMED])
        more = (
            _(" and {count} more").format(count=len(alone) - _MOST_NAMED) if len(alone) > _MOST_NAMED else ""
        )
        said.append(_("Nobody would manage: {names}{more}.").format(names=names, more=more))
    if any(edit.left or _weaker(edit) for edit in edits):
        said.append(_("What is taken away is gone at once; what they saw they may have copied."))
    if board.vaultwarden and any(edit.member.everywhere and edit.role is not None for edit in edits):
        said.append(_("They reach only what is given to them then: look at their collections afterwards."))
    if any(edit.joined or edit.left for edit in edits) and _by_directory(board, edits):
        said.append(_("A directory keeps one of these groups: its next run may undo what is changed here."))
    return tuple(said)


def _weaker(edit: MemberEdit) -> bool:
    return any(edit.member.reach(key) > wish for key, wish in edit.access.items())


def _by_directory(board: AccessBoard, edits: Sequence[MemberEdit]) -> bool:
    touched = {group for edit in edits for group in (*edit.joined, *edit.left)}
    return any(group.from_directory for group in board.groups if group.id in touched)


# Removing and inviting again


def again_rows(board: AccessBoard, edits: Sequence[MemberEdit]) -> tuple[PlanRow[MemberEdit], ...]:
    """One row per member who is to be removed and invited again."""
    rows = []
    for edit in edits:
        groups = ", ".join(group_name(group) for group in board.groups if group.id in edit.groups_after)
        count = sum(wish is not Permission.NO_ACCESS for wish in edit.collections_after.values())
        effect = _("removed, invited as {role}").format(role=role_word(edit.role_after))
        detail = _("{effect}; groups: {groups}; direct access to {count} {collections}").format(
            effect=effect, groups=groups or "-", count=count, collections=collections_word(count)
        )
        rows.append(
            PlanRow(edit.member.id, safe_text(edit.member.email, limit=80), effect, edit, detail=detail)
        )
    return tuple(rows)


def again_consequences(edits: Sequence[MemberEdit]) -> tuple[str, ...]:
    """What removing and inviting again costs."""
    said = [
        _(
            "The server fails at changing roles for a provider's people. The way around: they are removed, "
            "and invited with the new role, the same groups and collections."
        ),
        _(
            "It costs their confirmation: until they accept the new mail and are confirmed again they reach "
            "nothing here. Account recovery has to be joined again."
        ),
    ]
    if any(edit.member.status == MemberStatus.CONFIRMED for edit in edits):
        said.append(_("What they keep in My Items stays here in a collection that nobody reaches."))
    return tuple(said)


def again_words(edits: Sequence[MemberEdit]) -> PlanWords:
    """The words around `again_rows`."""
    return PlanWords(
        title=_("Remove and invite again"),
        what=_("E-mail"),
        effect=_("What happens"),
        review=again_consequences(edits),
        commit=_("Yes, remove and invite"),
        done=lambda count: ngettext("{count} person invited again", "{count} people invited again", count),
    )


def again_to_type(edits: Sequence[MemberEdit]) -> str:
    """What is typed to agree: the address of one person, else what is done and with how many."""
    if len(edits) == 1:
        return text_to_type(edits[0].member.email, edits[0].member.id)
    return f"remove {len(edits)}"


def again_agreed(edits: Sequence[MemberEdit], typed: str) -> bool:
    """Whether what was typed agrees."""
    if len(edits) == 1:
        return is_typed(edits[0].member.email.casefold(), typed.casefold(), edits[0].member.id)
    return typed.strip().casefold() == again_to_type(edits)
