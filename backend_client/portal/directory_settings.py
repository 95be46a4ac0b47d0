"""A client's directory: SCIM, its key, and the key that Directory Connector needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from backend_client.errors import (
    BadAnswer,
    ChangedMeanwhile,
    ResponseError,
    Rule,
    RuleBroken,
    SeatwardenError,
)
from backend_client.portal import clock
from backend_client.portal.directory import DirectoryState, KeyKind, OrganizationKey, Scim, ScimChange

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.directory import ScimConnection
    from backend_client.api.organizations import ApiKeyAnswer
    from backend_client.api.server_config import ServerConfig
    from backend_client.portal.acts import Act, Acts
    from backend_client.portal.clients import Client
    from backend_client.portal.opened_client import ClientOpener, OpenedClient
    from backend_client.portal.providers import Provider
    from backend_client.secret import Secret

_ENABLED, _PROVIDER, _INVITES = "enabled", "scimprovider", "inviteusersafterprovisioning"
_SENT_NAMES = {_ENABLED: "enabled", _PROVIDER: "scimProvider", _INVITES: "inviteUsersAfterProvisioning"}


class DirectorySettings:
    """Reads and changes how a directory reaches a client.

    Every method may raise Locked, ProviderKeyMissing, DecryptionFailed, ClientNotFound, TransportError
    and ResponseError besides what it names.
    """

    def __init__(self, api: Api, *, opener: ClientOpener, acts: Acts) -> None:
        self._api = api
        self._opener = opener
        self._acts = acts

    async def inspect(self, provider: Provider, client: Client) -> DirectoryState:
        """Where both roads stand. Quiet; no key is fetched."""
        return await self._state(await self._opener.open(provider, client))

    def plan(
        self, state: DirectoryState, *, enabled: bool, provider: int | None = None
    ) -> tuple[ScimChange, ...]:
        """The write that switches SCIM on or off; none where it is so. Without a `provider` that stays.

        Raises RuleBroken.
        """
        if state.scim_obstacle is not None:
            raise RuleBroken(state.scim_obstacle)
        scim = state.scim
        if not enabled and not scim.connection_id:
            return ()
        wanted = scim.provider if provider is None else provider
        if (scim.enabled, scim.half, scim.provider) == (enabled, False, wanted):
            return ()
        return (ScimChange(scim, enabled, wanted),)

    async def apply(self, provider: Provider, client: Client, change: ScimChange) -> DirectoryState:
        """Switch it, once, and read again.

        Raises ChangedMeanwhile, ReadOnlyMode, RuleBroken, NotApplied, OutcomeUnknown.
        """
        self._acts.check_allowed()
        opened = await self._opener.open(provider, client)
        now = await self._state(opened)
        if now.scim_obstacle is not None:
            raise RuleBroken(now.scim_obstacle)
        if now.scim != change.before:
            raise ChangedMeanwhile("directory")
        act = self._begin(
            "scim.on" if change.enabled else "scim.off",
            opened,
            before={"enabled": now.scim.enabled, "scim_provider": now.scim.provider},
            after={"enabled": change.enabled, "scim_provider": change.provider},
        )
        await act.send(self._save(opened, change))
        try:
            seen = await self._state(opened)
        except SeatwardenError as error:
            act.unreadable(error)
        wanted = (change.enabled, False, change.provider)
        if (seen.scim.enabled, seen.scim.half, seen.scim.provider) != wanted:
            act.not_seen()
        act.done()
        return seen

    async def key(
        self, provider: Provider, client: Client, kind: KeyKind, proof: Secret, *, rotate: bool = False
    ) -> OrganizationKey:
        """Fetch a key of the client; the first time makes it. With `rotate` the one before dies at once.

        `proof` comes of `Session.proof`, and is dropped. Fetching is journalled too: it hands out a secret.
        Raises ReadOnlyMode, RuleBroken, NotApplied, OutcomeUnknown.
        """
        try:
            self._acts.check_allowed()
            opened = await self._opener.open(provider, client)
            obstacle = await self._obstacle(opened, kind)
            if obstacle is not None:
                raise RuleBroken(obstacle)
            before = (await self._keys(opened) or {}).get(kind) if rotate else None
            name = {KeyKind.SCIM: "scim_key", KeyKind.CONNECTOR: "api_key"}[kind]
            act = self._begin(f"{name}.rotate" if rotate else f"{name}.fetch", opened)
            return await self._ask(act, opened, kind, proof, rotate=rotate, before=before)
        finally:
            proof.drop()

    async def _ask(
        self,
        act: Act,
        opened: OpenedClient,
        kind: KeyKind,
        proof: Secret,
        *,
        rotate: bool,
        before: datetime | None,
    ) -> OrganizationKey:
        from_server: list[ApiKeyAnswer] = []

        async def ask() -> None:
            organizations = self._api.organizations
            call = organizations.rotate_api_key if rotate else organizations.api_key
            from_server.append(await call(opened.id, int(kind), proof))

        await act.send(ask())
        if not from_server and rotate:
            try:
                if (await self._keys(opened) or {}).get(kind) != before:  # another key is there: fetch it
                    answer = await self._api.organizations.api_key(opened.id, int(kind), proof)
                    from_server.append(answer)
            except SeatwardenError as error:
                act.unreadable(error)
        if not from_server:
            act.not_seen()
        act.done()
        found = from_server[0]
        return OrganizationKey(kind, found.api_key)

    def _begin(
        self,
        name: str,
        opened: OpenedClient,
        *,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> Act:
        return self._acts.begin(
            name,
            client=opened.client.name,
            provider_id=opened.provider.id,
            organization_id=opened.id,
            before=before,
            after=after,
        )

    async def _save(self, opened: OpenedClient, change: ScimChange) -> None:
        config = {
            _SENT_NAMES.get(name, name): value
            for name, value in change.before.config.items()
            if value is not None
        }
        config["enabled"] = change.enabled
        if change.provider is not None:
            config["scimProvider"] = change.provider
        directory, known = self._api.directory, change.before.connection_id
        if known:
            await directory.update_scim(opened.id, known, enabled=change.enabled, config=config)
        else:
            await directory.create_scim(opened.id, enabled=change.enabled, config=config)

    async def _state(self, opened: OpenedClient) -> DirectoryState:
        config = await self._api.config()
        scim_obstacle = await self._obstacle(opened, KeyKind.SCIM)
        server = self._api.server
        return DirectoryState(
            clock.now(),
            client_id=f"organization.{opened.id}",
            scim=Scim() if scim_obstacle else _scim(await self._api.directory.scim(opened.id)),
            scim_obstacle=scim_obstacle,
            connector_obstacle=await self._obstacle(opened, KeyKind.CONNECTOR),
            scim_address="" if scim_obstacle else _scim_address(config, server.vault_url, opened.id),
            server_address=server.vault_url,
            keys=await self._keys(opened),
        )

    async def _obstacle(self, opened: OpenedClient, kind: KeyKind) -> Rule | None:
        """Vaultwarden has no SCIM, and takes Directory Connector whatever its flags say."""
        if opened.vaultwarden:
            return Rule.SCIM_NOT_SERVED if kind is KeyKind.SCIM else None
        abilities = await self._opener.abilities(opened.client)
        if kind is KeyKind.SCIM:
            return None if abilities.scim else Rule.SCIM_WITHOUT_FLAG
        return None if abilities.directory else Rule.DIRECTORY_WITHOUT_FLAG

    async def _keys(self, opened: OpenedClient) -> dict[KeyKind, datetime | None] | None:
        """Which keys were ever made, by kind; None where the server does not tell."""
        if opened.vaultwarden:
            return None
        found: dict[KeyKind, datetime | None] = {}
        for kind in KeyKind:
            try:
                rows = await self._api.organizations.api_key_information(opened.id, int(kind))
            except (ResponseError, BadAnswer):
                return None
            for row in rows:
                if row.key_type == kind:
                    found[kind] = None if row.revision_date is None else _utc(row.revision_date)
        return found


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _scim(connection: ScimConnection) -> Scim:
    """The server answers an object of defaults where there is none."""
    if connection.id is None:
        return Scim()
    config = connection.config or {}
    inner, provider, invites = config.get(_ENABLED) is True, config.get(_PROVIDER), config.get(_INVITES)
    return Scim(
        connection_id=connection.id,
        enabled=connection.enabled and inner,
        half=connection.enabled is not inner,
        provider=provider if type(provider) is int else None,
        invites=invites if isinstance(invites, bool) else None,
        config=config,
    )


def _scim_address(config: ServerConfig, vault: str, organization_id: str) -> str:
    """The clouds have a host for SCIM beside the one for SSO; other servers a path."""
    try:
        parts = urlsplit(config.sso_address)
        own_host = parts.scheme == "https" and parts.netloc.startswith("sso.") and not parts.path.strip("/")
    except ValueError:
        own_host = False
    if own_host:
        base = urlunsplit((parts.scheme, "scim." + parts.netloc.removeprefix("sso."), "", "", ""))
    else:
        base = f"{vault.rstrip('/')}/scim"
    return f"{base}/v2/{organization_id}"
