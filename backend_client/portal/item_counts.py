"""How many items each organization held when they were last counted: in this session, or by a local note.

Counting downloads a whole vault, so a finished client is not counted again for its checklist alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_client.portal.local_notes import LocalNotes


@dataclass(frozen=True, slots=True)
class ItemCount:
    """How many items an organization holds, without those in the trash, at `read_at`."""

    items: int
    read_at: datetime


class ItemCounts:
    """Counts by organization id, kept in `notes` too where there are some."""

    def __init__(self, server: str = "", notes: LocalNotes | None = None) -> None:
        self._server = server
        self._notes = notes
        self._counted: dict[str, ItemCount] = {}

    def note(self, organization_id: str, count: ItemCount) -> None:
        """Take note of a count. One that cannot be written down is known for this session only."""
        self._counted[organization_id] = count
        if self._notes is not None:
            try:
                self._notes.note_items(self._server, organization_id, count.items, count.read_at)
            except OSError:
                return

    def last(self, organization_id: str) -> ItemCount | None:
        """The last count; None where the items were never counted from here."""
        counted = self._counted.get(organization_id)
        if counted is None and self._notes is not None:
            noted = self._notes.items(self._server, organization_id)
            counted = ItemCount(*noted) if noted else None
        return counted

    def forget(self) -> None:
        """Drop what this session counted; notes stay."""
        self._counted.clear()
