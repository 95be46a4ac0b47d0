"""Local notes: kept per server and client, readable by their owner only, never in the way."""

from __future__ import annotations

import stat
from pathlib import Path

from backend_client.portal.local_notes import LocalNotes
from backend_client.portal.onboarding.steps import Step

HERE = ("practice", "organization-1")


def test_a_note_is_kept_and_taken_back(tmp_path: Path) -> None:
    notes = LocalNotes(tmp_path / "kept" / "notes.json")
    notes.mark_not_needed(*HERE, Step.SSO, "no IdP", "ada")
    kept = LocalNotes(tmp_path / "kept" / "notes.json").not_needed(*HERE)
    assert {step: (note.reason, note.who) for step, note in kept.items()} == {Step.SSO: ("no IdP", "ada")}
    assert notes.not_needed("practice", "another") == {}
    notes.mark_not_needed(*HERE, Step.SSO, None, "ada")
    assert notes.not_needed(*HERE) == {}


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "notes.json"
    LocalNotes(path).mark_not_needed(*HERE, Step.SSO, "no IdP", "ada")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_damaged_file_is_no_notes(tmp_path: Path) -> None:
    path = tmp_path / "notes.json"
    for damage in ("", "[]", "{", '{"practice organization-1": {"sso": {}, "nonsense": 1}}', '{"a": 1}'):
        path.write_text(damage)
        assert LocalNotes(path).not_needed(*HERE) == {}
