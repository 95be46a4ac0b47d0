"""Killed in the midst of one deed: what is left is legal, told truly once, and shown as it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL
from typing import TypeAlias, TypeVar
from unittest.mock import patch

from backend_client.portal import clock
from backend_client.portal.interruptions import LATE, SettledAct
from backend_client.portal.journal import Damage, Entry, Journal, Outcome, Phase
from backend_client.portal.portal import Portal
from backend_client.portal.reconcile import Settled
from tests.crash.crashes import run
from tests.crash.gate import Trap
from tests.crash.gated_server import GatedServer
from tests.crash.inside import Onlooker
from tests.crash.victim import journal_of

State: TypeAlias = tuple[object, ...]
"""Everything of the noun that the deed is about, in an order of its own."""

Told: TypeAlias = tuple[SettledAct, ...] | tuple[Settled, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What the next look at the place of a deed tells of interrupted acts, and what it shows."""

    settled: Told
    shown: State


@dataclass(frozen=True, slots=True)
class Deed:
    """One command line. `legal` are the states that may follow, from before to the whole; `look` has them
    from the database, `again` from the next screen. `true_outcomes` are what may be said of an intent."""

    arguments: tuple[str, ...]
    legal: tuple[State, ...]
    look: Callable[[GatedServer], State]
    again: Callable[[Portal], Awaitable[Look]]
    true_outcomes: Callable[[Entry, State], frozenset[Outcome]]
    module: str = "tests.crash.unpaced"

    def checked(self, server: GatedServer) -> State:
        """The state now: nothing is lost and nothing doubled."""
        state = self.look(server)
        assert state in self.legal, [set(self.legal[0]) - set(state), set(state) - set(self.legal[0])]
        return state


MakeDeed: TypeAlias = Callable[[GatedServer, Path], Awaitable[Deed]]
"""From a fresh server and a home to a command line."""


@dataclass(frozen=True, slots=True)
class Ended:
    """One kill, and what was told of it in the end."""

    trap: Trap
    told: tuple[tuple[str, Outcome], ...]

    @property
    def words(self) -> str:
        """What was told in the end."""
        return ", ".join(f"{act} {outcome}" for act, outcome in self.told) or "its outcomes stood"


async def kill_deed(server: GatedServer, home: Path, deed: Deed, trap: Trap) -> Ended | None:
    """Run `deed` into `trap`, look again and check. None where the victim ended before its trap."""
    code = await run(server, home, deed, trap)
    await server.quiet()
    server.gate.disarm()
    if code == 0:
        assert deed.checked(server) == deed.legal[-1]
        return None
    assert code == -SIGKILL
    at_once = await _looked(server, home, deed)
    await server.release()
    moment = clock.now() + LATE
    with patch.object(clock, "now", lambda: moment):
        later = await _looked(server, home, deed)
        again = await _looked(server, home, deed)
    assert not any(_waits(one) for one in later)
    assert again == (), "told twice"
    told = (*(one for one in at_once if not _waits(one)), *later)
    _check_journal(home, told, deed, deed.checked(server))
    return Ended(trap, tuple((one.entry.act, one.outcome) for one in told))


async def _looked(server: GatedServer, home: Path, deed: Deed) -> Told:
    """What a fresh start tells. What it shows beside that equals the database."""
    async with Onlooker(server, home) as portal:
        look = await deed.again(portal)
    assert look.shown == deed.checked(server), "shown otherwise than it is"
    return look.settled


def _waits(one: SettledAct | Settled) -> bool:
    return one.waits if isinstance(one, SettledAct) else one.waiting is not None


def _check_journal(home: Path, told: Iterable[SettledAct | Settled], deed: Deed, state: State) -> None:
    """One outcome for every intent, and a true one."""
    journal = Journal(journal_of(home))
    assert all(flaw.damage is Damage.TORN for flaw in journal.verify().flaws)
    assert journal.unfinished() == ()
    entries = journal.entries()
    outcomes = {entry.about: entry.outcome for entry in entries if entry.phase is Phase.OUTCOME}
    intents = [entry for entry in entries if entry.phase is Phase.INTENT]
    assert len(entries) == 2 * len(intents), "one outcome for each"
    for entry in intents:
        assert outcomes[entry.number] in deed.true_outcomes(entry, state), entry
    for one in told:
        assert outcomes[one.entry.number] is one.outcome


def done_if(happened: bool) -> frozenset[Outcome]:
    """The outcomes of an act that is there or is not."""
    return frozenset({Outcome.DONE} if happened else {Outcome.NOT_SENT, Outcome.REFUSED})


RowT = TypeVar("RowT")


def in_order(rows: Iterable[RowT]) -> tuple[RowT, ...]:
    """Rows in an order that depends on nothing else."""
    return tuple(sorted(rows, key=repr))
