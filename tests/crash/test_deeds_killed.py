"""Killed while the provider itself or a client is administered: nothing lost, doubled or untold, and what is
shown next equals the database.

A few chosen moments run with every test run; `make crash` kills every deed several times more at random.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.crash import client_deeds as inside, provider_deeds as outside
from tests.crash.crashes import run
from tests.crash.deeds import Ended, MakeDeed, kill_deed
from tests.crash.gate import Fate, Moment, Trap
from tests.crash.test_filling_killed import fresh
from tests.crash.test_killed import crash_seed, random_trap, say

DEEDS: tuple[MakeDeed, ...] = (
    outside.inviting_people,
    outside.confirming_people,
    outside.promoting_people,
    outside.removing_people,
    outside.renaming_the_provider,
    outside.deleting_a_client,
    outside.joining_a_provider,
    inside.approving_a_device,
    inside.denying_a_device,
    inside.editing_a_member,
    inside.inviting_again,
    inside.revoking,
    inside.recovering,
    inside.changing_details,
    inside.adding_a_domain,
    inside.removing_a_domain,
)
KILLS = 4
LOST, HELD = (Trap(1, Moment.ARRIVED, True, fate) for fate in (Fate.LOST, Fate.HELD))
DECIDED = Trap(1, Moment.DECIDED, writes_only=True)


@pytest.mark.parametrize(
    ("make", "trap", "told"),
    [
        (outside.inviting_people, HELD, "person.invite done"),
        (outside.joining_a_provider, DECIDED, "its outcomes stood"),
        (inside.approving_a_device, LOST, "device.approve not_sent"),
        (inside.inviting_again, DECIDED, "member.remove done, member.again half_done"),
        (inside.changing_details, DECIDED, "organization.collections done"),
    ],
    ids=["invite-held", "join-decided", "approve-lost", "again-removed", "details-switch"],
)
async def test_killed_at_a_write(
    practice_template: Path, tmp_path: Path, make: MakeDeed, trap: Trap, told: str
) -> None:
    with fresh(practice_template, tmp_path / "one") as (server, home):
        ended = await kill_deed(server, home, await make(server, home), trap)
    assert ended is not None
    assert ended.words == told


@pytest.mark.crash
@pytest.mark.parametrize("make", DEEDS, ids=[make.__name__ for make in DEEDS])
async def test_killed_at_random(practice_template: Path, tmp_path: Path, make: MakeDeed) -> None:
    seed = crash_seed()
    chance = random.Random(f"{seed} {make.__name__}")
    say(f"\n{make.__name__}: CRASH_SEED={seed}")
    with fresh(practice_template, tmp_path / "whole") as (server, home):
        deed = await make(server, home)
        assert await run(server, home, deed, None) == 0
        assert deed.checked(server) == deed.legal[-1]
        requests, writes = len(server.gate.requests), len(server.gate.writes)
    traps = [LOST, HELD, *(Trap(each + 1, Moment.DECIDED, True) for each in range(writes))]
    done: list[Ended] = []
    while len(done) < KILLS + len(traps):
        trap = traps[len(done)] if len(done) < len(traps) else random_trap(chance, requests, writes)
        place = tmp_path / str(chance.randrange(10**9))
        with fresh(practice_template, place) as (server, home):
            ended = await kill_deed(server, home, await make(server, home), trap)
        say(f"{len(done) + 1:3}. {trap}: {ended.words if ended else 'ended before'}")
        if ended is not None:
            done.append(ended)
