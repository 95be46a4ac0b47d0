"""The published rate limits of the cloud, per client address, as sliding windows."""

from __future__ import annotations

import math
import re
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from embedded_backend.errors import Problem


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    methods: frozenset[str]
    path: re.Pattern[str]
    windows: tuple[tuple[int, int], ...]  # (seconds, requests)


def _rule(name: str, methods: str, path: str, *windows: tuple[int, int]) -> _Rule:
    return _Rule(name, frozenset(methods.split()), re.compile(path), windows)


_RULES = (
    _rule("identity", "GET POST PUT DELETE", r"/identity/.*", (1, 5), (60, 60)),
    _rule("token", "POST", r"/identity/connect/token", (60, 10)),
    _rule("post", "POST", r"/api/.*", (1, 5), (60, 60)),
    _rule("put", "PUT", r"/api/.*", (1, 5), (60, 60)),
    _rule("delete", "DELETE", r"/api/.*", (1, 5), (60, 60)),
    _rule("get", "GET", r"/api/.*", (60, 200)),
    _rule("two-step mail", "POST", r"/api/two-factor/send-email-login", (600, 10)),
    _rule("invite", "POST", r"/api/organizations/[^/]+/users/invite", (60, 5), (86400, 300)),
    _rule("reinvite", "POST", r"/api/organizations/[^/]+/users/[^/]+/reinvite", (60, 5), (86400, 300)),
    _rule("alive", "GET", r"/api/alive", (60, 5)),
)


class RateLimits:
    """Counts requests. A refused request does not count, so it does not extend its window."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seen: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)

    def check(self, address: str, method: str, path: str) -> None:
        """Count one request. Raises Problem 429 with `Retry-After` in seconds."""
        now = self._clock()
        rules = [rule for rule in _RULES if method in rule.methods and rule.path.fullmatch(path)]
        for rule in rules:
            self._refuse_above(rule, self._seen[rule.name, address], now)
        for rule in rules:
            self._seen[rule.name, address].append(now)

    def _refuse_above(self, rule: _Rule, seen: deque[float], now: float) -> None:
        longest = max(seconds for seconds, _ in rule.windows)
        while seen and seen[0] <= now - longest:
            seen.popleft()
        for seconds, limit in rule.windows:
            inside = [moment for moment in seen if moment > now - seconds]
            if len(inside) >= limit:
                wait = max(1, math.ceil(inside[-limit] + seconds - now))
                text = f"Slow down! Too many requests. Try again in {_span(seconds)}."
                raise Problem(429, text, headers={"Retry-After": str(wait)})


def _span(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds}s"
    return f"{seconds // 60}m" if seconds < 86400 else f"{seconds // 86400}d"
