"""Which modules of the HTTP floor may load what."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import backend_client.api.api

FOLDER = Path(backend_client.api.api.__file__).parent


def imported(path: Path) -> set[str]:
    """The top-level packages a module imports anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_only_the_transport_imports_the_http_library() -> None:
    assert [path.name for path in sorted(FOLDER.glob("*.py")) if "httpx" in imported(path)] == [
        "transport.py"
    ]


@pytest.mark.parametrize("module", ["servers", "device", "call", "retry", "pace", "failures"])
def test_plain_modules_load_neither_http_nor_models(module: str) -> None:
    script = (
        f"import sys, backend_client.api.{module}; "
        "sys.exit(sorted({'httpx', 'pydantic'} & set(sys.modules)) or 0)"
    )
    root = FOLDER.parents[1]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
