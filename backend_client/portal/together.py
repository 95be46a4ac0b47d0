"""Asking several questions at once: all are answered, or none goes on.

The first failure ends the others before it is raised: their answers would be taken by nobody and their
requests would still count against the server's limits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeAlias, TypeVar, overload

One = TypeVar("One")
Two = TypeVar("Two")
Three = TypeVar("Three")
Four = TypeVar("Four")
Five = TypeVar("Five")

Asked: TypeAlias = Coroutine[Any, Any, One]
"""A question under way: one that is cancelled before its turn never begins."""


@overload
async def together(one: Asked[One], two: Asked[Two], /) -> tuple[One, Two]: ...
@overload
async def together(one: Asked[One], two: Asked[Two], three: Asked[Three], /) -> tuple[One, Two, Three]: ...
@overload
async def together(
    one: Asked[One], two: Asked[Two], three: Asked[Three], four: Asked[Four], /
) -> tuple[One, Two, Three, Four]: ...
@overload
async def together(
    one: Asked[One],
    two: Asked[Two],
    three: Asked[Three],
    four: Asked[Four],
    five: Asked[Five],
    /,
) -> tuple[One, Two, Three, Four, Five]: ...
async def together(*questions: Asked[Any]) -> tuple[Any, ...]:
    """The answers in order. Raises what the first failure raised, as it is, once the others have ended."""
    return await all_of(questions)


async def all_of(questions: Iterable[Asked[One]]) -> tuple[One, ...]:
    """`together`, for as many questions of one kind as there are."""
    failed: BaseException | None = None
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(question) for question in questions]
    except BaseExceptionGroup as failures:
        failed = failures.exceptions[0]
    else:
        return tuple(task.result() for task in tasks)
    try:
        raise failed
    finally:
        failed = None  # it holds this frame
