"""The practice backend behind a gate, over https on loopback, in a thread with an event loop of its own."""

from __future__ import annotations

import asyncio
import shutil
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from embedded_backend.app import create_app
from embedded_backend.options import BackendOptions
from embedded_backend.throwaway_ca import make_certificate
from tests.crash.gate import Gate

QUIET_SECONDS = 20
_POLL_SECONDS = 0.002

ClientFigures = dict[str, tuple[str, int]]
"""Name and assigned seats by organization id."""


class GatedServer:
    """A running server. `gate` stands in front of it; the database may be read beside it."""

    def __init__(self, url: str, authority: Path, database: Path, gate: Gate, server: uvicorn.Server) -> None:
        self.url = url
        self.authority = authority
        self.gate = gate
        self.database = database
        self._server = server
        self.loop: asyncio.AbstractEventLoop | None = None

    async def quiet(self) -> None:
        """Wait until every connection is closed and every request of it handled."""
        async with asyncio.timeout(QUIET_SECONDS):
            while self._server.server_state.connections or self.gate.busy:  # noqa: ASYNC110 - uvicorn tells nobody
                await asyncio.sleep(_POLL_SECONDS)

    async def release(self) -> None:
        """Let the requests that the gate holds arrive."""
        assert self.loop is not None
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self.gate.release(), self.loop))

    def clients(self) -> ClientFigures:
        """Every client of every provider, as the database has it."""
        rows = self.read(
            "SELECT o.id, o.name, o.seats FROM organizations o"
            " JOIN provider_organizations l ON l.organization_id = o.id"
        )
        return {str(row[0]): (str(row[1]), int(str(row[2]))) for row in rows}

    def count(self, table: str) -> int:
        """How many rows `table` has."""
        ((found,),) = self.read(f"SELECT count(*) FROM {table}")
        return int(str(found))

    def read(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database beside the server."""
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    def change(self, statement: str, *values: object) -> None:
        """Change the database behind the server's back."""
        connection = sqlite3.connect(self.database)
        try:
            with connection:
                connection.execute(statement, values)
        finally:
            connection.close()


@contextmanager
def gated_server(
    template: Path, directory: Path, options: BackendOptions | None = None
) -> Iterator[GatedServer]:
    """Serve a copy of `template`; database and certificates go into `directory`."""
    files = make_certificate(directory / "tls")
    database = directory / "practice.sqlite3"
    shutil.copy(template, database)
    gate = Gate(create_app(database, options=options))
    config = uvicorn.Config(
        gate, ssl_certfile=files.certificate, ssl_keyfile=files.key, log_level="critical", access_log=False
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(config)
        url = f"https://127.0.0.1:{listening.getsockname()[1]}"
        gated = GatedServer(url, files.authority, database, gate, server)

        async def serve() -> None:
            gated.loop = asyncio.get_running_loop()
            await server.serve(sockets=[listening])

        thread = threading.Thread(target=lambda: asyncio.run(serve()))
        thread.start()
        try:
            yield gated
        finally:
            server.should_exit = True
            thread.join()
