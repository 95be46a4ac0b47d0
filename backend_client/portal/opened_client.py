"""Opening a client for work inside it: its key, and what it may use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from backend_client.api.accounts import ProfileAnswer, ProfileOrganization
    from backend_client.crypto.enc_string import EncString
    from backend_client.crypto.keys import SymmetricKey
    from backend_client.errors import CryptoError
    from backend_client.portal.client_reader import ClientReader
    from backend_client.portal.clients import Client
    from backend_client.portal.key_watch import Doubt, KeyWatch
    from backend_client.portal.providers import Provider
    from backend_client.portal.session import Session


class ReadingKey(Protocol):
    """An organization key as far as it reads. A type of its own, so that the type checker finds whatever
    would encrypt with a key that nobody compared."""

    @property
    def key_id(self) -> str: ...
    def decrypt(self, value: EncString) -> bytes: ...
    def decrypt_text(self, value: EncString) -> str: ...
    def decrypt_many(self, texts: Sequence[str]) -> list[bytes | CryptoError]: ...


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the organization may use: the server's flags, never its plan name.

    `admin_access`: its owners and admins reach every collection.
    """

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
    domains: bool = False
    automatic_confirmation: bool = False
    admin_access: bool = False
    api: bool = False


@dataclass(frozen=True, slots=True)
class OpenedClient:
    """One client with its key. Held as long as one act takes, never by a screen.

    `key` reads; what encrypts takes `sealing_key`. `vaultwarden`: the server is one, and keeps other rules
    for some writes. `doubt`: why the key is not trusted.
    """

    provider: Provider
    client: Client
    key: ReadingKey = field(repr=False)
    vaultwarden: bool = False
    doubt: Doubt | None = None

    @property
    def id(self) -> str:
        """The organization's id, as every path inside it needs it."""
        return self.client.organization_id

    @property
    def sealing_key(self) -> SymmetricKey:
        """The key, to encrypt with and to hand on. Raises KeyChanged where it is not the known one."""
        if self.doubt is not None:
            raise self.doubt.error(provider=False, name=self.client.name)
        return cast("SymmetricKey", self.key)


class ClientOpener:
    """Opens clients with the session's keys."""

    def __init__(self, session: Session, reader: ClientReader) -> None:
        self._session = session
        self._reader = reader

    @property
    def user_id(self) -> str:
        """The signed-in account's id; empty when nobody is."""
        account = self._session.account
        return account.user_id if account is not None else ""

    @property
    def who(self) -> str:
        """The signed-in account's e-mail address; empty when nobody is."""
        account = self._session.account
        return account.email if account is not None else ""

    @property
    def watch(self) -> KeyWatch:
        """What is known of keys."""
        return self._session.watch

    async def open(self, provider: Provider, client: Client) -> OpenedClient:
        """Raises Locked, ProviderKeyMissing, DecryptionFailed, ClientNotFound."""
        await self.read(provider, client)
        return await self.opened(provider, client)

    async def opened(self, provider: Provider, client: Client) -> OpenedClient:
        """With the key in hand; the client is not asked for. Raises what `open` does, less ClientNotFound."""
        vaultwarden = await self._reader.is_vaultwarden()
        keys = self._session.keys
        key, doubt = (
            keys.organization_key(client.organization_id),
            keys.client_doubt(client.organization_id),
        )
        return OpenedClient(provider, client, key, vaultwarden, doubt)

    async def read(self, provider: Provider, client: Client) -> Client:
        """The client as it is now; whether its key opens is said in `key`. Raises Locked, ClientNotFound."""
        _ = self._session.keys  # locked sessions are told before anything is asked
        return await self._reader.open_client_key(provider, client)

    async def is_vaultwarden(self) -> bool:
        """Whether the server is one, and keeps other rules."""
        return await self._reader.is_vaultwarden()

    async def abilities(self, client: Client, *, at_most: float = 5.0) -> Abilities:
        """The client's flags, `at_most` so many seconds old; none where the profile does not name it."""
        row = _flags(await self._reader.profile(at_most=at_most), client)
        if row is None:  # a client that was just made is not in a profile read before
            row = _flags(await self._reader.profile(at_most=0), client)
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
            domains=row.use_organization_domains,
            automatic_confirmation=row.use_automatic_user_confirmation,
            admin_access=row.allow_admin_access_to_all_collection_items,
            api=row.use_api,
        )


def _flags(profile: ProfileAnswer, client: Client) -> ProfileOrganization | None:
    known = (*profile.provider_organizations.rows, *profile.organizations.rows)
    return next((row for row in known if row.id == client.organization_id), None)
