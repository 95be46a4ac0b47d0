"""The keys of a screen as help: gathered entries in, groups of lines out. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class KeyEntry(NamedTuple):
    """One active key: the place it belongs to, its printed name, and its finished words."""

    place: str
    key: str
    action: str
    label: str
    tooltip: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One action with all its keys; `refused` says why it may not be done here."""

    keys: str
    label: str
    tooltip: str
    refused: str


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """The keys of one place."""

    title: str
    lines: tuple[KeyLine, ...]


def key_groups(entries: Iterable[KeyEntry]) -> tuple[KeyGroup, ...]:
    """Entries by place and action, both in the order they came; a key counts for the first that has it."""
    groups: dict[str, dict[tuple[str, str], list[KeyEntry]]] = {}
    seen: set[str] = set()
    for entry in entries:
        if not entry.label or entry.key in seen:
            continue
        seen.add(entry.key)
        groups.setdefault(entry.place, {}).setdefault((entry.action, entry.label), []).append(entry)
    return tuple(
        KeyGroup(place, tuple(_line(same) for same in actions.values())) for place, actions in groups.items()
    )


def _line(same: list[KeyEntry]) -> KeyLine:
    first = same[0]
    return KeyLine(" ".join(entry.key for entry in same), first.label, first.tooltip, first.refused)
