"""The files of a directory as rows: what comes first, what is hidden, what a name may do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tui.file_listing import FileEntry, entries_of, split_typed, typed_path
from tui.presenters.files import UP, completed, directory_line, file_rows, size_text


def _entry(name: str, *, directory: bool = False, day: int = 1) -> FileEntry:
    return FileEntry(name, directory, 12, datetime(2026, 11, day, tzinfo=UTC))


ENTRIES = (
    _entry("notes.txt"),
    _entry("old.csv", day=1),
    _entry("sub", directory=True),
    _entry("new.JSON", day=2),
    _entry(".hidden.csv"),
    _entry("folder.csv", directory=True),
)


def _names(beginning: str = "", *, at_top: bool = False) -> list[str]:
    return [row.id for row in file_rows(ENTRIES, beginning, at_top=at_top)]


def test_exports_come_first_newest_first_then_directories() -> None:
    assert _names() == [UP, "new.JSON", "old.csv", "folder.csv", "sub", "notes.txt"]
    assert _names(at_top=True)[0] == "new.JSON"


def test_typed_letters_narrow_and_beginnings_come_first() -> None:
    assert _names("O") == ["old.csv", "new.JSON", "folder.csv", "notes.txt"]
    assert _names(".h") == [".hidden.csv"]
    assert _names("nothing") == []


def test_names_are_made_safe() -> None:
    (row,) = file_rows([_entry("\x1b[2J\u202ecsv.exe")], "", at_top=True)
    assert row.cells[0].text.isprintable()
    assert directory_line(Path("/tmp/\x07")).isprintable()


@pytest.mark.parametrize(
    ("beginning", "whole"),
    [
        ("pass", "password-"),
        ("PASS", "password-"),
        ("password-a", "password-a.csv"),
        ("none", "none"),
        ("bad", "bad"),
    ],
)
def test_completion_goes_as_far_as_names_agree(beginning: str, whole: str) -> None:
    names = ["password-a.csv", "password-b.csv", "other", "bad\x1b"]
    assert completed(names, beginning) == whole


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (12_400, "12 kB"),
        (2_365_637, "2.4 MB"),
        (10**16, "10000 TB"),
    ],
)
def test_sizes_are_short(size: int, text: str) -> None:
    assert size_text(size) == text


def test_a_directory_is_listed_without_broken_links_and_devices(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    (tmp_path / "d").mkdir()
    (tmp_path / "broken").symlink_to(tmp_path / "gone")
    assert {(each.name, each.is_directory) for each in entries_of(tmp_path)} == {
        ("a.csv", False),
        ("d", True),
    }
    with pytest.raises(FileNotFoundError):
        entries_of(tmp_path / "gone")


def test_typed_paths_lead_from_here_or_from_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    here = Path("/srv")
    assert split_typed("ab", here) == (here, "ab")
    assert split_typed("x/ab", here) == (here / "x", "ab")
    assert split_typed("~/ab", here) == (tmp_path, "ab")
    assert split_typed("~", here) == (tmp_path, "")
    assert split_typed("/etc/", here) == (Path("/etc"), "")
    assert typed_path("~nobody-of-that-name/x", here) == here / "~nobody-of-that-name/x"
