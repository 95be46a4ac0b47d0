"""What the victims are told to do, and which states of the server are legal afterwards."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.crash.gated_server import ClientFigures

_BULK = ("My Client", "Third Client", "Second Client", "Elm Street")


@dataclass(frozen=True, slots=True)
class Plan:
    """One command line. `legal` are the states that may follow; `made` is a client that may be added."""

    module: str
    arguments: tuple[str, ...]
    legal: tuple[ClientFigures, ...]
    made: tuple[str, int] | None = None

    def check(self, after: ClientFigures) -> None:
        """Nothing is lost and nothing doubled."""
        before = self.legal[0]
        added = [figures for organization, figures in after.items() if organization not in before]
        assert added in ([], [self.made]), f"made: {added}"
        kept = {organization: after[organization] for organization in after if organization in before}
        assert kept in self.legal, f"changed: {changes(before, kept)}"


MakePlan = Callable[[ClientFigures, Path, str, random.Random], Plan]
"""From the clients now, the authority's file, the server's address and chance to a command line."""


def create(now: ClientFigures, authority: Path, url: str, chance: random.Random) -> Plan:
    """One new client, with a name that no other has."""
    name = f"Kestrel {chance.randrange(10**9)}"
    wanted = ("--name", name, "--owner-email", "owner@kestrel.example", "--plan", "teams", "--seats", "2")
    return Plan("tui", _command("create", *wanted, url=url, authority=authority), (now,), (name, 2))


def move(now: ClientFigures, authority: Path, url: str, _chance: random.Random) -> Plan:
    """One seat from the larger of two clients to the smaller."""
    pair = [_named(now, "My Client"), _named(now, "Third Client")]
    source, target = sorted(pair, key=lambda organization: -now[organization][1])
    half = _with(now, {source: now[source][1] - 1})
    whole = _with(half, {target: now[target][1] + 1})
    arguments = _command("move", source, target, "1", url=url, authority=authority)
    return Plan("tui", arguments, (now, half, whole))


def bulk(now: ClientFigures, authority: Path, url: str, _chance: random.Random) -> Plan:
    """Seats of four clients, one after the other: one more where the number is even, else one less."""
    legal = [now]
    pairs = []
    for organization in (_named(now, name) for name in _BULK):
        seats = now[organization][1]
        seats += -1 if seats % 2 else 1
        pairs.append(f"{organization}={seats}")
        legal.append(_with(legal[-1], {organization: seats}))
    return Plan("tests.crash.change_seats", (url, str(authority), *pairs), tuple(legal))


def changes(before: ClientFigures, after: ClientFigures) -> dict[str, object]:
    """What differs, by organization."""
    return {
        organization: (before.get(organization), after.get(organization))
        for organization in before.keys() | after.keys()
        if before.get(organization) != after.get(organization)
    }


def _command(action: str, *wanted: str, url: str, authority: Path) -> tuple[str, ...]:
    return ("clients", action, *wanted, "--server", url, "--ca-bundle", str(authority), "--yes")


def _named(now: ClientFigures, start: str) -> str:
    (found,) = (organization for organization, (name, _) in now.items() if name.startswith(start))
    return found


def _with(now: ClientFigures, seats: dict[str, int]) -> ClientFigures:
    return now | {organization: (now[organization][0], number) for organization, number in seats.items()}
