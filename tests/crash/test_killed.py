"""Killed between any two calls of create, bulk seats and move: nothing lost, doubled or untold.

A few chosen moments run with every test run. `make crash` kills 50 times at random; it prints its seed,
and CRASH_SEED=N repeats a run.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.crashes import Killed, kill_once, run, summary
from tests.crash.gate import Fate, Moment, Trap
from tests.crash.gated_server import GatedServer, gated_server
from tests.crash.scenarios import MakePlan, bulk, create, move
from tests.crash.victim import start

SLOWEST_STEP = 0.1
"""Seconds: longer than most of what a victim does between an answer and its next request."""


@pytest.fixture
def server(practice_template: Path, tmp_path: Path) -> Iterator[GatedServer]:
    with gated_server(practice_template, tmp_path) as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


async def _killed(server: GatedServer, home: Path, make: MakePlan, trap: Trap) -> Killed | None:
    plan = make(server.clients(), server.authority, server.url, random.Random(1))
    return await kill_once(server, home, plan, trap)


@pytest.mark.parametrize(
    ("make", "trap", "told"),
    [
        (create, Trap(1, Moment.ARRIVED, True, Fate.HELD), "client.create done"),
        (create, Trap(1, Moment.DECIDED, True), "client.create done"),
        (create, Trap(1, Moment.ARRIVED, True, Fate.LOST), "client.create not_sent"),
        (move, Trap(1, Moment.DECIDED, True), "client.move half_done"),
        (move, Trap(2, Moment.ARRIVED, True, Fate.LOST), "client.move half_done"),
        (bulk, Trap(2, Moment.ARRIVED, True, Fate.HANDLED), "client.seats done"),
    ],
    ids=["create-held", "create-decided", "create-lost", "move-taken", "move-not-given", "bulk-second"],
)
async def test_killed_at_a_write(
    server: GatedServer, home: Path, make: MakePlan, trap: Trap, told: str
) -> None:
    killed = await _killed(server, home, make, trap)
    assert killed is not None
    assert killed.words == told


@pytest.mark.parametrize("from_file", [False, True], ids=["arguments", "input"])
async def test_the_same_create_again_is_stopped_and_told(
    server: GatedServer, home: Path, from_file: bool
) -> None:
    plan = create(server.clients(), server.authority, server.url, random.Random(1))
    await run(server, home, plan, Trap(1, Moment.DECIDED, writes_only=True))
    await server.quiet()
    server.gate.disarm()
    made = server.clients()
    again = start(home, _as_input(plan.arguments, home) if from_file else plan.arguments)
    _, words = again.communicate(timeout=60)
    assert "It arrived; do not repeat it." in words
    assert "Nothing was sent: this may repeat that change." in words
    assert again.returncode == 1
    assert server.clients() == made


def _as_input(arguments: tuple[str, ...], home: Path) -> tuple[str, ...]:
    """The same create as a row of a file."""
    given = dict(zip(arguments[2:-1:2], arguments[3:-1:2], strict=True))
    row = {"name": given.pop("--name"), "ownerEmail": given.pop("--owner-email"), "plan": given.pop("--plan")}
    rows = home / "rows.json"
    rows.write_text(json.dumps([{**row, "seats": int(given.pop("--seats"))}]))
    places = (word for pair in given.items() for word in pair)
    return ("clients", "create", "--input", str(rows), *places, "--yes")


@pytest.mark.crash
@pytest.mark.parametrize(
    ("make", "kills"), [(create, 20), (move, 15), (bulk, 15)], ids=["create", "move", "bulk"]
)
async def test_killed_at_random(server: GatedServer, home: Path, make: MakePlan, kills: int) -> None:
    seed = crash_seed()
    chance = random.Random(f"{seed} {make.__name__}")
    say(f"\n{make.__name__}: CRASH_SEED={seed}")
    plan = make(server.clients(), server.authority, server.url, chance)
    assert await run(server, home, plan, None) == 0
    plan.check(server.clients())
    requests, writes = list(server.gate.requests), len(server.gate.writes)
    done: list[Killed] = []
    while len(done) < kills:
        trap = random_trap(chance, len(requests), writes)
        plan = make(server.clients(), server.authority, server.url, chance)
        killed = await kill_once(server, home, plan, trap)
        say(f"{len(done) + 1:3}. {trap}: {killed.words if killed else 'ended before'}")
        if killed is not None:
            done.append(killed)
    say(f"{make.__name__}: {summary(done)}")


def crash_seed() -> int:
    """The seed of a run: CRASH_SEED, or a new one."""
    return int(os.environ.get("CRASH_SEED", "0")) or secrets.randbelow(10**6) + 1


def say(words: str) -> None:
    """Tell whoever watches."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def random_trap(chance: random.Random, requests: int, writes: int) -> Trap:
    """Half of them around a write, the others around any request or line of the journal."""
    moment = chance.choice(list(Moment))
    at_write = moment is not Moment.WRITTEN and chance.random() < 0.6
    number = chance.randint(1, writes if at_write else 2 * writes if moment is Moment.WRITTEN else requests)
    fate = chance.choice(list(Fate))
    return Trap(number, moment, at_write, fate, chance.random() ** 2 * SLOWEST_STEP)
