"""Notes the server cannot hold: steps of a client's onboarding that are not needed and collections that
stay without a manager, by whom and why; and how many items a client held when they were last counted.

One small JSON file, readable by its owner only. Losing it loses no data of the client. Several processes of
one person may write: each change locks the file and reads it anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from backend_client.portal import clock
from backend_client.private_files import locked, read_private, replace_private

if TYPE_CHECKING:  # loaded with the first checklist
    from backend_client.portal.onboarding.steps import NotNeeded, Step


_NO_MANAGER = "no manager for "  # followed by the id of a collection; no step is called like that
_ITEMS = "items counted"


class LocalNotes:
    """The notes file at `path`. Reading never fails; writing may raise OSError."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def not_needed(self, server: str, organization_id: str) -> dict[Step, NotNeeded]:
        """The steps of one organization that were marked not needed."""
        from backend_client.portal.onboarding.steps import NotNeeded, Step  # noqa: PLC0415

        found: dict[Step, NotNeeded] = {}
        for name, note in self._read().get(_key(server, organization_id), {}).items():
            try:
                moment = clock.read_moment(note["at"])
                found[Step(name)] = NotNeeded(str(note["reason"]), str(note["who"]), moment)
            except (KeyError, TypeError, ValueError):
                continue
        return found

    def mark_not_needed(
        self, server: str, organization_id: str, step: Step, reason: str | None, who: str
    ) -> None:
        """Write or, with no reason, take back the note on one step."""
        with self._changing(server, organization_id) as steps:
            if reason is None:
                steps.pop(step.value, None)
            else:
                steps[step.value] = {"reason": reason, "who": who, "at": clock.now().isoformat()}

    def waived(self, server: str, organization_id: str) -> frozenset[str]:
        """The ids of the collections of one organization that may stay without a manager."""
        noted = self._read().get(_key(server, organization_id), {})
        return frozenset(name.removeprefix(_NO_MANAGER) for name in noted if name.startswith(_NO_MANAGER))

    def waive(
        self, server: str, organization_id: str, collection_ids: Iterable[str], reason: str, who: str
    ) -> None:
        """Note that these collections may stay without a manager."""
        note = {"reason": reason, "who": who, "at": clock.now().isoformat()}
        with self._changing(server, organization_id) as noted:
            noted.update({f"{_NO_MANAGER}{each}": note for each in collection_ids})

    def items(self, server: str, organization_id: str) -> tuple[int, datetime] | None:
        """How many items one organization held, and when they were counted; None where they never were."""
        note = self._read().get(_key(server, organization_id), {}).get(_ITEMS)
        try:
            return None if note is None else (int(note["items"]), clock.read_moment(note["at"]))
        except (KeyError, TypeError, ValueError, OverflowError):
            return None

    def note_items(self, server: str, organization_id: str, items: int, at: datetime) -> None:
        """Note a count of items."""
        with self._changing(server, organization_id) as noted:
            noted[_ITEMS] = {"items": str(items), "at": at.isoformat()}

    @contextmanager
    def _changing(self, server: str, organization_id: str) -> Iterator[dict[str, dict[str, str]]]:
        """The notes on one organization, written when the block ends. Raises OSError."""
        with locked(self._path):
            notes = self._read()
            yield notes.setdefault(_key(server, organization_id), {})
            kept = {key: value for key, value in notes.items() if value}
            replace_private(self._path, json.dumps(kept, indent=2).encode("ascii"))

    def _read(self) -> dict[str, dict[str, dict[str, str]]]:
        try:
            found = json.loads(read_private(self._path))
        except (OSError, ValueError, RecursionError):
            return {}
        whole = isinstance(found, dict) and all(isinstance(value, dict) for value in found.values())
        return found if whole else {}


def _key(server: str, organization_id: str) -> str:
    return f"{server} {organization_id}"
