"""Waiting for an application to be quiet: everything handled, nothing running but what waits for a person."""

from __future__ import annotations

import asyncio
from typing import Any

from textual.app import App
from textual.pilot import Pilot

QUIET_SECONDS = 30
"""What takes longer will not end by itself."""


async def quiet(pilot: Pilot[Any]) -> None:
    """Every message handled, and every worker at its end that does not wait for a person.

    Raises TimeoutError.
    """
    try:
        async with asyncio.timeout(QUIET_SECONDS):
            await pilot.pause()
            while len(_running(pilot.app)) > _asking(pilot.app):
                await pilot.pause()
            await pilot.pause()
    except TimeoutError:
        raise TimeoutError(f"still running: {_running(pilot.app)}") from None


def _running(app: App[Any]) -> list[str]:
    return [worker.description for worker in app.workers if not worker.is_finished]


def _asking(app: App[Any]) -> int:
    """How many workers wait for what a screen is dismissed with: those whose future is awaited."""
    return sum(
        bool(result.future is not None and getattr(result.future, "_callbacks", None))
        for screen in app.screen_stack
        for result in screen._result_callbacks
    )
