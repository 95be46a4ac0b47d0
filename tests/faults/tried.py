"""One request that meets one fault, from the first question to the judgement."""

from __future__ import annotations

from pathlib import Path

from backend_client.errors import HalfMade, SeatwardenError
from backend_client.portal.journal import Entry, Journal, Outcome, Phase
from backend_client.portal.portal import Portal
from backend_client.secret import Secret
from embedded_backend.seed import PracticePerson, person
from tests.faults.fault import Fault
from tests.faults.judged import End, Judged, differences, plain
from tests.faults.reads import Read
from tests.faults.stage import Stage
from tests.hostile.faulty_network import Told
from tests.hostile.test_faulty_writes import told_of, where
from tests.hostile.writes import Place, Write
from tests.skipping_loop import SkippingLoop

LONGEST = 400.0
"""Virtual seconds after which a request hangs: a refusal may close the way for five minutes."""

_SLOWED = 1300.0
"""Virtual seconds after which three refusals are forgotten."""

_UNCOUNTED = frozenset({"refresh_tokens", "devices", "codes"})
"""Tables that signing in fills."""

FORGED = "empty"
"""An empty 200, of somebody in between."""

_BELIEVED = frozenset(
    {
        "POST /api/providers/{provider_id}/users/{provider_user_id}/accept",
        "POST /api/organizations/{organization_id}/users/{member_id}/accept",
    }
)
"""The server itself answers these with an empty 200, and shows nobody what came of them before an admin
confirmed: an empty 200 of somebody in between is believed."""

_WITHOUT_A_TOKEN = ("GET /api/config", "POST /identity/")

_HARMLESS = frozenset({"clock ahead", "clock behind", "duplicate answer", "401, once"})
"""Faults that no write may suffer from."""

_FAILURES = ("500", "503")
"""Faults that the server itself may have told: a gateway's statuses say nothing of it."""


class Reading:
    """One read, to be made again and again: each time with nothing kept from before."""

    def __init__(self, stage: Stage, loop: SkippingLoop, endpoint: str, read: Read) -> None:
        self._stage, self._loop, self._endpoint, self._read = stage, loop, endpoint, read
        self._who: PracticePerson = person(read.who)

    async def begin(self, portal: Portal) -> None:
        """Sign in, and see what the server answers on a good day."""
        self._portal = portal
        await self._sign_in()
        self._place = Place(self._stage.practice, portal, self._who, *await where(portal, self._read.client))
        self._healthy = await self._ask()
        assert differences(await self._ask(), self._healthy) == [], (
            "not the same twice: nothing can be judged"
        )

    async def meets(self, fault: Fault, *, always: bool) -> Judged:
        """Read, while `fault` is in the way."""
        rows = _row_counts(self._stage)
        armed = self._stage.proxy.arm(self._endpoint, fault, always=always)
        began = self._loop.time()
        wrong: list[str] = []
        try:
            end = self._end_of(differences(await self._ask(), self._healthy), wrong)
        except SeatwardenError as error:
            end = End.TOLD
            if self._must_come_through(fault) and not always:
                wrong.append(f"passes by itself, and ended in {error!r}")
        except Exception as error:  # what must not happen is counted, not let through
            end = End.RAW
            wrong.append(f"raised {error!r}")
        seconds = self._loop.time() - began
        self._stage.proxy.heal()
        if not armed.met:
            wrong.append("not asked at all")
        if seconds > LONGEST:
            wrong.append(f"took {seconds:.0f} s")
        doubled = int(rows != _row_counts(self._stage) and not self._read.logged)
        wrong += await self._is_well_again(limited=fault.name.startswith("429"))
        return Judged(self._endpoint, "reads", fault.name, end, seconds, doubled=doubled, wrong=tuple(wrong))

    def _must_come_through(self, fault: Fault) -> bool:
        unasked = fault.name == "401, once" and self._endpoint.startswith(_WITHOUT_A_TOKEN)
        return fault.passes and self._endpoint.startswith("GET") and not unasked

    def _end_of(self, differing: list[str], wrong: list[str]) -> End:
        if not differing:
            return End.RECOVERED
        if self._read.parts.issuperset(differing):
            return End.PARTLY
        wrong.append(f"shown as if it were so: {', '.join(differing)}")
        return End.FALSE

    async def _is_well_again(self, *, limited: bool) -> list[str]:
        """The server is: so is the client, without a hand. After a refusal it is slower for a while."""
        if limited:
            self._loop.skip(_SLOWED)
        if not self._portal._api.auth.signed_in:
            await self._sign_in()
            self._healthy = await self._ask()
        try:
            differing = differences(await self._ask(), self._healthy)
        except SeatwardenError as error:
            return [f"the server is well again, and {error!r}"]
        return [f"the server is well again, and differs: {', '.join(differing)}"] if differing else []

    async def _sign_in(self) -> None:
        await self._portal.session.sign_in(self._who.email, Secret(self._who.password))

    async def _ask(self) -> object:
        portal = self._portal
        portal.forget_opened()
        if not self._endpoint.startswith("GET /api/config"):
            return plain(await self._read.ask(self._place))
        portal._reader._vaultwarden = None
        return plain(await self._read.ask(self._place))


def _row_counts(stage: Stage) -> dict[str, int]:
    """How many rows each table has."""
    found = stage.practice.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    names = [str(name) for (name,) in found if name not in _UNCOUNTED]
    counted = ", ".join(f"(SELECT count(*) FROM {name})" for name in names)
    (counts,) = stage.practice.execute(f"SELECT {counted}")
    return {name: int(str(count)) for name, count in zip(names, counts, strict=True)}


class Writing:
    """One write, made again and again from the same beginning. `asked` is the row of the wire page that meets
    the faults: the write itself, or a read it needs on its way."""

    def __init__(self, stage: Stage, loop: SkippingLoop, asked: str, write: Write, journals: Path) -> None:
        self._stage, self._loop, self.asked, self._write = stage, loop, asked, write
        self._journals = journals
        self._number = 0
        self._done_rows: dict[str, int] | None = None

    async def begin(self) -> None:
        """Make it on a good day: no fault may leave more behind than that does."""
        judged = await self.meets(None)
        assert judged.end is End.RECOVERED, judged

    async def meets(self, fault: Fault | None, *, always: bool = False) -> Judged:
        """Make it, while `fault` is in the way."""
        self._number += 1
        stage, write, who = self._stage, self._write, person(self._write.who)
        stage.restore()
        for statement in write.setup:
            stage.practice.execute(statement)
        journal = self._journals / f"{self._number}.jsonl"
        async with stage.signed_in(self._loop, who, journal, practises=practises(self.asked)) as portal:
            place = Place(stage.practice, portal, who, *await where(portal, write.client))
            act = await write.prepare(place)
            before, rows = stage.practice.execute(write.watch), _row_counts(stage)
            noted = len(Journal(journal).entries())
            stage.proxy.arm(self.asked, fault or Fault("none"), always=always)
            began = self._loop.time()
            try:
                told, error = await told_of(act)
                raw = ""
            except Exception as other:  # what must not happen is counted, not let through
                told, error, raw = Told.UNKNOWN, None, f"raised {other!r}"
            seconds = self._loop.time() - began
            carried_out = stage.proxy.carried_out[self.asked]
            sent = stage.proxy.arrived[self.asked]
            stage.proxy.heal()
            happened = stage.practice.execute(write.watch) != before
        rows_now = _row_counts(stage)
        if fault is None:
            self._done_rows = rows_now
        entries = Journal(journal).entries()[noted:]
        wrong = [raw] if raw else []
        wrong += _lies(fault, told, error, happened=happened)
        half = isinstance(error, HalfMade)
        wrong += _unjournalled(entries, Told.DONE if half else told, raised=bool(raw))
        itself = _request_of(write) == self.asked
        doubled = int(itself and carried_out > 1)
        by_other_requests = told is Told.DONE and not carried_out
        doubled += self._left_more(rows, rows_now, another_way=by_other_requests)
        if itself and sent > (2 if fault is not None and fault.name == "401, once" else 1):
            wrong.append(f"sent {sent} times")
        if seconds > LONGEST:
            wrong.append(f"took {seconds:.0f} s")
        believed = fault is not None and fault.name == FORGED and self.asked in _BELIEVED
        lost = int((told is Told.DONE or half) and not happened and not believed)
        end = End.RAW if raw else End.RECOVERED if told is Told.DONE else End.TOLD
        name = "none" if fault is None else fault.name
        return Judged(self.asked, "writes", name, end, seconds, lost, doubled, tuple(wrong))

    def _left_more(self, before: dict[str, int], now: dict[str, int], *, another_way: bool) -> bool:
        """Than the same write on a good day. What is done by other requests is logged otherwise."""
        if self._done_rows is None:
            return False
        unlike = {name for name in now if now[name] not in (before[name], self._done_rows[name])}
        return bool(unlike - {"events"} if another_way else unlike)


def _request_of(write: Write) -> str:
    verb, _, template = write.request.partition(" ")
    return f"{verb} /api/{template}"


def practises(asked: str) -> bool:
    """Links of the practice server lead to it by the name it has inside; a provider is set up there only."""
    return asked.endswith(("/setup", "/accept", "/policies/token"))


def _lies(fault: Fault | None, told: Told, error: SeatwardenError | None, *, happened: bool) -> list[str]:
    """What was told and is not so. Half made is told of what is there, and of a failure of the server."""
    if isinstance(error, HalfMade):
        so = fault is not None and happened and fault.name.startswith(_FAILURES)
        return [] if so else ["called half made"]
    found = []
    if told is Told.REFUSED and happened:
        found.append(f"called refused, and was done: {error!r}")
    if fault is None:
        return found
    if fault.name in _HARMLESS and told is not Told.DONE:
        found.append(f"harmless, and called {told.value}: {error!r}")
    elif fault.final and told is Told.UNKNOWN:
        found.append(f"turned away, and called unknown: {error!r}")
    return found


_JOURNALLED = {
    Told.DONE: {Outcome.DONE},
    Told.REFUSED: {Outcome.REFUSED, Outcome.NOT_SENT},
    Told.UNKNOWN: {Outcome.UNKNOWN},
}


def _unjournalled(entries: tuple[Entry, ...], told: Told, *, raised: bool) -> list[str]:
    """What the journal says otherwise."""
    intents = [entry for entry in entries if entry.phase is Phase.INTENT]
    outcomes = {entry.about: entry.outcome for entry in entries if entry.phase is Phase.OUTCOME}
    if raised or (not intents and told is Told.REFUSED):
        return []
    if not intents:
        return [f"{told.value}, and not in the journal"]
    if len(outcomes) != len(intents):
        return [f"{len(intents)} intents and {len(outcomes)} outcomes"]
    last = outcomes.get(intents[-1].number)
    return [] if last in _JOURNALLED[told] else [f"told {told.value}, journalled {last}"]
