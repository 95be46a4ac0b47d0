"""Every screen and every command there is, among answers that are poisoned in every text.

A few of them run with every test run; `make fuzz` walks through all and tells which texts of the server's
answers were poisoned on the way.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from docs.shown_pictures import SHOWN, Picture
from embedded_backend.seed_people import PRACTICE_PASSWORD
from tests.hostile.command_lines import NOT_RUN, PLAIN, READ, WRITE, actions, filled, places
from tests.hostile.picture_walk import walk
from tests.hostile.poisoned_home import journal_lines, make_poisoned_template, poisoned_answers, put_at_home
from tests.hostile.poisoner import Spoilt, tails, texts
from tests.hostile.test_hostile_answers import check_csv
from tests.hostile.text_fields import kept_fields, unseen
from tests.practice import running_practice
from tui.__main__ import main

SOME_PICTURES = ("members", "billing")
SOME_ACTIONS = ("people list", "events list", "sso values", "members confirm", "groups delete")
WITHOUT_POISON = frozenset({"first_run", "sign_in", "code_prompt", "terminal_check"})
"""Screens that show nothing a server said before somebody is signed in."""


@pytest.fixture(scope="session")
def poisoned_template(practice_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_poisoned_template(practice_template, tmp_path_factory.mktemp("poisoned"))
    return asyncio.run(made)


@pytest.fixture
def known(poisoned_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """The ids that command lines need; the password is in the environment, nobody is at the keyboard."""
    monkeypatch.setenv("BW_PASSWORD", PRACTICE_PASSWORD)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with running_practice(poisoned_template, tmp_path) as practice:
        return {**places(practice, tmp_path), "database": str(practice.database), "file": "lastpass.csv"}


def test_every_action_has_a_command_line_here() -> None:
    assert actions() == READ.keys() | WRITE.keys() | PLAIN.keys() | NOT_RUN.keys()


@pytest.mark.parametrize(
    "picture", [each for each in SHOWN if each.name in SOME_PICTURES], ids=lambda each: each.name
)
async def test_a_screen_shows_text(picture: Picture, poisoned_template: Path) -> None:
    put_at_home(poisoned_template)
    with poisoned_answers(tails()):
        await check_picture(picture)


def test_some_commands_print_text(known: Mapping[str, str]) -> None:
    with poisoned_answers(texts()):
        for words, kind in command_lines(known, SOME_ACTIONS):
            put_at_home(Path(known["database"]))
            check_command(words, kind)


async def check_picture(picture: Picture) -> None:
    """That screen is reached; what was copied there is one that can be shown."""
    seen = await walk(picture)
    assert seen.screen == picture.screen
    assert seen.marked or picture.screen in WITHOUT_POISON
    assert seen.copied.replace("\n", "").isprintable()


def command_lines(known: Mapping[str, str], names: Any) -> Iterator[tuple[list[str], str]]:
    """Every way to run these actions: its words, and the format."""
    for name in names:
        own = [*name.split(), *filled({**READ, **WRITE, **PLAIN}[name], known), "--practice"]
        if name in READ:
            yield from (([*own, "--format", kind], kind) for kind in ("text", "json", "csv"))
        elif name in WRITE:
            for kind in ("text", "json"):
                yield from (([*own, "--format", kind, how], kind) for how in ("--dry-run", "--yes"))
        else:
            yield own, "text"


def check_command(words: list[str], kind: str) -> int:
    """Run it: what it prints, logs and notes is text. Its code."""
    out, err, log = io.StringIO(), io.StringIO(), io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), contextlib.chdir(Path.home()):
            code = main(words)
    except SystemExit as left:
        code = int(left.code or 0)
    finally:
        logging.getLogger().removeHandler(handler)
    for written in (out.getvalue(), err.getvalue(), log.getvalue()):
        bad = {each for each in written if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
        assert not bad - {"\n"}, (words, bad)
    assert "Traceback" not in err.getvalue() + log.getvalue(), words
    if kind == "json" and out.getvalue():
        found = json.loads(out.getvalue())
        assert json.loads(json.dumps(found)) == found
    if kind == "csv" and code == 0:
        check_csv(out.getvalue())
    for line in journal_lines():
        assert line.isascii()
        assert line.decode().isprintable()
        json.loads(line)
    return code


@pytest.mark.fuzz
async def test_every_text_is_poisoned_on_some_screen_or_command(
    known: Mapping[str, str], poisoned_template: Path
) -> None:
    failed: list[str] = []
    spoilt: set[Spoilt] = set()
    for picture in SHOWN:
        put_at_home(poisoned_template)
        with poisoned_answers(tails()) as found:
            try:
                await check_picture(picture)
            except Exception as error:
                failed.append(f"{picture.name}: {error!r}")
        spoilt |= found
    codes: dict[int, int] = {}
    for leaf in (texts, tails):
        for words, kind in command_lines(known, (*READ, *WRITE, *PLAIN)):
            put_at_home(Path(known["database"]))
            with poisoned_answers(leaf()) as found:
                try:
                    code = await asyncio.to_thread(check_command, words, kind)
                    codes[code] = codes.get(code, 0) + 1
                except Exception as error:
                    failed.append(f"{' '.join(words)}: {error!r}")
            spoilt |= found
    fields = kept_fields()
    left = unseen(fields, spoilt)
    total = sum(map(len, fields.values()))
    sys.stdout.write(
        f"{len(SHOWN)} pictures, commands by code {codes}, {total - len(left)} of {total} texts\n"
    )
    assert failed == []
    assert left == set()
