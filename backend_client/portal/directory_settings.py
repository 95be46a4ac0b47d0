"""A client's directory: SCIM, its key, and the key that Directory Connector needs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from backend_client.errors import ChangedMeanwhile, Rule, RuleBroken, SeatwardenError
from backend_client.portal import clock
from backend_client.portal.directory import DirectoryState, KeyKind, Scim, ScimChange
from backend_client.portal.organization_keys import OrganizationKeys

if TYPE_CHECKING:
    from backend_client.api.directory import ScimConnection
    from backend_client.api.server_config import ServerConfig
    from backend_client.portal.clients import Client
    from backend_client.portal.opened_client import OpenedClient
    from backend_client.portal.providers import Provider

_ENABLED, _PROVIDER, _INVITES = "enabled", "scimprovider", "inviteusersafterprovisioning"
_SENT_NAMES = {_ENABLED: "enabled", _PROVIDER: "scimProvider", _INVITES: "inviteUsersAfterProvisioning"}


class DirectorySettings(OrganizationKeys):
    """Reads and changes how a directory reaches a client.

    Every method may raise Locked, ProviderKeyMissing, DecryptionFailed, ClientNotFound, TransportError
    and ResponseError besides what it names.
    """

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
            opened.provider,
            opened.client,
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
        scim_obstacle = await self._key_obstacle(opened.client, KeyKind.SCIM)
        server = self._api.server
        return DirectoryState(
            clock.now(),
            client_id=f"organization.{opened.id}",
            scim=Scim() if scim_obstacle else _scim(await self._api.directory.scim(opened.id)),
            scim_obstacle=scim_obstacle,
            connector_obstacle=await self._connector_obstacle(opened),
            scim_address="" if scim_obstacle else _scim_address(config, server.vault_url, opened.id),
            server_address=server.vault_url,
            keys=await self._made_keys(opened.client),
        )

    async def _connector_obstacle(self, opened: OpenedClient) -> Rule | None:
        """Vaultwarden takes Directory Connector whatever its flags say."""
        if opened.vaultwarden or (await self._opener.abilities(opened.client)).directory:
            return None
        return Rule.DIRECTORY_WITHOUT_FLAG


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
