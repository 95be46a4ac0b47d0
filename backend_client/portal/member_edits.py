"""Changing what members of a client are and reach: role, permissions, groups, collections.

A member is replaced as a whole on this wire, so every write reads the member first and lays only what was
edited over it; flags of products that are not managed here go back as they came. Where both changed the
same, nothing is sent. Some servers fail at this request for a provider's staff: then the same is done by
other requests as far as that goes (`member_workaround.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from backend_client.errors import (
    BadAnswer,
    BadRequest,
    ChangedMeanwhile,
    MemberHalfChanged,
    MemberRefused,
    NotFound,
    OutcomeUnknown,
    Rule,
    RuleBroken,
    SeatwardenError,
    ServerFault,
)
from backend_client.portal import clock
from backend_client.portal.collections import Permission, access_of, open_collections
from backend_client.portal.confirming import my_items_name
from backend_client.portal.groups import groups_of, tree_order
from backend_client.portal.member_access import (
    AccessBoard,
    MemberAccess,
    MemberEdit,
    member_access_of,
    refusal_of_edit,
)
from backend_client.portal.member_edit_parts import (
    journal_figures,
    not_done,
    parts_of,
    role_figure,
    still_to_do,
)
from backend_client.portal.member_refusals import meaning_of
from backend_client.portal.member_workaround import MemberWorkaround
from backend_client.portal.members import MemberRole
from backend_client.portal.providers import ProviderKind
from backend_client.portal.role_rules import roles_to_give
from backend_client.portal.selections import laid_over
from backend_client.portal.shown_members import AGAIN, EDIT
from backend_client.portal.together import together
from backend_client.portal.tolerant import or_none

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.collections import CollectionRow
    from backend_client.api.groups import GroupRow
    from backend_client.api.members import MemberRow
    from backend_client.api.rows import Rows
    from backend_client.portal.acts import Act, Acts
    from backend_client.portal.clients import Client
    from backend_client.portal.collections import Collection
    from backend_client.portal.opened_client import Abilities, ClientOpener, OpenedClient
    from backend_client.portal.providers import Provider

_WRITTEN = "PUT organizations/{organization_id}/users/{member_id}"
_DEMOTED_FROM = (MemberRole.OWNER, MemberRole.ADMIN)


class MemberEdits:
    """Reads and changes roles and access. `workaround` is what is left where the server fails at the change.

    Every method may raise Locked, ProviderKeyMissing, DecryptionFailed, ClientNotFound, TransportError
    and ResponseError besides what it names.
    """

    def __init__(self, api: Api, *, opener: ClientOpener, acts: Acts, workaround: MemberWorkaround) -> None:
        self._api = api
        self._opener = opener
        self._acts = acts
        self._workaround = workaround

    async def board(self, provider: Provider, client: Client) -> AccessBoard:
        """Members, groups and collections of a client with who reaches what. Quiet."""
        opened = await self._opener.open(provider, client)
        abilities = await self._opener.abilities(client)
        members, rows, groups, roles = await together(
            self._api.members.list(opened.id, groups=True, collections=True),
            self._api.collections.list(opened.id),
            self._groups(opened.id, abilities),
            roles_to_give(self._api, opened, abilities),
        )
        me = self._opener.user_id
        known: Sequence[GroupRow] = () if groups is None else groups.rows
        access = access_of(members, known, me, admins_manage=opened.vaultwarden)
        collections = sorted(open_collections(rows.rows, opened.key, access), key=tree_order)
        shared = {each.id for each in collections}
        staff = provider.kind is not ProviderKind.OWN_ORGANIZATIONS
        found = (member_access_of(row, vaultwarden=opened.vaultwarden, shared=shared) for row in members)
        every = staff or opened.vaultwarden or abilities.admin_access
        return AccessBoard(
            members=tuple(sorted(found, key=lambda one: (one.email.casefold(), one.id))),
            groups=groups_of(known, members),
            collections=tuple(collections),
            changeable=frozenset(each.id for each in collections if every or _own_to_change(each)),
            roles=roles,
            read_at=clock.now(),
            me=me,
            staff=staff,
            groups_usable=abilities.groups,
            groups_known=groups is not None,
            custom_roles=abilities.custom_roles,
            vaultwarden=opened.vaultwarden,
            unreadable=members.unreadable + rows.unreadable + (0 if groups is None else groups.unreadable),
        )

    async def apply(self, provider: Provider, client: Client, board: AccessBoard, edit: MemberEdit) -> bool:
        """Make one change by one request; what was not edited stays as it is at this moment.

        Returns whether it had to be done by other requests, because the server failed at this one. Nothing
        is sent where all is so already. Raises ReadOnlyMode, RuleBroken, ChangedMeanwhile ("member_access",
        "member_gone"), NotApplied, OutcomeUnknown, and MemberHalfChanged where a part of it is done.
        """
        self._acts.check_allowed()
        if not provider.enabled:
            raise RuleBroken(Rule.PROVIDER_SUSPENDED)
        rule = refusal_of_edit(edit, board)
        if rule is not None:
            raise RuleBroken(rule)
        opened = await self._opener.open(provider, client)
        row = await self._fresh(opened, edit)
        await self._check_known(opened, board, row)
        now = self._seen(board, row)
        todo = still_to_do(now, edit)
        if todo.empty:
            return False
        act = self._begin(opened, board, todo)
        await act.send(self._replace(opened, board, row, todo))
        after = await self._again(act, opened, board, todo)
        if not not_done(after, todo, vaultwarden=opened.vaultwarden):
            act.done()
            return False
        return await self._not_wholly(opened, board, act, todo, after)

    async def _not_wholly(
        self, opened: OpenedClient, board: AccessBoard, act: Act, todo: MemberEdit, after: MemberAccess
    ) -> bool:
        """What a change came to that is not wholly seen: True, or an error."""
        missing = not_done(after, todo, vaultwarden=opened.vaultwarden)
        if set(missing) != set(parts_of(todo)):
            act.half_done()
            done = tuple(each for each in parts_of(todo) if each not in missing)
            raise MemberHalfChanged(done, missing, act.failure or SeatwardenError("a part is not seen"))
        if _is_known_fault(board, act):
            act.dropped()
            await self._workaround.do(opened, board, todo, act.failure or SeatwardenError("failed"))
            return True
        if isinstance(act.failure, BadRequest) and act.failure.server_message:
            said = act.failure.server_message
            act.failure = MemberRefused(meaning_of(said), endpoint=_WRITTEN, server_message=said)
        return act.not_seen()

    async def invite_again(
        self, provider: Provider, client: Client, board: AccessBoard, edit: MemberEdit
    ) -> None:
        """Remove a member and invite them with what `edit` wishes: for a role the server fails to change.

        They have to accept and be confirmed again. Raises ReadOnlyMode, RuleBroken, and what removing and
        inviting raise; MemberHalfChanged where they were removed and not invited.
        """
        self._acts.check_allowed()
        rule = refusal_of_edit(edit, board)
        if rule is not None:
            raise RuleBroken(rule)
        names = {group.id: group.name for group in board.groups}
        act = self._acts.begin(
            AGAIN,
            client=client.name,
            provider_id=provider.id,
            organization_id=client.organization_id,
            after={
                "emails": [edit.member.email],
                "ids": [edit.member.id],
                "role": role_figure(edit.role_after),
                "groups": sorted(names[each] for each in edit.groups_after & names.keys()),
            },
        )
        try:
            await self._workaround.invite_again(provider, client, board, edit)
        except MemberHalfChanged:
            act.half_done()
            raise
        except OutcomeUnknown:
            act.unknown()
            raise
        except SeatwardenError:
            act.dropped()
            raise
        act.done()

    # Reading

    async def _groups(self, organization_id: str, abilities: Abilities) -> Rows[GroupRow] | None:
        """None where the client has no groups, or we may not read them."""
        if not abilities.groups:
            return None
        return await or_none(lambda: self._api.groups.details(organization_id))

    async def _fresh(self, opened: OpenedClient, edit: MemberEdit) -> MemberRow:
        try:
            return await self._api.members.read(opened.id, edit.member.id)
        except (NotFound, BadRequest):  # Vaultwarden answers 400 for a member that is gone
            rows = await self._api.members.mini_details(opened.id)
            if any(row.id == edit.member.id for row in rows):
                raise
        raise ChangedMeanwhile("member_gone")

    async def _check_known(self, opened: OpenedClient, board: AccessBoard, row: MemberRow) -> None:
        """Whatever the member reaches and the board does not know must be own items: those are never sent.

        A shared collection that is new would be taken away by leaving it out.
        """
        known = {each.id for each in board.collections}
        strange = {each.id for each in row.collections} - known
        if not strange:
            return
        listed: Rows[CollectionRow] = await self._api.collections.list(opened.id)
        if listed.unreadable:
            raise BadAnswer(endpoint="GET collections", problem="collections that cannot be read")
        if any(each.id in strange for each in listed):
            raise ChangedMeanwhile("member_access")

    def _seen(self, board: AccessBoard, row: MemberRow) -> MemberAccess:
        """The member as it is now; reading a single one tells no name and address everywhere."""
        shared = {each.id for each in board.collections}
        now = member_access_of(row, vaultwarden=board.vaultwarden, shared=shared)
        listed = board.member(row.id)
        return now if listed is None else replace(now, email=listed.email, name=listed.name)

    async def _again(
        self, act: Act, opened: OpenedClient, board: AccessBoard, edit: MemberEdit
    ) -> MemberAccess:
        try:
            return self._seen(board, await self._fresh(opened, edit))
        except SeatwardenError as error:
            act.unreadable(error)

    # Writing

    async def _replace(
        self, opened: OpenedClient, board: AccessBoard, row: MemberRow, edit: MemberEdit
    ) -> None:
        held = [each for each in row.collections if each.id in board.changeable]
        name = None
        if row.type in _DEMOTED_FROM and edit.role_after not in _DEMOTED_FROM:
            name = await my_items_name(self._api, self._opener, opened)
        await self._api.members.update(
            opened.id,
            row.id,
            role=edit.role_after,
            permissions=edit.permissions_after,
            collections=laid_over(held, edit.access),
            groups=sorted(edit.groups_after) if _groups_must_go(board, edit) else None,
            secrets_manager=row.access_secrets_manager,
            pam=row.access_pam,
            default_collection_name=name,
        )

    def _begin(self, opened: OpenedClient, board: AccessBoard, edit: MemberEdit) -> Act:
        before, after = journal_figures(board, edit)
        return self._acts.begin_inside(
            opened,
            EDIT,
            before=before,
            after=after,
        )


def _own_to_change(collection: Collection) -> bool:
    """Where admins have no access to all items they change what they manage, and what nobody does."""
    return collection.permission is Permission.MANAGE or not collection.managed


def _groups_must_go(board: AccessBoard, edit: MemberEdit) -> bool:
    """Whether the list of groups is sent: left out it stays, but Vaultwarden clears it."""
    return bool(board.vaultwarden or edit.joined or edit.left)


def _is_known_fault(board: AccessBoard, act: Act) -> bool:
    """Whether the server failed as some do at this request of a provider's staff, and is done with it."""
    failed = isinstance(act.failure, ServerFault) and not act.may_still_arrive
    return failed and board.staff and not board.vaultwarden
