"""The whole program on a practice backend of its own, and the rows that backend holds."""

from __future__ import annotations

import sqlite3
from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING

from embedded_backend.options import BackendOptions
from embedded_backend.thread import BackendThread
from tests.walk.walker import Walker
from tui.arguments.base import Arguments
from tui.backends import Backends, practice_database
from tui.start import make_app

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

DEVICE = "6f1c6d0e-0000-4000-8000-5ea7aa2de002"


class PromptBackends(Backends):
    """The program's own backends; whoever is invited to the practice accepts at once."""

    async def _practice_thread(self) -> BackendThread:
        if self._thread is None:
            options = BackendOptions(accept_after=0)
            self._thread = BackendThread(practice_database(), options=options).start()
        return self._thread


class Server:
    """The rows of the practice backend, read behind its back."""

    def rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(f"file:{practice_database()}?mode=ro", uri=True)) as connection:
            return connection.execute(statement, values).fetchall()

    def one(self, statement: str, *values: object) -> object:
        ((found,),) = self.rows(statement, *values)
        return found

    def telephone(self, email: str) -> str:
        """What this person reads out: the newest phrase in their mail."""
        text = self.one(
            "SELECT text FROM outbox WHERE email = ? AND subject = 'Your fingerprint phrase'"
            " ORDER BY id DESC LIMIT 1",
            email,
        )
        return str(text).rpartition(" ")[2]


@asynccontextmanager
async def program(size: tuple[int, int]) -> AsyncIterator[Walker]:
    """The whole program in practice, with the list of clients on the screen."""
    with PromptBackends(device_id=DEVICE) as backends:
        app = make_app(Arguments(command="screens", practice=True), backends)
        async with app.run_test(size=size) as pilot:
            walker = Walker(pilot)
            await walker.sees("Total: 11 clients", "Alder Dental Group")
            yield walker
