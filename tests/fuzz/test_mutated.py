"""Known inputs, changed: every parser raises its own exceptions, in bounded time and memory.

A few inputs for each parser run with every test run, always the same. `make fuzz` tries new ones for
FUZZ_SECONDS at each parser and prints its seed; FUZZ_SEED=N repeats a run.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from random import Random

import pytest

from tests.fuzz.corpus import seeds
from tests.fuzz.mutation import mutated, repeated
from tests.fuzz.target import judge
from tests.fuzz.targets import TARGETS

FEW = 4
FEW_BYTES = 20_000
MANY_BYTES = 64 * 1024
SECONDS = float(os.environ.get("FUZZ_SECONDS", "10"))
SEED = int(os.environ.get("FUZZ_SEED", "0")) or secrets.randbelow(10**9)


def _next(name: str, random: Random, number: int, size: int) -> bytes:
    """One more input: one in eight repeats a piece until it is large."""
    if number % 8 == 0:
        return repeated(random, seeds(name), size)
    return mutated(random, seeds(name), as_json=TARGETS[name].json)


@pytest.mark.parametrize("name", TARGETS)
def test_a_few_changed_inputs(name: str) -> None:
    random = Random(name)
    for number in range(FEW):
        judge(TARGETS[name], _next(name, random, number, FEW_BYTES))


@pytest.mark.fuzz
@pytest.mark.parametrize("name", TARGETS)
def test_many_changed_inputs(name: str) -> None:
    random = Random(f"{SEED} {name}")
    ends, number = time.monotonic() + SECONDS, 0
    try:
        while time.monotonic() < ends:
            number += 1
            judge(TARGETS[name], _next(name, random, number, MANY_BYTES))
    finally:
        sys.stdout.write(f"{name}: {number} inputs, FUZZ_SEED={SEED}\n")
