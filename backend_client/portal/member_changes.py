"""Changing the members of a client: confirm, resend, revoke, restore, remove.

Each act is one request about several members: rules over a fresh list, an intent in the journal, the
request, the list again, an outcome. The list decides for each member what became of them; where it shows
nothing (a reminder), the server's answer does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from backend_client.errors import RuleBroken, SeatwardenError
from backend_client.portal.bulk_acts import ending_of_person, tell
from backend_client.portal.confirming import (
    candidates_of,
    changed_since,
    my_items_name,
    note_agreed,
    sealed_keys,
)
from backend_client.portal.member_reader import MemberReader
from backend_client.portal.members import (
    Candidate,
    Candidates,
    MemberAct,
    MemberBoard,
    MemberStatus,
    Results,
    refusals,
)
from backend_client.portal.shown_members import is_done

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.members import BulkRow
    from backend_client.api.rows import Rows
    from backend_client.portal.acts import Act, Acts
    from backend_client.portal.clients import Client
    from backend_client.portal.journal import Journal
    from backend_client.portal.opened_client import ClientOpener, OpenedClient
    from backend_client.portal.providers import Provider

Request = Callable[[Sequence[str]], Awaitable["Rows[BulkRow]"]]
"""The one request of an act, for the members that may be sent."""


class MemberChanges:
    """The acts on a client's members. `me` tells the user id of whoever is signed in.

    Every method may raise Locked, ProviderKeyMissing, DecryptionFailed, ClientNotFound, TransportError
    and ResponseError besides what it names; every write also ReadOnlyMode, RuleBroken and OutcomeUnknown,
    and none of them where something was found out about single members: that is in the results.
    """

    def __init__(
        self,
        api: Api,
        *,
        opener: ClientOpener,
        acts: Acts,
        journal: Journal | None,
        me: Callable[[], str],
    ) -> None:
        self._api = api
        self._opener = opener
        self._acts = acts
        self._reader = MemberReader(api, journal=journal, me=me)

    # Reading

    async def board(self, provider: Provider, client: Client) -> MemberBoard:
        """Everybody of the client, and what became of interrupted acts. Quiet. May raise OSError."""
        await self._opener.open(provider, client)
        return await self._reader.board(provider, client)

    async def candidates(self, provider: Provider, client: Client, ids: Sequence[str]) -> Candidates:
        """Who of `ids` can be confirmed, with the phrases of the keys the server tells. Quiet."""
        await self._opener.open(provider, client)
        return await self._candidates(client, ids)

    # Changing

    async def confirm(self, provider: Provider, client: Client, candidates: Sequence[Candidate]) -> Results:
        """Give the organization's key to these people, sealed to the very keys whose phrases were shown.

        Where the server tells another key by now, that person is left out (MEMBER_KEY_CHANGED).
        """
        self._acts.check_allowed()
        opened = await self._opener.open(provider, client)
        key = opened.sealing_key
        now = await self._candidates(client, [one.id for one in candidates])
        changed = changed_since(candidates, now)
        chosen = [one for one in candidates if one.id not in changed]
        results: dict[str, SeatwardenError | None] = {
            each: RuleBroken(rule) for each, rule in changed.items()
        }
        if not chosen:
            return results
        name = await my_items_name(self._api, self._opener, opened)
        keys = sealed_keys(chosen, key)
        note_agreed(self._opener.watch, chosen, self._opener.who)
        emails = {one.id: one.email for one in chosen}
        after = {"keys": {one.email: one.digest for one in chosen}, "key_id": key.key_id}

        async def request(_ids: Sequence[str]) -> Rows[BulkRow]:
            return await self._api.members.confirm(opened.id, keys, default_collection_name=name)

        return {**results, **await self._act(MemberAct.CONFIRM, opened, emails, after, request)}

    async def resend(self, provider: Provider, client: Client, ids: Sequence[str]) -> Results:
        """Mail the invitation again."""
        return await self._many(MemberAct.RESEND, provider, client, ids)

    async def revoke(self, provider: Provider, client: Client, ids: Sequence[str]) -> Results:
        """Suspend members; their seats are free at once."""
        return await self._many(MemberAct.REVOKE, provider, client, ids)

    async def restore(self, provider: Provider, client: Client, ids: Sequence[str]) -> Results:
        """Take suspended members back, which takes a seat each."""
        return await self._many(MemberAct.RESTORE, provider, client, ids)

    async def remove(self, provider: Provider, client: Client, ids: Sequence[str]) -> Results:
        """Take members out of the client; their accounts stay."""
        return await self._many(MemberAct.REMOVE, provider, client, ids)

    async def delete_accounts(self, provider: Provider, client: Client, ids: Sequence[str]) -> Results:
        """Delete the whole accounts of members that the client claims by a verified domain: their own
        vaults too. It cannot be undone."""
        return await self._many(MemberAct.DELETE_ACCOUNT, provider, client, ids)

    async def _many(self, act: MemberAct, provider: Provider, client: Client, ids: Sequence[str]) -> Results:
        self._acts.check_allowed()
        opened = await self._opener.open(provider, client)
        board = await self._reader.figures(provider, client)
        broken = refusals(act, frozenset(ids), board)
        emails = {one.id: one.email for one in board.members if one.id in ids and one.id not in broken}
        results: dict[str, SeatwardenError | None] = {each: RuleBroken(rule) for each, rule in broken.items()}
        if not emails:
            return results
        request = await self._request(act, opened)
        return {**results, **await self._act(act, opened, emails, {}, request)}

    async def _request(self, act: MemberAct, opened: OpenedClient) -> Request:
        members = self._api.members
        if act is MemberAct.RESTORE:
            name = await my_items_name(self._api, self._opener, opened)

            async def restore(ids: Sequence[str]) -> Rows[BulkRow]:
                return await members.restore(opened.id, ids, default_collection_name=name)

            return restore
        call = {
            MemberAct.RESEND: members.reinvite,
            MemberAct.REVOKE: members.revoke,
            MemberAct.REMOVE: members.remove,
            MemberAct.DELETE_ACCOUNT: members.delete_accounts,
        }[act]

        async def send(ids: Sequence[str]) -> Rows[BulkRow]:
            return await call(opened.id, ids)

        return send

    async def _act(
        self,
        what: MemberAct,
        opened: OpenedClient,
        emails: Mapping[str, str],
        after: Mapping[str, Any],
        request: Request,
    ) -> Results:
        """One journalled request about the members `emails` names, and what became of each."""
        ids = list(emails)
        figures = {"emails": list(emails.values()), "ids": ids, **after}
        act = self._acts.begin_inside(opened, what.value, after=figures)
        said: dict[str, str] = {}

        async def send() -> None:
            said.update((row.id, row.error) for row in await request(ids))

        await act.send(send())
        try:
            rows = await self._reader.rows(opened.client)
        except SeatwardenError as error:
            act.unreadable(error)
        now = {row.id: row.status for row in rows}
        results = {each: _result(what, each, now, said, act, complete=not rows.unreadable) for each in ids}
        tell(act, results)
        return results

    async def _candidates(self, client: Client, ids: Sequence[str]) -> Candidates:
        rows = await self._reader.rows(client)
        waiting = [row.id for row in rows if row.id in ids and row.status == MemberStatus.ACCEPTED]
        keys = (await self._api.members.public_keys(client.organization_id, waiting)).rows if waiting else ()
        return candidates_of(ids, rows, keys, watch=self._opener.watch)


def _result(
    what: MemberAct,
    member: str,
    now: Mapping[str, int],
    said: Mapping[str, str],
    act: Act,
    *,
    complete: bool,
) -> SeatwardenError | None:
    """What became of one member, by the list; by the answer where the list cannot show it."""
    return ending_of_person(
        act,
        what.value,
        shown=is_done(what, now.get(member)),
        seen=complete or member in now,
        told=said.get(member),
        mailed=what is MemberAct.RESEND,
    )
