"""Where a server's API and identity hosts are.

`parse_server` reads what a person typed: a region (`us`, `eu`), `practice`, or the address of a
self-hosted server. The two clouds answer on hosts of their own; a self-hosted server answers below
one base address, at `/api` and `/identity`.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from backend_client.errors import AddressProblem, BadServerAddress

_LONGEST_HOST = 253
_HOST_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,62}\.)*[a-z0-9_-]{0,62}\.?", re.ASCII)
_PATH = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@%/-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Server:
    """One server. `name` is what `parse_server` takes to find it again; addresses end without a slash."""

    name: str
    api_url: str
    identity_url: str
    vault_url: str
    practice: bool = False

    @property
    def host(self) -> str:
        """The host a person knows it by, with its port when it is not the usual one; or "practice"."""
        return "practice" if self.practice else urlsplit(self.vault_url).netloc

    @property
    def loopback(self) -> bool:
        """Whether it runs on this machine."""
        return _is_loopback(urlsplit(self.vault_url).hostname or "")


US = Server(
    "us", "https://api.bitwarden.com", "https://identity.bitwarden.com", "https://vault.bitwarden.com"
)
EU = Server("eu", "https://api.bitwarden.eu", "https://identity.bitwarden.eu", "https://vault.bitwarden.eu")
PRACTICE = Server(
    "practice",
    "https://practice.invalid/api",
    "https://practice.invalid/identity",
    "https://practice.invalid",
    practice=True,
)

_BY_NAME = {server.name: server for server in (US, EU, PRACTICE)}
_BY_HOST = {
    "vault.bitwarden.com": US,
    "bitwarden.com": US,
    "www.bitwarden.com": US,
    "vault.bitwarden.eu": EU,
    "bitwarden.eu": EU,
    "www.bitwarden.eu": EU,
}


def parse_server(where: str, *, allow_loopback_http: bool = False) -> Server:
    """Find the server a person means.

    A bare host name gets `https://`; a path stays; query and fragment (the web vault's `#/login`) go.
    Plain `http://` is taken only to a loopback host and only when asked for. Raises BadServerAddress.
    """
    text = where.strip()
    if not text:
        raise BadServerAddress(AddressProblem.EMPTY)
    known = _BY_NAME.get(text.lower())
    if known is not None:
        return known
    parts = _split(text if "://" in text else f"https://{text}")
    host = _host(parts)
    if parts.scheme != "https":
        here = parts.scheme == "http" and _is_loopback(host)
        if not here:
            raise BadServerAddress(AddressProblem.NOT_HTTPS)
        if not allow_loopback_http:
            raise BadServerAddress(AddressProblem.LOOPBACK_NOT_HTTPS)
    cloud = _BY_HOST.get(host)
    if cloud is not None:
        return cloud
    base = f"{parts.scheme}://{_authority(parts, host)}{_path(parts)}"
    return Server(base, f"{base}/api", f"{base}/identity", base)


def _split(text: str) -> SplitResult:
    if any(character.isspace() or not character.isprintable() for character in text):
        raise BadServerAddress(AddressProblem.NO_HOST)
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = None
    if parts is None:
        raise BadServerAddress(AddressProblem.NO_HOST)
    if "@" in parts.netloc:
        raise BadServerAddress(AddressProblem.HAS_CREDENTIALS)
    return parts


def _host(parts: SplitResult) -> str:
    """The host in lower case and ASCII; an IPv6 address without its brackets."""
    host = parts.hostname or ""
    if ":" in host:
        if _address(host) is None:
            raise BadServerAddress(AddressProblem.NO_HOST)
        return host
    try:
        host = host.encode("idna").decode("ascii").lower() if len(host) <= _LONGEST_HOST else ""
    except UnicodeError:
        host = ""
    if not _HOST_NAME.fullmatch(host):
        raise BadServerAddress(AddressProblem.NO_HOST)
    return host


def _authority(parts: SplitResult, host: str) -> str:
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise BadServerAddress(AddressProblem.NO_HOST)
    shown = f"[{host}]" if ":" in host else host
    usual = 443 if parts.scheme == "https" else 80
    return shown if port in (None, usual) else f"{shown}:{port}"


def _path(parts: SplitResult) -> str:
    path = parts.path.rstrip("/")
    if not _PATH.fullmatch(path) or any(piece in (".", "..") for piece in path.split("/")):
        raise BadServerAddress(AddressProblem.NO_HOST)
    return path


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    address = _address(host)
    return address is not None and address.is_loopback
