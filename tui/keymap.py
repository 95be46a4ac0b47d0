"""How keys are named on the screen, and whether a person's own keys fit together. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tui.safe_text import safe_text
from tui.translate import _

_NAMES = {
    "enter": "Enter",
    "space": "Space",
    "escape": "Esc",
    "backspace": "Backspace",
    "tab": "Tab",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    "slash": "/",
    "colon": ":",
    "question_mark": "?",
    "exclamation_mark": "!",
    "less_than_sign": "<",
    "greater_than_sign": ">",
}


def key_name(key: str) -> str:
    """`key` (Textual's name) as it is printed: `question_mark` → `?`, `ctrl+l` → `Ctrl+L`."""
    *modifiers, last = key.split("+")
    if last.startswith("upper_") and len(last) == len("upper_") + 1:
        last = last[-1].upper()
    function_key = last[:1] == "f" and last[1:].isdigit()
    plain = last.upper() if function_key or (modifiers and len(last) == 1) else last
    shown = _NAMES.get(last, plain)
    return "+".join([*(modifier.capitalize() for modifier in modifiers), shown])


class BoundKey(NamedTuple):
    """One binding, for comparing: its id, its comma-separated keys, and the places it is active in."""

    id: str
    keys: str
    place: str


class Keymap(NamedTuple):
    """The overrides that hold, and a sentence for each one that does not."""

    keys: Mapping[str, str]
    problems: tuple[str, ...]


def checked_keymap(wanted: Mapping[str, str], known: Iterable[BoundKey]) -> Keymap:
    """Which of the `wanted` keys (by binding id) can be taken.

    An unknown id is refused, and so is a key that something else in the same place already has after all
    overrides are applied. Bindings of place "app" are active everywhere.
    """
    table = {bound.id: bound for bound in known}
    taken = {name: keys for name, keys in wanted.items() if name in table}
    problems = [
        _("Keys: there is no key named '{name}'.").format(name=safe_text(name, limit=40))
        for name in wanted
        if name not in table
    ]
    for name in list(taken):
        other = _clash(table[name], taken, table)
        if other is not None:
            del taken[name]
            sentence = _("Keys: '{key}' for {name} is already taken by {other}; the default stays.")
            key = safe_text(wanted[name], limit=20)
            problems.append(sentence.format(key=key, name=name, other=other))
    return Keymap(taken, tuple(problems))


def _clash(bound: BoundKey, taken: Mapping[str, str], table: Mapping[str, BoundKey]) -> str | None:
    mine = set(_split(taken[bound.id]))
    for other in table.values():
        apart = "app" not in (bound.place, other.place) and bound.place != other.place
        if other.id == bound.id or apart:
            continue
        if mine & set(_split(taken.get(other.id, other.keys))):
            return other.id
    return None


def _split(keys: str) -> list[str]:
    return [key.strip() for key in keys.split(",")]
