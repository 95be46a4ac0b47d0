"""Single sign-on of a client: read, check, save. A save replaces everything, so a fresh read comes first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from backend_client.errors import (
    BadRequest,
    ChangedMeanwhile,
    IdentifierTaken,
    NotFound,
    NotPermitted,
    Rule,
    RuleBroken,
    SeatwardenError,
)
from backend_client.portal import clock
from backend_client.portal.sso import (
    ServiceProvider,
    SsoChange,
    SsoConfig,
    SsoState,
    SsoWish,
    composed,
    differences,
)
from backend_client.portal.sso_rules import CLIENT_SECRET, problems, tidied

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.sso import SsoAnswer, SsoUrls
    from backend_client.portal.acts import Acts
    from backend_client.portal.clients import Client
    from backend_client.portal.opened_client import ClientOpener, OpenedClient
    from backend_client.portal.providers import Provider

_STRIPPED = frozenset({CLIENT_SECRET, "keyConnectorEnabled"})


class SsoSettings:
    """Reads and changes a client's single sign-on.

    Every method may raise Locked, ProviderKeyMissing, DecryptionFailed, ClientNotFound, TransportError
    and ResponseError besides what it names.
    """

    def __init__(self, api: Api, *, opener: ClientOpener, acts: Acts) -> None:
        self._api = api
        self._opener = opener
        self._acts = acts

    async def inspect(self, provider: Provider, client: Client) -> SsoState:
        """Where it stands. Quiet. An obstacle is part of the answer: Vaultwarden, or a plan without it."""
        opened = await self._opener.open(provider, client)
        return await self._state(opened)

    def plan(self, state: SsoState, wish: SsoWish) -> tuple[SsoChange, ...]:
        """The save that fulfils the wish; none where everything is so already.

        Raises RuleBroken where there is an obstacle or `problems` finds something.
        """
        after = tidied(composed(state.config, wish))
        return self._planned(state, after)

    def plan_switch(self, state: SsoState, *, enabled: bool) -> tuple[SsoChange, ...]:
        """The save that switches it on or off and changes nothing else. Raises RuleBroken."""
        if state.obstacle is None and not state.config.configured:
            raise RuleBroken(Rule.SSO_NOT_CONFIGURED)
        return self._planned(state, replace(state.config, enabled=enabled), check=enabled)

    def _planned(self, state: SsoState, after: SsoConfig, *, check: bool = True) -> tuple[SsoChange, ...]:
        if state.obstacle is not None:
            raise RuleBroken(state.obstacle)
        if check and problems(state, after):
            raise RuleBroken(Rule.SSO_FIELDS)
        if state.config.same_as(after):
            return ()
        changed = differences(state.config, after)
        change = SsoChange(state.config, after, changed)
        plain = change.switches or change.identifier_changes or change.secret_changes
        return (change,) if plain or changed else ()

    async def apply(self, provider: Provider, client: Client, change: SsoChange) -> SsoState:
        """Save it, once, and read it again.

        Raises ChangedMeanwhile, ReadOnlyMode, RuleBroken, IdentifierTaken, NotApplied, OutcomeUnknown.
        """
        self._acts.check_allowed()
        opened = await self._opener.open(provider, client)
        now = await self._state(opened)
        if now.obstacle is not None:
            raise RuleBroken(now.obstacle)
        if not now.config.same_as(change.before):
            raise ChangedMeanwhile("sso")
        act = self._acts.begin(
            _act(change),
            client=client.name,
            provider_id=provider.id,
            organization_id=opened.id,
            before=_record(change.before),
            after={**_record(change.after), "fields": _changed_names(change)},
        )
        await act.send(self._save(opened, change.after))
        try:
            seen = await self._state(opened)
        except SeatwardenError as error:
            act.unreadable(error)
        if act.failure is not None and not _is_saved(change, seen.config, change.after.identifier):
            taken = isinstance(act.failure, BadRequest) and change.identifier_changes
            if taken and _is_saved(change, seen.config, change.before.identifier):
                act.half_done()
                raise IdentifierTaken
            act.not_seen()
        act.done()
        return seen

    async def _save(self, opened: OpenedClient, config: SsoConfig) -> None:
        data = dict(config.fields)
        if config.client_secret is not None:
            data[CLIENT_SECRET] = config.client_secret
        identifier = config.identifier or None
        await self._api.sso.save(opened.id, enabled=config.enabled, identifier=identifier, data=data)

    async def _state(self, opened: OpenedClient) -> SsoState:
        if opened.vaultwarden:
            return SsoState(clock.now(), obstacle=Rule.SSO_OPERATOR_ONLY)
        abilities = await self._opener.abilities(opened.client)
        if not abilities.sso:
            return SsoState(clock.now(), obstacle=Rule.SSO_WITHOUT_FLAG)
        answer = await self._api.sso.read(opened.id)
        return SsoState(
            clock.now(),
            config=_config(answer),
            service_provider=await self._service_provider(answer.urls),
            key_connector=abilities.key_connector,
            policies_on=await self._policies_on(opened.id),
        )

    async def _policies_on(self, organization_id: str) -> frozenset[int] | None:
        try:
            rows = await self._api.policies.list(organization_id)
        except (NotFound, NotPermitted):
            return None
        return frozenset(row.type for row in rows if row.enabled)

    async def _service_provider(self, urls: SsoUrls) -> ServiceProvider:
        given = ServiceProvider(
            callback=urls.callback_path,
            signed_out=urls.signed_out_callback_path,
            entity_id=urls.sp_entity_id,
            entity_id_static=urls.sp_entity_id_static,
            metadata=urls.sp_metadata_url,
            acs=urls.sp_acs_url,
        )
        if all(map(_is_absolute, given.addresses)):
            return given
        base = (await self._api.config()).sso_address.rstrip("/")
        if not _is_absolute(base):
            return replace(given, absolute=False)
        return ServiceProvider(
            callback=_below(base, given.callback),
            signed_out=_below(base, given.signed_out),
            entity_id=_below(base, given.entity_id),
            entity_id_static=_below(base, given.entity_id_static),
            metadata=_below(base, given.metadata),
            acs=_below(base, given.acs),
        )


def _config(answer: SsoAnswer) -> SsoConfig:
    data = answer.data or {}
    return SsoConfig(
        enabled=answer.enabled,
        identifier=answer.identifier or "",
        fields={name: value for name, value in data.items() if name not in _STRIPPED},
        client_secret=data.get(CLIENT_SECRET),
    )


def _is_absolute(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _below(base: str, address: str) -> str:
    return address if _is_absolute(address) else f"{base}/{address.lstrip('/')}"


def _is_saved(change: SsoChange, seen: SsoConfig, identifier: str) -> bool:
    """Whether everything that was to change did, with that identifier."""
    wanted = replace(change.after, identifier=identifier)
    changed = {each.name for each in differences(wanted, seen)} & {each.name for each in change.fields}
    secret = change.secret_changes and SsoChange(wanted, seen, ()).secret_changes
    return not changed and not secret and (seen.enabled, seen.identifier) == (wanted.enabled, identifier)


def _act(change: SsoChange) -> str:
    if not change.switches:
        return "sso.save"
    return "sso.enable" if change.after.enabled else "sso.disable"


def _record(config: SsoConfig) -> dict[str, Any]:
    """What the journal tells: no value of a field, and no secret."""
    kind = config.kind
    return {
        "enabled": config.enabled,
        "identifier": config.identifier,
        "kind": "" if kind is None else kind.name.lower(),
        "decryption": config.decryption,
    }


def _changed_names(change: SsoChange) -> str:
    names = [each.name for each in change.fields]
    return ", ".join([*names, CLIENT_SECRET] if change.secret_changes else names)
