"""Setting up a provider that the vendor has prepared.

The server wants a payment method that a payment service made a token of. A terminal cannot do that honestly,
so on every real server the setup is finished in the browser, and what became of it is picked up here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backend_client.crypto.keys import SymmetricKey
from backend_client.errors import NoProvider, NotApplied, Rule, RuleBroken, SeatwardenError
from backend_client.portal.join_link import JoinLink, is_for
from backend_client.portal.join_refusals import not_joined
from backend_client.portal.providers import KeyState
from backend_client.portal.setup_form import SetupField, SetupForm
from backend_client.secret import Secret

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.portal.acts import Act, Acts
    from backend_client.portal.client_reader import ClientReader
    from backend_client.portal.providers import Provider
    from backend_client.portal.session import Session

_PRACTICE_METHOD: Final = ("card", "practice-card")


class ProviderSetup:
    """Makes the provider key and hands it over."""

    def __init__(self, api: Api, *, session: Session, reader: ClientReader, acts: Acts) -> None:
        self._api = api
        self._session = session
        self._reader = reader
        self._acts = acts

    @property
    def here(self) -> bool:
        """Whether the setup can be finished here: only in practice, where a payment method can be made up."""
        return self._api.server.practice

    async def find(self, link: JoinLink) -> Provider | None:
        """The provider of a setup link as soon as it is set up; None before. The roles are read anew."""
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
        await (
            self._api.auth.renew()
        )  # the token has to name the provider, which may be newer than the sign-in
        key = SymmetricKey.generate()
        sealed = self._session.keys.seal_to_self(key)
        act = self._acts.begin(
            "provider.setup",
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
        made = await self._made(act, link, key)
        link.drop()
        return made

    async def _made(self, act: Act, link: JoinLink, key: SymmetricKey) -> Provider:
        """The provider, seen with the key that was made for it."""
        try:
            found = await self.find(link)
        except SeatwardenError as error:
            act.unreadable(error)
        if found is not None and self._holds(found, key):
            act.done()
            return found
        try:
            act.not_seen()
        except NotApplied as failure:
            raise not_joined(failure) from failure

    def _holds(self, provider: Provider, key: SymmetricKey) -> bool:
        opened = provider.key is KeyState.OPEN
        return opened and self._session.keys.provider_key(provider.id).key_id == key.key_id
