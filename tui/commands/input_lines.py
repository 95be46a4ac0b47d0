"""Lines of text for commands: from a file, or from standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from tui.commands.client_input import STDIN
from tui.translate import _

_LONGEST = 1_000_000


class Unfit(Exception):
    """What was typed does not fit the client; `sentence` says how, in finished words."""

    def __init__(self, sentence: str) -> None:
        super().__init__("the command line does not fit")
        self.sentence = sentence


def input_lines(source: str) -> list[str]:
    """The lines of the file `source`, `-` being standard input. Raises Unfit."""
    try:
        return _read(source).splitlines()
    except OSError as error:
        reason = error.strerror or _("unknown reason")
        raise Unfit(_("The input cannot be read: {reason}.").format(reason=reason)) from None
    except UnicodeDecodeError:
        raise Unfit(_("The input is no text.")) from None


def _read(source: str) -> str:
    if source == STDIN:
        return sys.stdin.read(_LONGEST)
    with Path(source).open("rb") as file:
        return file.read(_LONGEST).decode("utf-8-sig")
