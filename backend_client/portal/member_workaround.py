"""What is left where the server fails at changing a member: groups and collections by requests of their own,
and a role only by removing the person and inviting them again, which is never done without being asked for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from backend_client.errors import MemberHalfChanged, Rule, RuleBroken, SeatwardenError
from backend_client.portal.collection_overview import Assignee
from backend_client.portal.groups import GroupMembersChange
from backend_client.portal.invitation_plan import Invitee
from backend_client.portal.member_edit_parts import COLLECTIONS, GROUPS, ROLE
from backend_client.portal.members import MemberRole, MemberStatus

if TYPE_CHECKING:
    from backend_client.portal.clients import Client
    from backend_client.portal.collection_changes import CollectionChanges
    from backend_client.portal.collections import Permission
    from backend_client.portal.group_changes import GroupChanges
    from backend_client.portal.invitations import Invitations
    from backend_client.portal.member_access import AccessBoard, MemberEdit
    from backend_client.portal.member_changes import MemberChanges
    from backend_client.portal.opened_client import OpenedClient
    from backend_client.portal.providers import Provider

REMOVED, INVITED = "removed", "invited"
"""The parts of inviting somebody again."""

Step = Callable[[], Awaitable[object]]
"""One act."""

_TAKES_SEAT = (MemberStatus.INVITED, MemberStatus.ACCEPTED, MemberStatus.CONFIRMED)


class MemberWorkaround:
    """Composes the acts on groups, collections, members and invitations; each keeps its own journal lines."""

    def __init__(
        self,
        *,
        groups: GroupChanges,
        collections: CollectionChanges,
        members: MemberChanges,
        invitations: Invitations,
    ) -> None:
        self._groups = groups
        self._collections = collections
        self._members = members
        self._invitations = invitations

    async def do(
        self, opened: OpenedClient, board: AccessBoard, edit: MemberEdit, cause: SeatwardenError
    ) -> None:
        """Change groups and collections. Raises MemberHalfChanged where not everything could be done (the
        role never is), and the error itself where nothing could."""
        done: list[str] = []
        missing = [ROLE] if edit.about_role else []
        failure = cause
        for part, steps in (
            (GROUPS, self._groups_steps(opened, board, edit)),
            (COLLECTIONS, self._access_steps(opened, edit)),
        ):
            if not steps:
                continue
            error = await _all_of(steps)
            if error is None:
                done.append(part)
                continue
            missing.append(part)
            failure = error
        if missing and not done and ROLE not in missing:
            raise failure
        if missing:
            raise MemberHalfChanged(tuple(done), tuple(missing), failure)

    async def invite_again(
        self, provider: Provider, client: Client, board: AccessBoard, edit: MemberEdit
    ) -> None:
        """Remove the member and invite them with what `edit` wishes, which takes their confirmation.

        Raises RuleBroken and whatever removing raises where nothing was done; MemberHalfChanged where they
        were removed and not invited.
        """
        member = edit.member
        if member.user_id is not None and member.user_id == board.me:
            raise RuleBroken(Rule.YOURSELF)
        if member.claimed:
            raise RuleBroken(Rule.CLAIMED_MEMBER)
        room = await self._invitations.room(provider, client)
        freed = member.status in _TAKES_SEAT
        if room.seats.remaining is not None and room.seats.remaining + freed < 1:
            raise RuleBroken(Rule.RESTORE_SEATS)
        if edit.role_after not in room.roles:
            raise RuleBroken(Rule.OWNERS_ONLY)
        again = invitee_again(board, edit)
        error = (await self._members.remove(provider, client, [member.id]))[member.id]
        if error is not None:
            raise error
        try:
            (error,) = await self._invitations.send(provider, client, (again,))
        except SeatwardenError as failure:
            error = failure
        if error is not None:
            raise MemberHalfChanged((REMOVED,), (INVITED,), error)

    def _groups_steps(self, opened: OpenedClient, board: AccessBoard, edit: MemberEdit) -> list[Step]:
        one = frozenset({edit.member.id})
        known = {group.id: group for group in board.groups}
        changes = [
            *(GroupMembersChange(known[each], added=one) for each in sorted(edit.joined) if each in known),
            *(GroupMembersChange(known[each], removed=one) for each in sorted(edit.left) if each in known),
        ]
        return [partial(self._groups.set_members, opened.provider, opened.client, each) for each in changes]

    def _access_steps(self, opened: OpenedClient, edit: MemberEdit) -> list[Step]:
        member = edit.member
        confirmed = member.status == MemberStatus.CONFIRMED
        who = Assignee(member.id, member.email, is_group=False, confirmed=confirmed)
        wanted: dict[Permission, list[str]] = {}
        for key, permission in edit.access.items():
            wanted.setdefault(permission, []).append(key)
        grant = self._collections.grant
        return [
            partial(grant, opened.provider, opened.client, ids, who, permission)
            for permission, ids in wanted.items()
        ]


async def _all_of(steps: Sequence[Step]) -> SeatwardenError | None:
    """Take every step; the error of the first that failed, after which no more is taken."""
    for step in steps:
        try:
            await step()
        except SeatwardenError as error:
            return error
    return None


def invitee_again(board: AccessBoard, edit: MemberEdit) -> Invitee:
    """What somebody is invited with once they were removed: all they are to have then."""
    names = {group.id: group.name for group in board.groups}
    groups = tuple(sorted(edit.groups_after & names.keys()))
    return Invitee(
        edit.member.email.lower(),
        MemberRole(edit.role_after),
        groups,
        tuple(names[each] for each in groups),
        tuple(sorted(edit.permissions_after)),
        tuple(sorted(edit.collections_after.items())),
    )
