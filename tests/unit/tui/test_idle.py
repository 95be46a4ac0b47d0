"""Locking after a while without a key."""

from __future__ import annotations

from collections.abc import Callable

from tui.idle import IdleLock


class Clockwork:
    """A clock that is moved by hand, and the one timer that is set on it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pending: list[tuple[float, Callable[[], None]]] = []
        self.locked: list[float] = []

    def set_timer(self, seconds: float, callback: Callable[[], None]) -> Clockwork:
        self.pending.append((self.now + seconds, callback))
        return self

    def stop(self) -> None:
        self.pending.clear()

    def lock(self) -> None:
        self.locked.append(self.now)

    def run_until(self, moment: float) -> None:
        while self.pending and self.pending[0][0] <= moment:
            self.now, callback = self.pending.pop(0)
            callback()
        self.now = moment


def idle_lock(clock: Clockwork, seconds: float) -> IdleLock:
    return IdleLock(seconds, clock.lock, clock=lambda: clock.now, set_timer=clock.set_timer)


def test_it_locks_once_nobody_typed_for_so_long() -> None:
    clock = Clockwork()
    idle_lock(clock, 900)
    clock.run_until(899)
    assert clock.locked == []
    clock.run_until(901)
    assert clock.locked == [900]


def test_a_key_puts_it_off() -> None:
    clock = Clockwork()
    lock = idle_lock(clock, 900)
    clock.run_until(600)
    lock.touch()
    clock.run_until(1499)
    assert clock.locked == []
    clock.run_until(1500)
    assert clock.locked == [1500]


def test_one_timer_at_a_time_and_again_after_a_lock() -> None:
    clock = Clockwork()
    lock = idle_lock(clock, 900)
    for second in range(0, 5000, 10):
        clock.run_until(second)
        assert len(clock.pending) == 1
        if second < 3000:
            lock.touch()
    assert clock.locked == [3890, 4790]


def test_zero_switches_it_off() -> None:
    clock = Clockwork()
    idle_lock(clock, 0)
    assert clock.pending == []
