"""What belongs to fuzzing as a whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fuzz.wire_targets import close_bench


@pytest.fixture(autouse=True, scope="session")
def _bench_closed() -> Iterator[None]:
    """The clients of the models are closed at the end."""
    yield
    close_bench()
