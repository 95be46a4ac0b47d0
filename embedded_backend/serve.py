"""The practice backend on a loopback port, over https, for other clients such as the official `bw`."""

from __future__ import annotations

import gc
import ipaddress
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from embedded_backend.app import create_app
from embedded_backend.options import BackendOptions
from embedded_backend.seed import PRACTICE_PASSWORD, Persona, person
from embedded_backend.throwaway_ca import make_certificate

DEFAULT_PORT = 8443
_GC_THRESHOLDS = (50_000, 20, 100)  # a large import makes many objects and no cycles


class NotLoopback(ValueError):
    """The practice backend is not for other machines: its people and passwords are public."""

    def __init__(self, host: str) -> None:
        super().__init__(f"{host!r} is not a loopback address")
        self.host = host


def check_loopback(host: str) -> None:
    """Accept `localhost` and loopback addresses. Raises NotLoopback."""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise NotLoopback(host)


def serve(
    database: Path | str,
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    ca_directory: Path | None = None,
    *,
    options: BackendOptions | None = None,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve until interrupted. Port 0 takes a free one.

    `ca_directory` holds the certificates (default: beside the database). `announce` gets the lines
    that say where the server is and how to sign in. By default every seeded key opens: the official
    `bw` gives up on all clients when one does not. Raises NotLoopback.
    """
    check_loopback(host)
    directory = ca_directory if ca_directory is not None else Path(f"{database}.tls")
    files = make_certificate(directory)
    app = create_app(database, options=options or BackendOptions(broken_key=False))
    app.state.backend.open()
    gc.set_threshold(*_GC_THRESHOLDS)
    with socket.create_server((host, port), family=_family(host)) as listening:
        # Connections inherit it. Else the end of an answer waits 40 ms for an acknowledgement of its start.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        shown = "localhost" if host == "localhost" else f"[{host}]" if ":" in host else host
        for line in instructions(f"https://{shown}:{listening.getsockname()[1]}", files.authority):
            announce(line)
        config = uvicorn.Config(
            app,
            ssl_certfile=files.certificate,
            ssl_keyfile=files.key,
            log_level="warning",
            access_log=False,
            server_header=False,
        )
        uvicorn.Server(config).run(sockets=[listening])


def instructions(url: str, authority: Path) -> tuple[str, ...]:
    """What a person needs to know to sign in with another client."""
    admin = person(Persona.ADMIN)
    return (
        f"Practice server at {url} (this machine only). Ctrl+C ends it.",
        f"  certificate authority: {authority}",
        f"  e-mail:   {admin.email}",
        f"  password: {PRACTICE_PASSWORD}",
        f"  API key:  {admin.client_id} / {admin.api_key}",
        f"  mailed codes and fingerprint phrases: {url}/practice/outbox",
        "  people you invite accept after a while, and sign in with the same password; never@... does not",
        "  accept, and for mallory@... this server shows somebody else's key",
        "  Login with device: everybody's telephone approves after some seconds; that of",
        "  dora.denies@gate.example denies, and nobody looks at that of nils.never@gate.example",
        "  what can stand in the way of a sign-in: duo, sso, trusted, connector, old, change@gate.example",
        "Official command line:",
        f"  export NODE_EXTRA_CA_CERTS={authority} BITWARDENCLI_APPDATA_DIR=$(mktemp -d)",
        f"  bw config server {url}",
        f"  bw login {admin.email}",
    )


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
