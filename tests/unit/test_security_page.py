"""The page on security names the tests that keep it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8").partition("## Which test keeps it")[2]


def test_what_it_names_is_there() -> None:
    named = re.findall(r"`((?:tests/)?[\w/]+(?:\.py)?)`", PAGE)
    assert len(named) > 10
    folder = Path("tests")
    missing = []
    for name in named:
        path = Path(name) if "/" in name else folder / name
        if not (ROOT / path).exists():
            missing.append(str(path))
        folder = path.parent
    assert missing == []


def test_its_targets_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"`make (\w+)`", PAGE)
    assert targets
    assert [target for target in targets if f"\n{target}:" not in makefile] == []
