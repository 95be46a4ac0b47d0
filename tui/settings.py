"""What a person may set, and what this program remembers between starts. No secret is either.

Settings come from `settings.toml` and are checked key by key: a bad value keeps its default and is
reported in one sentence. The remembered state (`state.json`) is written by this program only; when it
cannot be read it is started anew.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from backend_client.portal.seats import DEFAULT_LOW_RULE, LowRule
from tui.paths import private_directory, settings_file, state_file
from tui.safe_text import safe_text
from tui.translate import _

THEMES = ("dark", "light", "ansi")
_LONGEST = 320


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings after checking. `keys` maps ids of bindings to keys; `problems` are finished sentences."""

    theme: str = ""
    refresh_minutes: int = 5
    lock_minutes: int = 5
    low: LowRule = DEFAULT_LOW_RULE
    keys: Mapping[str, str] = field(default_factory=dict)
    session_hours: int = 8
    problems: tuple[str, ...] = ()


def read_settings(file: Path | None = None) -> Settings:
    """The settings of `file`, by default the person's own; defaults where there is none."""
    path = settings_file() if file is None else file
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError):
        return Settings(problems=(_("The settings file cannot be read; defaults are used."),))
    import tomllib  # noqa: PLC0415 - only who has a settings file pays for the parser

    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem = _("settings.toml is not valid TOML ({problem}); defaults are used.")
        return Settings(problems=(problem.format(problem=safe_text(str(error), limit=60)),))
    return settings_from(found)


def settings_from(found: Mapping[str, Any]) -> Settings:
    """Check parsed settings key by key."""
    good: dict[str, Any] = {}
    problems: list[str] = []
    checks = {
        "theme": (_theme, _("one of dark, light, ansi")),
        "refresh_minutes": (_minutes, _("a whole number from 0 (off) to 1440")),
        "lock_minutes": (_minutes, _("a whole number from 0 (off) to 1440")),
        "session_hours": (_hours, _("a whole number from 0 (off) to 168")),
        "low": (_low_rule, _("a table with seats and percent, whole numbers from 0 to 100")),
        "keys": (_keys, _("a table of names and keys")),
    }
    for name, value in found.items():
        if name not in checks:
            problems.append(
                _("settings.toml: '{name}' is not a setting.").format(name=safe_text(name, limit=40))
            )
            continue
        check, wanted = checks[name]
        try:
            good[name] = check(value)
        except (TypeError, ValueError):
            sentence = _("settings.toml: {name} must be {wanted}; the default is used.")
            problems.append(sentence.format(name=name, wanted=wanted))
    return Settings(**good, problems=tuple(problems))


def _theme(value: object) -> str:
    if value not in THEMES:
        raise ValueError
    return str(value)


def _whole(value: object, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ValueError
    return value


def _minutes(value: object) -> int:
    return _whole(value, 1440)


def _hours(value: object) -> int:
    return _whole(value, 168)


def _low_rule(value: object) -> LowRule:
    if not isinstance(value, dict) or not value.keys() <= {"seats", "percent"}:
        raise ValueError
    return LowRule(**{name: _whole(number, 100) for name, number in value.items()})


def _keys(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(key, str) and key for key in value.values()):
        raise ValueError
    return {str(name): key for name, key in value.items()}


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the program remembers: the last server and e-mail, this device's id, the chosen theme, and
    the directory of the last import."""

    server: str = ""
    email: str = ""
    device_id: str = ""
    theme: str = ""
    import_directory: str = ""


def read_remembered(file: Path | None = None) -> Remembered:
    """The state of the last start, or an empty one."""
    path = state_file() if file is None else file
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Remembered()
    if not isinstance(found, dict):
        return Remembered()
    names = (each.name for each in fields(Remembered))
    return Remembered(**{name: _line(found.get(name)) for name in names})


def _line(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= _LONGEST and value.isprintable() else ""


def write_remembered(state: Remembered, file: Path | None = None) -> None:
    """Write the state. Raises OSError."""
    path = state_file() if file is None else file
    private_directory(path.parent)
    text = json.dumps({each.name: getattr(state, each.name) for each in fields(state)}, indent=2)
    fresh = path.with_suffix(".new")
    fresh.write_text(text + "\n", encoding="utf-8")
    fresh.chmod(0o600)
    fresh.replace(path)


def device_id(file: Path | None = None) -> str:
    """This installation's random id; made once, then the same at every start. Raises OSError."""
    state = read_remembered(file)
    try:
        return str(uuid.UUID(state.device_id))
    except ValueError:
        fresh = str(uuid.uuid4())
        write_remembered(replace(state, device_id=fresh), file)
        return fresh
