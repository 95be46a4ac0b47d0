"""What may be loaded when: proved in fresh interpreters, because an import graph cannot see deferrals."""

from __future__ import annotations

import importlib
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

TOOLKIT = ("textual", "rich")
HEAVY = (*TOOLKIT, "httpx", "httpcore", "pydantic", "cryptography", "starlette", "sqlite3", "asyncio", "ssl")
ROOT = Path(__file__).parents[2]

_PROBE = """
import json, runpy, sys
target, arguments = json.loads(sys.argv[1]), json.loads(sys.argv[2])
sys.argv = ["seatwarden", *arguments]
try:
    if target["run"]:
        runpy.run_module(target["run"], run_name="__main__")
    else:
        import importlib
        for name in target["modules"]:
            importlib.import_module(name)
except SystemExit:
    pass
finally:
    print("\\n" + json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded(*modules: str, run: str = "", arguments: tuple[str, ...] = ()) -> set[str]:
    """The top-level packages in memory after importing `modules`, or after running module `run`."""
    target = json.dumps({"run": run, "modules": modules})
    finished = subprocess.run(
        [sys.executable, "-c", _PROBE, target, json.dumps(arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert finished.returncode == 0, finished.stderr
    return set(json.loads(finished.stdout.splitlines()[-1]))


def modules_of(*packages: str) -> tuple[str, ...]:
    """Every module in `packages`, found on disk, programs (`__main__`) left out."""
    found: list[str] = []
    for package in packages:
        top = importlib.import_module(package)
        found.append(package)
        found.extend(
            module.name
            for module in pkgutil.walk_packages(top.__path__, f"{package}.")
            if not module.name.endswith("__main__")
        )
    return tuple(found)


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("seats", "--help")])
def test_words_about_the_program_load_next_to_nothing(arguments: tuple[str, ...]) -> None:
    assert not loaded(run="tui", arguments=arguments).intersection(HEAVY)


@pytest.mark.parametrize("package", ["backend_client", "tui.presenters", "tui.commands"])
def test_nothing_below_the_screens_loads_the_toolkit(package: str) -> None:
    modules = modules_of(package)
    assert len(modules) > 1
    assert not loaded(*modules).intersection(TOOLKIT)


def test_the_practice_backend_loads_neither_the_toolkit_nor_http() -> None:
    modules = modules_of("embedded_backend")
    assert len(modules) > 1
    assert not loaded(*modules).intersection({*TOOLKIT, "httpx", "pydantic"})


def test_the_first_paint_waits_for_no_http_models_or_cryptography() -> None:
    late = {"httpx", "httpcore", "pydantic", "cryptography", "starlette", "sqlite3", "embedded_backend"}
    assert not loaded("tui.start").intersection(late)


def test_safe_text_loads_no_toolkit() -> None:
    assert not loaded("tui.safe_text").intersection(TOOLKIT)


def test_the_public_surface_of_the_client_loads_no_http_and_no_models() -> None:
    assert not loaded("backend_client").intersection({"httpx", "pydantic", *TOOLKIT})


def test_the_probe_sees_what_is_loaded() -> None:
    assert {"textual", "rich", "asyncio"} <= loaded("textual.app")
