"""Setting up a provider that the vendor has prepared.

The server wants a payment method that a payment service made a token of. A terminal cannot do that honestly,
so on every real server the setup is finished in the browser, and what became of it is picked up here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backend_client.crypto.keys import SymmetricKey
from backend_client.errors import NoProvider, NotApplied, Rule, RuleBroken, SeatwardenError
from backend_client.portal.join_interruptions import settle_setups
from backend_client.portal.join_link import JoinLink, is_for
from backend_client.portal.join_refusals import not_joined
from backend_client.portal.pins import PinKind
from backend_client.portal.providers import KeyState
from backend_client.portal.setup_form import SetupField, SetupForm
from backend_client.secret import Secret

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.portal.acts import Act, Acts
    from backend_client.portal.client_reader import ClientReader
    from backend_client.portal.journal import Journal
    from backend_client.portal.providers import Provider
    from backend_client.portal.session import Session

_PRACTICE_METHOD: Final = ("card", "practice-card")


class ProviderSetup:
    """Makes the provider key and hands it over."""

    def __init__(
        self, api: Api, *, session: Session, reader: ClientReader, acts: Acts, journal: Journal | None
    ) -> None:
        self._api = api
        self._journal = journal
        self._session = session
        self._reader = reader
        self._acts = acts

    @property
    def here(self) -> bool:
        """Whether the setup can be finished here: only in practice, where a payment method can be made up."""
        return self._api.server.practice

    async def find(self, link: JoinLink) -> Provider | None:
        """The provider of a setup link as soon as it is set up; None before. The roles are read anew.

        What became of a setup that an earlier run did not see the end of is written to the journal.
        """
        found = await self._read(link)
        key_id = None if found is None else self._key_id(found)
        settle_setups(self._journal, self._api.server.host, link.subject_id, key_id)
        return found

    async def _read(self, link: JoinLink) -> Provider | None:
        await self._reader.renew_roles()
        try:
            providers = await self._reader.providers()
        except NoProvider:
            return None
        return next((one for one in providers if one.id == link.subject_id), None)

    async def set_up(self, link: JoinLink, form: SetupForm) -> Provider:
        """Set the provider up with a key made here, sealed to this account, opened again and compared.

        Practice only. Raises RuleBroken, Locked, NotJoined, NotApplied, OutcomeUnknown.
        """
        if not self.here:
            raise RuleBroken(Rule.SETUP_IN_BROWSER)
        account = self._session.account
        if account is None or not is_for(link, account.email):
            raise RuleBroken(Rule.JOIN_OTHER_ADDRESS)
        if form.faults():
            raise RuleBroken(Rule.SETUP_FIELDS)
        self._acts.check_allowed()
        await self._reader.renew_roles()  # the provider may have been prepared after the sign-in
        key = SymmetricKey.generate()
        ring = self._session.keys  # held: a lock before the answer must not keep the new key from being known
        sealed = ring.seal_to_self(key)
        act = self._acts.begin(
            "setup.provider",
            client=form[SetupField.NAME],
            provider_id=link.subject_id,
            after={"billing_email": form[SetupField.BILLING_EMAIL], "key_id": key.key_id},
        )
        kind, method = _PRACTICE_METHOD
        await act.send(
            self._api.providers.setup(
                link.subject_id, form.record(), token=link.token, key=sealed, payment=(kind, Secret(method))
            )
        )
        if act.failure is None:
            ring.made(PinKind.PROVIDER, link.subject_id, key.key_id)
        made = await self._made(act, link, key)
        link.drop()
        return made

    async def _made(self, act: Act, link: JoinLink, key: SymmetricKey) -> Provider:
        """The provider, seen with the key that was made for it."""
        try:
            found = await self._read(link)
        except SeatwardenError as error:
            act.unreadable(error)
        if found is not None and self._holds(found, key):
            act.done()
            return found
        try:
            act.not_seen()
        except NotApplied as failure:
            meant = not_joined(failure)
            if meant is None:
                raise
            raise meant from failure

    def _holds(self, provider: Provider, key: SymmetricKey) -> bool:
        return self._key_id(provider) == key.key_id

    def _key_id(self, provider: Provider) -> str:
        """Which key a provider has; empty where it is not open."""
        opened = provider.key in (KeyState.OPEN, KeyState.CHANGED)
        return self._session.keys.provider_key_id(provider.id) if opened else ""
