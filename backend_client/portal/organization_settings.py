"""A client organization itself: its name, who gets its bills, what its collections allow."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.errors import (
    BadAnswer,
    ChangedMeanwhile,
    NotFound,
    NotPermitted,
    ResponseError,
    Rule,
    RuleBroken,
    SeatwardenError,
)
from backend_client.portal import clock
from backend_client.portal.collection_switches import (
    VAULTWARDEN_SWITCHES,
    CollectionSwitches,
    changed_switches,
    save_switches,
    switches_of,
)
from backend_client.portal.directory import KeyKind
from backend_client.portal.interruptions import SettledAct, interrupted_inside, settle_inside
from backend_client.portal.item_counts import ItemCounts
from backend_client.portal.organization_details import (
    Change,
    EmailChange,
    Feature,
    NameChange,
    OrganizationDetails,
    SwitchChange,
)
from backend_client.portal.organization_end import OrganizationEnd
from backend_client.portal.organization_rules import check_billing_email, check_own_name
from backend_client.portal.pins import PinKind
from backend_client.portal.providers import ProviderKind
from backend_client.portal.shown_acts import Shown
from backend_client.portal.together import together
from backend_client.portal.tolerant import or_none

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.organizations import OrganizationAnswer
    from backend_client.portal.acts import Acts
    from backend_client.portal.client_changes import ClientChanges
    from backend_client.portal.client_reader import ClientReader
    from backend_client.portal.clients import Client
    from backend_client.portal.journal import Journal
    from backend_client.portal.opened_client import ClientOpener
    from backend_client.portal.providers import Provider


class OrganizationSettings(OrganizationEnd):
    """Reads and changes it. Every change is planned from what was read, sent once, and read again.

    Every method may raise Locked, ClientNotFound, TransportError and ResponseError besides what it names;
    every change also ReadOnlyMode, RuleBroken, ChangedMeanwhile ("name", "gone", "settings"), NotApplied and
    OutcomeUnknown.
    """

    def __init__(
        self,
        api: Api,
        *,
        opener: ClientOpener,
        reader: ClientReader,
        acts: Acts,
        counts: ItemCounts,
        journal: Journal | None,
        changes: Callable[[], ClientChanges],
    ) -> None:
        super().__init__(api, opener=opener, reader=reader, acts=acts, counts=counts)
        self._journal = journal
        self._changes = changes

    async def inspect(self, provider: Provider, client: Client) -> OrganizationDetails:
        """Everything about it, and what became of acts here that were interrupted. Quiet; fetches no key."""
        now = await self._opener.read(provider, client)
        organization_id = now.organization_id
        vaultwarden = await self._opener.is_vaultwarden()
        record, phrase, key_dates, profile = await together(
            self._record(now), self._phrase(now), self._made_keys(now), self._reader.profile()
        )
        mine = (*profile.provider_organizations.rows, *profile.organizations.rows)
        row = next((row for row in mine if row.id == organization_id), None)
        if provider.kind is ProviderKind.OWN_ORGANIZATIONS and record is not None:
            now = replace(now, name=record.name)  # no list tells it
        return OrganizationDetails(
            read_at=clock.now(),
            client=now,
            name=record.name if record is not None else now.name,
            known=record is not None,
            billing_email="" if record is None else record.billing_email,
            storage_gb=None if record is None else record.max_storage_gb,
            most_collections=None if record is None else record.max_collections,
            identifier=(row.identifier or "") if row is not None else "",
            features=frozenset() if record is None else _features(record),
            switches=_switches(record, vaultwarden=vaultwarden),
            switches_fixed=vaultwarden,
            phrase=phrase or "",
            pair_changed=phrase is None,
            key_dates=key_dates,
            api_obstacle=await self._key_obstacle(now, KeyKind.CONNECTOR),
            scim_obstacle=await self._key_obstacle(now, KeyKind.SCIM),
            settled=await self._settled(now, record, vaultwarden=vaultwarden),
        )

    # Plans

    def plan_name(
        self, provider: Provider, details: OrganizationDetails, name: str
    ) -> tuple[NameChange, ...]:
        """The write that renames it; none where it is called so. Raises RuleBroken."""
        check_own_name(name, encoded=not (_by_provider(provider) or details.switches_fixed))
        self._check_known(details)
        return () if name.strip() == details.name else (NameChange(details, name.strip()),)

    def plan_email(self, details: OrganizationDetails, email: str) -> tuple[EmailChange, ...]:
        """The write that changes the billing e-mail; none where it is that one. Raises RuleBroken."""
        wanted = email.strip().lower()
        check_billing_email(wanted)
        self._check_known(details)
        return () if wanted == details.billing_email else (EmailChange(details, wanted),)

    def plan_switches(
        self, details: OrganizationDetails, wanted: Mapping[str, bool]
    ) -> tuple[SwitchChange, ...]:
        """The write that sets some of the four, by name; none where they are so. Raises RuleBroken."""
        if details.switches_fixed:
            raise RuleBroken(Rule.SETTINGS_FIXED)
        if details.switches is None:
            raise RuleBroken(Rule.SETTINGS_UNREAD)
        known = {name: getattr(details.switches, name) for name in CollectionSwitches.__slots__}
        after = CollectionSwitches(**{**known, **wanted})
        return () if after == details.switches else (SwitchChange(details.switches, after),)

    # Changes

    async def apply(self, provider: Provider, client: Client, change: Change) -> None:
        """Make one planned change, unless what it changes is no longer what was shown."""
        self._acts.check_allowed()
        if not provider.enabled:
            raise RuleBroken(Rule.PROVIDER_SUSPENDED)
        if isinstance(change, SwitchChange):
            await self._switch(provider, client, change)
        elif isinstance(change, EmailChange):
            await self._set_email(provider, client, change)
        elif _by_provider(provider):
            await self._changes().rename(provider, change.before.client, change.name)
        else:
            await self._rename_own(provider, client, change)

    async def _switch(self, provider: Provider, client: Client, change: SwitchChange) -> None:
        now = await self._opener.read(provider, client)
        if await self._opener.is_vaultwarden():
            raise RuleBroken(Rule.SETTINGS_FIXED)
        before = switches_of(await self._api.organizations.read(now.organization_id))
        if before != change.before:
            raise ChangedMeanwhile("settings")
        figures = changed_switches(before, change.after)
        act = self._begin("organization.collections", provider, now, before=figures[0], after=figures[1])
        await save_switches(self._api, act, now.organization_id, before, change.after)

    async def _set_email(self, provider: Provider, client: Client, change: EmailChange) -> None:
        now, record = await self._fresh(provider, client)
        if record.billing_email != change.before.billing_email:
            raise ChangedMeanwhile("settings")
        name = record.name if await self._opener.is_vaultwarden() else None
        await self._update(
            provider,
            now,
            "organization.email",
            "billing_email",
            change.email,
            record.billing_email,
            name=name,
        )

    async def _rename_own(self, provider: Provider, client: Client, change: NameChange) -> None:
        now, record = await self._fresh(provider, client)
        if record.name != change.before.name:
            raise ChangedMeanwhile("name")
        email = record.billing_email if await self._opener.is_vaultwarden() else None
        await self._update(
            provider, now, "organization.rename", "name", change.name, record.name, billing_email=email
        )

    async def _fresh(self, provider: Provider, client: Client) -> tuple[Client, OrganizationAnswer]:
        now = await self._opener.read(provider, client)
        return now, await self._api.organizations.read(now.organization_id)

    async def _update(
        self,
        provider: Provider,
        client: Client,
        what: str,
        field: str,
        value: str,
        old: str,
        **besides: str | None,
    ) -> None:
        """`besides`: what Vaultwarden wants sent with it, unchanged."""
        place = client.organization_id
        act = self._begin(what, provider, client, before={field: old}, after={field: value})
        values = {field: value, **besides}
        await act.send(self._api.organizations.update(place, **values))
        try:
            seen = await self._api.organizations.read(place)
        except SeatwardenError as error:
            act.unreadable(error)
        if getattr(seen, field).casefold() != value.casefold():
            act.not_seen()
        act.done()

    # Reading

    async def _record(self, client: Client) -> OrganizationAnswer | None:
        """None for an admin who is no owner: the server does not show it to those."""
        try:
            return await self._api.organizations.read(client.organization_id)
        except (NotFound, NotPermitted):
            return None

    async def _phrase(self, client: Client) -> str | None:
        """Empty where there is no key, or none that can be read; None where it is not the known one."""
        answer = await or_none(lambda: self._api.joining.organization_key(client.organization_id))
        if answer is None or not answer.public_key:
            return ""
        try:
            key = b64decode(answer.public_key, validate=True)
        except ValueError:
            return ""
        subject = (PinKind.ORGANIZATION, client.organization_id)
        if self._opener.watch.is_another(subject, sha256(key).hexdigest()):
            return None
        return fingerprint_phrase(client.organization_id, key)

    async def _settled(
        self, client: Client, record: OrganizationAnswer | None, *, vaultwarden: bool
    ) -> tuple[SettledAct, ...]:
        host, place = self._api.server.host, client.organization_id
        try:
            waiting = interrupted_inside(self._journal, host, place, "organization")
            if not waiting:
                return ()
            figures = _figures(record, vaultwarden=vaultwarden)
            if figures is not None and any(entry.act == "organization.purge" for entry in waiting):
                figures = {**figures, "items": await self.count_items(client)}
            shown = Shown(organization=figures)
            return settle_inside(self._journal, host, place, shown.decide, "organization")
        except (OSError, ResponseError, BadAnswer):
            return ()  # the next reading asks again

    def _check_known(self, details: OrganizationDetails) -> None:
        if not details.known:
            raise RuleBroken(Rule.SETTINGS_UNREAD)


def _by_provider(provider: Provider) -> bool:
    """Whether the name is the provider's to change, together with the seats."""
    return provider.kind is not ProviderKind.OWN_ORGANIZATIONS and provider.billable


def _switches(record: OrganizationAnswer | None, *, vaultwarden: bool) -> CollectionSwitches | None:
    if vaultwarden:
        return VAULTWARDEN_SWITCHES
    return None if record is None else switches_of(record)


def _figures(record: OrganizationAnswer | None, *, vaultwarden: bool) -> dict[str, Any] | None:
    """As the journal has them."""
    if record is None:
        return None
    switches = _switches(record, vaultwarden=vaultwarden)
    flags = {name: getattr(switches, name) for name in CollectionSwitches.__slots__}
    return {"name": record.name, "billing_email": record.billing_email, **flags}


def _features(record: OrganizationAnswer) -> frozenset[Feature]:
    flags = {
        Feature.GROUPS: record.use_groups,
        Feature.POLICIES: record.use_policies,
        Feature.SSO: record.use_sso,
        Feature.SCIM: record.use_scim,
        Feature.DIRECTORY: record.use_directory,
        Feature.EVENTS: record.use_events,
        Feature.DOMAINS: record.use_organization_domains,
        Feature.ACCOUNT_RECOVERY: record.use_reset_password,
        Feature.CUSTOM_ROLES: record.use_custom_permissions,
        Feature.MY_ITEMS: record.use_my_items,
        Feature.API: record.use_api,
        Feature.KEY_CONNECTOR: record.use_key_connector,
        Feature.PREMIUM: record.users_get_premium,
        Feature.SELF_HOST: record.self_host,
        Feature.AUTOMATIC_CONFIRMATION: record.use_automatic_user_confirmation,
        Feature.INVITE_LINKS: record.use_invite_links,
        Feature.RISK_INSIGHTS: record.use_risk_insights,
        Feature.SECRETS_MANAGER: record.use_secrets_manager,
    }
    return frozenset(feature for feature, held in flags.items() if held)
