"""The file of known keys: what it keeps, whom it does not believe, and several processes at once."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from backend_client.errors import KeyDoubt, PinsFault, PinsUnusable
from backend_client.portal import pins as pins_module
from backend_client.portal.key_watch import KeyWatch
from backend_client.portal.pins import KdfPin, PinKind, Pins

SERVER, OTHER = "vault.example", "other.example"
CLIENT = (PinKind.CLIENT, "c-1")
PROVIDER = (PinKind.PROVIDER, "p-1")
ONE, TWO = "a" * 32, "b" * 32
KDF = KdfPin("argon2id", 3, 64, 4, "c" * 64)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "pins.json"


def fault_of(pins: Pins) -> PinsFault:
    with pytest.raises(PinsUnusable) as caught:
        pins.keys(SERVER)
    return caught.value.fault


def test_nothing_is_known_and_no_file_made_before_the_first_pin(file: Path) -> None:
    pins = Pins(file)
    assert pins.keys(SERVER) == {}
    assert pins.kdf(SERVER, "ada") is None
    assert not file.parent.exists()


def test_what_is_pinned_is_found_again(file: Path) -> None:
    Pins(file).pin(SERVER, {CLIENT: ONE, PROVIDER: TWO})
    Pins(file).pin_kdf(SERVER, ["ada@msp.example"], KDF)
    pins = Pins(file)
    assert {subject: pin.digest for subject, pin in pins.keys(SERVER).items()} == {CLIENT: ONE, PROVIDER: TWO}
    assert pins.kdf(SERVER, "ada@msp.example") == KDF
    assert pins.keys(OTHER) == {}
    assert pins.kdf(OTHER, "ada@msp.example") is None


def test_the_first_stays_unless_it_is_replaced_on_purpose(file: Path) -> None:
    pins = Pins(file)
    pins.pin(SERVER, {CLIENT: ONE})
    pins.pin(SERVER, {CLIENT: TWO})
    assert pins.keys(SERVER)[CLIENT].digest == ONE
    pins.pin(SERVER, {CLIENT: TWO}, who="ada@msp.example", first=False)
    assert (pins.keys(SERVER)[CLIENT].digest, pins.keys(SERVER)[CLIENT].who) == (TWO, "ada@msp.example")


def test_only_the_owner_may_read_it_and_nothing_else_is_left(file: Path) -> None:
    Pins(file).pin(SERVER, {CLIENT: ONE})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert {each.name for each in file.parent.iterdir()} == {"pins.json", "pins.json.lock"}


def test_another_process_is_seen(file: Path) -> None:
    here, there = Pins(file), Pins(file)
    assert here.keys(SERVER) == {}
    there.pin(SERVER, {CLIENT: ONE})
    assert here.keys(SERVER)[CLIENT].digest == ONE
    here.pin(SERVER, {PROVIDER: TWO})
    assert set(there.keys(SERVER)) == {CLIENT, PROVIDER}


def test_processes_that_write_at_once_lose_nothing(file: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from backend_client.portal.pins import Pins, PinKind\n"
        "for n in range(20):\n"
        "    Pins(Path(sys.argv[1])).pin('s', {(PinKind.CLIENT, f'{sys.argv[2]}-{n}'): 'a' * 32})"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(file), str(number)]) for number in range(3)
    ]
    assert [each.wait() for each in running] == [0, 0, 0]
    assert len(Pins(file).keys("s")) == 60


def test_a_file_taken_away_takes_nothing_with_it(file: Path) -> None:
    pins = Pins(file)
    pins.pin(SERVER, {CLIENT: ONE})
    file.unlink()
    assert pins.keys(SERVER)[CLIENT].digest == ONE
    assert Pins(file).keys(SERVER)[CLIENT].digest == ONE  # it was written again


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"version": 2, "keys": {}, "derivations": {}}',
        b'{"version": 1, "keys": {}}',
        b'{"version": 1, "keys": [], "derivations": {}}',
        b'{"version": 1, "keys": {"s": {"client c": {"key": "zz", "at": "2026-01-01T00:00:00+00:00",'
        b' "who": ""}}}, "derivations": {}}',
        b'{"version": 1, "keys": {"s": {"stranger c": {"key": "' + b"a" * 32 + b'", "at":'
        b' "2026-01-01T00:00:00+00:00", "who": ""}}}, "derivations": {}}',
        b'{"version": 1, "keys": {}, "derivations": {"s": {"ada": {"kind": "md5", "iterations": 1,'
        b' "memory": 0, "parallelism": 0, "salt": "' + b"a" * 64 + b'"}}}}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_told_and_kept(file: Path, damage: bytes) -> None:
    file.parent.mkdir(mode=0o700)
    file.write_bytes(damage)
    file.chmod(0o600)
    pins = Pins(file)
    assert fault_of(pins) is PinsFault.DAMAGED
    with pytest.raises(PinsUnusable):
        pins.pin(SERVER, {CLIENT: ONE})
    with pytest.raises(PinsUnusable):
        pins.pin_kdf(SERVER, ["ada"], KDF)
    assert file.read_bytes() == damage


def test_every_single_torn_end_is_noticed(file: Path) -> None:
    Pins(file).pin(SERVER, {CLIENT: ONE})
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        assert fault_of(Pins(file)) is PinsFault.DAMAGED, length


def test_damage_while_it_runs_is_noticed(file: Path) -> None:
    pins = Pins(file)
    pins.pin(SERVER, {CLIENT: ONE})
    file.write_bytes(b"{}")
    assert fault_of(pins) is PinsFault.DAMAGED


def test_a_file_that_others_may_write_is_not_believed(file: Path) -> None:
    Pins(file).pin(SERVER, {CLIENT: ONE})
    file.chmod(0o620)
    assert fault_of(Pins(file)) is PinsFault.FOREIGN


def test_a_link_is_not_followed(file: Path, tmp_path: Path) -> None:
    Pins(tmp_path / "real" / "pins.json").pin(SERVER, {CLIENT: TWO})
    file.parent.mkdir(mode=0o700)
    file.symlink_to(tmp_path / "real" / "pins.json")
    assert fault_of(Pins(file)) is PinsFault.FOREIGN


def test_a_directory_or_a_pipe_in_its_place_is_not_read(file: Path) -> None:
    file.mkdir(parents=True, mode=0o700)
    with pytest.raises(PinsUnusable):
        Pins(file).keys(SERVER)
    file.rmdir()
    os.mkfifo(file, 0o600)
    with pytest.raises(PinsUnusable):
        Pins(file).keys(SERVER)


def test_set_aside_keeps_the_damaged_file_and_begins_anew(file: Path) -> None:
    file.parent.mkdir(mode=0o700)
    file.write_bytes(b"{")
    file.chmod(0o600)
    pins = Pins(file)
    aside = pins.set_aside()
    assert aside is not None
    assert aside.read_bytes() == b"{"
    assert pins.keys(SERVER) == {}
    pins.pin(SERVER, {CLIENT: ONE})
    assert pins.set_aside() is None  # a sound one stays
    assert pins.keys(SERVER)[CLIENT].digest == ONE


def test_without_a_file_it_remembers_as_long_as_it_lives() -> None:
    pins = Pins()
    pins.pin(SERVER, {CLIENT: ONE})
    pins.pin_kdf(SERVER, ["ada"], KDF)
    assert pins.keys(SERVER)[CLIENT].digest == ONE
    assert pins.kdf(SERVER, "ada") == KDF
    assert pins.set_aside() is None


def test_it_holds_digests_and_nothing_longer(file: Path) -> None:
    Pins(file).pin(SERVER, {CLIENT: ONE, (PinKind.PERSON, "u"): "d" * 64}, who="ada@msp.example")
    Pins(file).pin_kdf(SERVER, ["ada"], KDF)
    body = json.loads(file.read_text())
    assert {len(pin["key"]) for pin in body["keys"][SERVER].values()} == {32, 64}
    assert set(body) == {"version", "keys", "derivations"}


def test_no_more_is_kept_than_can_be_read_back(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pins_module, "_MOST_BYTES", 2000)
    pins = Pins(file)
    pins.pin(SERVER, {PROVIDER: ONE})
    watch = KeyWatch(pins, SERVER)
    flood = {(PinKind.CLIENT, f"c{number}"): f"{number:032x}" for number in range(50)}
    doubts = watch.judge(flood)
    assert {doubt.reason for doubt in doubts.values()} == {KeyDoubt.UNSAVED}
    assert len(doubts) == len(flood)
    assert Pins(file).keys(SERVER).keys() == {PROVIDER}
