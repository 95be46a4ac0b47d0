"""No child process is ever started, so no environment and no argument is handed on."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.synopses import VERBS, common_options, lines_of
from tui.backends import practice_database

ROOT = Path(__file__).parents[2]
PACKAGES = ("backend_client", "tui")

STARTERS = frozenset(
    {"subprocess", "multiprocessing", "pty", "pexpect", "webbrowser", "concurrent.futures.process"}
)
"""Modules that start processes."""

CALLS = frozenset(
    {"system", "popen", "fork", "forkpty", "posix_spawn", "posix_spawnp", "startfile", "find_library"}
    | {"create_subprocess_exec", "create_subprocess_shell", "subprocess_exec", "subprocess_shell", "openpty"}
    | {"ProcessPoolExecutor", "open_url", "processor", "architecture"}
)
"""Names of functions that do; the last ones by way of a library."""

_WATCHED = """
import json, os, sys
started = []
STARTS = ("subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system")
sys.addaudithook(lambda event, _args: started.append(event) if event in STARTS else None)
from tui.__main__ import main
code = main(["seats", "--practice", "--format", "json"])
import tui.start, tui.screens.sign_in, tui.remembered_key
os.environ.pop("PYTHON_KEYRING_BACKEND", None)
tui.remembered_key.keyring_trouble()
print(json.dumps([code, started]), file=sys.stderr)
"""


def starts(source: str) -> Iterator[str]:
    """What in a module starts processes."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in STARTERS)
        elif isinstance(node, ast.ImportFrom):
            yield from ([node.module] if node.module in STARTERS else [])
            yield from (each.name for each in node.names if _starts(each.name))
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield from [name] if _starts(name) else []


def _starts(name: str) -> bool:
    return name in CALLS or (name.startswith(("exec", "spawn")) and name not in ("execute", "executescript"))


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_starts_a_process(package: str) -> None:
    files = sorted((ROOT / package).rglob("*.py"))
    assert len(files) > 30
    found = {str(file.relative_to(ROOT)): list(starts(file.read_text(encoding="utf-8"))) for file in files}
    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.parametrize(
    "source",
    [
        "import subprocess\n",
        "from subprocess import run\n",
        "import os\nos.execvp('sh', ['sh'])\n",
        "import os\nos.spawnl(0, 'sh')\n",
        "import asyncio\nasyncio.create_subprocess_exec('sh')\n",
        "from os import system\n",
        "from ctypes.util import find_library\n",
    ],
)
def test_a_start_is_seen(source: str) -> None:
    assert list(starts(source))


@pytest.fixture
def _seeded(practice_template: Path) -> None:
    place = practice_database()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copy(practice_template, place)


@pytest.mark.usefixtures("_seeded")
def test_neither_a_command_nor_the_screens_nor_a_keyring_start_one() -> None:
    finished = subprocess.run(
        [sys.executable, "-c", _WATCHED],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(finished.stderr.splitlines()[-1]) == [0, []]


def test_no_secret_can_be_typed_into_a_command_line() -> None:
    typed = " ".join((*common_options(), *(line for verb in VERBS for line in lines_of(verb)))).casefold()
    for option in ("--password", "--secret", "--client-secret", "--token", "--master", "--api-key"):
        assert option not in typed
