"""Files on a machine with other users: who may have written them, and how they are replaced."""

from __future__ import annotations

import itertools
import os
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from backend_client.portal.journal import Journal, Phase
from backend_client.portal.local_notes import LocalNotes
from backend_client.private_files import (
    FileProblem,
    UntrustedFile,
    check_private,
    locked,
    open_private,
    private_directory,
    read_private,
    replace_private,
)
from tui.settings import Remembered, change_remembered, device_id, read_remembered, read_settings

SOMEBODY = 4711
SECONDS = 30


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = private_directory(tmp_path / "data") / "state.json"
    replace_private(path, b"{}")
    return path


def owned_by_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, everything that is opened belongs to another user."""
    real = os.fstat

    def foreign(descriptor: int) -> os.stat_result:
        values = list(real(descriptor))
        values[stat.ST_UID] = SOMEBODY
        return os.stat_result(values)

    monkeypatch.setattr(os, "fstat", foreign)


def writable_by_all(file: Path) -> None:
    file.chmod(0o622)


def writable_by_the_group(file: Path) -> None:
    file.chmod(0o620)


def in_an_open_directory(file: Path) -> None:
    file.parent.chmod(0o770)


def behind_a_link(file: Path) -> None:
    file.rename(file.with_name("elsewhere"))
    file.symlink_to(file.with_name("elsewhere"))


def a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file, 0o600)


def a_directory(file: Path) -> None:
    file.unlink()
    file.mkdir(mode=0o700)


@pytest.mark.parametrize(
    ("attack", "problem"),
    [
        (writable_by_all, FileProblem.OTHERS_WRITE),
        (writable_by_the_group, FileProblem.OTHERS_WRITE),
        (in_an_open_directory, FileProblem.OTHERS_WRITE),
        (behind_a_link, FileProblem.LINK),
        (a_pipe, FileProblem.NOT_A_FILE),
        (a_directory, FileProblem.NOT_A_FILE),
    ],
)
def test_what_somebody_else_may_have_written_is_not_read(
    file: Path, attack: Callable[[Path], None], problem: FileProblem
) -> None:
    attack(file)
    for use in (read_private, check_private):
        with pytest.raises(UntrustedFile) as caught:
            use(file)
        assert caught.value.problem is problem


def test_a_file_of_another_user_is_neither_read_nor_replaced(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owned_by_somebody(monkeypatch)
    with pytest.raises(UntrustedFile) as caught:
        read_private(file)
    assert caught.value.problem is FileProblem.OTHER_OWNER
    with pytest.raises(UntrustedFile):
        replace_private(file, b"mine")
    monkeypatch.undo()
    assert read_private(file) == b"{}"
    assert os.listdir(file.parent) == ["state.json"]


def test_a_directory_of_another_user_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() == 0:
        os.chown(file.parent, SOMEBODY, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: SOMEBODY)
    for use in (read_private, check_private):
        with pytest.raises(UntrustedFile) as caught:
            use(file)
        assert caught.value.problem is FileProblem.OTHER_OWNER
    with pytest.raises(UntrustedFile):
        private_directory(file.parent)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make what is root's")
def test_a_directory_of_root_is_trusted(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: SOMEBODY)
    assert read_private(file) == b"{}"


def test_an_own_directory_that_others_may_write_is_closed_before_it_is_used(file: Path) -> None:
    file.parent.chmod(0o777)
    replace_private(file, b"new")
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert read_private(file) == b"new"


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_what_is_made_is_for_its_owner_only(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        replace_private(tmp_path / "a" / "kept", b"x")
        with locked(tmp_path / "a" / "kept"):
            os.close(open_private(tmp_path / "a" / "made", os.O_RDWR | os.O_CREAT))
    finally:
        os.umask(before)
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "a").iterdir()}
    assert modes == {"kept": 0o600, "kept.lock": 0o600, "made": 0o600}
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700


def test_a_link_is_replaced_by_nothing_and_its_target_stays(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_bytes(b"precious")
    file.unlink()
    file.symlink_to(target)
    with pytest.raises(UntrustedFile):
        replace_private(file, b"mine")
    assert target.read_bytes() == b"precious"


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        replace_private(file, b"new")
    assert read_private(file) == b"{}"
    assert os.listdir(file.parent) == ["state.json"]


def test_changes_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    notes = LocalNotes(tmp_path / "notes.json")
    names = ("server", "email", "theme", "import_directory", "signed_in", "key_for")

    def change(name: str) -> None:
        for number in range(10):
            change_remembered({name: f"{name} {number}"}, state)
            notes.waive("server", name, [str(number)], "", "ada")

    threads = [threading.Thread(target=change, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = read_remembered(state)
    assert {name: getattr(found, name) for name in names} == {name: f"{name} 9" for name in names}
    assert {len(notes.waived("server", name)) for name in names} == {10}


def test_processes_that_start_at_once_are_one_device(tmp_path: Path) -> None:
    state = tmp_path / "new" / "state.json"
    ready = threading.Barrier(8)
    found: list[str] = []

    def start() -> None:
        ready.wait()
        found.append(device_id(state))

    threads = [threading.Thread(target=start) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert set(found) == {read_remembered(state).device_id}


def test_reading_meanwhile_finds_the_old_or_the_new_file(file: Path) -> None:
    long, short = b"a" * 100_000, b"b"
    replace_private(file, long)
    seen: set[bytes] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(read_private(file))

    reader = threading.Thread(target=read)
    reader.start()
    deadline = time.monotonic() + SECONDS
    for number in itertools.count():
        if (number >= 20 and len(seen) > 1) or not reader.is_alive() or time.monotonic() > deadline:
            break
        replace_private(file, short)
        replace_private(file, long)
    done.set()
    reader.join()
    assert seen == {long, short}


@pytest.mark.parametrize("attack", [writable_by_all, behind_a_link])
def test_settings_that_others_may_have_written_are_one_sentence(
    file: Path, attack: Callable[[Path], None]
) -> None:
    replace_private(file, b'theme = "light"\n')
    attack(file)
    settings = read_settings(file)
    assert settings.theme == ""
    assert len(settings.problems) == 1
    assert str(file) in settings.problems[0]


def test_a_state_that_others_may_have_written_is_neither_used_nor_replaced(file: Path) -> None:
    replace_private(file, b'{"server": "evil.example"}')
    file.chmod(0o666)
    assert read_remembered(file) == Remembered()
    with pytest.raises(UntrustedFile):
        change_remembered({"theme": "dark"}, file)
    file.chmod(0o600)
    assert read_remembered(file).server == "evil.example"


def test_a_journal_that_others_may_have_written_takes_no_line(file: Path) -> None:
    journal = Journal(file.with_name("journal.jsonl"))
    journal.append(who="ada", server="s", act="rename", phase=Phase.INTENT)
    journal.path.chmod(0o660)
    for use in (journal.entries, journal.verify):
        with pytest.raises(UntrustedFile):
            use()
    with pytest.raises(UntrustedFile):
        journal.append(who="ada", server="s", act="rename", phase=Phase.INTENT)


def test_notes_that_others_may_have_written_are_not_believed(file: Path) -> None:
    notes = LocalNotes(file.with_name("notes.json"))
    notes.waive("server", "org", ["c-1"], "why", "ada")
    file.with_name("notes.json").chmod(0o606)
    assert notes.waived("server", "org") == frozenset()
    with pytest.raises(UntrustedFile):
        notes.waive("server", "org", ["c-2"], "why", "ada")
