"""The published limits, and how much of each this program takes.

The limits are per address, and everybody on a jump host shares one. Four lanes: reads (GET: 200 a
minute), writes (POST, PUT, DELETE: 5 a second and 60 a minute), invitations (5 a minute and 300 a day,
which count as writes too) and sign-ins (the token endpoint: 10 a minute).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from backend_client.api.call import Call, Host

DEFAULT_SHARE = 0.5
LEAST_SHARE = 0.05

_INVITE = "organizations/{organization_id}/users/invite"
_MINUTE, _DAY = 60.0, 86_400.0
_STRIDE = 0.4
"""A lane that may be used in bursts takes at most this part of a minute's calls in this part of a minute."""


class Lane(Enum):
    """Which limit a call counts against."""

    READ = "read"
    WRITE = "write"
    INVITE = "invite"
    SIGN_IN = "sign_in"


@dataclass(frozen=True, slots=True)
class Rule:
    """At most `count` calls in any `seconds`."""

    count: int
    seconds: float

    def behind(self, reserve: bool) -> int:
        """How many calls may be within the rule's time; with a `reserve`, a fifth is left to others."""
        return self.count - self.count // 5 if reserve else self.count

    def at_speed(self, speed: float) -> tuple[Rule, ...]:
        """After a refusal: fewer calls, evenly apart. A budget for a day is no matter of speed."""
        if speed >= 1.0 or self.seconds > _MINUTE:
            return (self,)
        return (_scaled(self.count * speed, self.seconds), Rule(1, self.seconds / (self.count * speed)))


def lane_of(call: Call) -> Lane:
    """The lane of a call. Identity calls but the token request are as rare as writes, and wait with them."""
    if call.host is Host.IDENTITY:
        return Lane.SIGN_IN if call.template == "connect/token" else Lane.WRITE
    if call.reads:
        return Lane.READ
    return Lane.INVITE if call.template == _INVITE else Lane.WRITE


def rules_at(share: float) -> dict[Lane, tuple[Rule, ...]]:
    """The rules of every lane at `share` (0.05 to 1) of what is allowed."""
    share = min(1.0, max(LEAST_SHARE, share))
    reads, writes = 200 * share, 60 * share
    return {
        Lane.READ: (_scaled(reads, _MINUTE), _scaled(reads * _STRIDE, _MINUTE * _STRIDE)),
        Lane.WRITE: (
            _scaled(writes, _MINUTE),
            _scaled(writes * _STRIDE, _MINUTE * _STRIDE),
            _scaled(5 * share, 1.0),
        ),
        Lane.INVITE: (_scaled(5 * share, _MINUTE), _scaled(300 * share, _DAY)),
        Lane.SIGN_IN: (_scaled(10 * share, _MINUTE),),
    }


def _scaled(count: float, seconds: float) -> Rule:
    """`count` in `seconds`, rounded down; less than one call takes the longer."""
    return Rule(int(count), seconds) if count >= 1 else Rule(1, seconds / count)
