"""What every route of one practice backend shares."""

from __future__ import annotations

import logging
import secrets
import threading
from pathlib import Path

from embedded_backend.database import Database, UnknownSchema, reset
from embedded_backend.options import BackendOptions
from embedded_backend.other_devices import answer_logins
from embedded_backend.rate_limits import RateLimits
from embedded_backend.simulate import accept_invitations
from embedded_backend.tokens import TokenSigner
from embedded_backend.wire import TICKS_PER_SECOND, ticks

_log = logging.getLogger(__name__)


class Backend:
    """The database, the token signer and the options. Opens on first use, or by `open()`."""

    def __init__(self, place: Path | str, options: BackendOptions) -> None:
        self.options = options
        self.limits = RateLimits(options.clock)
        self._place = place
        self._opening = threading.Lock()
        self._database: Database | None = None
        self._signer: TokenSigner | None = None

    def open(self) -> None:
        """Open the database; create and seed it when it is new. Blocks for a few seconds then."""
        with self._opening:
            if self._database is not None:
                return
            database = self._opened()
            try:
                if self.options.seed:
                    self._seed(database)
                self._signer = TokenSigner.of(database)
            except BaseException:
                database.close()
                raise
            self._database = database

    def _opened(self) -> Database:
        """The file; one of another version holds practice data only, and is made anew."""
        try:
            return Database(self._place)
        except UnknownSchema as other:
            _log.warning("%s; it is made anew", other)
            reset(self._place)
            return Database(self._place)

    def _seed(self, database: Database) -> None:
        if database.value("SELECT 1 FROM users LIMIT 1") is not None:
            return
        from embedded_backend.seed import seed_practice  # noqa: PLC0415 - a seeded database needs none of it

        options = self.options
        seed_practice(database, clients=options.clients, broken_key=options.broken_key, now=options.clock())

    def close(self) -> None:
        """Close the database; the next use opens it again."""
        with self._opening:
            if self._database is not None:
                self._database.close()
            self._database = None

    @property
    def database(self) -> Database:
        """The open database."""
        if self._database is None:
            self.open()
        assert self._database is not None  # noqa: S101 - open() sets it or raises
        return self._database

    @property
    def signer(self) -> TokenSigner:
        """Signs and reads tokens."""
        if self._signer is None:
            self.open()
        assert self._signer is not None  # noqa: S101 - open() sets it or raises
        return self._signer

    @property
    def now(self) -> int:
        """The time as it is stored."""
        return ticks(self.options.clock())

    def settle(self) -> None:
        """Let the simulated people do what they would have done by now."""
        accept_invitations(self.database, self.now)
        answer_logins(self.database, self.now, self.options.device_answers_after)

    def mail_code(self, email: str, subject: str, *, user_id: str, purpose: str, digits: int) -> None:
        """Make a five-minute code and put the mail that carries it into the outbox.

        A newer code of the same purpose ends the older one.
        """
        code = "".join(secrets.choice("0123456789") for _ in range(digits))
        expires = self.now + 300 * TICKS_PER_SECOND
        values = (user_id, purpose, code, expires)
        self.database.run(
            "INSERT OR REPLACE INTO codes (user_id, purpose, code, expires_at) VALUES (?, ?, ?, ?)", values
        )
        mail = {"email": email, "subject": subject, "code": code, "sent_at": self.now, "expires_at": expires}
        self.database.insert("outbox", mail)

    def use_code(self, user_id: str, purpose: str, code: str) -> bool:
        """Whether `code` is the current one of that purpose; a right code works once."""
        stored = self.database.row(
            "SELECT code, expires_at FROM codes WHERE user_id = ? AND purpose = ?", (user_id, purpose)
        )
        if stored is None or stored["expires_at"] <= self.now:
            return False
        if not secrets.compare_digest(stored["code"].encode(), code.strip().encode()):
            return False
        self.database.run("DELETE FROM codes WHERE user_id = ? AND purpose = ?", (user_id, purpose))
        self.database.run("UPDATE outbox SET used = 1 WHERE code = ?", (stored["code"],))
        return True
