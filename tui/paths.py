"""Where files of this program live. Nothing is created when this is imported.

SEATWARDEN_HOME, where set, holds everything in one directory; otherwise the platform's own places. A named
profile keeps its files in a directory of its own below `profiles`; what is practised belongs to no profile.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

APPLICATION = "seatwarden"
HOME_VARIABLE = "SEATWARDEN_HOME"


def config_directory() -> Path:
    """Where the person's own settings file is looked for."""
    home = home_directory()
    return home / "config" if home else platformdirs.user_config_path(APPLICATION, appauthor=False)


def data_directory() -> Path:
    """Where this program keeps what it must remember: state, journal, practice database."""
    home = home_directory()
    return home / "data" if home else platformdirs.user_data_path(APPLICATION, appauthor=False)


def profiles_directory() -> Path:
    """Where the directories of named profiles are."""
    return data_directory() / "profiles"


def profile_directory(profile: str = "") -> Path:
    """Where one profile keeps its files; the unnamed one is the data directory itself."""
    return profiles_directory() / profile if profile else data_directory()


def settings_file() -> Path:
    """The settings a person writes."""
    return config_directory() / "settings.toml"


def state_file(profile: str = "") -> Path:
    """What this program remembers between starts."""
    return profile_directory(profile) / "state.json"


def journal_file(profile: str = "", *, practice: bool = False) -> Path:
    """The record of every write; what was only practised has a record of its own."""
    return _kept("journal.jsonl", profile, practice=practice)


def notes_file(profile: str = "", *, practice: bool = False) -> Path:
    """Local notes on clients' onboarding; practice has its own."""
    return _kept("notes.json", profile, practice=practice)


def pins_file(profile: str = "", *, practice: bool = False) -> Path:
    """The ids of keys that were seen before; practice has its own."""
    return _kept("pins.json", profile, practice=practice)


def other_pins_file() -> Path:
    """The pins of somebody who practises with keys that are not the known ones."""
    return data_directory() / "practice-pins-changed.json"


def rates_directory() -> Path:
    """What all profiles share: how often each server was asked lately."""
    return data_directory() / "rates"


def _kept(name: str, profile: str, *, practice: bool) -> Path:
    return data_directory() / f"practice-{name}" if practice else profile_directory(profile) / name


def home_directory() -> Path | None:
    """The one directory that holds everything, where one was named."""
    home = os.environ.get(HOME_VARIABLE)
    return Path(home) if home else None
