"""What tests among poisoned answers share."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from embedded_backend.seed_people import PRACTICE_PASSWORD
from tests.hostile.command_lines import places
from tests.hostile.poisoned_home import make_poisoned_template
from tests.practice import running_practice


@pytest.fixture(scope="session")
def poisoned_template(practice_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_poisoned_template(practice_template, tmp_path_factory.mktemp("poisoned"))
    return asyncio.run(made)


@pytest.fixture
def known(poisoned_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """The ids that command lines need; the password is in the environment, nobody is at the keyboard."""
    monkeypatch.setenv("BW_PASSWORD", PRACTICE_PASSWORD)
    with running_practice(poisoned_template, tmp_path) as practice:
        return {**places(practice, tmp_path), "database": str(practice.database), "file": "lastpass.csv"}
