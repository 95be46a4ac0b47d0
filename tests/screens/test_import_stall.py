"""A thousand items imported through the screen: the loop is never kept from drawing for long."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.import_stall import export, measure
from tui.steady import steady

ITEMS = 1000
MOST_WORK = 0.1  # twice what the benchmark allows: other tests run beside this one


@pytest.fixture
def own_garbage() -> Iterator[None]:
    """The collector looks at nothing that earlier tests left: it is no part of the program."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("own_garbage")
async def test_a_thousand_items_keep_nobody_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SEATWARDEN_HOME", str(tmp_path))
    (tmp_path / "export.json").write_bytes(export(ITEMS))
    heart, _read, _sent = await measure(ITEMS)
    assert 0 < heart.work < MOST_WORK


def test_the_collector_waits_for_the_last_of_overlapping_works() -> None:
    with steady():
        with steady():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
