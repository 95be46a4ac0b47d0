"""One server's HTTP interface: the transport, the sign-in, and one attribute per noun.

The nouns that a client list does not need are imported when they are first asked for.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from backend_client.api.accounts import AccountsApi
from backend_client.api.auth import Auth
from backend_client.api.billing import BillingApi
from backend_client.api.boot_clock import boot_clock
from backend_client.api.caller import Caller
from backend_client.api.clients import ClientsApi
from backend_client.api.device import Device
from backend_client.api.pace import Pace
from backend_client.api.server_config import ServerConfig, read_server_config
from backend_client.api.servers import Server
from backend_client.api.timeouts import DEFAULT_TIMEOUTS, Timeouts
from backend_client.api.transport import AsgiApp, Transport

if TYPE_CHECKING:
    from backend_client.api.account_recovery import AccountRecoveryApi
    from backend_client.api.auth_requests import AuthRequestsApi
    from backend_client.api.ciphers import CiphersApi
    from backend_client.api.collections import CollectionsApi
    from backend_client.api.device_approvals import DeviceApprovalsApi
    from backend_client.api.directory import DirectoryApi
    from backend_client.api.domains import DomainsApi
    from backend_client.api.events import EventsApi
    from backend_client.api.groups import GroupsApi
    from backend_client.api.invoices import InvoicesApi
    from backend_client.api.joining import JoiningApi
    from backend_client.api.members import MembersApi
    from backend_client.api.organizations import OrganizationsApi
    from backend_client.api.payment import PaymentApi
    from backend_client.api.policies import PoliciesApi
    from backend_client.api.provider_users import ProviderUsersApi
    from backend_client.api.providers import ProvidersApi
    from backend_client.api.sso import SsoApi


class Api:
    """Everything that can be asked of one server. Create, use and close it in one event loop."""

    def __init__(
        self,
        server: Server,
        *,
        device: Device,
        ca_bundle: Path | None = None,
        asgi_app: AsgiApp | None = None,
        pace: Pace | None = None,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
    ) -> None:
        self.server = server
        self.transport = Transport(
            server, device=device, ca_bundle=ca_bundle, asgi_app=asgi_app, pace=pace, timeouts=timeouts
        )
        self.auth = Auth(self.transport, clock=boot_clock)
        self._caller = Caller(self.transport, self.auth)
        self.accounts = AccountsApi(self._caller)
        self.clients = ClientsApi(self._caller)
        self.billing = BillingApi(self._caller)

    @cached_property
    def auth_requests(self) -> AuthRequestsApi:
        """Logins with another device."""
        from backend_client.api.auth_requests import AuthRequestsApi  # noqa: PLC0415

        return AuthRequestsApi(self.transport)

    @cached_property
    def providers(self) -> ProvidersApi:
        """A provider's own record."""
        from backend_client.api.providers import ProvidersApi  # noqa: PLC0415

        return ProvidersApi(self._caller)

    @cached_property
    def joining(self) -> JoiningApi:
        """Invitations of the signed-in account."""
        from backend_client.api.joining import JoiningApi  # noqa: PLC0415

        return JoiningApi(self._caller)

    @cached_property
    def invoices(self) -> InvoicesApi:
        """Invoices of a provider."""
        from backend_client.api.invoices import InvoicesApi  # noqa: PLC0415

        return InvoicesApi(self._caller)

    @cached_property
    def payment(self) -> PaymentApi:
        """How a provider pays."""
        from backend_client.api.payment import PaymentApi  # noqa: PLC0415

        return PaymentApi(self._caller)

    @cached_property
    def provider_users(self) -> ProviderUsersApi:
        """The people of a provider."""
        from backend_client.api.provider_users import ProviderUsersApi  # noqa: PLC0415

        return ProviderUsersApi(self._caller)

    @cached_property
    def organizations(self) -> OrganizationsApi:
        """One organization's record."""
        from backend_client.api.organizations import OrganizationsApi  # noqa: PLC0415

        return OrganizationsApi(self._caller)

    @cached_property
    def collections(self) -> CollectionsApi:
        """Collections of an organization."""
        from backend_client.api.collections import CollectionsApi  # noqa: PLC0415

        return CollectionsApi(self._caller)

    @cached_property
    def ciphers(self) -> CiphersApi:
        """Items of an organization's vault."""
        from backend_client.api.ciphers import CiphersApi  # noqa: PLC0415

        return CiphersApi(self._caller)

    @cached_property
    def groups(self) -> GroupsApi:
        """Groups of an organization."""
        from backend_client.api.groups import GroupsApi  # noqa: PLC0415

        return GroupsApi(self._caller)

    @cached_property
    def members(self) -> MembersApi:
        """Members of an organization."""
        from backend_client.api.members import MembersApi  # noqa: PLC0415

        return MembersApi(self._caller)

    @cached_property
    def account_recovery(self) -> AccountRecoveryApi:
        """Recovering accounts of members."""
        from backend_client.api.account_recovery import AccountRecoveryApi  # noqa: PLC0415

        return AccountRecoveryApi(self._caller)

    @cached_property
    def device_approvals(self) -> DeviceApprovalsApi:
        """Devices that wait to be trusted."""
        from backend_client.api.device_approvals import DeviceApprovalsApi  # noqa: PLC0415

        return DeviceApprovalsApi(self._caller)

    @cached_property
    def policies(self) -> PoliciesApi:
        """Policies of an organization."""
        from backend_client.api.policies import PoliciesApi  # noqa: PLC0415

        return PoliciesApi(self._caller)

    @cached_property
    def sso(self) -> SsoApi:
        """Single sign-on of an organization."""
        from backend_client.api.sso import SsoApi  # noqa: PLC0415

        return SsoApi(self._caller)

    @cached_property
    def directory(self) -> DirectoryApi:
        """The SCIM connection of an organization."""
        from backend_client.api.directory import DirectoryApi  # noqa: PLC0415

        return DirectoryApi(self._caller)

    @cached_property
    def domains(self) -> DomainsApi:
        """The domains an organization claims."""
        from backend_client.api.domains import DomainsApi  # noqa: PLC0415

        return DomainsApi(self._caller)

    @cached_property
    def events(self) -> EventsApi:
        """Event logs of a provider and of organizations."""
        from backend_client.api.events import EventsApi  # noqa: PLC0415

        return EventsApi(self._caller)

    async def config(self) -> ServerConfig:
        """What the server says about itself; no sign-in needed."""
        return await read_server_config(self.transport)

    async def aclose(self) -> None:
        """Forget the tokens and close the connections."""
        await self.auth.aclose()
        await self.transport.aclose()
