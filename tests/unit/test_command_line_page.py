"""docs/command-line.md against the parsers: every verb, action and option stands there, and nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from embedded_backend.seed_people import PRACTICE_PASSWORD, PRACTICE_PEOPLE
from tests.synopses import VERBS, _actions, common_options, lines_of
from tui.arguments.base import PRACTICE_ROLES
from tui.arguments.parse import parser_for
from tui.presenters.sign_in import Given, Method, ServerChoice, form_note

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
EXAMPLES = PAGE[PAGE.index("## Examples") :]
TYPED = PAGE[: PAGE.index("## Examples")]

_HELP_OF_ALL = """
import argparse, contextlib, io, json, sys
from importlib import import_module
from tui.__main__ import COMMANDS, main
from embedded_backend.seed_people import PRACTICE_PASSWORD, PRACTICE_PEOPLE
from tests.synopses import _actions
from tui.arguments.parse import parser_for

shown = {}
for verb in (*COMMANDS, "journal"):
    below = _actions(_actions(parser_for([verb])).choices[verb])
    for action in [[]] + ([[name] for name in below.choices] if below else []):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            try:
                main([verb, *action, "--help"])
            except SystemExit as left:
                shown[" ".join([verb, *action])] = [left.code, len(out.getvalue())]
for module, _name in COMMANDS.values():
    import_module(f"tui.commands.{module}")
heavy = sorted({"textual", "rich"} & {name.partition(".")[0] for name in sys.modules})
print(json.dumps({"shown": shown, "heavy": heavy}))
"""


def blocks(text: str) -> set[str]:
    """The lines of the code blocks."""
    found = re.findall(r"^```\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    return {line for block in found for line in block.splitlines()}


@pytest.mark.parametrize("verb", VERBS)
def test_every_action_stands_on_the_page_with_its_options(verb: str) -> None:
    listed = {line for line in blocks(TYPED) if line.split()[:2] == ["seatwarden", verb]}
    assert listed == set(lines_of(verb))


@pytest.mark.parametrize("verb", VERBS)
def test_whatever_asks_a_server_can_be_told_to_change_nothing(verb: str) -> None:
    verbs = _actions(parser_for([verb]))
    assert verbs is not None
    parsers = [verbs.choices[verb]]
    while parsers:
        parser = parsers.pop()
        taken = set(parser._option_string_actions)
        assert ("--provider" in taken) == ("--read-only" in taken), parser.prog
        below = _actions(parser)
        parsers += below.choices.values() if below else ()


def test_no_verb_is_invented() -> None:
    typed = {line.split()[1] for line in blocks(PAGE) if line.startswith("seatwarden ")}
    assert typed == set(VERBS)
    assert set(common_options()) <= blocks(TYPED)


def test_the_variables_are_those_that_are_read() -> None:
    named = set(re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \|", TYPED, flags=re.MULTILINE))
    variables = {each for cell in named for each in re.findall(r"[A-Z_]+", cell)}
    sources = "".join(
        file.read_text(encoding="utf-8")
        for package in ("tui", "backend_client")
        for file in (ROOT / package).rglob("*.py")
    )
    read = set(re.findall(r'"((?:BW|SEATWARDEN)_[A-Z_]+)"', sources))
    assert variables == read


def test_the_examples_can_be_typed() -> None:
    assert len([line for line in blocks(EXAMPLES) if line.startswith("seatwarden ")]) >= 5


def test_every_verb_and_action_helps_without_a_screen() -> None:
    finished = subprocess.run(
        [sys.executable, "-c", _HELP_OF_ALL], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
    found = json.loads(finished.stdout)
    assert found["heavy"] == []
    assert len(found["shown"]) > len(VERBS)
    assert {name: each for name, each in found["shown"].items() if each[0] != 0 or each[1] < 100} == {}


def test_everybody_one_may_practise_as_is_told() -> None:
    assert {role for role in PRACTICE_ROLES if f"`{role}`" not in PAGE} == set()
    people = {who.email for who in PRACTICE_PEOPLE}
    told = set(re.findall(r"`([a-z.]+@(?:gate|northwind)\.example)`", PAGE))
    assert {email for email in people if email.endswith("@gate.example")} <= told <= people
    assert f"`{PRACTICE_PASSWORD}`" in PAGE
    assert PRACTICE_PASSWORD in form_note(ServerChoice.PRACTICE, Method.PASSWORD, Given())
