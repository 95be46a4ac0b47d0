"""A new master password for a member of a client.

Whoever enrolled left their user key with the organization. It is opened here, wrapped with a new password
by the member's own way of deriving keys, and sent with the hash that signs them in. Their items are never
touched. Nothing the server shows tells which password counts: where no answer comes, the member finds out by
trying. Doing it again, with the same password or another, is harmless: the user key stays the same, and
the last password that arrived counts.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from backend_client.api.account_recovery import NewPassword
from backend_client.crypto.kdf import kdf_from_wire
from backend_client.errors import (
    NotApplied,
    OutcomeUnknown,
    Rule,
    RuleBroken,
    SeatwardenError,
    ServerFault,
)
from backend_client.portal import clock
from backend_client.portal.recovery import (
    ACCOUNT_RECOVERY,
    MASTER_PASSWORD,
    TWO_STEP,
    RecoveryCase,
    demands_of,
    keeps_two_step,
    recovery_refusal,
)
from backend_client.portal.recovery_keys import LeftKey, left_key
from backend_client.secret import Secret

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.members import MemberRow
    from backend_client.portal.acts import Act, Acts
    from backend_client.portal.clients import Client
    from backend_client.portal.opened_client import ClientOpener, OpenedClient
    from backend_client.portal.providers import Provider

ACT = "member.recover"
"""What a recovery is called in the journal."""


class AccountRecovery:
    """Recovers accounts.

    Both methods may raise Locked, ProviderKeyMissing, DecryptionFailed, ClientNotFound, TransportError and
    ResponseError besides what they name.
    """

    def __init__(self, api: Api, *, opener: ClientOpener, acts: Acts) -> None:
        self._api = api
        self._opener = opener
        self._acts = acts

    async def inspect(self, provider: Provider, client: Client, member_id: str) -> RecoveryCase:
        """Whether and how the member can be recovered. Quiet. Raises RuleBroken with the reason why not."""
        opened = await self._opener.open(provider, client)
        case, _left = await self._open_case(opened, member_id)
        return case

    async def apply(
        self,
        provider: Provider,
        client: Client,
        case: RecoveryCase,
        *,
        password: Secret | None,
        two_step: bool,
    ) -> None:
        """Give the member `password`, take two-step login away from them (`two_step`), or both.

        Takes `password` over and drops it. Everything is looked at anew first. Raises ReadOnlyMode,
        RuleBroken, KdfRefused, NotApplied, and OutcomeUnknown where it may have happened.
        """
        try:
            self._acts.check_allowed()
            _check_wish(case, password, two_step=two_step)
            opened = await self._opener.open(provider, client)
            now, left = await self._open_case(opened, case.id)
            if now.user_id != case.user_id:
                raise RuleBroken(Rule.MEMBER_GONE)
            new = await self._new_password(now, left, password) if password is not None else None
            await self._send(opened, now, new, two_step=two_step)
        finally:
            if password is not None:
                password.drop()

    async def _open_case(self, opened: OpenedClient, member_id: str) -> tuple[RecoveryCase, LeftKey]:
        member = await self._member(opened, member_id)
        abilities = await self._opener.abilities(opened.client)
        policies = {row.type: row for row in await self._api.policies.list(opened.id) if row.enabled}
        refusal = recovery_refusal(
            status=member.status,
            user_id=member.user_id,
            enrolled=member.reset_password_enrolled,
            me=self._opener.user_id,
            flag=abilities.account_recovery,
            policy=ACCOUNT_RECOVERY in policies,
        )
        if refusal is not None:
            raise RuleBroken(refusal)
        user_id = member.user_id or ""
        left = await left_key(self._api, opened, member_id, user_id, self._opener.watch)
        demanding = policies.get(MASTER_PASSWORD)
        case = RecoveryCase(
            id=member.id,
            user_id=user_id,
            email=member.email,
            name=member.name or "",
            demands=demands_of(demanding.data if demanding is not None else None),
            read_at=clock.now(),
            newer=left.key.v2,
            two_step=member.two_factor_enabled,
            two_step_wanted=TWO_STEP in policies and not keeps_two_step(member.type),
            resets_two_step=not opened.vaultwarden,
            must_replace=not opened.vaultwarden,
        )
        return case, left

    async def _member(self, opened: OpenedClient, member_id: str) -> MemberRow:
        for row in await self._api.members.list(opened.id):
            if row.id == member_id:
                return row
        raise RuleBroken(Rule.MEMBER_GONE)

    async def _new_password(self, case: RecoveryCase, left: LeftKey, password: Secret) -> NewPassword:
        details = left.details
        kdf = kdf_from_wire(details.kdf, details.kdf_iterations, details.kdf_memory, details.kdf_parallelism)
        salt = details.master_password_salt or case.email
        made = await asyncio.to_thread(left.key.under, password, salt, kdf)
        return NewPassword(made.proof, made.user_key, details)

    async def _send(
        self, opened: OpenedClient, case: RecoveryCase, new: NewPassword | None, *, two_step: bool
    ) -> None:
        act = self._acts.begin_inside(
            opened,
            ACT,
            after={
                "emails": [case.email],
                "ids": [case.id],
                "reset": [word for word, asked in (("password", new), ("two_step", two_step)) if asked],
            },
        )
        request = self._api.account_recovery.recover(opened.id, case.id, password=new, two_step=two_step)
        await act.send(request)
        if act.failure is None:
            act.done()
        elif act.may_still_arrive or isinstance(act.failure, ServerFault):
            await self._settle(act, act.failure, opened, case, two_step=two_step)
        else:
            act.dropped()
            raise NotApplied(act.failure)

    async def _settle(
        self, act: Act, failure: SeatwardenError, opened: OpenedClient, case: RecoveryCase, *, two_step: bool
    ) -> None:
        """Only a two-step login that is gone now shows that the request arrived: the server takes it away
        after it stored the password."""
        if two_step and case.two_step:
            try:
                if not (await self._member(opened, case.id)).two_factor_enabled:
                    act.done()
                    return
            except SeatwardenError as error:
                act.unreadable(error)
        act.unknown()
        raise OutcomeUnknown(failure)


def _check_wish(case: RecoveryCase, password: Secret | None, *, two_step: bool) -> None:
    if password is None and not two_step:
        raise RuleBroken(Rule.RECOVERY_NOTHING_CHOSEN)
    if two_step and not case.resets_two_step:
        raise RuleBroken(Rule.RECOVERY_PASSWORD_ONLY)
    if password is not None and case.demands.unmet(password):
        raise RuleBroken(Rule.RECOVERY_PASSWORD_WEAK)
