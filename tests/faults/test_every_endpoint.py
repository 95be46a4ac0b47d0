"""Every request of docs/wire.md meets every fault on the way: nothing is lost, doubled, or told falsely."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from backend_client.api import transport
from tests.faults.catalogue import FAULTS
from tests.faults.entering import ENTRIES, Entering
from tests.faults.fault import Door, Fault
from tests.faults.judged import Judged
from tests.faults.more_writes import MORE
from tests.faults.reads import READS
from tests.faults.stage import Stage, staged
from tests.faults.tried import Reading, Writing, practises
from tests.hostile.writes import WRITES, Write
from tests.skipping_loop import SkippingLoop, run_skipping
from tests.unit.test_wire_page import listed_requests

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""The proxy's own half-made connections: clients hang up on it in the middle of a handshake."""

SMALL_ANSWER = 1 << 20


def _asked(write: Write) -> str:
    verb, _, template = write.request.partition(" ")
    return f"{verb} /api/{template}"


ALL_WRITES: Mapping[str, tuple[str, Write]] = {
    **{name: (_asked(write), write) for name, write in WRITES.items()},
    **{f"{name} at {asked}": (asked, write) for asked, (name, write) in MORE.items()},
}

Case = tuple[Fault, bool]
Recorder = Callable[[str, object], None]


def _once_and_always(*, write: bool) -> Iterator[Case]:
    """Each fault once; and for good where the connection itself fails, or a read finds no other server."""
    for fault in FAULTS.values():
        yield fault, False
        if fault.door is not Door.OPEN or not (write or fault.arrives):
            yield fault, True


def _one_of(cases: Iterable[Case], name: str) -> list[Case]:
    """Always the same one for a name, and all of them over all names."""
    every = list(cases)
    return [every[zlib.crc32(name.encode()) % len(every)]]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, practice_template: Path) -> Iterator[Stage]:
    with staged(practice_template, tmp_path_factory.mktemp("stage")) as found:
        yield found


@pytest.fixture(autouse=True)
def _from_the_beginning(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server as it was. Answers are too large sooner, so that faults of size cost little."""
    monkeypatch.setattr(transport, "LARGEST_ANSWER", SMALL_ANSWER)
    stage.restore()
    yield
    assert stage.proxy.unlisted == []


async def _read(stage: Stage, loop: SkippingLoop, endpoint: str, cases: Iterable[Case]) -> list[Judged]:
    reading = Reading(stage, loop, endpoint, READS[endpoint])
    async with stage.portal(loop, practises=practises(endpoint)) as portal:
        await reading.begin(portal)
        return [await reading.meets(fault, always=always) for fault, always in cases]


async def _write(
    stage: Stage, loop: SkippingLoop, name: str, cases: Iterable[Case], journals: Path, *, compared: bool
) -> list[Judged]:
    asked, write = ALL_WRITES[name]
    writing = Writing(stage, loop, asked, write, journals)
    if compared:
        await writing.begin()
    return [await writing.meets(fault, always=always) for fault, always in cases]


async def _enter(stage: Stage, loop: SkippingLoop, endpoint: str, cases: Iterable[Case]) -> list[Judged]:
    entering = Entering(stage, loop, endpoint, ENTRIES[endpoint])
    return [await entering.meets(fault, always=always) for fault, always in cases]


def _all_is_well(found: Iterable[Judged], record_property: Recorder) -> None:
    """And tell the table of figures."""
    found = list(found)
    for one in found:
        record_property("fault", one.counted())
    wrong = [f"{one.fault}: {said}" for one in found for said in one.wrong]
    wrong += [f"{one.fault}: lost" for one in found if one.lost]
    wrong += [f"{one.fault}: doubled" for one in found if one.doubled]
    assert not wrong, "\n".join(wrong)


def test_every_request_of_the_wire_page_is_tried() -> None:
    tried = {*READS, *ENTRIES, *(asked for asked, _write in ALL_WRITES.values())}
    assert tried == listed_requests()


def test_what_a_server_says_unasked_answers_nothing(stage: Stage, record_property: Recorder) -> None:
    endpoint = "GET /api/organizations/{organization_id}/groups/details"
    cases = [(FAULTS["duplicate answer"], False)]
    _all_is_well(run_skipping(lambda loop: _read(stage, loop, endpoint, cases)), record_property)


@pytest.mark.parametrize("endpoint", READS)
def test_a_read_meets_a_fault(stage: Stage, endpoint: str, record_property: Recorder) -> None:
    cases = _one_of(_once_and_always(write=False), endpoint)
    _all_is_well(run_skipping(lambda loop: _read(stage, loop, endpoint, cases)), record_property)


@pytest.mark.parametrize("endpoint", ENTRIES)
def test_signing_in_meets_a_fault(stage: Stage, endpoint: str, record_property: Recorder) -> None:
    cases = _one_of(_once_and_always(write=True), endpoint)
    _all_is_well(run_skipping(lambda loop: _enter(stage, loop, endpoint, cases)), record_property)


@pytest.mark.parametrize("name", [name for name in ALL_WRITES if zlib.crc32(name.encode()) % 4 == 0])
def test_a_write_meets_a_fault(stage: Stage, tmp_path: Path, name: str, record_property: Recorder) -> None:
    cases = _one_of(_once_and_always(write=True), name)
    found = run_skipping(lambda loop: _write(stage, loop, name, cases, tmp_path, compared=False))
    _all_is_well(found, record_property)


@pytest.mark.faults
@pytest.mark.parametrize("endpoint", READS)
def test_a_read_meets_every_fault(stage: Stage, endpoint: str, record_property: Recorder) -> None:
    cases = _once_and_always(write=False)
    _all_is_well(run_skipping(lambda loop: _read(stage, loop, endpoint, cases)), record_property)


@pytest.mark.faults
@pytest.mark.parametrize("endpoint", ENTRIES)
def test_signing_in_meets_every_fault(stage: Stage, endpoint: str, record_property: Recorder) -> None:
    cases = _once_and_always(write=True)
    _all_is_well(run_skipping(lambda loop: _enter(stage, loop, endpoint, cases)), record_property)


@pytest.mark.faults
@pytest.mark.parametrize("name", ALL_WRITES)
def test_a_write_meets_every_fault(
    stage: Stage, tmp_path: Path, name: str, record_property: Recorder
) -> None:
    cases = _once_and_always(write=True)
    found = run_skipping(lambda loop: _write(stage, loop, name, cases, tmp_path, compared=True))
    _all_is_well(found, record_property)
