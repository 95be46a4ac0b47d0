"""The program's own files as somebody else may have left them, and files that a person names."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime

from backend_client.portal.job_lines import PREFIX, left_job
from backend_client.portal.journal import Journal, Phase
from backend_client.portal.local_notes import LocalNotes
from backend_client.portal.onboarding.steps import Step
from tests.fuzz.state_targets import private_file
from tests.fuzz.target import Target, drawable, object_in
from tui.arguments.base import Arguments
from tui.commands.client_input import requests_from
from tui.commands.input_text import Unfit, input_json, input_lines
from tui.keymap import BoundKey, checked_keymap
from tui.presenters.journal import journal_rows
from tui.presenters.profiles import ProfileRow, profiles_csv, profiles_json, profiles_text
from tui.settings import (
    THEMES,
    Remembered,
    Settings,
    change_remembered,
    device_id,
    read_remembered,
    read_settings,
    settings_from,
    write_remembered,
)

_KNOWN = (
    BoundKey("refresh", "R", "clients"),
    BoundKey("open", "enter", "clients"),
    BoundKey("quit", "q,ctrl+q", "app"),
)
_NOW = datetime(2026, 3, 1, tzinfo=UTC)


def _settings(data: bytes) -> None:
    _check_settings(read_settings(private_file("settings.toml", data)))


def _setting_values(data: bytes) -> None:
    """Any value in any place, whatever TOML would let through."""
    found = object_in(data)
    if found is not None:
        _check_settings(settings_from(found))


def _check_settings(found: Settings) -> None:
    """Every sentence about a setting can be shown, and its keys too; what is taken is in its range."""
    assert found.theme in ("", *THEMES)
    assert min(found.refresh_minutes, found.lock_minutes, found.session_hours) >= 0
    assert 5 <= found.rate_share <= 100
    drawable(*found.problems, *found.top.problems)
    for profile in found.profiles.values():
        drawable(*profile.problems, profile.server, profile.email, profile.provider)
    keymap = checked_keymap(found.keys, _KNOWN)
    drawable(*keymap.problems)


def _state(data: bytes) -> None:
    """What is remembered is drawable, and can be written and read again; the device has an id."""
    path = private_file("state.json", data)
    found = read_remembered(path)
    drawable(*(getattr(found, field.name) for field in fields(Remembered)))
    write_remembered(found, path)
    assert read_remembered(path) == found
    change_remembered({"theme": "dark"}, path)
    assert read_remembered(path) == replace(found, theme="dark")
    row = ProfileRow("default", found.server, found.email, found.signed_in, remembered=bool(found.key_for))
    for words in (profiles_text, profiles_json, profiles_csv):
        drawable(*words([row]).split("\n"))
    assert len(device_id(path)) == 36


def _journal(data: bytes) -> None:
    """A damaged journal is read, judged, shown, and goes on."""
    path = private_file("journal.jsonl", data)
    head = path.with_suffix(".head")
    head.unlink(missing_ok=True)
    if data[:1] == b"#":
        head.write_bytes(data[:80])
    journal = Journal(path)
    before = len(journal.entries())
    journal.verify()
    journal.unfinished()
    entries = journal.entries()
    for entry in entries:
        left = left_job(entry, entries) if entry.act.startswith(PREFIX) else None
        assert left is None or not left.done & left.unknown
    for row in journal_rows(journal.entries()):
        drawable(*(cell.text for cell in row.cells))
    journal.append(who="ines@example.com", server="vault.example.com", act="client.seats", phase=Phase.INTENT)
    assert len(journal.entries()) == before + 1


def _notes(data: bytes) -> None:
    """Odd notes count as none, and what is noted then is there."""
    notes = LocalNotes(private_file("notes.json", data))
    for place in ("organization", "o"):
        notes.not_needed("server", place)
        notes.waived("server", place)
        notes.items("server", place)
    notes.mark_not_needed("server", "organization", Step.SSO, "no", "ines@example.com")
    notes.waive("server", "organization", ["c"], "no", "ines@example.com")
    notes.note_items("server", "organization", 5, _NOW)
    assert notes.items("server", "organization") == (5, _NOW)


def _rows_of(action: str) -> Callable[[bytes], None]:
    def read(data: bytes) -> None:
        arguments = Arguments(
            command="clients", clients_action=action, input=str(private_file("rows.json", data))
        )
        requests_from(arguments)

    return read


def _input(data: bytes) -> None:
    path = str(private_file("input", data))
    input_lines(path)
    json.dumps(input_json(path))


TARGETS = (
    Target("settings", _settings, per_byte=600),
    Target("setting_values", _setting_values, json=True, per_byte=300),
    Target("state", _state, json=True),
    Target("journal", _journal, seconds=10.0),
    Target("notes", _notes, json=True),
    Target("rows", _rows_of("create"), (Unfit,), constant=12_000_000, json=True),
    Target("input", _input, (Unfit,), constant=12_000_000, json=True),
)
