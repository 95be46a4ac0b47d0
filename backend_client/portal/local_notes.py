"""Notes the server cannot hold: steps of a client's onboarding that are not needed, by whom and why.

One small JSON file, readable by its owner only. Losing it loses no data of the client.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from backend_client.portal.onboarding.steps import NotNeeded, Step


@dataclass(frozen=True, slots=True)
class Place:
    """What a note is about: one organization on one server."""

    server: str
    organization_id: str


class LocalNotes:
    """The notes file at `path`. Reading never fails; writing may raise OSError."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def not_needed(self, place: Place) -> dict[Step, NotNeeded]:
        """The steps of `place` that were marked not needed."""
        found: dict[Step, NotNeeded] = {}
        for name, note in self._read().get(_key(place), {}).items():
            try:
                moment = datetime.fromisoformat(note["at"])
                found[Step(name)] = NotNeeded(str(note["reason"]), str(note["who"]), moment)
            except (KeyError, TypeError, ValueError):
                continue
        return found

    def mark(self, place: Place, step: Step, note: NotNeeded | None) -> None:
        """Write or, with None, take back the note on one step."""
        notes = self._read()
        steps = notes.setdefault(_key(place), {})
        if note is None:
            steps.pop(step.value, None)
        else:
            steps[step.value] = {"reason": note.reason, "who": note.who, "at": note.at.isoformat()}
        self._write({key: value for key, value in notes.items() if value})

    def _read(self) -> dict[str, dict[str, dict[str, str]]]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        whole = isinstance(found, dict) and all(isinstance(value, dict) for value in found.values())
        return found if whole else {}

    def _write(self, notes: dict[str, dict[str, dict[str, str]]]) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(notes, file, indent=2)
        fresh.replace(self._path)


def _key(place: Place) -> str:
    return f"{place.server} {place.organization_id}"
