"""Inviting people into a client, in batches, against the seats it has.

The server answers an invitation with nothing, leaves out in silence whom it knows already, and says of
seats only that there are too few. So each batch goes: the list of members, rules over it, an intent in
the journal, one request, the list again. The list decides for each address what became of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backend_client.api.lanes import Lane
from backend_client.errors import (
    BadRequest,
    InviteRefusal,
    MemberRefusal,
    NotApplied,
    NotInvited,
    OutcomeUnknown,
    RateLimited,
    ResponseError,
    Rule,
    RuleBroken,
    SeatwardenError,
)
from backend_client.portal import clock
from backend_client.portal.interruptions import SettledAct, interrupted_inside, settle_inside
from backend_client.portal.invitation_plan import LARGEST_BATCH, Invitee, InviteRoom, RoomGroup
from backend_client.portal.member_refusals import meaning_of
from backend_client.portal.members import MemberStatus
from backend_client.portal.noted_figures import written_access
from backend_client.portal.role_rules import roles_to_give
from backend_client.portal.seats import Seats
from backend_client.portal.selections import selection_of
from backend_client.portal.shown_acts import Shown
from backend_client.portal.shown_members import INVITE, ShownMember
from backend_client.portal.together import together
from backend_client.portal.tolerant import or_none

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.members import MemberMiniRow
    from backend_client.api.rows import Rows
    from backend_client.portal.acts import Act, Acts
    from backend_client.portal.clients import Client
    from backend_client.portal.journal import Journal
    from backend_client.portal.opened_client import Abilities, ClientOpener, OpenedClient
    from backend_client.portal.providers import Provider

Result = SeatwardenError | None
"""What became of one address; None: it is invited."""

_TAKES_SEAT = (MemberStatus.INVITED, MemberStatus.ACCEPTED, MemberStatus.CONFIRMED)


class Invitations:
    """Reads who may be invited and invites.

    Every method may raise Locked, ProviderKeyMissing, DecryptionFailed, ClientNotFound, TransportError
    and ResponseError besides what it names.
    """

    def __init__(self, api: Api, *, opener: ClientOpener, acts: Acts, journal: Journal | None) -> None:
        self._api = api
        self._opener = opener
        self._acts = acts
        self._journal = journal

    # Reading

    async def room(self, provider: Provider, client: Client) -> InviteRoom:
        """Seats, members, groups and roles: what a plan is made against. Quiet."""
        opened = await self._opener.open(provider, client)
        abilities = await self._opener.abilities(client)
        members, seats, groups, roles, off = await together(
            self._members(opened.id),
            self._seats(opened.client),
            self._groups(opened.id, abilities),
            roles_to_give(self._api, opened, abilities),
            self._policies_off(opened.id, abilities),
        )
        return InviteRoom(
            provider=provider,
            client=opened.client,
            seats=_with_used(seats, members),
            members=_statuses(members),
            groups=groups or (),
            roles=roles,
            read_at=clock.now(),
            groups_usable=abilities.groups,
            groups_known=groups is not None,
            policies_off=off,
            vaultwarden=opened.vaultwarden,
            seconds_apart=self._api.transport.pace.seconds_apart(Lane.INVITE),
            unreadable=members.unreadable,
        )

    async def settle(self, provider: Provider, client: Client) -> tuple[SettledAct, ...]:
        """What became of acts on this client's people that a crash interrupted. Quiet. May raise OSError.

        Each is told once; one that waits, each time.
        """
        host = self._api.server.host
        if not interrupted_inside(self._journal, host, client.organization_id, "member"):
            return ()
        opened = await self._opener.open(provider, client)
        rows = await self._members(opened.id)
        members = tuple(ShownMember(row.id, row.email, row.status) for row in rows)
        shown = Shown(members=None if rows.unreadable else members)
        return settle_inside(self._journal, host, opened.id, shown.decide, "member")

    # Sending

    async def send(self, provider: Provider, client: Client, people: Sequence[Invitee]) -> tuple[Result, ...]:
        """Invite at most 20 `people` of the same terms by one request. One result for each, in their order.

        Raises ReadOnlyMode, RuleBroken, NotApplied, NotInvited, OutcomeUnknown, RateLimited for all.
        """
        self._acts.check_allowed()
        if not provider.enabled:
            raise RuleBroken(Rule.PROVIDER_SUSPENDED)
        if len(people) > LARGEST_BATCH or len({one.terms for one in people}) > 1:
            raise ValueError("people of one request share their terms")
        opened = await self._opener.open(provider, client)
        before, seats = await together(self._members(opened.id), self._seats(opened.client))
        known = _statuses(before)
        new = [one for one in people if one.email not in known]
        results: dict[str, Result] = {
            one.email: NotInvited(InviteRefusal.MEMBER) for one in people if one.email in known
        }
        if new:
            seats = _with_used(seats, before)
            if seats.remaining is not None and seats.remaining < len(new):
                raise _seats_short(seats, len(new))
            results |= await self._invite(opened, new, seats)
        return tuple(results[one.email] for one in people)

    async def _invite(
        self, opened: OpenedClient, people: Sequence[Invitee], seats: Seats
    ) -> dict[str, Result]:
        first = people[0]
        emails = [one.email for one in people]
        act = self._acts.begin_inside(
            opened,
            INVITE,
            before={"used": seats.used},
            after={
                "emails": emails,
                "role": first.role.name.lower(),
                "groups": list(first.group_names),
                "permissions": list(first.permissions),
                **({"access": written_access(dict(first.collections))} if first.collections else {}),
            },
        )
        request = self._api.members.invite(
            opened.id,
            emails,
            role=first.role,
            groups=first.groups,
            permissions=first.permissions,
            collections=[selection_of(key, permission) for key, permission in first.collections],
        )
        await act.send(request)
        try:
            listed = await self._members(opened.id)
        except SeatwardenError as error:
            act.unreadable(error)
        there = _statuses(listed)
        missing = [email for email in emails if email not in there]
        if not missing:
            act.done()
            return dict.fromkeys(emails)
        if listed.unreadable:  # any of those rows may be one of them
            act.unknown()
            unknown = OutcomeUnknown(act.failure or SeatwardenError("rows that cannot be read"))
            return {email: unknown if email in missing else None for email in emails}
        return _partly(act, emails, missing, _with_used(seats, listed), atomic=not opened.vaultwarden)

    # The parts

    async def _members(self, organization_id: str) -> Rows[MemberMiniRow]:
        return await self._api.members.mini_details(organization_id)

    async def _seats(self, client: Client) -> Seats:
        """Seats assigned as the organization's own record says, and used as billing counts them: that
        figure holds more than members, and is 0 where nobody counts."""
        record, metadata = await together(
            or_none(lambda: self._api.organizations.read(client.organization_id)),
            or_none(lambda: self._api.organizations.metadata(client.organization_id)),
        )
        used = None if metadata is None else metadata.organization_occupied_seats
        if record is None:
            return Seats(client.seats.assigned, used, unlimited=client.seats.unlimited)
        return Seats(record.seats, used, unlimited=record.seats is None)

    async def _groups(self, organization_id: str, abilities: Abilities) -> tuple[RoomGroup, ...] | None:
        """By name; None where they could not be read."""
        if not abilities.groups:
            return ()
        rows = await or_none(lambda: self._api.groups.details(organization_id))
        if rows is None:
            return None
        found = (RoomGroup(row.id, row.name) for row in rows)
        return tuple(sorted(found, key=lambda group: (group.name.casefold(), group.id)))

    async def _policies_off(self, organization_id: str, abilities: Abilities) -> bool | None:
        if not abilities.policies:
            return None
        rows = await or_none(lambda: self._api.policies.list(organization_id))
        return None if rows is None else not any(row.enabled for row in rows)


def _partly(
    act: Act, emails: Sequence[str], missing: Sequence[str], seats: Seats, *, atomic: bool
) -> dict[str, Result]:
    """The results where not everybody is listed. Raises where nobody is and the server said why.

    A server that is not `atomic` stops at the first address it refuses.
    """
    failure = act.failure
    if len(missing) == len(emails) and failure is not None:
        _nobody(act, failure, len(emails), seats, final=atomic or len(emails) == 1)
    some = len(missing) < len(emails)
    if failure is not None and not isinstance(failure, ResponseError):
        act.unknown()
        return {email: OutcomeUnknown(failure) if email in missing else None for email in emails}
    act.half_done() if some else act.dropped()
    results: dict[str, Result] = dict.fromkeys(emails)
    for place, email in enumerate(missing):
        if failure is None:
            results[email] = NotInvited(InviteRefusal.SKIPPED)
        elif place == 0:
            results[email] = NotApplied(failure)
        else:
            results[email] = NotInvited(InviteRefusal.NOT_REACHED)
    return results


def _nobody(act: Act, failure: SeatwardenError, people: int, seats: Seats, *, final: bool) -> None:
    """Nobody is listed. Returns where a refusal is not `final`: it was about the first address."""
    if isinstance(failure, RateLimited):
        act.dropped()
        raise failure
    if isinstance(failure, BadRequest) and meaning_of(failure.server_message) is MemberRefusal.SEATS:
        act.dropped()
        raise _seats_short(seats, people) from failure
    if final or not isinstance(failure, BadRequest):
        act.not_seen()


def _seats_short(seats: Seats, needed: int) -> NotInvited:
    left = None if seats.remaining is None else max(0, seats.remaining)
    return NotInvited(InviteRefusal.SEATS, left=left, assigned=seats.assigned, needed=needed)


def _statuses(members: Rows[MemberMiniRow]) -> dict[str, int]:
    return {row.email.lower(): row.status for row in members}


def _with_used(seats: Seats, members: Rows[MemberMiniRow]) -> Seats:
    """With the members that take a seat, where they are more than billing counted before."""
    counted = sum(row.status in _TAKES_SEAT for row in members) + members.unreadable
    confirmed = sum(row.status == MemberStatus.CONFIRMED for row in members)
    return Seats(seats.assigned, max(counted, seats.used or 0), confirmed, unlimited=seats.unlimited)
