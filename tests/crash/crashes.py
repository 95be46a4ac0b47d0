"""Killing: start a victim, spring the trap, and look at everything that is left."""

from __future__ import annotations

import asyncio
import subprocess
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL
from typing import Protocol

from backend_client.portal.journal import Outcome
from backend_client.portal.reconcile import Settled
from tests.crash.gate import Moment, Trap
from tests.crash.gated_server import GatedServer
from tests.crash.scenarios import Plan
from tests.crash.survivor import Found, check_journal, newest, start_again
from tests.crash.victim import journal_of, start

LONGEST_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Killed:
    """One kill. `last` is the last request that reached the gate; `told` is what the next start said."""

    trap: Trap
    last: str
    told: tuple[Settled, ...]
    waited: int
    found: Found

    @property
    def words(self) -> str:
        """What was told in the end."""
        told = ", ".join(f"{one.entry.act} {one.outcome}" for one in self.told)
        return told or ("its outcomes stood" if self.found.acts else "nothing was begun")


async def kill_once(server: GatedServer, home: Path, plan: Plan, trap: Trap) -> Killed | None:
    """Run `plan` into `trap`, start again and check. None where the victim ended before its trap."""
    since, owners = newest(home), server.count("organization_users")
    code = await run(server, home, plan, trap)
    if code == 0:
        await server.quiet()
        plan.check(server.clients())
        return None
    assert code == -SIGKILL
    await server.quiet()
    requests, writes = list(server.gate.requests), list(server.gate.writes)
    server.gate.disarm()
    told = await start_again(server, home)
    after = server.clients()
    plan.check(after)
    assert server.count("organization_users") - owners == len(after) - len(plan.legal[0])
    found = check_journal(home, told, after, writes, since)
    waited = sum(one.waiting is not None for one in told.at_once)
    decided = tuple(one for one in (*told.at_once, *told.later) if one.waiting is None)
    return Killed(trap, requests[-1], decided, waited, found)


class CommandLine(Protocol):
    """What a victim is told."""

    @property
    def module(self) -> str:
        """The module that is run."""

    @property
    def arguments(self) -> tuple[str, ...]:
        """Its arguments."""


async def run(server: GatedServer, home: Path, plan: CommandLine, trap: Trap | None) -> int:
    """Run `plan` to its end, whichever that is. Returns the exit code, negative for a signal."""
    victim = start(home, plan.arguments, module=plan.module)

    def kill() -> None:
        victim.kill()
        victim.wait()

    server.gate.arm(trap, kill)
    try:
        if trap is not None and trap.moment is Moment.WRITTEN:
            await asyncio.to_thread(_wait_for_lines, victim, journal_of(home), trap.number)
            kill()
        words = await _ended(victim)
    finally:
        kill()
    assert victim.returncode in (0, -SIGKILL), words
    return victim.returncode


def _wait_for_lines(victim: subprocess.Popen[str], journal: Path, lines: int) -> None:
    """Look without rest until the file has grown so many times, or the victim ended."""
    size = _size(journal)
    while lines and victim.poll() is None:
        if (now := _size(journal)) != size:
            size, lines = now, lines - 1


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


async def _ended(victim: subprocess.Popen[str]) -> str:
    out, error = await asyncio.to_thread(victim.communicate, timeout=LONGEST_SECONDS)
    return out + error


def summary(kills: Iterable[Killed]) -> str:
    """The figures of many kills."""
    kills = list(kills)
    told: Counter[str] = Counter(kill.words for kill in kills)
    moments = Counter(str(kill.trap.moment) for kill in kills)
    unknown = sum(one.outcome is Outcome.UNKNOWN for kill in kills for one in kill.told)
    return (
        f"{len(kills)} kills {dict(moments)}; told: {dict(told)}; not decided at once: "
        f"{sum(kill.waited for kill in kills)}; unknown in the end: {unknown}; torn lines: "
        f"{kills[-1].found.torn if kills else 0}"
    )
