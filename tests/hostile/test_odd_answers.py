"""Answers whose members are of any type and size, through every command: it ends in words.

`make fuzz` tries every action FUZZ_ROUNDS times and prints its seed; FUZZ_SEED=N repeats a run.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.fuzz.mutation import VALUES
from tests.hostile.command_checks import check_command, command_lines
from tests.hostile.command_lines import PLAIN, READ, WRITE
from tests.hostile.poisoned_home import poisoned_answers, put_at_home
from tests.hostile.poisoner import DATE, Leaf, keeps_its_place

SOME_ACTIONS = ("checklist", "events list")
ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "5"))
SEED = int(os.environ.get("FUZZ_SEED", "0")) or secrets.randbelow(10**9)


def odd(random: Random) -> Leaf:
    """One leaf in so many is something else. In every other run it stays of its kind, and ids stay: then
    it is not refused where it is read, and goes further."""
    share, tame = random.choice((0.005, 0.02, 0.1, 0.5)), random.random() < 0.5

    def leaf(name: str, value: Any) -> Any:
        if random.random() > share or (tame and keeps_its_place(name, value)):
            return value
        return random.choice([each for each in VALUES if not tame or _kind(each) is _kind(value)])

    return leaf


def _kind(value: Any) -> type:
    if isinstance(value, str) and DATE.match(value):
        return datetime
    return type(value)


@pytest.mark.parametrize("action", SOME_ACTIONS)
def test_odd_answers(action: str, known: Mapping[str, str]) -> None:
    random = Random(action)
    for words, kind in command_lines(known, [action]):
        put_at_home(Path(known["database"]))
        with poisoned_answers(odd(random)):
            check_command(words, kind, known["link"])


@pytest.mark.fuzz
@pytest.mark.parametrize("action", [*READ, *WRITE, *PLAIN])
async def test_many_odd_answers(action: str, known: Mapping[str, str]) -> None:
    random, codes = Random(f"{SEED} {action}"), dict[int, int]()
    for _round in range(ROUNDS):
        for words, kind in command_lines(known, [action]):
            put_at_home(Path(known["database"]))
            with poisoned_answers(odd(random)):
                code = await asyncio.to_thread(check_command, words, kind, known["link"])
            codes[code] = codes.get(code, 0) + 1
    sys.stdout.write(f"{action}: codes {codes}, FUZZ_SEED={SEED}\n")
