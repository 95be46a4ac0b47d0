"""The journal: every write this program makes, appended and hash-chained, with no secret in it.

One JSON object per line. Each act leaves an *intent* before its request and an *outcome* after it, so
that a crash between the two is visible. Each line carries the hash of the line before; `verify`
tells where a line was edited, removed or torn. A side file with the newest number and hash tells
when the end was cut off. Several processes of one person may write: each append locks the file.

The chain shows accidents and clumsy edits. Whoever can write the files can also forge a whole new
chain: note the newest hash elsewhere where that matters.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from backend_client.portal import clock
from backend_client.portal.processes import this_process
from backend_client.private_files import open_private, private_directory, read_private, replace_private

_START = "0" * 64
_TAIL = 64 * 1024


class Phase(StrEnum):
    """Before the request, or after it."""

    INTENT = "intent"
    OUTCOME = "outcome"


class Outcome(StrEnum):
    """How an act ended. UNKNOWN: it may have happened, and reading again did not settle it."""

    DONE = "done"
    HALF_DONE = "half_done"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `before` and `after` are plain figures and names (foreign text), never secrets.

    `number` counts from 1. `about` is a number: of an outcome, the intent it belongs to; of an
    intent, the act it is a part of. `process` names the writer, see `this_process`.
    """

    number: int
    at: datetime
    who: str
    server: str
    act: str
    phase: Phase
    client: str = ""
    organization_id: str = ""
    provider_id: str = ""
    process: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    outcome: Outcome | None = None
    about: int | None = None
    note: str = ""
    digest: str = ""


class Damage(StrEnum):
    """What `verify` found wrong with a line."""

    TORN = "torn"
    EDITED = "edited"
    MISSING_BEFORE = "missing_before"
    CUT_AFTER = "cut_after"


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong at line `line` (counted from 1)."""

    line: int
    damage: Damage


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` says: how many good entries, the newest hash, and the flaws in order."""

    entries: int
    digest: str
    flaws: tuple[Flaw, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.flaws


class Journal:
    """The journal file at `path`; it and its directory are made, readable by their owner only, on first use.

    Every method may raise OSError, and UntrustedFile where somebody else could have written the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._head = path.with_suffix(".head")

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return self._path

    def append(
        self,
        *,
        who: str,
        server: str,
        act: str,
        phase: Phase,
        client: str = "",
        organization_id: str = "",
        provider_id: str = "",
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        outcome: Outcome | None = None,
        about: int | None = None,
        note: str = "",
    ) -> Entry:
        """Write one line, on disk before this returns. Returns it with its number and hash."""
        with self._locked() as file:
            number, previous = self._newest(file)
            body: dict[str, Any] = {
                "n": number + 1,
                "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "who": who,
                "server": server,
                "act": act,
                "phase": phase.value,
                "client": client,
                "organization_id": organization_id,
                "provider_id": provider_id,
                "process": this_process(),
                "before": dict(before or {}),
                "after": dict(after or {}),
                "outcome": outcome.value if outcome else None,
                "about": about,
                "note": note,
                "previous": previous,
            }
            body["hash"] = _digest(body)
            file.write(json.dumps(body, ensure_ascii=True, sort_keys=True).encode("ascii") + b"\n")
            file.flush()
            os.fsync(file.fileno())
            self._write_head(number + 1, body["hash"])
            return _entry(body)

    def entries(self) -> tuple[Entry, ...]:
        """Every readable line, oldest first. Damaged lines are left out: `verify` tells of them."""
        return tuple(_entry(body) for body in map(_parse, self._lines()) if body is not None)

    def unfinished(self) -> tuple[Entry, ...]:
        """Intents without an outcome: a crash, or another process at work right now."""
        entries = self.entries()
        answered = {entry.about for entry in entries if entry.phase is Phase.OUTCOME}
        return tuple(each for each in entries if each.phase is Phase.INTENT and each.number not in answered)

    def verify(self) -> Verdict:
        """Follow the chain from the first line to the last."""
        flaws: list[Flaw] = []
        number, previous, good = 0, _START, 0
        lines = self._lines()
        for position, line in enumerate(lines, start=1):
            body = _parse(line)
            if body is None:
                flaws.append(Flaw(position, Damage.TORN))
                continue
            if body["hash"] != _digest(body):
                flaws.append(Flaw(position, Damage.EDITED))
            elif body.get("previous") != previous or body["n"] != number + 1:
                flaws.append(Flaw(position, Damage.MISSING_BEFORE))
            else:
                good += 1
            number, previous = body["n"], body["hash"]
        head = self._read_head()
        if head is not None and head[0] > number:
            flaws.append(Flaw(len(lines), Damage.CUT_AFTER))
        return Verdict(good, previous, tuple(flaws))

    @contextmanager
    def _locked(self) -> Iterator[IO[bytes]]:
        private_directory(self._path.parent)
        descriptor = open_private(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
        with os.fdopen(descriptor, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file

    def _newest(self, file: IO[bytes]) -> tuple[int, str]:
        """Number and hash of the newest good line. A torn end is closed: the next line stands alone."""
        size = file.seek(0, os.SEEK_END)
        reach = _TAIL
        while True:
            file.seek(max(0, size - reach))
            tail = file.read()
            if tail and not tail.endswith(b"\n"):
                file.write(b"\n")
            lines = tail.splitlines()
            for line in reversed(lines if reach >= size else lines[1:]):
                body = _parse(line)
                if body is not None:
                    return body["n"], str(body["hash"])
            if reach >= size:
                return 0, _START
            reach *= 8

    def _lines(self) -> list[bytes]:
        try:
            return read_private(self._path).splitlines()
        except FileNotFoundError:
            return []

    def _write_head(self, number: int, digest: str) -> None:
        replace_private(self._head, f"{number} {digest}\n".encode("ascii"), synced=False)

    def _read_head(self) -> tuple[int, str] | None:
        try:
            number, digest = read_private(self._head).decode("ascii").split()
            return int(number), digest
        except (OSError, ValueError):
            return None


def _digest(body: Mapping[str, Any]) -> str:
    """SHA-256 over the line without its own hash, keys sorted, ASCII."""
    rest = {name: value for name, value in body.items() if name != "hash"}
    return hashlib.sha256(json.dumps(rest, ensure_ascii=True, sort_keys=True).encode("ascii")).hexdigest()


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(line)
        _entry(body)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _entry(body: Mapping[str, Any]) -> Entry:
    if not isinstance(body["n"], int) or not isinstance(body["about"], int | None):
        raise TypeError("lines have whole numbers")
    if not isinstance(body["before"], dict) or not isinstance(body["after"], dict):
        raise TypeError("figures have names")
    return Entry(
        number=body["n"],
        at=clock.read_moment(body["at"]),
        who=str(body["who"]),
        server=str(body["server"]),
        act=str(body["act"]),
        phase=Phase(body["phase"]),
        client=str(body["client"]),
        organization_id=str(body["organization_id"]),
        provider_id=str(body["provider_id"]),
        process=str(body["process"]),
        before=body["before"],
        after=body["after"],
        outcome=Outcome(body["outcome"]) if body["outcome"] else None,
        about=body["about"],
        note=str(body["note"]),
        digest=str(body["hash"]),
    )
