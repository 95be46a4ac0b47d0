"""Running the command lines among odd answers, and what must hold for whatever they print, log and note."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from unittest.mock import patch

from tests.hostile.command_lines import MORE, PLAIN, READ, REFUSED, WRITE, filled
from tests.hostile.poisoned_home import journal_lines
from tests.hostile.test_hostile_answers import check_csv
from tui.__main__ import main

EVERY = (*READ, *WRITE, *PLAIN)
"""Every action that reads answers."""


def command_lines(known: Mapping[str, str], names: Iterable[str]) -> Iterator[tuple[list[str], str]]:
    """Every way to run these actions: its words, and the format."""
    for words in MORE if names == EVERY else ():
        yield [*filled(words, known), "--practice", "--format", "json"], "json"
    for name in names:
        own = [*name.split(), *filled({**READ, **WRITE, **PLAIN}[name], known), "--practice"]
        if name in READ:
            yield from (([*own, "--format", kind], kind) for kind in ("text", "json", "csv"))
        elif name in WRITE:
            for kind in ("text", "json"):
                yield from (([*own, "--format", kind, how], kind) for how in ("--dry-run", "--yes"))
        else:
            yield own, "text"


def refused_lines(known: Mapping[str, str]) -> Iterator[list[str]]:
    """Acts on people, sent."""
    for words in REFUSED:
        yield [*filled(words, known), "--practice", "--format", "json", "--yes"]


def check_command(words: list[str], kind: str, piped: str = "") -> int:
    """Run it with `piped` on stdin: what it prints, logs and notes is text. Its code."""
    out, err, log = io.StringIO(), io.StringIO(), io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    try:
        with (
            patch("sys.stdin", io.StringIO(piped)),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            contextlib.chdir(Path.home()),
        ):
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
