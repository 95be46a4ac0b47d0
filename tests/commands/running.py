"""Running one command line as a person or a script would."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest

from tui.__main__ import main

Run = Callable[..., tuple[int, str, str]]
"""A command of one test file: its words, and what is typed; its code, stdout and stderr."""


class Terminal(io.StringIO):
    """A person who answers questions."""

    def isatty(self) -> bool:
        return True


def ran(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: Sequence[str],
    *,
    typed: str | None = None,
    piped: str = "",
) -> tuple[int, str, str]:
    """Code, stdout and stderr. `typed` is what a person answers on a terminal; without it there is none,
    and `piped` stands on stdin."""
    monkeypatch.setattr("sys.stdin", io.StringIO(piped) if typed is None else Terminal(typed))
    try:
        code = main(list(words))
    except SystemExit as left:
        code = int(left.code or 0)
    written = capsys.readouterr()
    return code, written.out, written.err
