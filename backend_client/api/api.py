"""One server's HTTP interface: the transport, the sign-in, and one attribute per noun."""

from __future__ import annotations

from pathlib import Path

from backend_client.api.accounts import AccountsApi
from backend_client.api.auth import Auth
from backend_client.api.billing import BillingApi
from backend_client.api.caller import Caller
from backend_client.api.ciphers import CiphersApi
from backend_client.api.clients import ClientsApi
from backend_client.api.collections import CollectionsApi
from backend_client.api.device import Device
from backend_client.api.groups import GroupsApi
from backend_client.api.members import MembersApi
from backend_client.api.organizations import OrganizationsApi
from backend_client.api.pace import Pace
from backend_client.api.policies import PoliciesApi
from backend_client.api.providers import ProvidersApi
from backend_client.api.server_config import ServerConfig, read_server_config
from backend_client.api.servers import Server
from backend_client.api.transport import DEFAULT_TIMEOUTS, AsgiApp, Timeouts, Transport


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
        self.auth = Auth(self.transport)
        caller = Caller(self.transport, self.auth)
        self.accounts = AccountsApi(caller)
        self.providers = ProvidersApi(caller)
        self.clients = ClientsApi(caller)
        self.billing = BillingApi(caller)
        self.organizations = OrganizationsApi(caller)
        self.collections = CollectionsApi(caller)
        self.ciphers = CiphersApi(caller)
        self.groups = GroupsApi(caller)
        self.members = MembersApi(caller)
        self.policies = PoliciesApi(caller)

    async def config(self) -> ServerConfig:
        """What the server says about itself; no sign-in needed."""
        return await read_server_config(self.transport)

    async def aclose(self) -> None:
        """Forget the tokens and close the connections."""
        self.auth.forget()
        await self.transport.aclose()
