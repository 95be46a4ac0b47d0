"""The SQLite file behind the practice backend."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA_VERSION = 5
MEMORY = ":memory:"
_BUSY_SECONDS = 30  # another process may be seeding the same file
_COMMENT = re.compile(r"--[^\n]*")

_Parameters = Sequence[Any] | Mapping[str, Any]


class Database:
    """One connection, used by one thread at a time. Raises UnknownSchema for another version's file."""

    def __init__(self, place: Path | str) -> None:
        if str(place) != MEMORY:
            _make_private(Path(place))
        self._connection = sqlite3.connect(
            str(place), timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        self._connection.row_factory = sqlite3.Row
        try:
            self._write_ahead()
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._create()
        except BaseException:
            self._connection.close()
            raise

    def _write_ahead(self) -> None:
        """SQLite does not wait where two open a new file in the same moment, so this does."""
        deadline = time.monotonic() + _BUSY_SECONDS
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return

    def _create(self) -> None:
        with self.transaction():
            version = self.value("PRAGMA user_version")
            if version == 0:
                schema = (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")
                for statement in _COMMENT.sub("", schema).split(";"):
                    self.run(statement)
                self.run(f"PRAGMA user_version = {SCHEMA_VERSION}")
            elif version != SCHEMA_VERSION:
                raise UnknownSchema(version)

    def close(self) -> None:
        """Close the file. Closing twice is fine."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements inside take effect together, or none does."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def rows(self, statement: str, parameters: _Parameters = ()) -> list[sqlite3.Row]:
        """Every row of a query."""
        return self._connection.execute(statement, parameters).fetchall()

    def row(self, statement: str, parameters: _Parameters = ()) -> sqlite3.Row | None:
        """The first row of a query."""
        found: sqlite3.Row | None = self._connection.execute(statement, parameters).fetchone()
        return found

    def value(self, statement: str, parameters: _Parameters = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.row(statement, parameters)
        return None if found is None else found[0]

    def run(self, statement: str, parameters: _Parameters = ()) -> int:
        """Execute one statement; the number of rows it changed."""
        return self._connection.execute(statement, parameters).rowcount

    def insert(self, table: str, values: Mapping[str, Any]) -> None:
        """Insert one row. `table` and the keys are names of ours, never input."""
        self.insert_many(table, tuple(values), [tuple(values.values())])

    def insert_many(self, table: str, columns: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
        """Insert many rows of the same columns. `table` and `columns` are names of ours, never input."""
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
        self._connection.executemany(statement, values)


class UnknownSchema(Exception):
    """The file was written by another version of the practice backend; reset it."""

    def __init__(self, version: int) -> None:
        super().__init__(f"practice database of schema {version}, this version reads {SCHEMA_VERSION}")
        self.version = version


def _make_private(place: Path) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(place, os.O_CREAT | os.O_RDWR, 0o600)
    os.close(handle)


def reset(place: Path | str) -> None:
    """Delete the database files. Nobody may have them open."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{place}{suffix}").unlink(missing_ok=True)
