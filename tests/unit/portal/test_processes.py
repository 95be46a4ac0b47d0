"""A line of the journal names its writer; whether that is still at work is never guessed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from backend_client.portal.processes import still_runs, this_process

HOST = os.uname().nodename


@pytest.fixture
def child() -> Iterator[subprocess.Popen[str]]:
    """A process that tells its own name and then waits for its input to end."""
    told = "from backend_client.portal.processes import this_process as p; print(p(), flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", told], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def _name(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip()


def test_this_process_runs() -> None:
    assert still_runs(this_process())


def test_another_process_runs_until_it_is_killed(child: subprocess.Popen[str]) -> None:
    name = _name(child)
    assert name != this_process()
    assert still_runs(name)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert not still_runs(name), "what nobody has buried yet is over too"
    child.wait()
    assert not still_runs(name)


@pytest.mark.skipif("@" not in this_process(), reason="this system does not tell when a process started")
def test_a_later_process_of_the_same_number_is_another_one(child: subprocess.Popen[str]) -> None:
    name, _, start = _name(child).partition("@")
    assert still_runs(name), "a line without the start may be its own"
    assert not still_runs(f"{name}@{int(start) - 1}")


@pytest.mark.parametrize(
    "process",
    [
        "another-host:1",
        "",
        HOST,
        f"{HOST}:",
        f"{HOST}:x",
        f"{HOST}:-1",
        f"{HOST}:{'9' * 5000}",
        f"{HOST}:{'9' * 5000}@1",
    ],
)
def test_what_cannot_be_seen_from_here_may_run(process: str) -> None:
    assert still_runs(process)
