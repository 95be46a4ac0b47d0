"""What a person is told about an error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Explanation:
    """`title` in a few words, `sentence` saying what happened, `next_step` saying what to do about it."""

    title: str
    sentence: str
    next_step: str

    def line(self, state: str = "") -> str:
        """All of it in one line; `state` (a finished sentence) says what is still true of the data."""
        return " ".join(part for part in (self.sentence, state, self.next_step) if part)


Explain = Callable[[Any], Explanation]
"""Makes the words for an error of one class."""
