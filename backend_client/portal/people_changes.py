"""The staff of a provider, and what changes them.

An act is one request about several people: rules over a fresh list, an intent in the journal, the
request, the list again, an outcome. Confirming somebody seals the provider's key to them, which opens
every client; whoever asks for it has asked for the master password before (`Session.proof`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from backend_client.errors import (
    Rule,
    RuleBroken,
    SeatwardenError,
)
from backend_client.portal.bulk_acts import ending_of_person, tell
from backend_client.portal.confirming import candidates_of, changed_since, note_agreed, sealed_keys
from backend_client.portal.members import Candidate, Candidates, Results
from backend_client.portal.people import (
    PeopleBoard,
    PersonAct,
    PersonRole,
    PersonStatus,
    known_of,
    refusals,
    role_refusal,
)
from backend_client.portal.people_acts import is_shown, role_name
from backend_client.portal.providers import Provider

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.members import BulkRow
    from backend_client.api.provider_users import ProviderUserRow
    from backend_client.api.rows import Rows
    from backend_client.crypto.keys import SymmetricKey
    from backend_client.portal.acts import Act, Acts
    from backend_client.portal.client_reader import ClientReader
    from backend_client.portal.people_reader import PeopleReader
    from backend_client.portal.session import Session

Request = Callable[[Sequence[str]], Awaitable["Rows[BulkRow]"]]
"""The one request of an act, for the people that may be sent."""


class PeopleChanges:
    """Reads and changes the people of one provider.

    Every method may raise RuleBroken (ADMINS_ONLY: the server shows them to no service user),
    TransportError and ResponseError besides what it names; every write also ReadOnlyMode and
    OutcomeUnknown, and none of them where something was found out about single people: that is in the
    results, by their ids.
    """

    def __init__(
        self, api: Api, *, session: Session, reader: ClientReader, acts: Acts, people: PeopleReader
    ) -> None:
        self._api = api
        self._session = session
        self._reader = reader
        self._acts = acts
        self._people = people

    # Reading

    async def board(self, provider: Provider) -> PeopleBoard:
        """Everybody, and what became of interrupted acts. Needs no key. Quiet. May raise OSError."""
        return await self._people.board(provider)

    async def candidates(self, provider: Provider, ids: Sequence[str]) -> Candidates:
        """Who of `ids` can be confirmed, with the phrases of the keys the server tells. Quiet."""
        rows = await self._people.rows(provider)
        waiting = [row.id for row in rows if row.id in ids and row.status == PersonStatus.ACCEPTED]
        keys = (await self._api.provider_users.public_keys(provider.id, waiting)).rows if waiting else ()
        return candidates_of(ids, rows, keys, watch=self._session.watch, accounts_told=False)

    # Changing

    async def invite(self, provider: Provider, emails: Sequence[str], role: PersonRole) -> Results:
        """Invite at most 20 addresses. The results are by address; PERSON_LISTED: known here already."""
        self._acts.check_allowed()
        known = known_of(await self._people.figures(provider), emails)
        results: dict[str, SeatwardenError | None] = {
            email: RuleBroken(Rule.PERSON_LISTED) for email in known
        }
        new = [email for email in dict.fromkeys(emails) if email not in known]
        if not new:
            return results
        act = self._begin(PersonAct.INVITE, provider, {"emails": new, "role": role_name(role)})
        await act.send(self._api.provider_users.invite(provider.id, new, role=role))
        rows = await self._after(act, provider)
        by_email = {row.email.casefold(): row for row in rows}
        told = "" if rows.unreadable else None  # whoever is in no row may be in one that cannot be read
        ended = {
            email: self._ending(
                act,
                PersonAct.INVITE,
                by_email.get(email.casefold()),
                told,
                complete=not rows.unreadable,
            )
            for email in new
        }
        tell(act, ended)
        return {**results, **ended}

    async def resend(self, provider: Provider, ids: Sequence[str]) -> Results:
        """Mail the invitation again."""
        return await self._many(PersonAct.RESEND, provider, ids)

    async def remove(self, provider: Provider, ids: Sequence[str]) -> Results:
        """Take people out of the provider; their accounts stay. They lose every client with it."""
        return await self._many(PersonAct.REMOVE, provider, ids)

    async def confirm(self, provider: Provider, candidates: Sequence[Candidate]) -> Results:
        """Give the provider's key to these people, sealed to the very keys whose phrases were shown.

        Where the server tells another key by now, that person is left out (MEMBER_KEY_CHANGED). Raises
        Locked, ProviderKeyMissing, DecryptionFailed.
        """
        self._acts.check_allowed()
        key = await self._key(provider)
        changed = changed_since(candidates, await self.candidates(provider, [one.id for one in candidates]))
        chosen = [one for one in candidates if one.id not in changed]
        results: dict[str, SeatwardenError | None] = {
            each: RuleBroken(rule) for each, rule in changed.items()
        }
        if not chosen:
            return results
        keys = sealed_keys(chosen, key)
        account = self._session.account
        note_agreed(self._session.watch, chosen, account.email if account is not None else "")
        after = {"keys": {one.email: one.digest for one in chosen}, "key_id": key.key_id}

        async def request(_ids: Sequence[str]) -> Rows[BulkRow]:
            return await self._api.provider_users.confirm(provider.id, keys)

        emails = {one.id: one.email for one in chosen}
        return {**results, **await self._act(PersonAct.CONFIRM, provider, emails, after, request)}

    async def set_role(self, provider: Provider, person_id: str, role: PersonRole) -> None:
        """Give somebody a role. One's own is renewed in the session too, once it has changed.

        Raises RuleBroken (LAST_ADMIN, SAME_ROLE, MEMBER_GONE) and NotApplied.
        """
        self._acts.check_allowed()
        board = await self._people.figures(provider)
        person = next((one for one in board.people if one.id == person_id), None)
        rule = Rule.MEMBER_GONE if person is None else role_refusal(person, role, board)
        if person is None or rule is not None:
            raise RuleBroken(rule or Rule.MEMBER_GONE)
        whom = {"emails": [person.email], "ids": [person.id]}
        after = {**whom, "role": role_name(role)}
        act = self._begin(PersonAct.ROLE, provider, after, before={**whom, "role": role_name(person.role)})
        await act.send(self._api.provider_users.set_role(provider.id, person.id, role))
        rows = await self._after(act, provider)
        if not any(row.id == person.id and row.type == role for row in rows):
            act.not_seen()
        act.done()
        if board.is_me(person):
            await self._reader.renew_roles()

    async def _key(self, provider: Provider) -> SymmetricKey:
        keys = self._session.keys
        profile = await self._reader.profile()
        sealed = next((row.key for row in profile.providers.rows if row.id == provider.id), None)
        keys.open_provider(provider.id, sealed)
        return keys.sealing_provider_key(provider.id)

    async def _many(self, what: PersonAct, provider: Provider, ids: Sequence[str]) -> Results:
        self._acts.check_allowed()
        board = await self._people.figures(provider)
        broken = refusals(what, frozenset(ids), board)
        emails = {one.id: one.email for one in board.people if one.id in ids and one.id not in broken}
        results: dict[str, SeatwardenError | None] = {each: RuleBroken(rule) for each, rule in broken.items()}
        if not emails:
            return results
        users = self._api.provider_users
        call = users.reinvite if what is PersonAct.RESEND else users.remove

        async def request(chosen: Sequence[str]) -> Rows[BulkRow]:
            return await call(provider.id, chosen)

        return {**results, **await self._act(what, provider, emails, {}, request)}

    async def _act(
        self,
        what: PersonAct,
        provider: Provider,
        emails: Mapping[str, str],
        after: Mapping[str, Any],
        request: Request,
    ) -> Results:
        """One journalled request about the people `emails` names by id, and what became of each."""
        ids = list(emails)
        act = self._begin(what, provider, {"emails": list(emails.values()), "ids": ids, **after})
        said: dict[str, str] = {}

        async def send() -> None:
            said.update((row.id, row.error) for row in await request(ids))

        await act.send(send())
        rows = await self._after(act, provider)
        now = {row.id: row for row in rows}
        results = {
            each: self._ending(act, what, now.get(each), said.get(each), complete=not rows.unreadable)
            for each in ids
        }
        tell(act, results)
        return results

    def _begin(
        self,
        what: PersonAct,
        provider: Provider,
        after: Mapping[str, Any],
        *,
        before: Mapping[str, Any] | None = None,
    ) -> Act:
        return self._acts.begin(
            what.value, client=provider.name, provider_id=provider.id, before=before, after=after
        )

    async def _after(self, act: Act, provider: Provider) -> Rows[ProviderUserRow]:
        """The list, read again. Raises OutcomeUnknown."""
        try:
            return await self._people.rows(provider)
        except SeatwardenError as error:
            act.unreadable(error)

    def _ending(
        self,
        act: Act,
        what: PersonAct,
        row: ProviderUserRow | None,
        told: str | None,
        *,
        complete: bool,
    ) -> SeatwardenError | None:
        return ending_of_person(
            act,
            what.value,
            shown=is_shown(what, row),
            seen=complete or row is not None,
            told=told,
            mailed=what is PersonAct.RESEND,
        )
