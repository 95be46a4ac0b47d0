"""One budget for all processes of one person, in a file that may be damaged, locked or removed."""

from __future__ import annotations

import fcntl
import itertools
import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend_client.api import budget_file
from backend_client.api.budget import Budget, new_budget
from backend_client.api.budget_file import BudgetFile, budget_name
from backend_client.api.lanes import Lane
from backend_client.api.pace import Pace
from backend_client.api.priority import background
from tests.virtual_time import VirtualTime


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "rates" / "vault.example.com"


@pytest.fixture
def file(path: Path, time: VirtualTime) -> Iterator[BudgetFile]:
    opened = BudgetFile(path, clock=time.clock)
    yield opened
    opened.close()


def pace_on(path: Path, time: VirtualTime) -> Pace:
    """What another process would make."""
    return Pace(file=BudgetFile(path, clock=time.clock), clock=time.clock, sleep=time.sleep)


def looked_at(file: BudgetFile) -> Budget:
    """What the file holds."""
    found = new_budget()
    file.change(found, lambda _budget: None)
    return found


async def test_two_share_what_one_may_use(path: Path, time: VirtualTime) -> None:
    one, other = pace_on(path, time), pace_on(path, time)
    moments: list[float] = []

    async def read(pace: Pace, calls: int) -> None:
        for _ in range(calls):
            await pace.wait(Lane.READ)
            moments.append(time.now)

    await time.run(read(one, 150), read(other, 150))
    assert max(sum(1 for later in moments if start <= later < start + 60) for start in moments) == 100
    one.close()
    other.close()


async def test_work_in_one_leaves_room_to_a_person_in_another(path: Path, time: VirtualTime) -> None:
    work, person = pace_on(path, time), pace_on(path, time)
    waited: list[float] = []

    async def job() -> None:
        with background():
            for _ in range(200):
                await work.wait(Lane.READ)

    async def keys() -> None:
        for _ in range(20):
            await time.sleep(5.0)
            before = time.now
            await person.wait(Lane.READ)
            waited.append(time.now - before)

    await time.run(job(), keys())
    assert waited == [0.0] * 20
    work.close()
    person.close()


async def test_a_refusal_of_one_slows_the_other(path: Path, time: VirtualTime) -> None:
    one, other = pace_on(path, time), pace_on(path, time)
    await other.wait(Lane.WRITE)
    await one.refused(Lane.WRITE, 30.0)
    before = time.now
    await time.run(other.wait(Lane.WRITE))
    assert time.now - before == 30.0
    assert other.seconds_apart(Lane.WRITE) == 4.0
    one.close()
    other.close()


def test_only_the_owner_may_read_it(file: BudgetFile, path: Path) -> None:
    looked_at(file)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("vault.bitwarden.com", "vault.bitwarden.com"),
        ("Vault.Example.com:8443", "vault.example.com_8443"),
        ("[::1]:443", "___1__443"),
        ("a" * 300, "a" * 200),
    ],
)
def test_each_server_has_a_file(host: str, name: str) -> None:
    assert budget_name(host) == name


def test_it_holds_moments_and_nothing_else(file: BudgetFile, path: Path, time: VirtualTime) -> None:
    file.change(new_budget(), lambda budget: budget[Lane.READ].starts.append(time.now))
    assert looked_at(file)[Lane.READ].starts == [time.now]
    assert path.stat().st_size < 300


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"SWP1",
        b"{}" * 100,
        bytes(64 * 1024),
        b"SWP1" + b"\xff" * 200,
    ],
)
def test_what_is_damaged_is_begun_anew(file: BudgetFile, path: Path, damage: bytes) -> None:
    looked_at(file)
    path.write_bytes(damage)
    known = new_budget()
    known[Lane.READ].starts.append(999.0)
    file.change(known, lambda _budget: None)
    assert known[Lane.READ].starts == [999.0]
    assert looked_at(file)[Lane.READ].starts == [999.0]


def test_any_flipped_bit_is_found(file: BudgetFile, path: Path, time: VirtualTime) -> None:
    """But for those that say when the machine was started, which the calendar is for after the next start."""
    file.change(new_budget(), lambda budget: budget[Lane.READ].starts.append(time.now))
    whole = path.read_bytes()
    assert looked_at(file)[Lane.READ].starts == [time.now]
    unchecked = range(budget_file._HEAD.size - 8, budget_file._HEAD.size)
    for place, bit in itertools.product(range(len(whole)), range(8)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :])
        found = looked_at(file)
        assert found[Lane.READ].starts == ([time.now] if place in unchecked else []), (place, bit)
        assert found[Lane.READ].speed == 1.0


def test_a_file_that_was_removed_is_made_again(file: BudgetFile, path: Path) -> None:
    looked_at(file)
    path.unlink()
    file.change(new_budget(), lambda budget: budget[Lane.READ].starts.append(5.0))
    assert path.exists()


def test_moments_that_cannot_be_are_dropped(file: BudgetFile, time: VirtualTime) -> None:
    def spoil(budget: Budget) -> None:
        book = budget[Lane.READ]
        book.starts = [time.now - 1, time.now + 7200, time.now + 1e12, float("nan"), float("inf")]
        budget[Lane.INVITE].starts = [time.now + 7200, time.now + 1e6]
        book.speed, book.slowed_at, book.closed_until = float("nan"), float("inf"), 1e300

    file.change(new_budget(), spoil)
    book = looked_at(file)[Lane.READ]
    assert book.starts == [time.now - 1]
    assert looked_at(file)[Lane.INVITE].starts == [time.now + 7200]
    assert book.speed == 1.0
    assert book.closed_until == time.now + 300


def test_after_a_restart_of_the_machine_the_calendar_tells(
    path: Path, time: VirtualTime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    boot = tmp_path / "boot_id"
    monkeypatch.setattr(budget_file, "_BOOT_ID", boot)
    monkeypatch.setattr("time.time", lambda: 50_000.0)
    boot.write_text("11111111-1111-1111-1111-111111111111")
    before = BudgetFile(path, clock=lambda: 20_000.0)
    before.change(new_budget(), lambda budget: budget[Lane.INVITE].starts.append(19_000.0))
    before.close()
    boot.write_text("22222222-2222-2222-2222-222222222222")
    monkeypatch.setattr("time.time", lambda: 50_600.0)
    after = BudgetFile(path, clock=lambda: 100.0)
    assert looked_at(after)[Lane.INVITE].starts == [100.0 - 600.0 - 1000.0]
    after.close()


# Where it cannot be used, each process keeps its own


async def test_a_lock_that_stays_is_not_waited_for(
    path: Path, time: VirtualTime, caplog: pytest.LogCaptureFixture
) -> None:
    pace = pace_on(path, time)
    await pace.wait(Lane.READ)
    with path.open("rb") as stopped, caplog.at_level(logging.WARNING):
        fcntl.flock(stopped, fcntl.LOCK_EX)
        for _ in range(3):
            await pace.wait(Lane.READ)
    assert [record.getMessage() for record in caplog.records] == [
        "the budget of calls is not shared with other processes: locked"
    ]
    await pace.wait(Lane.READ)
    other = pace_on(path, time)
    await other.wait(Lane.READ)
    pace.close()
    other.close()


def _a_directory(path: Path) -> None:
    path.mkdir(parents=True)


def _a_link(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    path.symlink_to(path.parent.parent / "elsewhere")


def _a_pipe(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    os.mkfifo(path)


def _no_directory(path: Path) -> None:
    path.parent.write_text("in the way")


@pytest.mark.parametrize("hinder", [_a_directory, _a_link, _a_pipe, _no_directory])
async def test_a_file_that_cannot_be_used_costs_one_line_and_no_pace(
    path: Path, time: VirtualTime, caplog: pytest.LogCaptureFixture, hinder: object
) -> None:
    assert callable(hinder)
    hinder(path)
    pace = pace_on(path, time)
    moments: list[float] = []

    async def read() -> None:
        for _ in range(150):
            await pace.wait(Lane.READ)
            moments.append(time.now)

    with caplog.at_level(logging.WARNING):
        await time.run(read())
    assert len(caplog.records) == 1
    assert max(sum(1 for later in moments if start <= later < start + 60) for start in moments) == 100
    assert not (path.parent.parent / "elsewhere").exists()
    pace.close()
