"""Where files of this program live. Nothing is created when this is imported.

SEATWARDEN_HOME, where set, holds everything in one directory; otherwise the platform's own places.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

APPLICATION = "seatwarden"
HOME_VARIABLE = "SEATWARDEN_HOME"
PRIVATE = 0o700


def config_directory() -> Path:
    """Where the person's own settings file is looked for."""
    home = _home()
    return home / "config" if home else platformdirs.user_config_path(APPLICATION, appauthor=False)


def data_directory() -> Path:
    """Where this program keeps what it must remember: state, journal, practice database."""
    home = _home()
    return home / "data" if home else platformdirs.user_data_path(APPLICATION, appauthor=False)


def settings_file() -> Path:
    """The settings a person writes."""
    return config_directory() / "settings.toml"


def state_file() -> Path:
    """What this program remembers between starts."""
    return data_directory() / "state.json"


def journal_file(*, practice: bool = False) -> Path:
    """The record of every write; what was only practised has a record of its own."""
    return data_directory() / ("practice-journal.jsonl" if practice else "journal.jsonl")


def notes_file(*, practice: bool = False) -> Path:
    """Local notes on clients' onboarding; practice has its own."""
    return data_directory() / ("practice-notes.json" if practice else "notes.json")


def private_directory(directory: Path) -> Path:
    """Create `directory` with its parents, readable by its owner only. Raises OSError."""
    directory.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    if directory.stat().st_mode & 0o077:
        directory.chmod(PRIVATE)
    return directory


def _home() -> Path | None:
    home = os.environ.get(HOME_VARIABLE)
    return Path(home) if home else None
