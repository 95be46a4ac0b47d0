"""A day of refreshing 1,000 clients, with a bad network: the truth on the screen, and nothing piles up."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backend_client.api import transport
from embedded_backend.options import BackendOptions
from embedded_backend.seed import seed_practice
from tests.faults.stage import Stage, staged
from tests.skipping_loop import SkippingLoop, run_skipping
from tests.soak.day import HOUR, Day, a_day, on_this_clock
from tests.soak.left_behind import Held, held_now

SEED = 20261121
CLIENTS = 1000
READS_A_MINUTE = 100
"""Half of what the server publishes."""

MORE_MEMORY = 24 * 2**20
MORE_OBJECTS = 0.05


class ServerClock:
    """What time the server thinks it is: the client's, once there is one."""

    def __init__(self) -> None:
        self.read = BackendOptions().clock

    def __call__(self) -> float:
        return self.read()


@pytest.fixture
def server_clock() -> ServerClock:
    return ServerClock()


@contextmanager
def _served(directory: Path, server_clock: ServerClock, clients: int) -> Iterator[Stage]:
    template = directory / "template.sqlite3"
    seed_practice(template, clients=clients)
    options = BackendOptions(rate_limits=True, clock=server_clock)
    with staged(template, directory / "stage", options) as found:
        yield found


@pytest.fixture(autouse=True)
def _smaller_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer is too large sooner, so that faults of size cost little."""
    monkeypatch.setattr(transport, "LARGEST_ANSWER", 4 << 20)


def _most_in_a_minute(day: Day) -> int:
    moments = [moment for moment, verb in day.stage.wire.sent if verb == "GET"]
    most, first = 0, 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - 60:
            first += 1
        most = max(most, last - first + 1)
    return most


async def _live(
    stage: Stage,
    loop: SkippingLoop,
    patch: pytest.MonkeyPatch,
    server_clock: ServerClock,
    *,
    warm_up: int,
    hours: float,
) -> tuple[Day, Held, Held]:
    server_clock.read = on_this_clock(patch, loop)
    async with a_day(stage, loop, SEED) as day:
        for _ in range(warm_up):
            await day.hour()
        await day.calm()
        before, began = held_now(), loop.time()
        while loop.time() - began < (hours - 1) * HOUR:
            await day.hour()
        await day.calm()
        return day, before, held_now()


def _check(day: Day, before: Held, after: Held, *, happened: int) -> None:
    """Each thing that happens did so at least `happened` times."""
    sys.stdout.write(
        f"\n{day.figures}\n"
        f"{len(day.stage.wire.sent)} requests, at most {_most_in_a_minute(day)} reads in a minute\n"
        f"after warming up: {before.words()}\nat the end:       {after.words()}\n"
    )
    figures = day.figures
    assert min(figures.storms, figures.outages, figures.locked, figures.suspended) >= happened
    assert figures.faults >= figures.storms, "the network was bad"
    assert 0 < _most_in_a_minute(day) <= READS_A_MINUTE
    assert after.memory - before.memory <= MORE_MEMORY
    assert after.objects <= before.objects * (1 + MORE_OBJECTS)
    assert after.tasks == before.tasks
    assert after.threads == before.threads
    assert after.files <= before.files


def test_an_hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server_clock = ServerClock()
    with _served(tmp_path, server_clock, 200) as stage:
        lived = run_skipping(lambda loop: _live(stage, loop, monkeypatch, server_clock, warm_up=0, hours=2))
        _check(*lived, happened=0)
        assert lived[0].figures.storms


@pytest.mark.soak
def test_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server_clock = ServerClock()
    with _served(tmp_path, server_clock, CLIENTS) as stage:
        lived = run_skipping(lambda loop: _live(stage, loop, monkeypatch, server_clock, warm_up=4, hours=24))
        _check(*lived, happened=3)
