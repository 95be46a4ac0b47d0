"""docs/architecture.md names every room and every import that waits: no more, no fewer."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
PACKAGES = ("backend_client", "embedded_backend", "tui")


def section(heading: str) -> str:
    """The page from a heading to the next one."""
    return re.split(r"^#+ ", PAGE.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.M)[0]


def first_cells(text: str) -> set[str]:
    """What stands in backquotes at the start of table rows."""
    return set(re.findall(r"^\| `([^`]+)`", text, flags=re.M))


def defers(source: str) -> bool:
    """Whether a module imports inside a function, by statement or by `import_module`."""
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = [node for function in functions for node in ast.walk(function)]
    return any(
        isinstance(node, ast.Import | ast.ImportFrom)
        or (isinstance(node, ast.Name) and node.id == "import_module")
        for node in inside
    )


def test_every_package_is_a_room_of_the_page() -> None:
    found = {
        str(file.parent.relative_to(ROOT))
        for package in PACKAGES
        for file in (ROOT / package).rglob("__init__.py")
    }
    rooms = first_cells(section("The rooms"))
    assert len(found) > 8
    assert found <= rooms
    assert all((ROOT / room).exists() for room in rooms)


def test_the_deferrals_listed_are_those_there_are() -> None:
    found = {
        str(file.relative_to(ROOT))
        for package in PACKAGES
        for file in (ROOT / package).rglob("*.py")
        if defers(file.read_text(encoding="utf-8"))
    }
    assert len(found) > 5
    assert first_cells(section("Imports inside functions")) == found


@pytest.mark.parametrize(
    ("source", "waits"),
    [
        ("import os\n", False),
        ("def f():\n    import os\n", True),
        ("def f():\n    return import_module('os')\n", True),
    ],
)
def test_a_deferral_is_seen(source: str, waits: bool) -> None:
    assert defers(source) is waits
