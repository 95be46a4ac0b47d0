"""Killed while collections, an import, invitations or confirmations are under way: nothing lost, doubled or
untold, and the checklist counts what is there.

A few chosen moments run with every test run. `make crash` kills 50 times more at random; it prints its seed,
and CRASH_SEED=N repeats a run. Every kill has a server and a home of its own.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from embedded_backend.options import BackendOptions
from tests.crash.crashes import run
from tests.crash.filled import Cut, cut_once, spoken, summary
from tests.crash.gate import Fate, Moment, Trap
from tests.crash.gated_server import GatedServer, gated_server
from tests.crash.inside import (
    MakeFill,
    collections,
    confirming,
    importing,
    inviting,
)
from tests.crash.test_killed import crash_seed, random_trap, say

_QUIETLY = BackendOptions(accept_after=10.0**7)
"""Nobody accepts while a scenario runs."""


@contextmanager
def fresh(template: Path, directory: Path) -> Iterator[tuple[GatedServer, Path]]:
    """A server and a home."""
    directory.mkdir()
    with gated_server(template, directory, _QUIETLY) as server:
        yield server, directory / "home"


@pytest.mark.parametrize(
    ("make", "trap", "told"),
    [
        (collections, Trap(4, Moment.DECIDED, True), "collection.create done"),
        (importing, Trap(1, Moment.ARRIVED, True, Fate.LOST), "vault.import not_sent"),
        (importing, Trap(1, Moment.ARRIVED, True, Fate.HELD), "vault.import done"),
        (inviting, Trap(2, Moment.ARRIVED, True, Fate.HANDLED), "member.invite done"),
        (confirming, Trap(1, Moment.DECIDED, True), "member.confirm done"),
    ],
    ids=["collections", "import-lost", "import-held", "invite-second-batch", "confirm"],
)
async def test_killed_at_a_write(
    practice_template: Path, tmp_path: Path, make: MakeFill, trap: Trap, told: str
) -> None:
    with fresh(practice_template, tmp_path / "one") as (server, home):
        cut = await cut_once(server, home, await make(server, home), trap)
    assert cut is not None
    assert cut.words == told


@pytest.mark.parametrize("make", [collections, importing])
async def test_what_may_still_arrive_is_not_sent_again(
    practice_template: Path, tmp_path: Path, make: MakeFill
) -> None:
    with fresh(practice_template, tmp_path / "one") as (server, home):
        fill = await make(server, home)
        await run(server, home, fill, Trap(1, Moment.ARRIVED, True, Fate.HELD))
        await server.quiet()
        server.gate.disarm()
        _code, _out, err = await spoken(home, fill.arguments)
        assert "may still arrive: do not repeat it" in err
        await server.release()
        assert fill.look(server) == fill.legal[-1]


@pytest.mark.crash
@pytest.mark.parametrize(
    ("make", "kills"),
    [(collections, 15), (importing, 10), (inviting, 15), (confirming, 10)],
    ids=["collections", "import", "invites", "confirms"],
)
async def test_killed_at_random(practice_template: Path, tmp_path: Path, make: MakeFill, kills: int) -> None:
    seed = crash_seed()
    chance = random.Random(f"{seed} {make.__name__}")
    say(f"\n{make.__name__}: CRASH_SEED={seed}")
    with fresh(practice_template, tmp_path / "whole") as (server, home):
        fill = await make(server, home)
        assert await run(server, home, fill, None) == 0
        assert fill.look(server) == fill.legal[-1]
        requests, writes = len(server.gate.requests), len(server.gate.writes)
    done: list[Cut] = []
    tries = 0
    while len(done) < kills:
        tries += 1
        trap = random_trap(chance, requests, writes)
        with fresh(practice_template, tmp_path / str(tries)) as (server, home):
            cut = await cut_once(server, home, await make(server, home), trap)
        say(f"{len(done) + 1:3}. {trap}: {cut.words if cut else 'ended before'}")
        if cut is not None:
            done.append(cut)
    say(f"{make.__name__}: {summary(done)}")
