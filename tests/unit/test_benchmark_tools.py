"""The measuring tools measure what they say, so that a benchmark's verdict can be believed."""

from __future__ import annotations

import os
import sys

import pytest

from benchmarks.ptyrun import NotPainted, Terminal
from benchmarks.report import Figure, finish, percentile
from benchmarks.screen_lines import bytes_per_line, text_of

ECHO_SIZE = "import os; print('size', *os.get_terminal_size(), flush=True); input()"
ANSWER = (
    "import sys, tty; tty.setraw(0); print('ready', end='', flush=True)\n"
    "while key := sys.stdin.buffer.raw.read(1): print(key.decode() * 3, end='', flush=True)"
)


def terminal(program: str, columns: int = 80, rows: int = 24) -> Terminal:
    return Terminal((sys.executable, "-c", program), dict(os.environ), columns=columns, rows=rows)


def test_a_program_sees_the_size_it_was_given() -> None:
    with terminal(ECHO_SIZE, columns=121, rows=41) as running:
        assert 0 < running.wait_for(b"size 121 41", timeout=10) < 10


def test_a_burst_is_the_answer_to_its_keys_and_nothing_else() -> None:
    with terminal(ANSWER) as running:
        running.wait_for(b"ready", timeout=10)
        burst = running.burst(b"a")
        assert burst.data == b"aaa"
        assert 0 < burst.first <= burst.last
        assert running.burst(b"b").data == b"bbb"
        assert running.listen(0.05) == b""


def test_what_was_never_painted_is_an_error_that_says_what_was() -> None:
    with terminal(ANSWER) as running:
        running.wait_for(b"ready", timeout=10)
        with pytest.raises(NotPainted, match="ready"):
            running.wait_for(b"steady", timeout=0.05)


def test_bytes_are_counted_to_the_line_the_cursor_was_sent_to() -> None:
    written = b"\x1b[?2026h\x1b[3;1Habc\x1b[5;10H\x1b[1mde\x1b[0m\x1b[3;7Hf"
    assert bytes_per_line(written) == {3: 9 + 7, 5: 7 + 4 + 2 + 4}


def test_text_is_what_a_person_would_read() -> None:
    assert text_of(b"\x1b[1;60H\x1b[38;2;1;2;3mas of 14:02\x1b[0m\x1b]0;title\x07") == "as of 14:02"


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([5, 1, 4, 2, 3], 0.5) == 3
    assert percentile([5, 1, 4, 2, 3], 0.95) == 5


@pytest.mark.parametrize(("measured", "code"), [(16.0, 0), (16.01, 1)])
def test_the_verdict_is_the_exit_code(measured: float, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        finish("Title", "method", [Figure("a figure", measured, 16, "ms")])
    assert leaving.value.code == code
    assert ("OVER" in capsys.readouterr().out) is bool(code)
