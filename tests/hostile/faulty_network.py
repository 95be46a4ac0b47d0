"""One request whose answer is lost or spoiled, between our client and the real practice backend.

Everything else goes through. The request is counted each time it is sent.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from backend_client.api.call import Answer, Call
from backend_client.api.failures import Failed
from backend_client.api.retry import Failure, RetryPolicy
from backend_client.api.transport import Transport
from backend_client.errors import ServerTimeout, ServerUnreachable, UnreachableReason
from backend_client.secret import Secret
from tests.hostile.fault_injector import HTML


def _answered(status: int, body: bytes = b"", **headers: str) -> Callable[[Answer], Answer | Failed]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda real: replace(real, status=status, body=body, headers=named)


def _cut(real: Answer) -> Answer | Failed:
    return replace(real, status=200, body=real.body[: len(real.body) // 2] or b'{"data": [{"id":')


def _reset(_real: Answer) -> Answer | Failed:
    return Failed(ServerUnreachable(host="x", reason=UnreachableReason.NETWORK), Failure.RESET)


def _slow(_real: Answer) -> Answer | Failed:
    return Failed(ServerTimeout(host="x", seconds=1.0), Failure.TIMEOUT)


@dataclass(frozen=True)
class Fault:
    """`arrives`: the server carries the request out all the same. `final`: nobody may think it did. `silent`:
    nothing else is answered afterwards."""

    arrives: bool
    answer: Callable[[Answer], Answer | Failed] = field(repr=False)
    final: bool = False
    silent: bool = False


FAULTS: dict[str, Fault] = {
    "a page, done": Fault(True, _answered(200, HTML)),
    "cut off, done": Fault(True, _cut),
    "reset, done": Fault(True, _reset),
    "500, done": Fault(True, _answered(500, b'{"message": "boom"}')),
    "502, done": Fault(True, _answered(502, HTML)),
    "slow, done": Fault(True, _slow),
    "gone for good, done": Fault(True, _reset, silent=True),
    "gone for good": Fault(False, _reset, silent=True),
    "a page": Fault(False, _answered(200, HTML)),
    "reset": Fault(False, _reset),
    "500": Fault(False, _answered(500, b'{"message": "boom"}')),
    "slow": Fault(False, _slow),
    "429": Fault(False, _answered(429, b"{}", retry_after="1"), final=True),
    "401": Fault(False, _answered(401, b"{}"), final=True),
}


class Told(Enum):
    """What somebody is told of a write."""

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class FaultyNetwork:
    """Puts itself in front of a transport; `template` is the one request that meets `fault`."""

    def __init__(self, transport: Transport, template: str, fault: Fault) -> None:
        self.sent = 0
        self._template, self._fault = template, fault
        transport._retries = RetryPolicy(attempts=1)
        self._real = transport._exchange
        transport._exchange = self._exchange  # type: ignore[method-assign]

    async def _exchange(self, call: Call, bearer: Secret | None) -> Answer | Failed:
        if call.endpoint != self._template:
            gone = self._fault.silent and self.sent
            return _reset(Answer(call, 0)) if gone else await self._real(call, bearer)
        self.sent += 1
        if not self._fault.arrives:
            return self._fault.answer(Answer(call, 200, {}, b"", "practice"))
        real = await self._real(call, bearer)
        assert isinstance(real, Answer), real
        assert real.status < 300, real.body
        return self._fault.answer(real)


def restore(snapshot: Path, database: Path) -> None:
    """Put a practice database back as it was, while the backend runs on it."""
    source, target = sqlite3.connect(snapshot), sqlite3.connect(database)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
