"""Staying below half of the server's published limits.

The limits are per address, and everybody on a jump host shares one. Four lanes: reads (GET: 200 a
minute), writes (POST, PUT, DELETE: 5 a second and 60 a minute), invitations (5 a minute and 300 a day,
which count as writes too) and sign-ins (the token endpoint: 10 a minute). A lane is made of token
buckets; a refusal with 429 halves its speed for a while.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from enum import Enum

from backend_client.api.call import Call, Host

INVITE_SECONDS = 40.0
"""Between two invitations in a row."""

_INVITE = "organizations/{organization_id}/users/invite"
_DAY = 86_400.0
_RECOVERY_SECONDS = 300.0
_SLOWEST = 1 / 8
_LONGEST_CLOSURE = 60.0


class Lane(Enum):
    """Which limit a call counts against."""

    READ = "read"
    WRITE = "write"
    INVITE = "invite"
    SIGN_IN = "sign_in"


def lane_of(call: Call) -> Lane:
    """The lane of a call. Identity calls but the token request are as rare as writes, and wait with them."""
    if call.host is Host.IDENTITY:
        return Lane.SIGN_IN if call.template == "connect/token" else Lane.WRITE
    if call.method in ("GET", "HEAD"):
        return Lane.READ
    return Lane.INVITE if call.template == _INVITE else Lane.WRITE


class Bucket:
    """A token bucket that lends: `take` always succeeds and says how long to wait for it."""

    def __init__(self, *, burst: float, per_second: float) -> None:
        self._burst = burst
        self._per_second = per_second
        self._tokens = burst
        self._filled_at: float | None = None

    def take(self, now: float, speed: float) -> float:
        """Take one token at `now` with the refill scaled by `speed`; seconds until it may be used."""
        rate = self._per_second * speed
        if self._filled_at is not None:
            self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * rate)
        self._filled_at = now
        self._tokens -= 1
        return max(0.0, -self._tokens / rate)

    def give_back(self) -> None:
        """Return a token that was not used."""
        self._tokens = min(self._burst, self._tokens + 1)

    def empty(self) -> None:
        """Forget saved-up tokens, unless getting one again takes longer than any refusal lasts: a budget
        for a day is not spent by a refusal for a minute."""
        if self._per_second * _LONGEST_CLOSURE < 1:
            return
        self._tokens = min(self._tokens, 0.0)


class _LaneState:
    def __init__(self, *buckets: Bucket) -> None:
        self.buckets = buckets
        self.speed = 1.0
        self.slowed_at = 0.0
        self.closed_until = 0.0

    def recover(self, now: float) -> None:
        """Double the speed once for every quiet period since the last refusal."""
        while self.speed < 1.0 and now - self.slowed_at >= _RECOVERY_SECONDS:
            self.speed = min(1.0, self.speed * 2)
            self.slowed_at += _RECOVERY_SECONDS


class Pace:
    """Waits before each call as long as its lane asks. `clock` and `sleep` are in seconds."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        enabled: bool = True,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._enabled = enabled
        self._lifted = False
        # In any minute: burst + 60 s of refill. Reads 40 + 60 = 100; writes 10 + 20 = 30, and at most
        # 2 in any second. Sign-ins refill at half the limit, with a burst that lets a person mistype.
        # Invitations: 1 + 1.5 a minute, 75 + 75 a day; each takes its place among the writes as well.
        writes = (Bucket(burst=1, per_second=1.0), Bucket(burst=10, per_second=1 / 3))
        invites = (Bucket(burst=1, per_second=1 / INVITE_SECONDS), Bucket(burst=75, per_second=75 / _DAY))
        self._lanes = {
            Lane.READ: _LaneState(Bucket(burst=40, per_second=1.0)),
            Lane.WRITE: _LaneState(*writes),
            Lane.INVITE: _LaneState(*invites, *writes),
            Lane.SIGN_IN: _LaneState(Bucket(burst=5, per_second=1 / 12)),
        }

    @classmethod
    def off(cls) -> Pace:
        """No pacing, for the practice backend and tests."""
        return cls(enabled=False)

    def lift(self) -> None:
        """The server has no limits but those of sign-ins. A lane that is refused is paced all the same."""
        self._lifted = True

    def paces(self, lane: Lane) -> bool:
        """Whether calls of this lane wait for one another."""
        lifted = self._lifted and lane is not Lane.SIGN_IN and self._lanes[lane].speed == 1.0
        return self._enabled and not lifted

    async def wait(self, lane: Lane) -> None:
        """Wait for this call's turn. A wait that is cancelled gives its turn back."""
        if not self._enabled:
            return
        state = self._lanes[lane]
        now = self._clock()
        state.recover(now)
        if not self.paces(lane):
            return
        seconds = max(bucket.take(now, state.speed) for bucket in state.buckets)
        seconds = max(seconds, state.closed_until - now)
        if seconds <= 0:
            return
        try:
            await self._sleep(seconds)
        except asyncio.CancelledError:
            for bucket in state.buckets:
                bucket.give_back()
            raise

    def refused(self, lane: Lane, retry_after: float | None) -> None:
        """The server answered 429: halve the lane, and close it for `retry_after` seconds
        (at most a minute) if given."""
        if not self._enabled:
            return
        state = self._lanes[lane]
        now = self._clock()
        state.recover(now)
        state.speed = max(_SLOWEST, state.speed / 2)
        state.slowed_at = now
        if retry_after is not None:
            state.closed_until = max(state.closed_until, now + min(retry_after, _LONGEST_CLOSURE))
        for bucket in state.buckets:
            bucket.empty()
