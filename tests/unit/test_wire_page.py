"""docs/wire.md lists every request the client can make: no more, no fewer."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/wire.md"
WIRE = ROOT / "tests/wire"
_ROW = re.compile(
    r"^\| `(?P<call>[a-z_.]+)` \| `(?P<request>[A-Z]+ [^`]+)` \|.*\| (?P<payload>[^|]*) \|$", re.M
)


def _template(node: ast.expr, constants: dict[str, str]) -> str:
    """The path a request is made with, fields in braces."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Name):
        return constants[node.id]
    assert isinstance(node, ast.JoinedStr)
    return "".join(
        _template(part.value if isinstance(part, ast.FormattedValue) else part, constants)
        for part in node.values
    )


def requests_of(source: str) -> set[str]:
    """`VERB /floor/path` of every `Call(...)` in a module."""
    tree = ast.parse(source)
    constants = {
        node.targets[0].id: str(node.value.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    found = set()
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Call"):
            continue
        identity = any(keyword.arg == "host" for keyword in node.keywords)
        verb, path = ast.literal_eval(node.args[0]), _template(node.args[1], constants)
        found.add(f"{verb} /{'identity' if identity else 'api'}/{path}")
    return found


def listed_requests() -> frozenset[str]:
    """`VERB /floor/path` of every row of the page."""
    return frozenset(row["request"] for row in _ROW.finditer(PAGE.read_text()))


def test_the_page_lists_every_request_and_no_other() -> None:
    modules = sorted((ROOT / "backend_client/api").glob("*.py"))
    made = set().union(*(requests_of(module.read_text()) for module in modules))
    assert len(made) > 10
    assert listed_requests() == made


def test_every_golden_payload_the_page_names_exists() -> None:
    named = {
        name for row in _ROW.finditer(PAGE.read_text()) for name in re.findall(r"`([^`]+)`", row["payload"])
    }
    assert named
    assert {name for name in named if not (WIRE / f"{name}.json").is_file()} == set()


def test_requests_are_found_through_constants_and_joined_texts() -> None:
    source = '_T = "a/{id}"\nx = Call("GET", _T)\ny = Call("PUT", f"{_T}/b", host=Host.IDENTITY)\n'
    assert requests_of(source) == {"GET /api/a/{id}", "PUT /identity/a/{id}/b"}
