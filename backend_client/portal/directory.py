"""How a directory reaches a client, as values: SCIM, and Directory Connector."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from backend_client.errors import Rule
from backend_client.secret import Secret


class ScimProvider(IntEnum):
    """The identity provider, by the server's number: a hint for its ways."""

    DEFAULT = 0
    ENTRA_ID = 1
    OKTA = 2
    ONELOGIN = 3
    JUMPCLOUD = 4
    GOOGLE_WORKSPACE = 5
    RIPPLING = 6
    PING = 7


class KeyKind(IntEnum):
    """Which key of the organization, by the server's number."""

    CONNECTOR = 0
    SCIM = 2


@dataclass(frozen=True, slots=True)
class OrganizationKey:
    """A key that was fetched."""

    kind: KeyKind
    secret: Secret


@dataclass(frozen=True, slots=True)
class Scim:
    """The SCIM connection. `connection_id` is empty where there is none.

    The server wants two switches on, the connection's and the one in its `config`; `half` says that only
    one is. `provider` is the server's number, also of one not known here. `invites` None means yes.
    """

    connection_id: str = ""
    enabled: bool = False
    half: bool = False
    provider: int | None = None
    invites: bool | None = None
    config: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class DirectoryState:
    """Where a client's directory stands, at `read_at` (UTC).

    The obstacles say why a road is closed. `keys` are the kinds of keys that were ever made, with their
    time; None where that cannot be read. Addresses are foreign text.
    """

    read_at: datetime
    client_id: str
    scim: Scim = field(default_factory=Scim)
    scim_obstacle: Rule | None = None
    connector_obstacle: Rule | None = None
    scim_address: str = ""
    server_address: str = ""
    keys: Mapping[KeyKind, datetime | None] | None = None


@dataclass(frozen=True, slots=True)
class ScimChange:
    """SCIM as it would be: on or off, for which identity provider."""

    before: Scim
    enabled: bool
    provider: int | None
