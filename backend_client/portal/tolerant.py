"""Reading what is worth less than the rest: a refusal leaves it out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from backend_client.errors import BadAnswer, ResponseError

Answered = TypeVar("Answered")


async def or_none(ask: Callable[[], Awaitable[Answered]]) -> Answered | None:
    """The answer, or None where the server refuses it or sends what is none.

    Takes what asks, not the question under way: one that is cancelled before its turn must not begin.
    """
    try:
        return await ask()
    except (ResponseError, BadAnswer):
        return None
