"""Named profiles: several accounts and servers for one person, each with files of its own.

A profile is known once somebody signed in with it, or when the settings have a table for it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from tui.arguments.base import Arguments
from tui.paths import profiles_directory, state_file
from tui.profile_settings import ProfileSettings, is_profile_name
from tui.settings import Remembered, Settings, read_remembered

Typed = TypeVar("Typed", bound=Arguments)


def is_known(profile: str, settings: Settings) -> bool:
    """Whether somebody signed in with it, or the settings know it. The unnamed one always is."""
    return not profile or profile in settings.profiles or bool(read_remembered(state_file(profile)).server)


def known_profiles(settings: Settings) -> tuple[str, ...]:
    """The names of all known profiles in order; the unnamed one, an empty name, comes first."""
    named = {*settings.profiles, *_with_files(profiles_directory())}
    return ("", *sorted(name for name in named if is_known(name, settings)))


def _with_files(parent: Path) -> tuple[str, ...]:
    try:
        return tuple(each.name for each in parent.iterdir() if is_profile_name(each.name))
    except OSError:
        return ()


def server_settings_of(profile: str, settings: Settings, remembered: Remembered) -> ProfileSettings:
    """What holds for a profile: its own settings, then its last sign-in, then the top level."""
    own = settings.profiles.get(profile, ProfileSettings())
    last = ProfileSettings(server=remembered.server, email=remembered.email)
    return own.or_else(last).or_else(settings.top)


def settled(typed: Typed, settings: Settings, remembered: Remembered) -> Typed:
    """The command line, completed by what holds for its profile. Practice has no profile."""
    if typed.practice:
        return typed
    found = server_settings_of(typed.profile, settings, remembered)
    return replace(
        typed,
        server=typed.server or found.server,
        email=found.email,
        ca_bundle=typed.ca_bundle or found.ca_bundle,
        provider=typed.provider or found.provider,
        allow_http_loopback=typed.allow_http_loopback or bool(found.allow_http_loopback),
    )
