"""What `--input FILE|-` names: lines or JSON for commands, from a file or from standard input."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tui.commands.output import USAGE
from tui.named_file import read_named
from tui.translate import _

STDIN = "-"
_LONGEST = 8 * 1024 * 1024


class Unfit(Exception):
    """What was typed cannot be done; `sentence` says why, in finished words, `code` is the exit code.

    USAGE where typing something else would help, FAILED where the client is in the way.
    """

    def __init__(self, sentence: str, code: int = USAGE) -> None:
        super().__init__("the command line does not fit")
        self.sentence = sentence
        self.code = code


def input_lines(source: str) -> list[str]:
    """The lines of the file `source`. Raises Unfit."""
    return _text(source, _("The input is no text.")).splitlines()


def input_json(source: str) -> Any:
    """The JSON in the file `source`. Raises Unfit."""
    not_json = _("The input is no JSON.")
    try:
        return json.loads(_text(source, not_json))
    except (ValueError, RecursionError):
        raise Unfit(not_json) from None


def _text(source: str, not_text: str) -> str:
    try:
        if source == STDIN:
            return sys.stdin.read(_LONGEST)
        return read_named(Path(source), _LONGEST, pipes=True).decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or _("unknown reason")
        raise Unfit(_("The input cannot be read: {reason}.").format(reason=reason)) from None
    except UnicodeDecodeError:
        raise Unfit(not_text) from None
