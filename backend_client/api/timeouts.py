"""How long one request may take."""

from __future__ import annotations

from dataclasses import dataclass

from backend_client.api.call import Call

SHORTEST_TRY = 1.0
"""Seconds that a try gets at least, however late it is."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two pieces of data, and for one whole request with its last byte."""

    connect: float = 10.0
    data: float = 30.0
    whole: float = 120.0

    def all_tries(self, call: Call, deadline: float) -> float:
        """Seconds for all tries of `call`. `deadline` holds for reads; but not for everything an organization
        has, which comes in one large answer and may take as long as a write."""
        return min(self.whole, deadline) if call.reads and not call.bulk else self.whole


DEFAULT_TIMEOUTS = Timeouts()
