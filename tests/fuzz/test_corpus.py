"""Every kept input, again: whatever a parser once did not bear, and what is odd enough to keep."""

from __future__ import annotations

import pytest

from tests.fuzz.corpus import CORPUS, kept, unknown_folders
from tests.fuzz.target import judge
from tests.fuzz.targets import TARGETS

MOST_KILOBYTES = 400


@pytest.mark.parametrize("name", [name for name in TARGETS if kept(name)])
def test_kept_inputs(name: str) -> None:
    for path in kept(name):
        judge(TARGETS[name], path.read_bytes())


def test_the_corpus_is_small_and_has_a_parser_for_every_folder() -> None:
    assert unknown_folders(set(TARGETS)) == set()
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) < MOST_KILOBYTES * 1024
    without = {name for name in TARGETS if not kept(name) and not name.startswith("wire_")}
    assert without == set()
