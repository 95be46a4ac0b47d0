"""The budget in a file that all processes of one person share: one for each server.

The file holds moments and speeds and nothing else. It is locked for the microseconds of a change, is
readable by its owner only, and need not survive: whatever is damaged is begun anew.
"""

from __future__ import annotations

import fcntl
import logging
import math
import os
import re
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from backend_client.api.boot_clock import boot_clock
from backend_client.api.budget import LONGEST_CLOSURE, SLOWEST, Budget, LaneBook, new_budget
from backend_client.api.lanes import Lane
from backend_client.private_files import open_private, private_directory

Changed = TypeVar("Changed")

_HEAD = struct.Struct("<4sI16sd")
_LANE = struct.Struct("<dddI")
_MAGIC = b"SWP1"
_LARGEST = 64 * 1024
_MOST_STARTS = 1000
_MOST_AHEAD = 600.0
_MOST_AHEAD_OF_INVITATIONS = 86_400.0
"""A start promised later than in so many seconds is none: the clock was set."""

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")

_log = logging.getLogger("seatwarden.api")


def budget_name(host: str) -> str:
    """The name of a server's file; `host` may carry a port."""
    return re.sub(r"[^a-z0-9._-]", "_", host.lower())[:200]


class Damaged(ValueError):
    """The bytes are no budget."""


class BudgetFile:
    """The file at `path`; it and its directory are made on first use, readable by their owner only."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = boot_clock) -> None:
        self._path = path
        self._clock = clock
        self._file: int | None = None
        self._boot: bytes | None = None

    def change(self, known: Budget, change: Callable[[Budget], Changed]) -> Changed:
        """Read the budget into `known`, change it, write it. What is damaged is taken as `known` instead.

        Raises BlockingIOError while another process has the lock, OSError where the file cannot be used.
        """
        file = self._opened()
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            data = os.pread(file, _LARGEST, 0)
            if data:
                try:
                    known.update(self._read(data))
                except Damaged:
                    _log.warning("the shared budget of calls was damaged and is begun anew")
            changed = change(known)
            fresh = self._bytes(known)
            os.pwrite(file, fresh, 0)
            if len(fresh) < len(data):
                os.ftruncate(file, len(fresh))
            return changed
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the file."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

    def _opened(self) -> int:
        """The file, opened again where somebody removed it."""
        if self._file is not None:
            if os.fstat(self._file).st_nlink:
                return self._file
            self.close()
        private_directory(self._path.parent)
        file = open_private(self._path, os.O_RDWR | os.O_CREAT)
        self._file = file
        return file

    def _bytes(self, budget: Budget) -> bytes:
        pieces = []
        for lane in Lane:
            book = budget[lane]
            pieces.append(_LANE.pack(book.speed, book.slowed_at, book.closed_until, len(book.starts)))
            pieces.append(struct.pack(f"<{len(book.starts)}d", *book.starts))
        body = b"".join(pieces)
        boot, since_1970 = self._boot_id(), time.time() - self._clock()
        checked = zlib.crc32(body, zlib.crc32(boot))
        return _HEAD.pack(_MAGIC, checked, boot, since_1970) + body

    def _read(self, data: bytes) -> Budget:
        """Moments of an earlier boot are told by the calendar. Raises Damaged."""
        try:
            magic, checked, boot, since_1970 = _HEAD.unpack_from(data)
            body = data[_HEAD.size :]
            if magic != _MAGIC or checked != zlib.crc32(body, zlib.crc32(boot)):
                raise Damaged
            now = self._clock()
            later = 0.0 if boot == self._boot_id() else since_1970 - (time.time() - now)
            budget, place = new_budget(), 0
            for lane in Lane:
                speed, slowed_at, closed_until, count = _LANE.unpack_from(body, place)
                place += _LANE.size
                starts = struct.unpack_from(f"<{min(count, _MOST_STARTS)}d", body, place)
                place += 8 * count
                ahead = _MOST_AHEAD_OF_INVITATIONS if lane is Lane.INVITE else _MOST_AHEAD
                moments = sorted(start + later for start in starts if start + later <= now + ahead)
                budget[lane] = _book(speed, slowed_at + later, closed_until + later, moments, now)
        except struct.error:
            raise Damaged from None
        return budget

    def _boot_id(self) -> bytes:
        if self._boot is None:
            try:
                self._boot = _BOOT_ID.read_bytes().replace(b"-", b"")[:16].ljust(16, b"0")
            except OSError:
                self._boot = bytes(16)
        return self._boot


def _book(speed: float, slowed_at: float, closed_until: float, starts: list[float], now: float) -> LaneBook:
    """What can be true at `now`: a clock that was set makes nobody wait for long."""
    return LaneBook(
        starts=starts,
        speed=speed if SLOWEST <= speed < 1.0 else 1.0,
        slowed_at=min(slowed_at, now) if math.isfinite(slowed_at) else now,
        closed_until=min(closed_until, now + LONGEST_CLOSURE) if math.isfinite(closed_until) else now,
    )
