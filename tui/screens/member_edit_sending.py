"""Sending changes of members, with what is to be known of them afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backend_client.errors import MemberHalfChanged, ServerFault
from backend_client.portal.clients import Client
from backend_client.portal.member_access import AccessBoard, MemberEdit
from backend_client.portal.providers import Provider
from tui.row_run import Result, one_by_one

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class EditSending:
    """Over the `board` the changes were planned by.

    `otherwise` are ids of members that were changed by other requests, because the server failed at the
    change itself; `role_left` are changes of which only the role could not be made so.
    """

    def __init__(self, portal: Portal, provider: Provider, client: Client, board: AccessBoard) -> None:
        self._edits = portal.member_edits
        self._provider = provider
        self._client = client
        self.board = board
        self.otherwise: list[str] = []
        self.role_left: list[MemberEdit] = []

    async def send(self, edits: Sequence[MemberEdit]) -> Sequence[Result]:
        """Change each."""
        return await one_by_one(edits, self._change)

    async def again(self, edits: Sequence[MemberEdit]) -> Sequence[Result]:
        """Remove each, and invite them with what they are to be."""
        return await one_by_one(edits, self._remove_and_invite)

    async def _change(self, edit: MemberEdit) -> None:
        try:
            other = await self._edits.apply(self._provider, self._client, self.board, edit)
        except MemberHalfChanged as error:
            if "role" in error.missing and isinstance(error.cause, ServerFault):
                self.role_left.append(edit)
            raise
        if other:
            self.otherwise.append(edit.member.id)

    async def _remove_and_invite(self, edit: MemberEdit) -> None:
        await self._edits.invite_again(self._provider, self._client, self.board, edit)
