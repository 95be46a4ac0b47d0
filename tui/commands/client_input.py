"""Rows of JSON as arguments: `seatwarden clients ... --input FILE|-`.

One object, or an array of them. The keys: `client`, `target`, `name`, `ownerEmail`, `plan`, `seats`,
`confirm`, as far as the action needs them. A row that does not fit stops everything before anything
is sent.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tui.arguments.base import Arguments
from tui.commands.input_text import Unfit, input_json
from tui.translate import _

_NEEDED = {
    "create": ("name", "ownerEmail", "plan", "seats"),
    "seats": ("client", "seats"),
    "move": ("client", "target", "seats"),
    "rename": ("client", "name"),
    "add": ("client",),
    "unlink": ("client", "confirm"),
}
_FIELDS = {"ownerEmail": "owner_email"}


def requests_from(arguments: Arguments) -> list[Arguments]:
    """One set of arguments per row; the arguments themselves where no input was named. Raises Unfit."""
    if not arguments.input:
        return [arguments]
    rows = _rows(arguments.input)
    return [_request(arguments, number, row) for number, row in enumerate(rows, start=1)]


def _rows(source: str) -> list[Any]:
    found = input_json(source)
    rows = found if isinstance(found, list) else [found]
    if not rows:
        raise Unfit(_("The input holds no rows."))
    return rows


def _request(arguments: Arguments, number: int, row: Any) -> Arguments:
    needed = _NEEDED[arguments.clients_action]
    fits = isinstance(row, dict) and set(row) == set(needed)
    if not fits or not all(isinstance(row[key], int if key == "seats" else str) for key in needed):
        raise Unfit(
            _("Row {number} of the input must have exactly: {keys}.").format(
                number=number, keys=", ".join(needed)
            )
        )
    return replace(arguments, **{_FIELDS.get(key, key): row[key] for key in needed})
