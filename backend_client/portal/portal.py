"""The Provider Portal in plain words: what the front end holds. (Signatures first.)"""

from __future__ import annotations

from types import TracebackType

from backend_client.portal.clients import Client, ClientList, ClientPeople
from backend_client.portal.organization import OrganizationVault
from backend_client.portal.providers import Provider
from backend_client.portal.session import Session


class Portal:
    """Everything a front end can ask for, on one server. Use as an async context manager.

    Create it inside the event loop that uses it.
    """

    session: Session

    @property
    def server(self) -> str:
        """The server's host name, or "practice"."""
        raise NotImplementedError

    @property
    def practice(self) -> bool:
        """Whether this is the practice backend."""
        raise NotImplementedError

    async def __aenter__(self) -> Portal:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Sign out and close connections."""
        raise NotImplementedError

    async def providers(self) -> tuple[Provider, ...]:
        """The places the account manages clients from, by name. Raises NoProvider when there is none."""
        raise NotImplementedError

    async def client_list(self, provider: Provider) -> ClientList:
        """Clients, seats and pools. Quiet: writes no audit event. Works locked (keys NOT_TRIED)."""
        raise NotImplementedError

    async def client_people(self, client: Client) -> ClientPeople:
        """How many people of a client are invited, accepted, confirmed. Quiet."""
        raise NotImplementedError

    async def organization_vault(self, provider: Provider, client: Client) -> OrganizationVault:
        """Open a client: its collections, decrypted. Raises Locked, ProviderKeyMissing, DecryptionFailed."""
        raise NotImplementedError
