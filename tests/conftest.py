"""What every test gets: a machine without habits, and a way to wait for a Textual app without sleeping."""

from __future__ import annotations

import math
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Generator, Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tests.practice import Practice

VAULTWARDEN = "SEATWARDEN_VAULTWARDEN"
"""Names a Vaultwarden to test against; the next its certificate authority. Both stay."""

VAULTWARDEN_CA = "SEATWARDEN_VAULTWARDEN_CA"

TEST_SECONDS = 120
SLOW_SECONDS = 3600
SLOW = ("crash", "faults", "fuzz", "soak", "vaultwarden", "interop")
"""Markers of tests that may take `SLOW_SECONDS`."""

# Removed before anything is imported by a test, so that session-wide fixtures are isolated too.
_FOREIGN_PREFIXES = ("BW_", "BITWARDEN", "SEATWARDEN_", "TEXTUAL", "XDG_", "LC_")
_FOREIGN_NAMES = (
    "LANGUAGE",
    "NO_COLOR",
    "FORCE_COLOR",
    "COLORTERM",
    "COLUMNS",
    "LINES",
    "SSH_CONNECTION",
    "SSH_TTY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "SSLKEYLOGFILE",
    "ALL_PROXY",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
)

settings.register_profile("seatwarden", deadline=None)
settings.load_profile("seatwarden")


def _forget_the_machine() -> None:
    for name in list(os.environ):
        if name in (VAULTWARDEN, VAULTWARDEN_CA):
            continue
        if name.startswith(_FOREIGN_PREFIXES) or name.upper() in _FOREIGN_NAMES:
            del os.environ[name]
    os.environ.update(TZ="UTC", TERM="xterm-256color", LANG="C.UTF-8")
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    time.tzset()


def pytest_configure() -> None:
    """Cut the run off from the developer's terminal, proxies, time zone and Bitwarden session."""
    _forget_the_machine()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """A test that waits for what never comes fails, instead of holding up the run."""

    def over(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"{item.nodeid} took longer than {seconds} s")

    seconds = SLOW_SECONDS if any(item.get_closest_marker(name) for name in SLOW) else TEST_SECONDS
    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(seconds)
    try:
        return (yield)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh home directory per test: nothing is read from, or left in, the developer's."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for variable, folder in (
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_RUNTIME_DIR", "runtime"),
    ):
        (home / folder).mkdir(mode=0o700)
        monkeypatch.setenv(variable, str(home / folder))
    return home


@pytest.fixture(autouse=True, scope="session")
def _quick_driving() -> Iterator[None]:
    """Typed text without idle waits between its letters, wherever screens are tested."""
    if "textual.app" not in sys.modules:
        yield
        return
    from tests.quick_driving import type_at_once

    with pytest.MonkeyPatch.context() as patch:
        type_at_once(patch)
        yield


@pytest.fixture(autouse=True)
def _known_keys(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Master keys are derived once per worker, except where the cryptography itself is tested."""
    if request.path.parent.name == "crypto":
        return
    from tests.known_keys import derive_once

    derive_once(monkeypatch)


@pytest.fixture(autouse=True)
def _quick_comparing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Phrases are compared in no time, except where the haste itself is tested."""
    monkeypatch.setattr("tui.unhurried.STANDS_SECONDS", -math.inf)


@pytest.fixture(autouse=True)
def _readable_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process of the tests keeps its own /proc, which some of them read."""
    monkeypatch.setattr("tui.process_guard.guard_memory", lambda: True)


@pytest.fixture(scope="session")
def practice_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A seeded practice database; never opened itself."""
    from tests.practice import make_template

    return make_template(tmp_path_factory.mktemp("practice-template"))


@pytest.fixture
def practice(practice_template: Path, tmp_path: Path) -> Iterator[Practice]:
    """A practice backend of this test's own, running in its thread."""
    from tests.practice import running_practice

    with running_practice(practice_template, tmp_path) as running:
        yield running


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[tuple[str, str], str]]:
    """A keyring that keeps secrets, empty; what it holds, by service and name."""
    pytest.importorskip("keyring")
    from tests import fake_keyring

    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.fake_keyring.Keyring")
    fake_keyring.holds.clear()
    yield fake_keyring.holds
    fake_keyring.holds.clear()


Settle = Callable[..., Coroutine[Any, Any, None]]


@pytest.fixture
def settle() -> Settle:
    """`await settle(pilot, "clients-load")` returns when the workers of those groups (all, when none is
    named) have ended and every message they caused has been handled."""

    async def wait(pilot: Pilot[Any], *groups: str) -> None:
        await pilot.pause()
        while pending := [
            worker
            for worker in pilot.app.workers
            if not worker.is_finished and (not groups or worker.group in groups)
        ]:
            await pilot.app.workers.wait_for_complete(pending)
            await pilot.pause()
        await pilot.pause()

    return wait
