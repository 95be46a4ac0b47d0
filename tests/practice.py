"""The practice backend for tests: seeded once per worker, copied for each test, real cryptography."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend_client.connection import connect
from backend_client.errors import CodeMethod
from backend_client.portal.portal import Portal
from backend_client.secret import Secret
from embedded_backend.options import BackendOptions
from embedded_backend.seed import (
    PRACTICE_TOTP_SECRET,
    PRACTICE_YUBIKEY_ID,
    PracticePerson,
    seed_practice,
)
from embedded_backend.thread import BackendThread
from embedded_backend.totp import code_at

DEVICE = "7f5b2c1e-3c0d-4a2b-9c58-0d9f5f7f1a11"


class Practice:
    """One test's practice backend: `portal()` makes clients of it, `database` may be changed behind it."""

    def __init__(self, database: Path, thread: BackendThread) -> None:
        self.database = database
        self.thread = thread

    def portal(
        self,
        *,
        journal: Path | None = None,
        notes: Path | None = None,
        pins: Path | None = None,
        read_only: bool = False,
    ) -> Portal:
        """A signed-out portal; call it inside the loop that uses it."""
        return connect(
            "practice",
            device_id=DEVICE,
            asgi_app=self.thread.app,
            journal=journal,
            notes=notes,
            pins=pins,
            read_only=read_only,
        )

    async def signed_in(
        self,
        who: PracticePerson,
        *,
        journal: Path | None = None,
        notes: Path | None = None,
        pins: Path | None = None,
        read_only: bool = False,
    ) -> Portal:
        """A portal signed in and unlocked as `who`."""
        portal = self.portal(journal=journal, notes=notes, pins=pins, read_only=read_only)
        await portal.session.sign_in(who.email, Secret(who.password))
        return portal

    async def watching(self, who: PracticePerson) -> Portal:
        """A portal signed in with the API key of `who`, holding no keys."""
        portal = self.portal()
        await portal.session.sign_in_with_api_key(who.client_id, Secret(who.api_key))
        return portal

    def execute(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Change or read the database behind the server's back."""
        connection = sqlite3.connect(self.database)
        try:
            with connection:
                return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    def count(self, table: str) -> int:
        """How many rows `table` has."""
        ((found,),) = self.execute(f"SELECT count(*) FROM {table}")
        assert isinstance(found, int)
        return found

    def code_for(self, who: PracticePerson, method: CodeMethod) -> str:
        """A valid code, from where the person would take it."""
        if method is CodeMethod.AUTHENTICATOR:
            return code_at(PRACTICE_TOTP_SECRET, time.time())
        if method is CodeMethod.YUBIKEY:
            return PRACTICE_YUBIKEY_ID + "cbdefghijklnrtuvcbdefghijklnrtuv"
        newest = "SELECT code FROM outbox WHERE email = ? ORDER BY id DESC LIMIT 1"
        ((code,),) = self.execute(newest, who.email)
        return str(code)

    def flip_a_bit(self, table: str, column: str, organization_id: str) -> None:
        """Damage the ciphertext of one EncString of an organization."""
        ((row_id, text),) = self.execute(
            f"SELECT id, {column} FROM {table} WHERE organization_id = ? LIMIT 1", organization_id
        )
        kind, ciphertext, mac = str(text).split("|")
        damaged = ("B" if ciphertext[0] == "A" else "A") + ciphertext[1:]
        changed = "|".join((kind, damaged, mac))
        self.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", changed, row_id)


def make_template(directory: Path) -> Path:
    """A seeded database nobody opens; copies of it start at once."""
    template = directory / "template.sqlite3"
    seed_practice(template)
    return template


@contextmanager
def running_practice(
    template: Path, directory: Path, options: BackendOptions | None = None
) -> Iterator[Practice]:
    """A practice backend on a copy of `template`."""
    database = directory / "practice.sqlite3"
    shutil.copy(template, database)
    with BackendThread(database, options=options) as thread:
        yield Practice(database, thread)
