"""Opening a client for work inside it: its key, and what it may use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_client.api.accounts import ProfileAnswer, ProfileOrganization
    from backend_client.crypto.keys import SymmetricKey
    from backend_client.portal.client_reader import ClientReader
    from backend_client.portal.clients import Client
    from backend_client.portal.providers import Provider
    from backend_client.portal.session import Session


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the organization may use: the server's flags, never its plan name."""

    policies: bool = False
    sso: bool = False
    groups: bool = False
    sso_enabled: bool = False
    scim: bool = False
    directory: bool = False
    account_recovery: bool = False
    custom_roles: bool = False
    key_connector: bool = False
    my_items: bool = False


@dataclass(frozen=True, slots=True)
class OpenedClient:
    """One client with its key. Held as long as one act takes, never by a screen.

    `vaultwarden`: the server is one, and keeps other rules for some writes.
    """

    provider: Provider
    client: Client
    key: SymmetricKey = field(repr=False)
    vaultwarden: bool = False

    @property
    def id(self) -> str:
        """The organization's id, as every path inside it needs it."""
        return self.client.organization_id


class ClientOpener:
    """Opens clients with the session's keys."""

    def __init__(self, session: Session, reader: ClientReader) -> None:
        self._session = session
        self._reader = reader

    async def open(self, provider: Provider, client: Client) -> OpenedClient:
        """Raises Locked, ProviderKeyMissing, DecryptionFailed, ClientNotFound."""
        _ = self._session.keys  # locked sessions are told before anything is asked
        await self._reader.open_client_key(provider, client)
        vaultwarden = await self._reader.is_vaultwarden()
        key = self._session.keys.organization_key(client.organization_id)
        return OpenedClient(provider, client, key, vaultwarden)

    async def abilities(self, client: Client) -> Abilities:
        """The client's flags; none where the profile does not name the client."""
        row = _flags(await self._reader.profile(), client)
        if row is None:  # a client that was just made is not in a profile read before
            row = _flags(await self._reader.profile(fresh=True), client)
        if row is None:
            return Abilities()
        return Abilities(
            policies=row.use_policies,
            sso=row.use_sso,
            groups=row.use_groups,
            sso_enabled=row.sso_enabled,
            scim=row.use_scim,
            directory=row.use_directory,
            account_recovery=row.use_reset_password,
            custom_roles=row.use_custom_permissions,
            key_connector=row.use_key_connector,
            my_items=row.use_my_items,
        )


def _flags(profile: ProfileAnswer, client: Client) -> ProfileOrganization | None:
    known = (*profile.provider_organizations.rows, *profile.organizations.rows)
    return next((row for row in known if row.id == client.organization_id), None)
