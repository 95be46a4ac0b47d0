"""The parts of a change of a member: what it is about, what of it is left to do, what is seen of it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_client.errors import ChangedMeanwhile
from backend_client.portal.collections import Permission
from backend_client.portal.member_access import MemberEdit
from backend_client.portal.members import MemberRole
from backend_client.portal.noted_figures import written_access

if TYPE_CHECKING:
    from backend_client.portal.member_access import AccessBoard, MemberAccess

ROLE, GROUPS, COLLECTIONS = "role", "groups", "collections"
"""The parts of a change."""


def parts_of(edit: MemberEdit) -> tuple[str, ...]:
    """What `edit` is about."""
    parts = (
        (ROLE, edit.about_role),
        (GROUPS, bool(edit.joined or edit.left)),
        (COLLECTIONS, bool(edit.access)),
    )
    return tuple(part for part, there in parts if there)


def not_done(now: MemberAccess, edit: MemberEdit, *, vaultwarden: bool = False) -> tuple[str, ...]:
    """Which parts of `edit` the member, as it is now, does not wholly show. Vaultwarden shows of a custom
    member who may edit a collection that they manage it."""
    stronger = vaultwarden and now.role == MemberRole.CUSTOM
    shown = {
        ROLE: (now.role, now.permissions) == (edit.role_after, edit.permissions_after),
        GROUPS: edit.joined <= now.groups and now.groups.isdisjoint(edit.left),
        COLLECTIONS: all(
            now.reach(key) == wished
            or (stronger and (wished, now.reach(key)) == (Permission.EDIT, Permission.MANAGE))
            for key, wished in edit.access.items()
        ),
    }
    return tuple(part for part in parts_of(edit) if not shown[part])


def still_to_do(now: MemberAccess, edit: MemberEdit) -> MemberEdit:
    """What of `edit` the member, as it is now, does not have yet. Raises ChangedMeanwhile where somebody
    else changed the same to something else."""
    shown = edit.member
    if edit.about_role:
        wanted = (edit.role_after, edit.permissions_after)
        if (now.role, now.permissions) not in ((shown.role, shown.permissions), wanted):
            raise ChangedMeanwhile("member_access")
    elif now.role != shown.role:
        raise ChangedMeanwhile("member_access")
    for key, wished in edit.access.items():
        if now.reach(key) not in (shown.reach(key), wished):
            raise ChangedMeanwhile("member_access")
    settled = (now.role, now.permissions) == (edit.role_after, edit.permissions_after)
    return MemberEdit(
        now,
        role=None if now.role == edit.role_after else edit.role,
        permissions=None if settled else edit.permissions,
        joined=edit.joined - now.groups,
        left=edit.left & now.groups,
        access={key: wished for key, wished in edit.access.items() if now.reach(key) != wished},
    )


def journal_figures(board: AccessBoard, edit: MemberEdit) -> tuple[dict[str, object], dict[str, object]]:
    """What the journal keeps of one change: names of groups, ids of collections, nothing that did not change.

    The address stands on both sides, so that it is no change itself.
    """
    names = {group.id: group.name for group in board.groups}
    who: dict[str, object] = {"emails": [edit.member.email], "ids": [edit.member.id]}
    before, after = dict(who), dict(who)
    if edit.role is not None:
        before["role"], after["role"] = role_figure(edit.member.role), role_figure(edit.role)
    if edit.permissions is not None:
        before["permissions"] = sorted(edit.member.permissions)
        after["permissions"] = sorted(edit.permissions)
    for name, groups in (("joined", edit.joined), ("left", edit.left)):
        if groups:
            after[name] = sorted(names.get(each, "") for each in groups)
            after[f"{name}_ids"] = sorted(groups)
    if edit.access:
        shown = {key: edit.member.reach(key) for key in edit.access}
        before["access"], after["access"] = written_access(shown), written_access(edit.access)
    return before, after


def role_figure(role: int) -> str:
    """The word for a role in the journal."""
    return next((each.name.lower() for each in MemberRole if each == role), str(role))
