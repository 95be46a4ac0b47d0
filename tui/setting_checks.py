"""Checking settings key by key: what fits is taken, what does not is told in one sentence each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tui.safe_text import safe_text
from tui.translate import _

Check = tuple[Callable[[object], Any], str]
"""What makes a value of a setting, raising TypeError, ValueError or OSError; and the words for what fits."""

_LONGEST = 320


def checked(
    found: Mapping[str, Any], checks: Mapping[str, Check], before: str = ""
) -> tuple[dict[str, Any], list[str]]:
    """What passed its check, and the problems; `before` names the table that the keys stand in."""
    good: dict[str, Any] = {}
    problems: list[str] = []
    for name, value in found.items():
        if name not in checks:
            sentence = _("settings.toml: '{name}' is not a setting.")
            problems.append(sentence.format(name=before + safe_text(name, limit=40)))
            continue
        check, wanted = checks[name]
        try:
            good[name] = check(value)
        except (TypeError, ValueError, OSError, RuntimeError):
            problems.append(misfit(before + name, wanted))
    return good, problems


def misfit(name: str, wanted: str) -> str:
    """A value that does not fit, in one sentence. `name` is safe."""
    sentence = _("settings.toml: {name} must be {wanted}; the default is used.")
    return sentence.format(name=name, wanted=wanted)


def line(value: object) -> str:
    """One line of text, or an empty one where it is none."""
    return value if isinstance(value, str) and len(value) <= _LONGEST and value.isprintable() else ""


def words(value: object) -> str:
    """One line of text that is not empty. Raises ValueError."""
    found = line(value).strip()
    if not found:
        raise ValueError
    return found


def present_file(value: object) -> Path:
    """The whole path of a file that is there; `~` is the home directory. Raises ValueError, RuntimeError."""
    path = Path(words(value)).expanduser()
    if not path.is_absolute() or not path.is_file():
        raise ValueError
    return path


def switch(value: object) -> bool:
    """True or false. Raises TypeError."""
    if not isinstance(value, bool):
        raise TypeError
    return value


def whole(value: object, most: int) -> int:
    """A whole number from 0 to `most`. Raises ValueError."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ValueError
    return value
