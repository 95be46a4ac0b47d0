"""Locking after a while without a key, and the age of a session, on a clock that counts suspended time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tui.idle import LOOK_SECONDS, Limit, Lookout, since_boot


class Clockwork:
    """A clock that is moved by hand, and the one timer that is set on it. `sleep` is a suspended machine:
    its timers stand still."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pending: list[tuple[float, Callable[[], None]]] = []
        self.acted: list[float] = []

    def set_timer(self, seconds: float, callback: Callable[[], None]) -> Clockwork:
        self.pending.append((self.now + seconds, callback))
        return self

    def stop(self) -> None:
        self.pending.clear()

    def act(self) -> bool:
        self.acted.append(self.now)
        return len(self.acted) == 1

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.pending = [(due + seconds, callback) for due, callback in self.pending]

    def run_until(self, moment: float) -> None:
        while self.pending and self.pending[0][0] <= moment:
            self.now, callback = self.pending.pop(0)
            callback()
        self.now = moment

    def limit(self, seconds: float) -> Limit:
        return Limit(seconds, self.act, clock=lambda: self.now)


def test_it_acts_once_nobody_typed_for_so_long() -> None:
    clock = Clockwork()
    limit = clock.limit(300)
    Lookout([limit], set_timer=clock.set_timer)
    limit.begin()
    clock.run_until(299)
    assert clock.acted == []
    clock.run_until(300 + LOOK_SECONDS)
    assert clock.acted == [300]
    clock.run_until(600 + LOOK_SECONDS)
    assert clock.acted == [300, 600]


def test_a_key_puts_it_off() -> None:
    clock = Clockwork()
    limit = clock.limit(300)
    Lookout([limit], set_timer=clock.set_timer)
    limit.begin()
    for moment in range(100, 2000, 100):
        clock.run_until(moment)
        limit.begin()
    assert clock.acted == []
    clock.run_until(3000)
    assert clock.acted[0] == 2200


def test_after_the_machine_slept_it_is_due_before_any_key() -> None:
    clock = Clockwork()
    limit = clock.limit(300)
    lookout = Lookout([limit], set_timer=clock.set_timer)
    limit.begin()
    clock.run_until(100)
    assert not lookout.look()
    clock.sleep(3600)
    assert lookout.look()
    assert clock.acted == [3700]
    assert not lookout.look()


def test_after_the_machine_slept_it_is_due_within_seconds_without_a_key() -> None:
    clock = Clockwork()
    limit = clock.limit(300)
    Lookout([limit], set_timer=clock.set_timer)
    limit.begin()
    clock.run_until(100)
    clock.sleep(3600)
    clock.run_until(clock.now + LOOK_SECONDS)
    assert len(clock.acted) == 1


def test_one_timer_at_a_time_and_what_is_always_asked() -> None:
    clock = Clockwork()
    asked: list[float] = []
    Lookout([], set_timer=clock.set_timer, always=lambda: asked.append(clock.now))
    for second in range(0, 100, 10):
        clock.run_until(second)
        assert len(clock.pending) == 1
    assert asked == [5.0 * n for n in range(1, 19)]


def test_zero_switches_it_off_and_nothing_is_due_before_it_began() -> None:
    clock = Clockwork()
    never = clock.limit(0)
    never.begin()
    clock.now = 1e9
    assert not never.look()
    assert not clock.limit(10).look()
    assert clock.acted == []


def test_what_had_nothing_to_do_took_no_key_away() -> None:
    clock = Clockwork()
    clock.acted = [0.0]
    limit = clock.limit(300)
    limit.begin()
    clock.now = 301
    assert not limit.look()
    assert clock.acted == [0.0, 301]


def test_the_clock_counts_suspended_time_where_the_system_does(monkeypatch: pytest.MonkeyPatch) -> None:
    if hasattr(time, "CLOCK_BOOTTIME"):
        assert abs(since_boot() - time.clock_gettime(time.CLOCK_BOOTTIME)) < 1
        monkeypatch.delattr(time, "CLOCK_BOOTTIME")
    assert abs(since_boot() - time.monotonic()) < 1
