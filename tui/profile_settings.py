"""What the settings say about servers: at the top level for all, in `[profiles.NAME]` for one profile."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tui.safe_text import safe_text
from tui.setting_checks import Check, checked, misfit, present_file, switch, words
from tui.translate import _

DEFAULT = "default"
"""What the unnamed profile is called where it is typed or listed."""

SERVER_KEYS = ("server", "email", "ca_bundle", "provider", "allow_http_loopback")

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ProfileSettings:
    """What the settings say about one profile; empty or None where they say nothing."""

    server: str = ""
    email: str = ""
    ca_bundle: Path | None = None
    provider: str = ""
    allow_http_loopback: bool | None = None
    problems: tuple[str, ...] = ()

    def or_else(self, other: ProfileSettings) -> ProfileSettings:
        """These, and where they say nothing the other ones."""
        allowed = self.allow_http_loopback
        return ProfileSettings(
            server=self.server or other.server,
            email=self.email or other.email,
            ca_bundle=self.ca_bundle or other.ca_bundle,
            provider=self.provider or other.provider,
            allow_http_loopback=other.allow_http_loopback if allowed is None else allowed,
            problems=self.problems + other.problems,
        )


def is_profile_name(name: str) -> bool:
    """Whether a profile may be called so: 1 to 32 lower-case letters, digits and hyphens, no hyphen first."""
    return bool(_NAME.fullmatch(name))


def server_settings(found: Mapping[str, Any], before: str = "") -> ProfileSettings:
    """Check what concerns a server; `before` names the table that the keys stand in."""
    checks: dict[str, Check] = {
        "server": (words, _("us, eu or an address")),
        "email": (words, _("an e-mail address")),
        "ca_bundle": (present_file, _("the whole path of a file that is there")),
        "provider": (words, _("a name or an id")),
        "allow_http_loopback": (switch, _("true or false")),
    }
    good, problems = checked(found, checks, before)
    return ProfileSettings(**good, problems=tuple(problems))


def profile_tables(found: object) -> tuple[dict[str, ProfileSettings], list[str]]:
    """The tables of named profiles, and what is wrong with their names."""
    if not isinstance(found, dict):
        return {}, [misfit("profiles", _("a table of profiles"))]
    good: dict[str, ProfileSettings] = {}
    problems: list[str] = []
    for name, table in found.items():
        shown = safe_text(name, limit=40)
        if name == DEFAULT:
            problems.append(_("settings.toml: what holds for the profile default stands at the top level."))
        elif not is_profile_name(name):
            sentence = _("settings.toml: '{name}' cannot be the name of a profile.")
            problems.append(sentence.format(name=shown))
        elif not isinstance(table, dict):
            problems.append(misfit(f"profiles.{shown}", _("a table")))
        else:
            good[name] = server_settings(table, f"profiles.{name}.")
    return good, problems
