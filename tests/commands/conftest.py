"""Commands with `--practice` find the practice database seeded: making its keys takes a second."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tui.backends import practice_database


@pytest.fixture(autouse=True)
def _seeded_practice(practice_template: Path, _home_of_its_own: Path) -> None:
    place = practice_database()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy(practice_template, place)
