"""The practice backend on a loopback port with a certificate of its own, in a thread."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from embedded_backend.app import create_app
from embedded_backend.options import BackendOptions
from embedded_backend.throwaway_ca import make_certificate
from tests.hostile.fault_injector import App


@dataclass(frozen=True, slots=True)
class TlsServer:
    """Where it is, and the authority that nobody trusts by itself."""

    url: str
    authority: Path


@contextmanager
def serving(
    database: Path,
    directory: Path,
    options: BackendOptions | None = None,
    before: Callable[[App], App] = lambda app: app,
) -> Iterator[TlsServer]:
    """Serve `database`; certificates go into `directory`. `before` puts something before the backend."""
    files = make_certificate(directory)
    app = before(create_app(database, options=options))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(
            app, ssl_certfile=files.certificate, ssl_keyfile=files.key, log_level="critical", access_log=False
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield TlsServer(f"https://127.0.0.1:{listening.getsockname()[1]}", files.authority)
        finally:
            server.should_exit = True
            thread.join()


def closed_port() -> int:
    """A loopback port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
