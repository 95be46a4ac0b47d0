"""The journal: appended, chained, and honest about damage."""

from __future__ import annotations

import json
import stat
import threading
from pathlib import Path

import pytest

from backend_client.portal.journal import Damage, Entry, Flaw, Journal, Outcome, Phase


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "kept" / "journal.jsonl")


def _write(journal: Journal, act: str = "client.seats", **more: object) -> Entry:
    return journal.append(
        who="ada@northwind.example",
        server="practice",
        act=act,
        phase=Phase.INTENT,
        client="Birch",
        before={"seats": 40},
        after={"seats": 42, **more},
    )


def test_a_new_journal_is_empty_and_whole(journal: Journal) -> None:
    assert journal.entries() == ()
    assert journal.verify().whole


def test_entries_come_back_in_order_with_their_figures(journal: Journal) -> None:
    first, second = _write(journal), _write(journal, act="client.rename")
    assert journal.entries() == (first, second)
    assert (first.number, second.number) == (1, 2)
    assert first.after == {"seats": 42}
    verdict = journal.verify()
    assert (verdict.entries, verdict.digest, verdict.whole) == (2, second.digest, True)


def test_only_the_owner_may_read_it(journal: Journal) -> None:
    _write(journal)
    for path in (journal.path, journal.path.with_suffix(".head")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(journal.path.parent.stat().st_mode) == 0o700


def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.write_text("")
    (tmp_path / "journal.jsonl").symlink_to(target)
    with pytest.raises(OSError, match="symbolic link"):
        _write(Journal(tmp_path / "journal.jsonl"))


def test_intents_without_an_outcome_are_unfinished(journal: Journal) -> None:
    done, lost = _write(journal), _write(journal)
    journal.append(
        who=done.who,
        server=done.server,
        act=done.act,
        phase=Phase.OUTCOME,
        outcome=Outcome.DONE,
        about=done.number,
    )
    assert journal.unfinished() == (lost,)


def test_an_edited_line_is_found(journal: Journal) -> None:
    for _ in range(3):
        _write(journal)
    lines = journal.path.read_bytes().splitlines()
    lines[1] = lines[1].replace(b'"seats": 42', b'"seats": 43')
    journal.path.write_bytes(b"\n".join(lines) + b"\n")
    assert journal.verify().flaws == (Flaw(2, Damage.EDITED),)


def test_an_edited_line_with_a_new_hash_breaks_the_next(journal: Journal) -> None:
    for _ in range(3):
        _write(journal)
    lines = journal.path.read_bytes().splitlines()
    body = json.loads(lines[0])
    body["client"] = "Alder"
    from backend_client.portal import journal as module

    body["hash"] = module._digest(body)
    lines[0] = json.dumps(body).encode()
    journal.path.write_bytes(b"\n".join(lines) + b"\n")
    assert journal.verify().flaws == (Flaw(2, Damage.MISSING_BEFORE),)


def test_a_removed_line_is_found(journal: Journal) -> None:
    for _ in range(3):
        _write(journal)
    lines = journal.path.read_bytes().splitlines()
    journal.path.write_bytes(b"\n".join((lines[0], lines[2])) + b"\n")
    assert journal.verify().flaws == (Flaw(2, Damage.MISSING_BEFORE),)


def test_a_cut_end_is_found(journal: Journal) -> None:
    for _ in range(3):
        _write(journal)
    lines = journal.path.read_bytes().splitlines()
    journal.path.write_bytes(lines[0] + b"\n")
    assert journal.verify().flaws == (Flaw(1, Damage.CUT_AFTER),)


def test_a_line_torn_by_a_crash_is_told_and_the_chain_goes_on(journal: Journal) -> None:
    _write(journal)
    with journal.path.open("ab") as file:
        file.write(b'{"n": 2, "at": "2026-')
    after = _write(journal)
    assert after.number == 2
    assert journal.verify().flaws == (Flaw(2, Damage.TORN),)
    assert [entry.number for entry in journal.entries()] == [1, 2]


def test_a_long_torn_end_does_not_hide_the_newest_line(journal: Journal) -> None:
    _write(journal)
    with journal.path.open("ab") as file:
        file.write(b"x" * 200_000)
    assert _write(journal).number == 2


def test_several_writers_keep_one_chain(journal: Journal) -> None:
    def write_ten() -> None:
        own = Journal(journal.path)
        for _ in range(10):
            _write(own)

    threads = [threading.Thread(target=write_ten) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert journal.verify().whole
    assert [entry.number for entry in journal.entries()] == list(range(1, 41))
