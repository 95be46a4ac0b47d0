"""A provider's name and billing e-mail, and its end. Each act is re-read and journalled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_client.errors import ChangedMeanwhile, Rule, RuleBroken, SeatwardenError
from backend_client.portal.interruptions import SettledAct, settle_of_provider
from backend_client.portal.journal import Entry, Journal, Outcome
from backend_client.portal.organization_rules import check_billing_email, check_own_name
from backend_client.portal.provider_record import ProviderRecord, record_of
from backend_client.portal.providers import Provider, ProviderKind, ProviderRole

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.portal.acts import Acts
    from backend_client.portal.client_reader import ClientReader


def check_record(shown: ProviderRecord, *, name: str, billing_email: str) -> ProviderRecord:
    """The record as it would be: a name of 50 characters at most as the server stores it, an address.

    Raises RuleBroken, also where nothing would change.
    """
    check_own_name(name, encoded=True)
    email = billing_email.strip().lower()
    check_billing_email(email)
    wanted = ProviderRecord(name.strip(), shown.business_name, email)
    if wanted == shown:
        raise RuleBroken(Rule.SETTINGS_UNCHANGED)
    return wanted


def _outcome(entry: Entry, record: ProviderRecord) -> Outcome | None:
    """What the record shows of an act; None where it shows nothing of it."""
    if entry.act == "provider.delete":
        return Outcome.NOT_SENT  # it is there
    if entry.act != "provider.update":
        return None
    now = {"name": record.name, "billing_email": record.billing_email}
    if now == entry.after:
        return Outcome.DONE
    return Outcome.NOT_SENT if now == entry.before else Outcome.UNKNOWN


class ProviderSettings:
    """Reads and changes them. Provider admins only; a suspended provider's may as well.

    Every method may raise TransportError and ResponseError; every act also ReadOnlyMode, RuleBroken,
    ChangedMeanwhile ("provider"), NotApplied and OutcomeUnknown.
    """

    def __init__(self, api: Api, *, reader: ClientReader, acts: Acts, journal: Journal | None) -> None:
        self._api = api
        self._reader = reader
        self._acts = acts
        self._journal = journal

    async def read(self, provider: Provider) -> ProviderRecord:
        """The record as it is. Quiet."""
        return record_of(await self._api.providers.read(provider.id))

    def settle(self, provider: Provider, record: ProviderRecord) -> tuple[SettledAct, ...]:
        """What became of interrupted acts on the provider, by its `record` just read. May raise OSError."""

        def decide(entry: Entry) -> SettledAct | None:
            outcome = _outcome(entry, record)
            return None if outcome is None else SettledAct(entry, outcome)

        return settle_of_provider(self._journal, self._api.server.host, provider.id, decide, "provider")

    async def change(
        self, provider: Provider, shown: ProviderRecord, *, name: str, billing_email: str
    ) -> ProviderRecord:
        """Set both, where the record is still what was shown. Returns it as the server then shows it.

        The server writes every field, so the business name is sent as it was just read.
        """
        self._check(provider)
        wanted = check_record(shown, name=name, billing_email=billing_email)
        if await self.read(provider) != shown:
            raise ChangedMeanwhile("provider")
        act = self._acts.begin(
            "provider.update",
            client=shown.name,
            provider_id=provider.id,
            before={"name": shown.name, "billing_email": shown.billing_email},
            after={"name": wanted.name, "billing_email": wanted.billing_email},
        )
        await act.send(
            self._api.providers.update(
                provider.id,
                name=wanted.name,
                business_name=wanted.business_name or None,
                billing_email=wanted.billing_email,
            )
        )
        try:
            now = await self.read(provider)
        except SeatwardenError as error:
            act.unreadable(error)
        if (now.name, now.billing_email) != (wanted.name, wanted.billing_email):
            act.not_seen()
        act.done()
        self._reader.forget()  # the name is the profile's too
        return now

    async def delete(self, provider: Provider) -> None:
        """End a provider that has no clients. Its people, plans and bills go with it.

        The server asks for no secret and does not look for clients: whoever calls this has asked for both.
        """
        self._check(provider)
        rows = await self._api.clients.list(provider.id)
        if rows.rows or rows.unreadable:
            raise RuleBroken(Rule.PROVIDER_HAS_CLIENTS)
        if (await self.read(provider)).name != provider.name:
            raise ChangedMeanwhile("provider")
        act = self._acts.begin(
            "provider.delete", client=provider.name, provider_id=provider.id, before={"name": provider.name}
        )
        await act.send(self._api.providers.delete(provider.id))
        try:
            profile = await self._reader.profile(at_most=0)
        except SeatwardenError as error:
            act.unreadable(error)
        if any(row.id == provider.id for row in profile.providers.rows):
            act.not_seen()
        act.done()
        self._reader.forget()

    def _check(self, provider: Provider) -> None:
        self._acts.check_allowed()
        if provider.kind is ProviderKind.OWN_ORGANIZATIONS or provider.role is not ProviderRole.ADMIN:
            raise RuleBroken(Rule.ADMINS_ONLY)
