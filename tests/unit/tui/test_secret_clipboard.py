"""Secrets on the terminal's clipboard: put there, taken off after a while, never kept."""

from __future__ import annotations

import base64
from collections.abc import Callable

from backend_client.secret import Secret
from tui.clipboard import CLEAR_SECONDS, SecretClipboard, secret_sentence


class Terminal:
    """Takes sequences and timers."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        self.written: list[str] = []
        self.timers: list[tuple[float, Callable[[], None]]] = []
        self.clipboard = SecretClipboard(
            self.written.append, lambda seconds, act: self.timers.append((seconds, act)), environment or {}
        )


def sequence(text: str) -> str:
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"


def test_a_secret_is_written_and_taken_off_when_its_time_is_over() -> None:
    terminal = Terminal()
    secret = Secret("geheim")
    terminal.clipboard.put(secret)
    assert terminal.written == [sequence("geheim")]
    assert "geheim" not in f"{vars(terminal.clipboard)!r}"
    ((seconds, act),) = terminal.timers
    assert seconds == CLEAR_SECONDS
    act()
    assert terminal.written[1:] == [sequence(" ") + sequence("")]
    act()
    terminal.clipboard.clear()
    assert len(terminal.written) == 2


def test_a_newer_secret_has_its_own_time() -> None:
    terminal = Terminal()
    terminal.clipboard.put(Secret("one"))
    terminal.clipboard.put(Secret("two"))
    terminal.timers[0][1]()
    assert terminal.clipboard.filled
    terminal.timers[1][1]()
    assert not terminal.clipboard.filled


def test_nothing_is_cleared_that_we_did_not_put_there() -> None:
    terminal = Terminal()
    terminal.clipboard.clear()
    assert terminal.written == []


def test_inside_tmux_both_sequences_are_sent_and_its_buffers_named() -> None:
    terminal = Terminal({"TMUX": "/tmp/x"})
    terminal.clipboard.put(Secret("one"))
    assert terminal.written[0].count("52;c;") == 2
    assert "delete-buffer" in secret_sentence("key", {"TMUX": "/tmp/x"})
    assert "delete-buffer" not in secret_sentence("key", {})
