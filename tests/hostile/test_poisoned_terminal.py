"""The whole program on a real terminal among poisoned answers: the bytes that the terminal gets."""

from __future__ import annotations

import os
from pathlib import Path

from tests.hostile.poisoned_home import put_at_home
from tests.hostile.poisoner import MARK
from tests.hostile.terminal import Terminal, check_bytes, copied_texts


def test_no_byte_of_a_poisoned_answer_commands_a_real_terminal(
    poisoned_template: Path,
) -> None:
    put_at_home(poisoned_template)
    with Terminal(module="tests.hostile.poisoned_program") as terminal:
        terminal.press("", "Alder Dental")
        for key, then in (("P", "wim@north"), ("b", "NW-0012"), ("S", "Billing e-mail"), ("L", "signed in")):
            terminal.press(key, then)
            if key in "PL":
                terminal.press("y", "\x1b]52;c;", again=True)
            terminal.press("\x1b", "Alder Dental", again=True)
        terminal.press("/birch\r", "Birch")
        for key, then in (("m", "Accepted"), ("d", "Seats"), ("\r", "Fleet")):
            terminal.press(key, then)
            terminal.press("\x1b", " Mark")
        os.write(terminal.master, b"q")
        assert terminal.end() == 0
    check_bytes(terminal.written)
    assert MARK.encode() in terminal.written
    assert copied_texts(terminal.written)
