"""Devices that members of a client asked to trust.

Approving gives a device the member's user key: it opens everything the member has. The key whose phrase was
shown is the key that is used; where the server tells another one meanwhile, nothing is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.keys import PublicKey
from backend_client.errors import (
    CryptoError,
    OutcomeUnknown,
    ResponseError,
    Rule,
    RuleBroken,
    SeatwardenError,
    ServerFault,
)
from backend_client.portal import clock
from backend_client.portal.devices import DeviceBoard, DeviceRequest
from backend_client.portal.interruptions import SettledAct, settle_inside
from backend_client.portal.recovery_keys import left_key
from backend_client.portal.shown_acts import Shown
from backend_client.portal.sso_fields import Decryption
from backend_client.portal.tolerant import or_none

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.device_approvals import DeviceRequestRow
    from backend_client.api.members import MemberRow
    from backend_client.portal.acts import Acts
    from backend_client.portal.clients import Client
    from backend_client.portal.journal import Journal
    from backend_client.portal.opened_client import ClientOpener, OpenedClient
    from backend_client.portal.providers import Provider

APPROVE, DENY = "device.approve", "device.deny"
"""What the acts are called in the journal."""


class DeviceApprovals:
    """Reads and answers the requests.

    Every method may raise Locked, ProviderKeyMissing, DecryptionFailed, ClientNotFound, TransportError and
    ResponseError besides what it names.
    """

    def __init__(self, api: Api, *, opener: ClientOpener, acts: Acts, journal: Journal | None) -> None:
        self._api = api
        self._opener = opener
        self._acts = acts
        self._journal = journal

    async def inspect(self, provider: Provider, client: Client) -> DeviceBoard:
        """The requests that wait, and what became of interrupted answers. Quiet. May raise OSError."""
        opened = await self._opener.open(provider, client)
        return await self._board(opened)

    async def approve(self, provider: Provider, client: Client, request: DeviceRequest) -> None:
        """Give the device the member's user key, sealed to the very key whose phrase was shown.

        Raises ReadOnlyMode, RuleBroken, NotApplied, OutcomeUnknown.
        """
        self._acts.check_allowed()
        opened = await self._opener.open(provider, client)
        await self._find(opened, request, Rule.DEVICE_KEY_CHANGED)
        refusal = request.approval_refusal(clock.now())
        if refusal is not None:
            raise RuleBroken(refusal)
        if request.key is None:
            raise RuleBroken(Rule.DEVICE_KEY_UNUSABLE)
        left = await left_key(self._api, opened, request.member_id, request.user_id, self._opener.watch)
        await self._answer(APPROVE, opened, request, str(left.key.sealed_to(request.key)))

    async def deny(self, provider: Provider, client: Client, request: DeviceRequest) -> None:
        """Refuse the device; it is not told. Raises ReadOnlyMode, RuleBroken, NotApplied, OutcomeUnknown."""
        self._acts.check_allowed()
        opened = await self._opener.open(provider, client)
        await self._find(opened, request, None)
        refusal = request.denial_refusal(clock.now())
        if refusal is not None:
            raise RuleBroken(refusal)
        await self._answer(DENY, opened, request, None)

    async def _board(self, opened: OpenedClient) -> DeviceBoard:
        if opened.vaultwarden:
            return DeviceBoard((), clock.now(), possible=False)
        abilities = await self._opener.abilities(opened.client)
        rows = await self._api.device_approvals.list(opened.id)
        members = {row.id: row for row in await self._api.members.list(opened.id)} if rows.rows else {}
        requests = tuple(sorted((_request(row, members) for row in rows), key=lambda one: one.asked))
        trusted = None if requests or not abilities.sso else await self._trusts_devices(opened)
        return DeviceBoard(
            requests,
            clock.now(),
            possible=bool(requests) or (abilities.sso and abilities.account_recovery),
            trusted=trusted,
            unreadable=rows.unreadable,
            settled=self._settled(opened, None if rows.unreadable else frozenset(row.id for row in rows)),
        )

    def _settled(self, opened: OpenedClient, waiting: frozenset[str] | None) -> tuple[SettledAct, ...]:
        """None: they were not read whole."""
        decide = Shown(requests=waiting).decide
        return settle_inside(self._journal, self._api.server.host, opened.id, decide, "device")

    async def _trusts_devices(self, opened: OpenedClient) -> bool | None:
        """None where the configuration may not be read."""
        answer = await or_none(lambda: self._api.sso.read(opened.id))
        if answer is None:
            return None
        way = (answer.data or {}).get("memberDecryptionType")
        return answer.enabled and way == Decryption.TRUSTED_DEVICES

    async def _find(self, opened: OpenedClient, shown: DeviceRequest, changed: Rule | None) -> None:
        """The request must still wait; with a rule for it, with the key that was shown."""
        for row in await self._api.device_approvals.list(opened.id):
            if row.id == shown.id:
                now = _request(row, {})
                if changed is not None and (now.user_id, now.email, now.digest) != (
                    shown.user_id,
                    shown.email,
                    shown.digest,
                ):
                    raise RuleBroken(changed)
                return
        raise RuleBroken(Rule.DEVICE_REQUEST_GONE)

    async def _answer(self, name: str, opened: OpenedClient, request: DeviceRequest, key: str | None) -> None:
        act = self._acts.begin(
            name,
            client=opened.client.name,
            provider_id=opened.provider.id,
            organization_id=opened.id,
            after={"emails": [request.email], "request": request.id, "keys": {request.email: request.digest}},
        )
        await act.send(self._api.device_approvals.answer(opened.id, request.id, key=key))
        try:
            waiting = {row.id for row in await self._api.device_approvals.list(opened.id)}
        except SeatwardenError as error:
            act.unreadable(error)
        if request.id in waiting:
            act.not_seen()
        if isinstance(act.failure, ServerFault) and not act.may_still_arrive:  # by this, or by somebody else
            act.unknown()
            raise OutcomeUnknown(act.failure)
        if isinstance(act.failure, ResponseError) and not act.may_still_arrive:
            act.dropped()  # it no longer waits because somebody else answered it
            raise RuleBroken(Rule.DEVICE_REQUEST_GONE)
        act.done()


def _request(row: DeviceRequestRow, members: Mapping[str, MemberRow]) -> DeviceRequest:
    member = members.get(row.organization_user_id)
    try:
        key = PublicKey.from_base64(row.public_key)
    except CryptoError:
        key = None
    return DeviceRequest(
        id=row.id,
        member_id=row.organization_user_id,
        user_id=row.user_id,
        email=row.email,
        name=member.name or "" if member is not None else "",
        device=row.request_device_type,
        address=row.request_ip_address,
        country=row.request_country_name,
        asked=row.creation_date,
        enrolled=member is not None and member.user_id == row.user_id and member.reset_password_enrolled,
        phrase="" if key is None else fingerprint_phrase(row.email, key.spki),
        digest="" if key is None else sha256(key.spki).hexdigest(),
        key=key,
    )
