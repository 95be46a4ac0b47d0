"""What a person may set, and what this program remembers between starts. No secret is either.

Settings come from `settings.toml` and are checked key by key: a bad value keeps its default and is
reported in one sentence. The remembered state (`state.json`, one for each profile) is written by this
program only; when it cannot be read it is started anew.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backend_client.portal.seats import DEFAULT_LOW_RULE, LowRule
from backend_client.private_files import UntrustedFile, locked, read_private, replace_private
from tui.explain_files import untrusted_sentence
from tui.paths import settings_file, state_file
from tui.profile_settings import SERVER_KEYS, ProfileSettings, profile_tables, server_settings
from tui.safe_text import safe_text
from tui.setting_checks import Check, checked, line, whole
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.session import Session

THEMES = ("dark", "light", "ansi")

_LARGEST = 32 * 1024
"""Bytes of settings: the parser takes minutes for some files of a megabyte."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings after checking. `keys` maps ids of bindings to keys; `problems` are finished sentences.

    `top` is what the top level says about servers, `profiles` what the tables of named profiles say.
    """

    theme: str = ""
    refresh_minutes: int = 5
    lock_minutes: int = 5
    low: LowRule = DEFAULT_LOW_RULE
    keys: Mapping[str, str] = field(default_factory=dict)
    top: ProfileSettings = field(default_factory=ProfileSettings)
    profiles: Mapping[str, ProfileSettings] = field(default_factory=dict)
    session_hours: int = 8
    rate_share: int = 50
    problems: tuple[str, ...] = ()


def read_settings(file: Path | None = None) -> Settings:
    """The settings of `file`, by default the person's own; defaults where there is none."""
    path = settings_file() if file is None else file
    try:
        data = read_private(path)
        text = data.decode("utf-8") if len(data) <= _LARGEST else None
    except FileNotFoundError:
        return Settings()
    except UntrustedFile as error:
        return Settings(problems=(untrusted_sentence(error),))
    except (OSError, UnicodeDecodeError):
        text = None
    if text is None:
        return Settings(problems=(_("The settings file cannot be read; defaults are used."),))
    import tomllib  # noqa: PLC0415 - only who has a settings file pays for the parser

    try:
        found = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        problem = _("settings.toml is not valid TOML ({problem}); defaults are used.")
        return Settings(problems=(problem.format(problem=safe_text(str(error), limit=60)),))
    return settings_from(found)


def settings_from(found: Mapping[str, Any]) -> Settings:
    """Check parsed settings key by key."""
    plain = {name: value for name, value in found.items() if name not in (*SERVER_KEYS, "profiles")}
    good, problems = checked(plain, _checks())
    top = server_settings({name: value for name, value in found.items() if name in SERVER_KEYS})
    profiles, unfit = profile_tables(found.get("profiles", {}))
    inside = (problem for each in profiles.values() for problem in each.problems)
    return Settings(**good, top=top, profiles=profiles, problems=(*problems, *top.problems, *unfit, *inside))


def _checks() -> Mapping[str, Check]:
    return {
        "theme": (_theme, _("one of dark, light, ansi")),
        "refresh_minutes": (_minutes, _("a whole number from 0 (off) to 1440")),
        "lock_minutes": (_minutes, _("a whole number from 0 (off) to 1440")),
        "session_hours": (_hours, _("a whole number from 0 (off) to 168")),
        "rate_share": (_share, _("a whole number from 5 to 100: percent of the server's limits")),
        "low": (_low_rule, _("a table with seats and percent, whole numbers from 0 to 100")),
        "keys": (_keys, _("a table of names and keys")),
    }


def _theme(value: object) -> str:
    if value not in THEMES:
        raise ValueError
    return str(value)


def _minutes(value: object) -> int:
    return whole(value, 1440)


def _hours(value: object) -> int:
    return whole(value, 168)


def _share(value: object) -> int:
    if whole(value, 100) < 5:
        raise ValueError
    return whole(value, 100)


def _low_rule(value: object) -> LowRule:
    if not isinstance(value, dict) or not value.keys() <= {"seats", "percent"}:
        raise ValueError
    return LowRule(**{name: whole(number, 100) for name, number in value.items()})


def _keys(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(key, str) and key for key in value.values()):
        raise ValueError
    return {str(name): key for name, key in value.items()}


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the program remembers of a profile: the last server, the e-mail that was last typed, that of the
    account that signed in last (as its server told it: to be listed, never to be signed in with), this
    device's id, the theme, the directory of the last import, when somebody last signed in (ISO 8601), and the
    server whose API key is in this computer's keyring."""

    server: str = ""
    email: str = ""
    account: str = ""
    device_id: str = ""
    theme: str = ""
    import_directory: str = ""
    signed_in: str = ""
    key_for: str = ""


def read_remembered(file: Path | None = None) -> Remembered:
    """The state of the last start, or an empty one."""
    path = state_file() if file is None else file
    try:
        found = json.loads(read_private(path))
    except (OSError, ValueError, RecursionError):
        return Remembered()
    if not isinstance(found, dict):
        return Remembered()
    names = (each.name for each in fields(Remembered))
    return Remembered(**{name: line(found.get(name)) for name in names})


def write_remembered(state: Remembered, file: Path | None = None) -> None:
    """Write the state. Raises OSError."""
    path = state_file() if file is None else file
    text = json.dumps({each.name: getattr(state, each.name) for each in fields(state)}, indent=2)
    replace_private(path, f"{text}\n".encode())


def change_remembered(changes: Mapping[str, str], file: Path | None = None) -> None:
    """Change a part of the state and keep the rest, also what another process wrote. Raises OSError."""
    path = state_file() if file is None else file
    with locked(path):
        write_remembered(replace(read_remembered(path), **changes), path)


def account_changes(session: Session) -> dict[str, str]:
    """What to remember of who signed in: an address that only the server told is not offered at a sign-in."""
    told = session.account.email if session.account is not None else ""
    return {"account": told} | ({"email": session.typed_email} if session.typed_email else {})


def device_id(file: Path | None = None) -> str:
    """This installation's random id; made once, then the same at every start. Raises OSError."""
    path = state_file() if file is None else file
    found = _known_device(path)
    if found:
        return found
    with locked(path):
        found = _known_device(path)  # another process may have made it meanwhile
        if not found:
            found = str(uuid.uuid4())
            write_remembered(replace(read_remembered(path), device_id=found), path)
    return found


def _known_device(path: Path) -> str:
    try:
        return str(uuid.UUID(read_remembered(path).device_id))
    except ValueError:
        return ""
