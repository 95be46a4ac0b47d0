"""What this program tells a server about itself."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from backend_client.version import VERSION

CLIENT_VERSION = "2026.8.0"
"""The client version announced. Signing in fails without one; accounts of the newer encryption need
at least 2025.11.0. Raise it only after testing against a server of that version."""

CLIENT_NAME = "cli"
"""The client kind announced, also the OAuth client id of a password sign-in."""

_WINDOWS_CLI, _MACOS_CLI, _LINUX_CLI = 23, 24, 25


@dataclass(frozen=True, slots=True)
class Device:
    """One installation as used by one operator.

    `identifier` is a random UUID that must stay the same from run to run: a new one makes the server
    ask for a new-device code. It is not secret.
    """

    identifier: str
    name: str
    type_number: int


def this_device(identifier: str, name: str = "Seatwarden") -> Device:
    """This machine, by its operating system."""
    return Device(identifier, name, device_type(sys.platform))


def device_type(platform: str) -> int:
    """The server's number for a command-line client on `platform` (a `sys.platform` value)."""
    if platform == "win32":
        return _WINDOWS_CLI
    return _MACOS_CLI if platform == "darwin" else _LINUX_CLI


def headers_for(device: Device, client_version: str = CLIENT_VERSION) -> dict[str, str]:
    """The headers every request carries."""
    return {
        "Accept": "application/json",
        "User-Agent": f"Seatwarden/{VERSION}",
        "Bitwarden-Client-Name": CLIENT_NAME,
        "Bitwarden-Client-Version": client_version,
        "Device-Type": str(device.type_number),
        "Device-Identifier": device.identifier,
    }
