"""Keys that agree to something count only where there was time to compare it."""

from __future__ import annotations

import pytest

from tui import unhurried
from tui.unhurried import Unhurried


class Comparing:
    """A comparison at second 100, and keys at seconds after that."""

    def __init__(self) -> None:
        self.now = 100.0
        self.of = Unhurried(lambda: self.now)

    def counts(self, *seconds: float, key: str = "y") -> bool:
        for second in seconds:
            self.of.press(key, 100.0 + second)
        return self.of.compared


@pytest.fixture(autouse=True)
def _one_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unhurried, "STANDS_SECONDS", 1.0)


def test_a_key_counts_once_what_is_compared_has_stood() -> None:
    assert not Comparing().of.compared
    assert not Comparing().counts(0.9)
    assert Comparing().counts(1.0)


def test_a_key_held_down_never_counts() -> None:
    held = Comparing()
    assert not any(held.counts(number / 30) for number in range(1, 300))
    assert held.counts(12.0), "let go of, and pressed again"


def test_every_hasty_press_starts_the_wait_anew() -> None:
    assert not Comparing().counts(0.8, 1.6)
    assert Comparing().counts(0.8, 1.8)


def test_another_key_meanwhile_does_not_matter() -> None:
    both = Comparing()
    both.counts(1.9, key="pagedown")
    assert both.counts(2.0)


def test_the_next_one_must_stand_as_long() -> None:
    next_one = Comparing()
    assert next_one.counts(5.0)
    next_one.now = 105.2
    next_one.of.show()
    assert not next_one.of.compared
    assert not next_one.counts(5.1), "pressed before it was shown, and handled after"
    assert not next_one.counts(6.1)
    assert next_one.counts(7.2)
