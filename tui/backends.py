"""Which backend a command line means, and the portals on it. Part of the composition root.

HTTP and cryptography are imported when the first portal is made, and the practice backend when it
is asked for: the screens paint first.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from backend_client.errors import PinsUnusable
from backend_client.secret import Secret
from tui.arguments.base import CHANGED_KEYS
from tui.paths import (
    data_directory,
    journal_file,
    notes_file,
    other_pins_file,
    pins_file,
    rates_directory,
)
from tui.settings import read_settings

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal
    from embedded_backend.thread import BackendThread

PRACTICE = "practice"


class Backends:
    """Makes portals, and owns the thread of the practice backend once that was asked for."""

    def __init__(
        self,
        *,
        device_id: str,
        profile: str = "",
        ca_bundle: Path | None = None,
        allow_http_loopback: bool = False,
        practice_clients: int | None = None,
        practice_as: str = "",
        read_only: bool = False,
    ) -> None:
        self._device_id = device_id
        self._profile = profile
        self._ca_bundle = ca_bundle
        self._allow_http_loopback = allow_http_loopback
        self._practice_clients = practice_clients
        self._practice_as = practice_as
        self._read_only = read_only
        self._thread: BackendThread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the practice backend if it runs."""
        if self._thread is not None:
            self._thread.stop()
            self._thread = None

    def load(self, where: str) -> None:
        """Import what `portal(where)` will need: a command has no screen that this could hold up."""
        import_module("backend_client.connection")
        if where == PRACTICE:
            import_module("embedded_backend.thread")

    async def portal(self, where: str) -> Portal:
        """A portal on `where` (see `backend_client.connect`), signed out. Raises BadServerAddress."""
        await _imported("backend_client.connection")
        from backend_client.connection import connect  # noqa: PLC0415

        practice = where == PRACTICE
        others = practice and self._practice_as == CHANGED_KEYS
        app = (await self._practice_thread()).app if practice else None
        return connect(
            where,
            device_id=self._device_id,
            ca_bundle=self._ca_bundle,
            asgi_app=app,
            allow_http_loopback=self._allow_http_loopback,
            journal=journal_file(self._profile, practice=practice),
            notes=notes_file(self._profile, practice=practice),
            pins=other_pins_file() if others else pins_file(self._profile, practice=practice),
            rates=rates_directory(),
            rate_share=read_settings().rate_share,
            read_only=self._read_only,
        )

    async def enter_practice(self, portal: Portal, *, keys: bool) -> None:
        """Sign in as the practice provider's admin, or whom one practises as; with `keys`, unlock too."""
        from embedded_backend.seed_people import PRACTICE_PASSWORD, Persona, person  # noqa: PLC0415

        others = self._practice_as == CHANGED_KEYS
        who = person(Persona.ADMIN if others or not self._practice_as else Persona(self._practice_as))
        await portal.session.sign_in_with_api_key(who.client_id, Secret(who.api_key))
        if others:
            await self._know_other_keys(portal)
        if keys:
            await portal.session.unlock(Secret(PRACTICE_PASSWORD))

    async def _know_other_keys(self, portal: Portal) -> None:
        """Have known, until somebody accepts those of today, other keys of the provider and of a client."""
        from backend_client.portal.pins import PinKind  # noqa: PLC0415
        from embedded_backend.substitution import other_key_ids  # noqa: PLC0415

        database = practice_database(clients=self._practice_clients)
        others = await asyncio.to_thread(other_key_ids, database)
        watch = portal.session.watch
        with suppress(OSError, PinsUnusable):  # whoever cannot write them sees that on the screen
            watch.pins.pin(
                watch.server, {(PinKind(kind), place): key_id for (kind, place), key_id in others.items()}
            )

    @staticmethod
    def practice_password() -> str:
        """What the unlock screen prints in practice mode."""
        from embedded_backend.seed_people import PRACTICE_PASSWORD  # noqa: PLC0415

        return PRACTICE_PASSWORD

    def practice_phrase(self, email: str) -> str:
        """What a practice person reads out of their own device; empty for strangers. Asks the disk."""
        from embedded_backend.telephone import phrase_read_out  # noqa: PLC0415

        return phrase_read_out(practice_database(clients=self._practice_clients), email)

    def practice_mails(self, email: str) -> list[tuple[str, Secret]]:
        """Subject and text of the mails with links that a practice person has. Asks the disk."""
        from embedded_backend.letter_box import mails_with_links  # noqa: PLC0415

        return mails_with_links(practice_database(clients=self._practice_clients), email)

    async def _practice_thread(self) -> BackendThread:
        await _imported("embedded_backend.thread")
        from embedded_backend.options import BackendOptions  # noqa: PLC0415
        from embedded_backend.thread import BackendThread  # noqa: PLC0415

        if self._thread is None:
            options = BackendOptions(clients=self._practice_clients)
            database = practice_database(clients=self._practice_clients)
            self._thread = BackendThread(database, options=options).start()
        return self._thread


async def _imported(module: str) -> None:
    """Import `module` beside the event loop."""
    if module not in sys.modules:
        await asyncio.to_thread(import_module, module)


def practice_database(directory: Path | None = None, clients: int | None = None) -> Path:
    """Where practice data is kept; a provider of N clients has a database of its own."""
    name = "practice.sqlite3" if clients is None else f"practice-{clients}.sqlite3"
    return (directory or data_directory()) / name


def served_practice_database(directory: Path | None = None) -> Path:
    """Where the data of `practice serve` is kept.

    It is apart from the screens' own: the official client gives up on every client of a provider when
    the key of one does not open, and the screens' practice provider has such a client on purpose.
    """
    return (directory or data_directory()) / "practice-served.sqlite3"


def practice_databases(directory: Path | None = None) -> tuple[Path, ...]:
    """Every practice database there is."""
    return tuple(sorted((directory or data_directory()).glob("practice*.sqlite3")))
