"""Killed while a client is filled: what is left is legal, told truly once, counted truly, and finished by
the same command again."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL
from unittest.mock import patch

from backend_client.portal import clock
from backend_client.portal.interruptions import LATE, SettledAct
from backend_client.portal.journal import Damage, Entry, Journal, Outcome, Phase
from backend_client.portal.members import MemberStatus
from backend_client.portal.noted_figures import texts_of
from tests.crash.crashes import LONGEST_SECONDS, run
from tests.crash.gate import Trap
from tests.crash.gated_server import GatedServer
from tests.crash.inside import Fill, Inside, Onlooker, client_of
from tests.crash.victim import journal_of, start


@dataclass(frozen=True, slots=True)
class Cut:
    """One kill. `done` of the plan's writes had happened; `told` is what the next start decided."""

    trap: Trap
    done: int
    told: tuple[SettledAct, ...]
    waited: int

    @property
    def words(self) -> str:
        """What was told in the end."""
        told = ", ".join(f"{one.entry.act} {one.outcome}" for one in self.told)
        return told or "its outcomes stood"


async def cut_once(server: GatedServer, home: Path, fill: Fill, trap: Trap) -> Cut | None:
    """Run `fill` into `trap`, start again, check, finish. None where the victim ended before its trap."""
    code = await run(server, home, fill, trap)
    await server.quiet()
    server.gate.disarm()
    if code == 0:
        assert fill.look(server) == fill.legal[-1]
        return None
    assert code == -SIGKILL
    fill.look(server)
    (at_once,) = await _asked(server, home, fill)
    await server.release()
    state = fill.look(server)
    moment = clock.now() + LATE
    with patch.object(clock, "now", lambda: moment):
        later, again = await _asked(server, home, fill, times=2)
    assert not any(one.waits for one in later)
    assert again == (), "told twice"
    told = (*(one for one in at_once if not one.waits), *later)
    _check_journal(home, told, state)
    await _check_checklist(server, home, fill, state)
    await _finish(server, home, fill, state)
    return Cut(trap, fill.legal.index(state), told, sum(one.waits for one in at_once))


async def _asked(
    server: GatedServer, home: Path, fill: Fill, *, times: int = 1
) -> list[tuple[SettledAct, ...]]:
    """What the checklist of a fresh start tells of interrupted acts, each time it is read."""
    async with Onlooker(server, home) as portal:
        where = await client_of(portal, fill.place.name)
        return [(await portal.checklist(*where)).settled for _ in range(times)]


def _check_journal(home: Path, told: Iterable[SettledAct], state: Inside) -> None:
    """One outcome for every intent, and a true one."""
    journal = Journal(journal_of(home))
    assert all(flaw.damage is Damage.TORN for flaw in journal.verify().flaws)
    assert journal.unfinished() == ()
    entries = journal.entries()
    outcomes = {entry.about: entry.outcome for entry in entries if entry.phase is Phase.OUTCOME}
    intents = [entry for entry in entries if entry.phase is Phase.INTENT]
    assert len(entries) == 2 * len(intents), "one outcome for each"
    for entry in intents:
        assert outcomes[entry.number] is _true_outcome(entry, state), entry
    for one in told:
        assert outcomes[one.entry.number] is one.outcome


def _true_outcome(entry: Entry, state: Inside) -> Outcome:
    """What the database says."""
    statuses = dict(state.members)
    if entry.act == "collection.create":
        happened = entry.after["collection"] in state.collections
    elif entry.act == "vault.import":
        happened = state.items == entry.after["items"]
    elif entry.act == "member.invite":
        happened = all(email in statuses for email in texts_of(entry, "emails"))
    else:
        assert entry.act == "member.confirm"
        emails = texts_of(entry, "emails")
        happened = all(statuses[email] == MemberStatus.CONFIRMED for email in emails)
    return Outcome.DONE if happened else Outcome.NOT_SENT


async def _check_checklist(server: GatedServer, home: Path, fill: Fill, state: Inside) -> None:
    """`seatwarden checklist` counts what the database holds."""
    words = ("checklist", "--client", fill.place.name, "--count-items", "--format", "json")
    where = ("--server", server.url, "--ca-bundle", str(server.authority))
    code, out, err = await spoken(home, (*words, *where))
    assert (code, err) == (0, "")
    evidence = {record["step"]: record["evidence"] for record in json.loads(out)}
    figures = {step: [int(each) for each in re.findall(r"\d+", text)] for step, text in evidence.items()}
    counts = state.counts
    on_the_way = (MemberStatus.INVITED, MemberStatus.ACCEPTED, MemberStatus.CONFIRMED)
    if state.made:
        assert figures["collections"][0] == state.made
    else:
        assert figures["collections"] == []
    assert figures["import"][0] == state.items
    confirmed, total = counts[MemberStatus.CONFIRMED], sum(counts[each] for each in on_the_way)
    assert figures["invitations"][:2] == [confirmed, total]


async def _finish(server: GatedServer, home: Path, fill: Fill, state: Inside) -> None:
    """The same command again does the rest, and nothing a second time."""
    code, out, err = await spoken(home, fill.arguments)
    assert "Interrupted before" not in err, "told once"
    whole = fill.legal[-1]
    if fill.arguments[0] == "import" and state == whole:
        assert (code, out) == (1, "")
        assert "every item of the file is there already" in err
    elif fill.arguments[0] == "members" and state == whole:
        assert code == 1, "nobody is left to confirm"
    else:
        assert code == 0, err
    assert fill.look(server) == whole


async def spoken(home: Path, arguments: tuple[str, ...]) -> tuple[int, str, str]:
    """Run a command line to its end; its code, stdout and stderr."""
    process = start(home, arguments, module="tests.crash.unpaced")
    try:
        out, err = await asyncio.to_thread(process.communicate, timeout=LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    return process.returncode, out, err


def summary(cuts: Iterable[Cut]) -> str:
    """The figures of many kills."""
    cuts = list(cuts)
    told: Counter[str] = Counter(cut.words for cut in cuts)
    moments = Counter(str(cut.trap.moment) for cut in cuts)
    done = Counter(cut.done for cut in cuts)
    unknown = sum(one.outcome is Outcome.UNKNOWN for cut in cuts for one in cut.told)
    return (
        f"{len(cuts)} kills {dict(moments)}; writes that had happened: {dict(sorted(done.items()))}; "
        f"told: {dict(told)}; not decided at once: {sum(cut.waited for cut in cuts)}; "
        f"unknown in the end: {unknown}"
    )
