"""Somebody at the keyboard: presses keys, types, and looks at the screen. Nothing else."""

from __future__ import annotations

import time
from typing import Any

from textual.pilot import Pilot

from tests.screens.stand_ins import shown_text

PATIENCE_SECONDS = 60.0


class Walker:
    """Drives a running program. Every wait is for words on the screen."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self._pilot = pilot

    @property
    def screen(self) -> str:
        """What the screen shows, line by line."""
        return shown_text(self._pilot.app)

    async def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        await self._pilot.press(*keys)
        await self._pilot.pause()

    async def type(self, text: str) -> None:
        """Type `text`; a line break is Enter."""
        names = {" ": "space", "\n": "enter"}
        await self.press(*(names.get(character, character) for character in text))

    async def sees(self, *words: str) -> str:
        """Wait until the screen shows all of `words`; the screen then."""
        return await self._wait(lambda shown: all(word in shown for word in words), f"shows {words}")

    async def sees_no(self, word: str) -> str:
        """Wait until the screen no longer shows `word`; the screen then."""
        return await self._wait(lambda shown: word not in shown, f"no longer shows {word!r}")

    async def _wait(self, is_so: Any, what: str) -> str:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_so(shown := self.screen):
            assert time.monotonic() < deadline, f"the screen never {what}:\n{shown}"
            await self._pilot.pause(0.02)
        return shown
