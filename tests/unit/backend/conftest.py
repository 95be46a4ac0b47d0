"""A practice backend per test: a copy of one seeded database."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from embedded_backend.seed import Persona, seed_practice
from tests.unit.backend.desk import Clock, Desk, open_desk


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A seeded database that nobody opens."""
    place = tmp_path_factory.mktemp("seeded") / "practice.db"
    seed_practice(place, now=Clock().now)
    return place


@pytest.fixture
def place(seeded: Path, tmp_path: Path) -> Path:
    """A database of this test's own."""
    return Path(shutil.copy(seeded, tmp_path / "practice.db"))


@pytest.fixture
async def desk(place: Path) -> AsyncIterator[Desk]:
    """A practice backend of this test's own, nobody signed in."""
    async with open_desk(place) as opened:
        yield opened


@pytest.fixture
async def quick(place: Path) -> AsyncIterator[Desk]:
    """A backend whose people accept at once; a service user is signed in."""
    async with open_desk(place, accept_after=0.0) as opened:
        await opened.sign_in(Persona.SERVICE_USER)
        yield opened


@pytest.fixture
async def slow(place: Path) -> AsyncIterator[Desk]:
    """A backend whose people take ten minutes; a service user is signed in."""
    async with open_desk(place, accept_after=600.0) as opened:
        await opened.sign_in(Persona.SERVICE_USER)
        yield opened
