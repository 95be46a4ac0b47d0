"""Copying through the terminal: what is sent, and what is said about it."""

from __future__ import annotations

import base64

import pytest

from tui.clipboard import copied_sentence, through_tmux


def test_inside_tmux_the_text_is_wrapped_for_the_terminal_outside() -> None:
    sent = through_tmux("Birch \u00fc", {"TMUX": "/tmp/tmux-0/default,1,0"})
    start, end = "\x1bPtmux;\x1b\x1b]52;c;", "\x07\x1b\\"
    assert sent.startswith(start)
    assert sent.endswith(end)
    payload = sent.removeprefix(start).removesuffix(end)
    assert base64.b64decode(payload).decode() == "Birch \u00fc"


def test_outside_tmux_nothing_is_wrapped() -> None:
    assert through_tmux("Birch", {}) == ""


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"TMUX": "x"}, "set -g set-clipboard on"),
        ({"STY": "1.pts"}, "screen may not pass it on"),
        ({"TERM": "linux"}, "This terminal has no clipboard."),
        ({"TERM": "xterm-256color"}, "A terminal may be set to ignore it."),
    ],
)
def test_what_may_keep_it_from_arriving_is_said(environment: dict[str, str], words: str) -> None:
    said = copied_sentence("Birch", environment)
    assert said.startswith("Sent to the terminal's clipboard: Birch.")
    assert words in said


def test_a_long_text_is_cut_in_the_sentence_only() -> None:
    assert "x" * 60 not in copied_sentence("x" * 60, {})
