"""At most a share of what a server allows, and a person before what goes on by itself."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from itertools import pairwise

import pytest

from backend_client.api.call import Call, Host
from backend_client.api.lanes import Lane, lane_of
from backend_client.api.pace import Closed, Pace
from backend_client.api.patience import patience
from backend_client.api.priority import background
from tests.virtual_time import VirtualTime


class FakeTime:
    """A clock that only `sleep` moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


async def starts(pace: Pace, time: FakeTime, lane: Lane, calls: int) -> list[float]:
    """When each of `calls` calls, one after the other and taking no time, may start."""
    began = time.now
    found = []
    for _ in range(calls):
        await pace.wait(lane)
        found.append(time.now - began)
    return found


def most_within(moments: list[float], window: float) -> int:
    return max(sum(1 for later in moments if start <= later < start + window) for start in moments)


INVITE = Call("POST", "organizations/{organization_id}/users/invite", {"organization_id": "1"})


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def pace(time: FakeTime) -> Pace:
    return Pace(clock=time.clock, sleep=time.sleep)


@pytest.mark.parametrize(
    ("share", "reads", "writes", "sign_ins"), [(0.5, 100, 30, 5), (1.0, 200, 60, 10), (0.05, 10, 3, 1)]
)
async def test_any_minute_stays_within_the_share(
    time: FakeTime, share: float, reads: int, writes: int, sign_ins: int
) -> None:
    pace = Pace(share=share, clock=time.clock, sleep=time.sleep)
    for lane, most in ((Lane.READ, reads), (Lane.WRITE, writes), (Lane.SIGN_IN, sign_ins)):
        moments = await starts(pace, time, lane, 5 * most)
        assert most_within(moments, 60.0) <= most
        assert moments[-1] < 60 * (5 if share >= 0.5 else 10), "the share is used"


async def test_a_burst_is_answered_at_once_and_nobody_waits_a_whole_minute(
    pace: Pace, time: FakeTime
) -> None:
    moments = await starts(pace, time, Lane.READ, 300)
    assert moments[39] == 0.0
    assert max(after - before for before, after in pairwise(moments)) <= 24.0


async def test_writes_stay_at_half_of_5_a_second(pace: Pace, time: FakeTime) -> None:
    moments = await starts(pace, time, Lane.WRITE, 100)
    assert most_within(moments, 1.0) <= 2


async def test_a_person_signing_in_does_not_wait(pace: Pace, time: FakeTime) -> None:
    assert await starts(pace, time, Lane.SIGN_IN, 5) == [0.0] * 5


async def test_lanes_do_not_wait_for_each_other(pace: Pace, time: FakeTime) -> None:
    await starts(pace, time, Lane.SIGN_IN, 20)
    assert await starts(pace, time, Lane.READ, 1) == [0.0]


async def test_a_refusal_halves_the_lane_and_quiet_brings_it_back(pace: Pace, time: FakeTime) -> None:
    await pace.refused(Lane.READ, 30.0)
    slow = await starts(pace, time, Lane.READ, 10)
    time.now += 700.0
    quick = await starts(pace, time, Lane.READ, 40)
    assert slow == pytest.approx([30.0 + 1.2 * number for number in range(10)])
    assert quick == [0.0] * 40


async def test_refusal_after_refusal_slows_to_an_eighth_and_no_further(pace: Pace, time: FakeTime) -> None:
    for _ in range(9):
        await pace.refused(Lane.READ, 0.0)
    first, second = await starts(pace, time, Lane.READ, 2)
    assert second - first == pytest.approx(60 / 12.5)


async def test_a_refusal_closes_the_lane_as_long_as_asked(pace: Pace, time: FakeTime) -> None:
    await pace.refused(Lane.READ, 17.0)
    assert await starts(pace, time, Lane.READ, 1) == [17.0]
    await pace.refused(Lane.READ, None)
    assert await starts(pace, time, Lane.READ, 1) == [5.0]
    await pace.refused(Lane.READ, 86_400.0)
    assert await starts(pace, time, Lane.READ, 1) == [300.0]


async def test_whoever_waits_in_line_heeds_a_refusal_meanwhile(time: FakeTime) -> None:
    refusals = [20.0]

    async def sleep(seconds: float) -> None:
        time.now += seconds
        if refusals:
            await waiting.refused(Lane.READ, refusals.pop())

    waiting = Pace(clock=time.clock, sleep=sleep)
    moments = await starts(waiting, time, Lane.READ, 41)
    assert moments[39] == 0.0
    assert moments[40] == 24.0 + 20.0


async def test_patience_ends_a_read_at_once_where_the_server_closed_its_way(
    pace: Pace, time: FakeTime
) -> None:
    await pace.refused(Lane.READ, 40.0)
    await pace.refused(Lane.WRITE, 40.0)
    for around in (nullcontext(), background()):
        with patience(30.0), around, pytest.raises(Closed) as caught:
            await pace.wait(Lane.READ)
        assert caught.value.seconds == 40.0
    assert time.now == 100.0
    with patience(30.0):
        await pace.wait(Lane.WRITE)  # what must be sent waits
        await pace.wait(Lane.READ)  # and so does a read for which it is open again
    assert time.now >= 140.0


async def test_patience_is_not_for_a_queue_of_our_own(time: FakeTime) -> None:
    slow = Pace(share=0.05, clock=time.clock, sleep=time.sleep)
    with patience(1.0):
        for _ in range(12):
            await slow.wait(Lane.READ)
    assert time.now > 130.0


async def test_a_cancelled_wait_gives_its_turn_back() -> None:
    time = FakeTime()

    async def cancelled(_seconds: float) -> None:
        raise asyncio.CancelledError

    pace = Pace(clock=time.clock, sleep=cancelled)
    await starts(pace, time, Lane.READ, 40)
    for _ in range(500):
        with pytest.raises(asyncio.CancelledError):
            await pace.wait(Lane.READ)
    time.now += 24.0
    assert await starts(pace, time, Lane.READ, 1) == [0.0]


async def test_without_limits_only_sign_ins_wait_until_a_refusal(pace: Pace, time: FakeTime) -> None:
    pace.lift()
    for lane in (Lane.READ, Lane.WRITE, Lane.INVITE):
        assert not pace.paces(lane)
        assert await starts(pace, time, lane, 500) == [0.0] * 500
        assert pace.forecast(lane, 500) == pace.seconds_apart(lane) == 0.0
    assert max(await starts(pace, time, Lane.SIGN_IN, 10)) > 0
    await pace.refused(Lane.INVITE, None)
    assert pace.paces(Lane.INVITE)
    assert not pace.paces(Lane.WRITE)
    assert max(await starts(pace, time, Lane.INVITE, 3)) > 60


async def test_no_pacing_for_practice() -> None:
    time = FakeTime()
    off = Pace.off()
    await off.refused(Lane.READ, 60.0)
    assert await starts(off, time, Lane.READ, 1000) == [0.0] * 1000
    assert off.forecast(Lane.READ, 1000) == 0.0


# Who goes first


async def test_work_in_the_background_leaves_a_fifth_to_a_person(pace: Pace, time: FakeTime) -> None:
    with background():
        moments = await starts(pace, time, Lane.READ, 33)
    assert moments[31] == 0.0
    assert moments[32] == 24.0
    assert await starts(pace, time, Lane.READ, 8) == [0.0] * 8
    with background():
        moments = await starts(pace, time, Lane.READ, 400)
    assert most_within(moments, 60.0) <= 80


async def test_a_person_overtakes_work_that_waits() -> None:
    time = VirtualTime()
    pace = Pace(clock=time.clock, sleep=time.sleep)
    order: list[tuple[str, float]] = []

    async def call(name: str) -> None:
        await pace.wait(Lane.WRITE)
        order.append((name, time.now - 1000.0))

    async def work() -> None:
        with background():
            await asyncio.gather(*(call("work") for _ in range(4)))

    async def person() -> None:
        await time.sleep(0.5)
        await asyncio.gather(*(call("person") for _ in range(2)))

    await time.run(work(), person())
    assert order == [("work", 0), ("work", 0), ("person", 1), ("person", 1), ("work", 2), ("work", 2)]


async def test_signing_in_never_waits_behind_others(pace: Pace, time: FakeTime) -> None:
    with background():
        assert await starts(pace, time, Lane.SIGN_IN, 5) == [0.0] * 5


async def test_room_is_waited_for_and_not_taken(pace: Pace, time: FakeTime) -> None:
    for _ in range(3):
        await pace.room(Lane.READ, 4)
    assert await starts(pace, time, Lane.READ, 30) == [0.0] * 30
    began = time.now
    await pace.room(Lane.READ, 4)
    assert time.now - began == 24.0


# How long it will take


@pytest.mark.parametrize("calls", [0, 1, 40, 41, 100, 101, 500])
async def test_the_forecast_is_what_happens(pace: Pace, time: FakeTime, calls: int) -> None:
    await starts(pace, time, Lane.READ, 7)
    told = pace.forecast(Lane.READ, calls)
    happened = await starts(pace, time, Lane.READ, calls)
    assert told == pytest.approx(happened[-1] if happened else 0.0)


async def test_the_forecast_of_work_that_leaves_room_is_longer(pace: Pace) -> None:
    person = pace.forecast(Lane.READ, 500)
    with background():
        assert pace.forecast(Lane.READ, 500) > person


async def test_a_forecast_of_invitations_knows_the_limit_of_a_day(pace: Pace) -> None:
    assert pace.forecast(Lane.INVITE, 3) == 60.0
    assert pace.seconds_apart(Lane.INVITE) == 30.0
    assert pace.forecast(Lane.INVITE, 151) == 86_400.0


@pytest.mark.parametrize(
    ("call", "lane"),
    [
        (Call("GET", "x"), Lane.READ),
        (Call("HEAD", "x"), Lane.READ),
        (Call("POST", "x"), Lane.WRITE),
        (Call("DELETE", "x"), Lane.WRITE),
        (Call("POST", "connect/token", host=Host.IDENTITY), Lane.SIGN_IN),
        (Call("POST", "accounts/prelogin/password", host=Host.IDENTITY), Lane.WRITE),
        (Call("POST", "connect/token"), Lane.WRITE),
    ],
)
def test_which_limit_a_call_counts_against(call: Call, lane: Lane) -> None:
    assert lane_of(call) is lane


async def test_invitations_stay_at_half_of_5_a_minute_and_300_a_day(pace: Pace, time: FakeTime) -> None:
    moments = await starts(pace, time, Lane.INVITE, 400)
    assert moments[:5] == [0.0, 0.0, 60.0, 60.0, 120.0]
    assert most_within(moments, 60.0) <= 2
    assert most_within(moments, 86_400.0) <= 150


async def test_invitations_take_their_place_among_the_writes(pace: Pace, time: FakeTime) -> None:
    await starts(pace, time, Lane.WRITE, 2)
    assert await starts(pace, time, Lane.INVITE, 1) == [1.0]


async def test_a_refused_invitation_slows_invitations_and_no_other_write(pace: Pace, time: FakeTime) -> None:
    await pace.refused(Lane.INVITE, None)
    first, second = await starts(pace, time, Lane.INVITE, 2)
    assert second - first == 60.0
    time.now += 60
    assert await starts(pace, time, Lane.WRITE, 3) == [0.0, 0.0, 1.0]


def test_only_the_call_that_invites_is_an_invitation() -> None:
    assert lane_of(INVITE) is Lane.INVITE
    again = Call("POST", "organizations/{organization_id}/users/reinvite", {"organization_id": "1"})
    assert lane_of(again) is Lane.WRITE
