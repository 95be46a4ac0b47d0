"""Looking for bytes in the memory of another process: every readable page of it, as a debugger would."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_PIECE = 1 << 24
_OVERLAP = 4096


@dataclass(frozen=True, slots=True)
class Region:
    """A mapped range of addresses, and what the kernel calls it."""

    start: int
    end: int
    name: str


def regions(pid: int) -> Iterator[Region]:
    """Readable memory of a process, files mapped without a change left out."""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as lines:
        for line in lines:
            addresses, rights, _offset, _device, _inode, *name = line.split(maxsplit=5)
            start, end = (int(each, 16) for each in addresses.split("-"))
            where = name[0].strip() if name else ""
            if rights.startswith("r") and where not in ("[vvar]", "[vsyscall]", "[vvar_vclock]"):
                yield Region(start, end, where)


def memory(pid: int) -> Iterator[tuple[Region, int, bytes]]:
    """Pieces of the memory with their addresses; pieces overlap, so that nothing is cut in two."""
    file = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
    try:
        for region in regions(pid):
            at = region.start
            while at < region.end:
                size = min(_PIECE, region.end - at)
                try:
                    piece = os.pread(file, size, at)
                except OSError:
                    break
                yield region, at, piece
                at += size if at + size >= region.end else size - _OVERLAP
    finally:
        os.close(file)


def found(pid: int, needles: Mapping[str, bytes]) -> dict[str, set[int]]:
    """The addresses at which each needle stands."""
    places: dict[str, set[int]] = {what: set() for what in needles}
    for _region, at, piece in memory(pid):
        for what, needle in needles.items():
            start = piece.find(needle)
            while start >= 0:
                places[what].add(at + start)
                start = piece.find(needle, start + 1)
    return places


def matches(pid: int, pattern: re.Pattern[bytes]) -> set[bytes]:
    """Everything in the memory that the pattern finds."""
    return {match.group() for _region, _at, piece in memory(pid) for match in pattern.finditer(piece)}
