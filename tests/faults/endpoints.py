"""The rows of docs/wire.md: which of them a request on the wire is."""

from __future__ import annotations

import functools
import re

from tests.unit.test_wire_page import listed_requests

_PLACE = re.compile(r"\{\w+\}")


@functools.cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Those with the fewest places first: `users/revoke` is no member's id."""
    by_places = sorted(listed_requests(), key=lambda row: (len(_PLACE.findall(row)), row))
    return tuple((re.compile(_PLACE.sub("[^/ ]+", row)), row) for row in by_places)


def endpoint_of(method: str, path: str) -> str:
    """The row. Raises LookupError for a request that is not on the page."""
    asked = f"{method} {path}"
    for pattern, row in _patterns():
        if pattern.fullmatch(asked):
            return row
    raise LookupError(asked)
