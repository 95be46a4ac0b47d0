"""What a server says about itself, without a sign-in."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from backend_client.api.call import Call
from backend_client.api.error_shapes import raise_for_refusal
from backend_client.api.transport import Transport
from backend_client.api.wire import Text, WireModel, read_model

FeatureStates = Annotated[
    dict[str, bool | int | float | str],
    BeforeValidator(lambda value: _plain_states(value)),
]


class ServerIdentity(WireModel):
    """Third-party servers name themselves here; the official one sends null."""

    name: Text = ""


class ServerEnvironment(WireModel):
    """Addresses of the server's services, empty where there is none. Foreign text."""

    sso: Text = ""
    vault: Text = ""


class ServerConfig(WireModel):
    """Version and switches. Tell servers apart by `server_name`, never by version."""

    version: Text = ""
    server: ServerIdentity | None = None
    environment: ServerEnvironment | None = None
    feature_states: FeatureStates = {}

    @property
    def server_name(self) -> str:
        """The name of a third-party server, or an empty string. Foreign text."""
        return self.server.name if self.server is not None else ""

    @property
    def sso_address(self) -> str:
        """Where the server's SSO service is; empty where it says none. Foreign text."""
        return self.environment.sso if self.environment is not None else ""

    @property
    def vault_address(self) -> str:
        """Where the server's web vault is; empty where it says none. Foreign text."""
        return self.environment.vault if self.environment is not None else ""

    @property
    def is_vaultwarden(self) -> bool:
        """Whether the server calls itself Vaultwarden: it has no providers, seats, SSO or SCIM."""
        return self.server_name.strip().casefold() == "vaultwarden"


def _plain_states(value: object) -> object:
    """Flags of a plain type; whatever else a server puts there is left out."""
    if not isinstance(value, dict):
        return {}
    return {name: state for name, state in value.items() if isinstance(state, (bool, int, float, str))}


async def read_server_config(transport: Transport) -> ServerConfig:
    """Ask for it. Raises TransportError, ResponseError."""
    answer = await transport.send(Call("GET", "config"))
    return read_model(ServerConfig, raise_for_refusal(answer))
