"""At most half of what a server allows."""

from __future__ import annotations

import asyncio

import pytest

from backend_client.api.call import Call, Host
from backend_client.api.pace import INVITE_SECONDS, Lane, Pace, lane_of


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


async def test_reads_stay_at_half_of_200_a_minute(pace: Pace, time: FakeTime) -> None:
    moments = await starts(pace, time, Lane.READ, 300)
    assert most_within(moments, 60.0) <= 100
    assert moments[39] == 0.0


async def test_writes_stay_at_half_of_60_a_minute_and_5_a_second(pace: Pace, time: FakeTime) -> None:
    moments = await starts(pace, time, Lane.WRITE, 100)
    assert most_within(moments, 60.0) <= 30
    assert most_within(moments, 1.0) <= 2


async def test_a_person_signing_in_does_not_wait(pace: Pace, time: FakeTime) -> None:
    moments = await starts(pace, time, Lane.SIGN_IN, 30)
    assert moments[4] == 0.0
    assert most_within(moments, 60.0) <= 10
    assert most_within(moments[5:], 60.0) <= 6


async def test_lanes_do_not_wait_for_each_other(pace: Pace, time: FakeTime) -> None:
    await starts(pace, time, Lane.SIGN_IN, 20)
    assert await starts(pace, time, Lane.READ, 1) == [0.0]


async def test_a_refusal_halves_the_lane_and_quiet_brings_it_back(pace: Pace, time: FakeTime) -> None:
    await starts(pace, time, Lane.READ, 40)
    pace.refused(Lane.READ, None)
    slow = await starts(pace, time, Lane.READ, 10)
    time.now += 700.0
    await starts(pace, time, Lane.READ, 40)
    quick = await starts(pace, time, Lane.READ, 10)
    assert slow == pytest.approx([2.0 * number for number in range(1, 11)])
    assert quick == pytest.approx([1.0 * number for number in range(1, 11)])


async def test_a_refusal_takes_saved_up_calls_away(pace: Pace, time: FakeTime) -> None:
    await starts(pace, time, Lane.READ, 1)
    pace.refused(Lane.READ, None)
    assert await starts(pace, time, Lane.READ, 1) == pytest.approx([2.0])


async def test_a_refusal_closes_the_lane_as_long_as_asked_up_to_a_minute(pace: Pace, time: FakeTime) -> None:
    pace.refused(Lane.READ, 17.0)
    assert await starts(pace, time, Lane.READ, 1) == [17.0]
    pace.refused(Lane.READ, 3600.0)
    assert await starts(pace, time, Lane.READ, 1) == [60.0]


async def test_a_cancelled_wait_gives_its_turn_back() -> None:
    time = FakeTime()

    async def cancelled(_seconds: float) -> None:
        raise asyncio.CancelledError

    pace = Pace(clock=time.clock, sleep=cancelled)
    await starts(pace, time, Lane.READ, 40)
    for _ in range(500):
        with pytest.raises(asyncio.CancelledError):
            await pace.wait(Lane.READ)
    time.now += 1.0
    assert await starts(pace, time, Lane.READ, 1) == [0.0]


async def test_without_limits_only_sign_ins_wait_until_a_refusal(pace: Pace, time: FakeTime) -> None:
    pace.lift()
    for lane in (Lane.READ, Lane.WRITE, Lane.INVITE):
        assert not pace.paces(lane)
        assert await starts(pace, time, lane, 500) == [0.0] * 500
    assert max(await starts(pace, time, Lane.SIGN_IN, 10)) > 0
    pace.refused(Lane.INVITE, None)
    assert pace.paces(Lane.INVITE)
    assert not pace.paces(Lane.WRITE)
    assert max(await starts(pace, time, Lane.INVITE, 3)) > INVITE_SECONDS


async def test_no_pacing_for_practice() -> None:
    time = FakeTime()
    off = Pace.off()
    off.refused(Lane.READ, 60.0)
    assert await starts(off, time, Lane.READ, 1000) == [0.0] * 1000


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
    assert moments[:3] == [0.0, INVITE_SECONDS, 2 * INVITE_SECONDS]
    assert most_within(moments, 60.0) <= 2
    assert most_within(moments, 86_400.0) <= 150


async def test_invitations_take_their_place_among_the_writes(pace: Pace, time: FakeTime) -> None:
    await starts(pace, time, Lane.WRITE, 1)
    (after_a_write,) = await starts(pace, time, Lane.INVITE, 1)
    assert after_a_write == 1.0


async def test_a_refused_invitation_slows_invitations_and_no_other_write(pace: Pace, time: FakeTime) -> None:
    await starts(pace, time, Lane.INVITE, 1)
    pace.refused(Lane.INVITE, None)
    first, second = await starts(pace, time, Lane.INVITE, 2)
    assert second - first == 2 * INVITE_SECONDS
    time.now += 60
    assert (await starts(pace, time, Lane.WRITE, 2))[1] == 1.0


def test_only_the_call_that_invites_is_an_invitation() -> None:
    assert lane_of(INVITE) is Lane.INVITE
    again = Call("POST", "organizations/{organization_id}/users/reinvite", {"organization_id": "1"})
    assert lane_of(again) is Lane.WRITE
