"""The enterprise policies of a client: read, preview, switch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from backend_client.errors import (
    BadRequest,
    ChangedMeanwhile,
    SeatwardenError,
)
from backend_client.portal import clock
from backend_client.portal.members import MemberStatus
from backend_client.portal.policies import (
    DERIVED,
    Obstacle,
    Policy,
    PolicyBoard,
    PolicyChange,
    PolicyMember,
    PolicyOutcome,
    PolicyWish,
)
from backend_client.portal.policy_consequences import consequences_of
from backend_client.portal.policy_data import journal_figures, limits_sends, same_data
from backend_client.portal.policy_plan import PresetPlan, plan_one, plan_preset
from backend_client.portal.policy_presets import Preset
from backend_client.portal.policy_refusals import told_apart
from backend_client.portal.policy_types import CATALOGUE, PolicyKind, PolicyType, kind_of
from backend_client.portal.tolerant import or_none

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.members import MemberRow
    from backend_client.api.organizations import OrganizationAnswer
    from backend_client.api.policies import PolicyRow
    from backend_client.api.rows import Rows
    from backend_client.portal.acts import Act, Acts
    from backend_client.portal.clients import Client
    from backend_client.portal.opened_client import Abilities, ClientOpener, OpenedClient
    from backend_client.portal.providers import Provider

MY_ITEMS = "My Items"
"""What official clients call the collection that data ownership makes for each member."""

_REVOKING = frozenset({PolicyType.TWO_STEP, PolicyType.SINGLE_ORGANIZATION, PolicyType.DATA_OWNERSHIP})
"""Types that the server has a reason of revocation for."""


class PolicyChanges:
    """Reads and changes a client's policies.

    Every method may raise Locked, ProviderKeyMissing, DecryptionFailed, ClientNotFound, TransportError
    and ResponseError besides what it names.
    """

    def __init__(self, api: Api, *, opener: ClientOpener, acts: Acts) -> None:
        self._api = api
        self._opener = opener
        self._acts = acts

    async def read(self, provider: Provider, client: Client) -> PolicyBoard:
        """All policies, those never saved included, and whom they would concern. Quiet."""
        opened = await self._opener.open(provider, client)
        board = await self._board(opened, people=True)
        if not board.applicable:
            return board
        organization = await or_none(lambda: self._api.organizations.read(opened.id))
        return replace(board, has_keys=_has_keys(organization))

    def plan_one(self, board: PolicyBoard, wish: PolicyWish) -> tuple[PolicyChange, ...]:
        """The writes that fulfil `wish`, in order; none where nothing differs. Raises RuleBroken."""
        return plan_one(board, wish)

    def plan_preset(self, board: PolicyBoard, preset: Preset) -> PresetPlan:
        """The writes that bring a client up to `preset`, in order; none the second time."""
        return plan_preset(board, preset)

    async def apply(self, provider: Provider, client: Client, change: PolicyChange) -> PolicyOutcome:
        """Save one policy, once, and read again what became of it and of the members.

        Raises ReadOnlyMode, ChangedMeanwhile ("policy": somebody saved it since; "members": it would
        revoke somebody who was not foreseen), NotApplied, OutcomeUnknown.
        """
        self._acts.check_allowed()
        opened = await self._opener.open(provider, client)
        people = change.switches_on and change.type in _REVOKING
        before = await self._board(opened, people=people)
        _check_unchanged(before, change)
        name = None
        owning = change.type == PolicyType.DATA_OWNERSHIP and change.switches_on
        if owning and before.my_items and not opened.vaultwarden:
            name = str(opened.sealing_key.encrypt_text(MY_ITEMS))
        act = self._acts.begin(
            "policy.set",
            client=client.name,
            provider_id=provider.id,
            organization_id=opened.id,
            before=journal_figures(change.type, enabled=change.was_enabled, data=change.was_data),
            after=journal_figures(change.type, enabled=change.enabled, data=change.data),
        )
        await act.send(
            self._api.policies.save(
                opened.id, change.type, enabled=change.enabled, data=change.data, my_items_name=name
            )
        )
        after = await self._read_after(opened, act, people=people)
        policy = after.policy(change.type)
        if policy.enabled != change.enabled or not same_data(policy.data, change.data):
            if isinstance(act.failure, BadRequest):
                act.failure = told_apart(act.failure)
            act.not_seen()
        revoked = _newly_revoked(before.members, after.members)
        act.done(note=f"revoked {len(revoked)}" if revoked else "")
        return PolicyOutcome(policy, revoked)

    async def _read_after(self, opened: OpenedClient, act: Act, *, people: bool) -> PolicyBoard:
        try:
            return await self._board(opened, people=people)
        except SeatwardenError as error:
            act.unreadable(error)

    async def _board(self, opened: OpenedClient, *, people: bool) -> PolicyBoard:
        """The policies; the members only where they matter, since every read counts against a limit."""
        abilities = await self._opener.abilities(opened.client)
        if not abilities.policies:
            return _without_policies(opened)
        rows = await self._api.policies.list(opened.id)
        members = await or_none(lambda: self._api.members.list(opened.id)) if people else None
        return PolicyBoard(
            provider=opened.provider,
            client=opened.client,
            policies=_policies(rows.rows, abilities, vaultwarden=opened.vaultwarden),
            members=self._members(members),
            read_at=clock.now(),
            vaultwarden=opened.vaultwarden,
            my_items=abilities.my_items,
            sso_enabled=abilities.sso_enabled,
            unreadable=rows.unreadable,
        )

    def _members(self, rows: Rows[MemberRow] | None) -> tuple[PolicyMember, ...] | None:
        if rows is None or rows.unreadable:
            return None  # whom a policy would revoke must be known wholly or not at all
        return tuple(_member(row, me=row.user_id == self._opener.user_id) for row in rows.rows)


def _member(row: MemberRow, *, me: bool) -> PolicyMember:
    return PolicyMember(
        id=row.id,
        email=row.email,
        status=row.status,
        role=row.type,
        two_step=row.two_factor_enabled,
        has_password=row.has_master_password,
        me=me,
    )


def _has_keys(organization: OrganizationAnswer | None) -> bool | None:
    return None if organization is None else organization.has_public_and_private_keys


def _without_policies(opened: OpenedClient) -> PolicyBoard:
    off = tuple(Policy(kind, obstacle=Obstacle.NO_POLICIES) for kind in CATALOGUE)
    return PolicyBoard(
        provider=opened.provider,
        client=opened.client,
        policies=off,
        members=None,
        read_at=clock.now(),
        applicable=False,
        vaultwarden=opened.vaultwarden,
    )


def _policies(rows: Sequence[PolicyRow], abilities: Abilities, *, vaultwarden: bool) -> tuple[Policy, ...]:
    """The catalogue in its order, then types this program does not know."""
    by_type = {row.type: row for row in rows}
    known = {int(kind.type) for kind in CATALOGUE}
    newer = sorted(number for number in by_type if number not in known)
    old = not vaultwarden and DERIVED not in by_type
    found: list[Policy] = []
    for kind in (*CATALOGUE, *map(kind_of, newer)):
        row = by_type.get(kind.type)
        found.append(
            Policy(
                kind,
                enabled=row is not None and row.enabled,
                data=(row.data if row is not None else None) or {},
                saved=row is not None and (kind.type != DERIVED or not _is_derived(by_type)),
                obstacle=Obstacle.UNKNOWN_HERE
                if kind.type in newer
                else _obstacle(kind, abilities, vaultwarden=vaultwarden, old=old),
            )
        )
    return tuple(found)


def _is_derived(rows: Mapping[int, PolicyRow]) -> bool:
    """Whether the Send controls say no more than types 6 and 7 do: then nobody need have saved them."""
    row = rows[DERIVED]
    legacy = any(
        rows[number].enabled for number in (PolicyType.REMOVE_SEND, PolicyType.SEND_OPTIONS) if number in rows
    )
    return not limits_sends(row.data) and row.enabled == legacy


_FLAGS = {
    "sso": Obstacle.NO_SSO,
    "account_recovery": Obstacle.NO_ACCOUNT_RECOVERY,
    "automatic_confirmation": Obstacle.NO_AUTO_CONFIRM,
    "domains": Obstacle.NO_DOMAINS,
}
_NEWEST = (PolicyType.SEND_CONTROLS, PolicyType.FILL_ASSIST)
"""A server that does not list the first knows neither."""


def _obstacle(kind: PolicyKind, abilities: Abilities, *, vaultwarden: bool, old: bool) -> Obstacle | None:
    if vaultwarden and not kind.vaultwarden:
        return Obstacle.NOT_ON_VAULTWARDEN
    if old and kind.type in _NEWEST:
        return Obstacle.SERVER_TOO_OLD
    if kind.ability and not getattr(abilities, kind.ability):
        return _FLAGS[kind.ability]
    return None


def _check_unchanged(board: PolicyBoard, change: PolicyChange) -> None:
    policy = board.policy(change.type)
    if policy.enabled != change.was_enabled or not same_data(policy.data, change.was_data):
        raise ChangedMeanwhile("policy")
    if change.switches_on:
        now = {member.id for member in consequences_of(board, change.type).revoked}
        if not now <= set(change.revokes):
            raise ChangedMeanwhile("members")


def _newly_revoked(
    before: tuple[PolicyMember, ...] | None, after: tuple[PolicyMember, ...] | None
) -> tuple[PolicyMember, ...]:
    if before is None or after is None:
        return ()
    out = {one.id for one in before if one.status == MemberStatus.REVOKED}
    return tuple(one for one in after if one.status == MemberStatus.REVOKED and one.id not in out)
