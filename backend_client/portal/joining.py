"""Accepting invitations by the link that was mailed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.keys import PublicKey
from backend_client.errors import (
    CryptoError,
    JoinRefusal,
    Locked,
    NotApplied,
    NotFound,
    NotPermitted,
    OutcomeUnknown,
    ResponseError,
    Rule,
    RuleBroken,
    ServerFault,
    SignedOut,
    TransportError,
)
from backend_client.portal.join_interruptions import settle_joins
from backend_client.portal.join_link import JoinLink, LinkKind, is_for, leads_to, read_link
from backend_client.portal.join_refusals import gone, not_joined
from backend_client.portal.joined import Condition, Enrolment, Invitation, Joined, JoinState
from backend_client.portal.members import MemberStatus
from backend_client.portal.pins import PinKind

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.joining import InviteePolicy
    from backend_client.portal.account import Account
    from backend_client.portal.acts import Act, Acts
    from backend_client.portal.client_reader import ClientReader
    from backend_client.portal.journal import Journal
    from backend_client.portal.session import Session

_CONDITIONS: Final = {
    0: Condition.TWO_STEP,
    3: Condition.SINGLE_ORGANIZATION,
    4: Condition.SSO,
    5: Condition.DATA_OWNERSHIP,
    8: Condition.ACCOUNT_RECOVERY,
}
_ACCOUNT_RECOVERY: Final = 8
_CLOUDS: Final = (
    "https://vault.bitwarden.com",
    "https://vault.bitwarden.eu",
    "https://vault.bitwarden-gov.com",
)


class Joining:
    """Accepts an invitation for the signed-in account."""

    def __init__(
        self, api: Api, *, session: Session, reader: ClientReader, acts: Acts, journal: Journal | None
    ) -> None:
        self._api = api
        self._journal = journal
        self._session = session
        self._reader = reader
        self._acts = acts

    async def read(self, text: str) -> Invitation:
        """The invitation in a pasted text, with what its organization asks of whoever joins. Quiet.

        Raises RuleBroken where there is no one link, or it leads to another server than this one; nothing of
        it was sent anywhere then. Raises SignedOut.
        """
        account = self._account()
        link = read_link(text)
        if not leads_to(link, await self._own_addresses()):
            raise RuleBroken(Rule.JOIN_OTHER_SERVER)
        mine = is_for(link, account.email)
        if link.kind is not LinkKind.ORGANIZATION or not mine or link.first_owner:
            return Invitation(link, account.email, mine)
        policies = await self._policies(link)
        if policies is None:
            return Invitation(link, account.email, mine, None)
        enrolment = await self._enrolment(link) if _enrols(policies) else None
        found = {_CONDITIONS[policy.type] for policy in policies if policy.type in _CONDITIONS}
        conditions = tuple(each for each in Condition if each in found)
        return Invitation(link, account.email, mine, conditions, enrolment)

    async def accept(self, invitation: Invitation) -> Joined:
        """Accept it, and see what the server shows then. The token is of use no more afterwards.

        Where there is an `enrolment`, the account's user key is sealed to the key whose phrase was shown.
        The access token is renewed: its roles are those of before. Raises RuleBroken, Locked, NotJoined,
        NotApplied, OutcomeUnknown.
        """
        link = self._checked(invitation)
        phrase = self._session.keys.own_phrase(self._account().user_id)  # before anything is sent
        if link.kind is LinkKind.PROVIDER:
            state = await self._accept_provider(link)
        else:
            state = await self._accept_organization(link, invitation.enrolment)
        settle_joins(self._journal, self._api.server.host, link, state)
        await self.renew()
        if state is JoinState.ACCEPTED:
            link.drop()
        return Joined(link, state, phrase, enrolled=invitation.enrolment is not None)

    def own_phrase(self) -> str:
        """The account's own fingerprint phrase; empty while locked."""
        try:
            return self._session.keys.own_phrase(self._account().user_id)
        except (Locked, SignedOut):
            return ""

    async def renew(self) -> None:
        """Have the roles of the access token and the profile read anew; a failure shows at the next call."""
        await self._reader.renew_roles()

    # Reading

    async def _own_addresses(self) -> list[str]:
        """The web addresses of this server. What it calls itself counts, unless that is another's name."""
        own = self._api.server.vault_url
        if self._api.server.practice or own in _CLOUDS:
            return [own]
        with suppress(TransportError, ResponseError):
            says = (await self._api.config()).vault_address.rstrip("/")
            if says not in _CLOUDS:
                return [own, says]
        return [own]

    async def _policies(self, link: JoinLink) -> list[InviteePolicy] | None:
        """Those that are on; None where the server does not tell."""
        try:
            found = await self._api.joining.policies(
                link.subject_id, link.row_id, email=link.email, token=link.token
            )
        except ResponseError:
            return None
        return None if found.unreadable else [policy for policy in found if policy.enabled]

    async def _enrolment(self, link: JoinLink) -> Enrolment:
        try:  # Vaultwarden tells it to members only
            told = (await self._api.joining.organization_key(link.subject_id)).public_key
            key = await asyncio.to_thread(PublicKey.from_base64, told or "")
        except (CryptoError, NotPermitted, NotFound):
            raise RuleBroken(Rule.JOIN_KEY_UNUSABLE) from None
        if self._session.watch.is_another((PinKind.ORGANIZATION, link.subject_id), _digest(key)):
            raise RuleBroken(Rule.JOIN_KEY_CHANGED)
        return Enrolment(fingerprint_phrase(link.subject_id, key.spki), key)

    # Accepting

    def _checked(self, invitation: Invitation) -> JoinLink:
        link = invitation.link
        if not is_for(link, self._account().email):
            raise RuleBroken(Rule.JOIN_OTHER_ADDRESS)
        if link.kind is LinkKind.SETUP:
            raise RuleBroken(Rule.SETUP_IN_BROWSER)
        if link.first_owner:
            raise RuleBroken(Rule.JOIN_FIRST_OWNER)
        return link

    async def _accept_provider(self, link: JoinLink) -> JoinState:
        """An accepted invitation to a provider shows nowhere: the answer is all there is."""
        act = self._acts.begin(
            "joining.provider", client=link.name, provider_id=link.subject_id, after={"email": link.email}
        )
        await act.send(self._api.joining.accept_provider(link.subject_id, link.row_id, link.token))
        if act.failure is None:
            act.done()
            return JoinState.ACCEPTED
        if isinstance(act.failure, ServerFault):
            act.unknown()
            raise OutcomeUnknown(act.failure)
        state = _refused(act)
        with suppress(TransportError, ResponseError):  # accepted before, and perhaps confirmed since
            if any(row.id == link.subject_id for row in (await self._api.accounts.profile()).providers):
                return JoinState.CONFIRMED
        return state

    async def _accept_organization(self, link: JoinLink, enrolment: Enrolment | None) -> JoinState:
        sealed = None
        if enrolment is not None:  # its phrase was agreed to
            subject = (PinKind.ORGANIZATION, link.subject_id)
            self._session.watch.note(subject, _digest(enrolment.key), self._account().email)
            sealed = self._session.keys.seal_user_key(enrolment.key)
        act = self._acts.begin(
            "joining.organization",
            client=link.name,
            provider_id="",
            organization_id=link.subject_id,
            after={"email": link.email, "recovery": enrolment is not None},
        )
        await act.send(
            self._api.joining.accept_organization(
                link.subject_id, link.row_id, link.token, recovery_key=sealed
            )
        )
        status = await self._status_in(link)
        if act.failure is not None and status not in (MemberStatus.ACCEPTED, MemberStatus.CONFIRMED):
            return _refused(act)
        act.done()
        if status == MemberStatus.CONFIRMED:
            return JoinState.CONFIRMED
        return JoinState.ACCEPTED if act.failure is None else JoinState.ALREADY

    async def _status_in(self, link: JoinLink) -> int | None:
        """What the account is in the organization; None where the server does not show it, or nothing."""
        try:
            shown = await self._api.joining.memberships()
        except (TransportError, ResponseError):
            return None
        return next((row.status for row in shown if row.id == link.subject_id), None)

    def _account(self) -> Account:
        account = self._session.account
        if account is None:
            raise SignedOut("not signed in")
        return account


def _digest(key: PublicKey) -> str:
    return sha256(key.spki).hexdigest()


def _enrols(policies: Iterable[InviteePolicy]) -> bool:
    """Whether everybody who joins is enrolled in account recovery."""
    return any(
        policy.type == _ACCOUNT_RECOVERY
        and isinstance(policy.data, dict)
        and policy.data.get("autoEnrollEnabled") is True
        for policy in policies
    )


def _refused(act: Act) -> JoinState:
    """What a failed acceptance means. Raises NotJoined, NotApplied, OutcomeUnknown."""
    try:
        act.not_seen()
    except NotApplied as failure:
        if isinstance(failure.cause, NotFound):
            raise gone(failure.cause) from failure
        meant = not_joined(failure)
        if meant is None:
            raise
        if meant.refusal is JoinRefusal.ALREADY:
            return JoinState.ALREADY
        raise meant from failure
