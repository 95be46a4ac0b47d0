"""Inputs to begin with: the kept ones of `corpus/`, and what tests hold anyway."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.contract.wire import load

CORPUS = Path(__file__).parent / "corpus"
_WIRE = "wire_"


@cache
def kept(name: str) -> tuple[Path, ...]:
    """The kept inputs of a parser."""
    return tuple(sorted(path for path in (CORPUS / name).glob("*") if path.is_file()))


@cache
def seeds(name: str) -> tuple[bytes, ...]:
    """Inputs to change: the kept ones, and the golden payload of a call. Never empty."""
    found = [path.read_bytes() for path in kept(name)]
    if name.startswith(_WIRE):
        found.append(load(name.removeprefix(_WIRE)).answer.content)
    return tuple(found) or (b"",)


def unknown_folders(known: set[str]) -> set[str]:
    """Folders that belong to no parser."""
    return {path.name for path in CORPUS.iterdir()} - known
