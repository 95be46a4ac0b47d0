"""Local notes: kept per server and client, readable by their owner only, never in the way."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

from backend_client.portal.item_counts import ItemCount, ItemCounts
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


def test_a_count_of_items_is_kept_with_its_time(tmp_path: Path) -> None:
    path, moment = tmp_path / "notes.json", datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
    notes = LocalNotes(path)
    assert notes.items(*HERE) is None
    notes.mark_not_needed(*HERE, Step.SSO, "no IdP", "ada")
    notes.note_items(*HERE, 412, moment)
    assert LocalNotes(path).items(*HERE) == (412, moment)
    assert list(notes.not_needed(*HERE)) == [Step.SSO]
    assert notes.waived(*HERE) == frozenset()


def test_a_count_outlives_the_session_and_an_unwritable_note(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
    kept = LocalNotes(tmp_path / "notes.json")
    counts = ItemCounts(HERE[0], kept)
    counts.note(HERE[1], ItemCount(7, moment))
    counts.forget()
    assert counts.last(HERE[1]) == ItemCount(7, moment)
    (tmp_path / "file").write_text("in the way")
    lost = ItemCounts(HERE[0], LocalNotes(tmp_path / "file" / "notes.json"))
    lost.note(HERE[1], ItemCount(7, moment))
    assert lost.last(HERE[1]) == ItemCount(7, moment)
    lost.forget()
    assert lost.last(HERE[1]) is None
