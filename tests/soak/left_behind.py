"""What a process holds: to be compared with what it held before."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Held:
    """`memory` in bytes, `tasks` by what they run; the rest are numbers."""

    memory: int
    objects: int
    tasks: Mapping[str, int]
    threads: int
    files: int

    def words(self) -> str:
        """One line."""
        return (
            f"{self.memory / 2**20:.1f} MiB, {self.objects} objects, {sum(self.tasks.values())} tasks,"
            f" {self.threads} threads, {self.files} open files and sockets"
        )


def held_now() -> Held:
    """After everything that can be collected was."""
    for _ in range(3):
        gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return Held(
        memory=pages * os.sysconf("SC_PAGE_SIZE"),
        objects=len(gc.get_objects()),
        tasks=Counter(_name(task) for task in asyncio.all_tasks()),
        threads=threading.active_count(),
        files=len(os.listdir("/proc/self/fd")),
    )


def _name(task: asyncio.Task[object]) -> str:
    return getattr(task.get_coro(), "__qualname__", "?")
