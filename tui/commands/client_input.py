"""Rows of JSON as arguments: `seatwarden clients ... --input FILE|-`.

One object, or an array of them. The keys: `client`, `target`, `name`, `ownerEmail`, `plan`, `seats`,
`confirm`, as far as the action needs them. A row that does not fit stops everything before anything
is sent.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from tui.arguments.base import Arguments
from tui.translate import _

STDIN = "-"
_NEEDED = {
    "create": ("name", "ownerEmail", "plan", "seats"),
    "seats": ("client", "seats"),
    "move": ("client", "target", "seats"),
    "rename": ("client", "name"),
    "add": ("client",),
    "unlink": ("client", "confirm"),
}
_FIELDS = {"ownerEmail": "owner_email"}
_MOST_BYTES = 8 * 1024 * 1024


class BadInput(Exception):
    """The input does not fit; `sentence` says how, in finished words."""

    def __init__(self, sentence: str) -> None:
        super().__init__("the input does not fit")
        self.sentence = sentence


def requests_from(arguments: Arguments) -> list[Arguments]:
    """One set of arguments per row; the arguments themselves where no input was named. Raises BadInput."""
    if not arguments.input:
        return [arguments]
    rows = _rows(arguments.input)
    return [_request(arguments, number, row) for number, row in enumerate(rows, start=1)]


def _rows(source: str) -> list[Any]:
    try:
        text = sys.stdin.read(_MOST_BYTES) if source == STDIN else _read(Path(source))
        found = json.loads(text)
    except OSError as error:
        reason = error.strerror or _("unknown reason")
        raise BadInput(_("The input cannot be read: {reason}.").format(reason=reason)) from None
    except ValueError:
        raise BadInput(_("The input is no JSON.")) from None
    rows = found if isinstance(found, list) else [found]
    if not rows:
        raise BadInput(_("The input holds no rows."))
    return rows


def _read(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_MOST_BYTES).decode("utf-8")


def _request(arguments: Arguments, number: int, row: Any) -> Arguments:
    needed = _NEEDED[arguments.clients_action]
    fits = isinstance(row, dict) and set(row) == set(needed)
    if not fits or not all(isinstance(row[key], int if key == "seats" else str) for key in needed):
        raise BadInput(
            _("Row {number} of the input must have exactly: {keys}.").format(
                number=number, keys=", ".join(needed)
            )
        )
    return replace(arguments, **{_FIELDS.get(key, key): row[key] for key in needed})
