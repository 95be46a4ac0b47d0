"""Rules of the project that no linter knows: what lies at the top, what is pinned, what is never written."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from backend_client.version import VERSION

ROOT = Path(__file__).parents[2]
TOP = {
    ".ci",
    ".gitattributes",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "backend_client",
    "benchmarks",
    "constraints.txt",
    "docs",
    "embedded_backend",
    "pyproject.toml",
    "tests",
    "tui",
}
# Spelled apart, so that this file does not hold what it looks for.
REGISTRIES = re.compile("|".join(("py" + r"pi\.org", "python" + "hosted", r"registry\.npm" + "js")))
# The aim is about 300 lines; past this a module surely holds a second thing that wants its own name.
LONGEST_MODULE = 450


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    """Every file under version control."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


def _requirements(path: Path) -> list[str]:
    """The entries of a hash-checked requirements file, one string each with its hashes."""
    return path.read_text().replace("\\\n", " ").strip().splitlines()


def test_the_top_level_holds_only_the_agreed_names(tracked: list[Path]) -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked} <= TOP


def test_no_registry_address_is_written_down(tracked: list[Path]) -> None:
    texts = {path: path.read_text(errors="replace") for path in tracked}
    assert [path for path, text in texts.items() if REGISTRIES.search(text)] == []


@pytest.mark.parametrize("name", ["constraints.txt", "tests/interop/requirements.txt"])
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    entries = _requirements(ROOT / name)
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==[^ ]+ ", entry), entry
        assert "--hash=sha256:" in entry
        assert "//" not in entry


def test_every_dependency_of_the_project_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    pinned = {entry.partition("==")[0] for entry in _requirements(ROOT / "constraints.txt")}
    assert {re.split(r"[<>=~ ]", name, maxsplit=1)[0] for name in wanted} <= pinned


def test_every_package_of_the_official_client_is_hashed_and_has_no_address() -> None:
    lock = json.loads((ROOT / "tests/interop/package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), name
        assert "resolved" not in entry, name


def test_no_module_has_outgrown_its_noun(tracked: list[Path]) -> None:
    modules = [path for path in tracked if path.suffix == ".py" and "tests" not in path.parts]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in modules}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_the_changelog_speaks_of_this_version() -> None:
    assert f"## [{VERSION}]" in (ROOT / "CHANGELOG.md").read_text()
