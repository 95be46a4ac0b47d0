"""Every view without screens: its fields, its exit codes, and readers that go away."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.__main__ import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
BIRCH = "Birch & Sons Logistics"
OUTSIDE = ("seats", "journal", "people", "events", "billing", "provider", "profiles", "keys")
"""Verbs that are not inside a client."""

NO_CSV_OF_FIELDS = {
    *("billing", "billing subscription", "billing report"),
    *("details show", "directory show", "groups list", "sso show", "sso values"),
}
"""Views whose CSV has columns of its own, as the page says."""

NAMED = {"billing report": "NW-0011", "members show": "mia@birch.example"}
"""What a view is of."""

MADE_BEFORE = {
    "journal": ("clients", "rename", "Elm Street Clinic", "Elm"),
    "domains list": ("domains", "add", "birch.example", "--client", BIRCH),
}
"""What must be done before there is something to show."""


def documented() -> dict[str, tuple[str, ...]]:
    """The views of the page, with the fields it gives them."""
    table = PAGE[PAGE.index("| View |") :].partition("\n\n")[0]
    rows = re.findall(r"^\| `([a-z -]+)` \|[^|]*\| (.+) \|$", table, flags=re.MULTILINE)
    return {view: tuple(re.findall(r"`([^`]+)`", fields)) for view, fields in rows}


def line_of(view: str, format: str = "json") -> list[str]:
    client = "Delta Fisheries" if view == "approvals list" else BIRCH
    inside = [] if view.split()[0] in OUTSIDE else ["--client", client]
    named = [NAMED[view]] if view in NAMED else []
    practice = [] if view.startswith("profiles") else ["--practice"]
    return [*view.split(), *named, *inside, *practice, "--format", format]


def names_in(value: object) -> Iterator[str]:
    """Every name of a field, at whatever depth."""
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from names_in(inner)


def is_camel_case(name: str) -> bool:
    return re.fullmatch(r"[a-z]+[0-9]*([A-Z][a-z0-9]*)*", name) is not None


@pytest.mark.parametrize("view", sorted(documented()))
def test_a_view_has_the_fields_the_page_names(view: str, capsys: pytest.CaptureFixture[str]) -> None:
    if view in MADE_BEFORE:
        assert main([*MADE_BEFORE[view], "--practice", "--yes"]) == 0
        capsys.readouterr()
    assert main(line_of(view)) == 0
    written = capsys.readouterr()
    assert written.err == ""
    body = json.loads(written.out)
    assert body
    records = body if isinstance(body, list) else [body]
    assert {tuple(record) for record in records} == {documented()[view]}
    assert all(is_camel_case(name) for name in names_in(body))
    assert main(line_of(view, "csv")) == 0
    written = capsys.readouterr()
    assert written.err == ""
    heading, *rows = csv.reader(io.StringIO(written.out))
    assert rows
    assert {len(row) for row in rows} == {len(heading)}
    if view not in NO_CSV_OF_FIELDS:
        assert tuple(heading) == documented()[view]
    assert main(line_of(view, "text")) == 0
    written = capsys.readouterr()
    assert written.err == ""
    assert written.out.endswith("\n")


@pytest.mark.parametrize("view", sorted(each for each in documented() if each.split()[0] not in OUTSIDE))
def test_a_client_that_is_not_there_is_one_sentence(view: str, capsys: pytest.CaptureFixture[str]) -> None:
    line = line_of(view)
    line[line.index("--client") + 1] = "Nobody\x1b[31m Ltd"
    assert main(line) == 1
    written = capsys.readouterr()
    assert written.out == ""
    assert re.fullmatch(r"seatwarden: [^\x00-\x1f]+\n", written.err)


@pytest.mark.parametrize("view", sorted(documented()))
def test_a_format_that_is_none_is_usage(view: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(line_of(view, "yaml"))
    assert left.value.code == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("view", sorted(documented()))
def test_a_reader_that_went_away_is_no_failure(
    view: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w", encoding="utf-8") as gone:
        monkeypatch.setattr(sys, "stdout", gone)
        assert main(line_of(view)) == 0
    assert capsys.readouterr().err == ""
