"""Which keys are pinned quietly, and which are doubted."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend_client.crypto.keys import SymmetricKey
from backend_client.errors import KeyDoubt
from backend_client.portal.key_watch import KeyWatch
from backend_client.portal.pins import PinKind, Pins

A, B = (PinKind.CLIENT, "a"), (PinKind.CLIENT, "b")
PROVIDER = (PinKind.PROVIDER, "p")
ONE, TWO, THREE = (digit * 32 for digit in "123")


@pytest.fixture
def watch(tmp_path: Path) -> KeyWatch:
    return KeyWatch(Pins(tmp_path / "pins.json"), "vault.example")


def reasons(watch: KeyWatch, digests: dict[tuple[PinKind, str], str], *, vouched: bool = True) -> object:
    return {subject: doubt.reason for subject, doubt in watch.judge(digests, vouched=vouched).items()}


def test_the_first_is_trusted_and_on_disk_at_once(watch: KeyWatch) -> None:
    assert reasons(watch, {A: ONE, PROVIDER: TWO}) == {}
    assert watch.pins.path is not None
    again = KeyWatch(Pins(watch.pins.path), "vault.example")
    assert reasons(again, {A: ONE, PROVIDER: TWO}) == {}
    assert reasons(again, {A: TWO}) == {A: KeyDoubt.CHANGED}


def test_another_one_is_doubted_until_it_is_accepted(watch: KeyWatch) -> None:
    watch.judge({A: ONE, B: TWO})
    assert reasons(watch, {A: THREE, B: TWO}) == {A: KeyDoubt.CHANGED}
    watch.accept(A, THREE, "ada@msp.example")
    assert reasons(watch, {A: THREE}) == {}
    assert reasons(watch, {A: ONE}) == {A: KeyDoubt.CHANGED}


def test_another_server_has_pins_of_its_own(watch: KeyWatch) -> None:
    watch.judge({A: ONE})
    assert reasons(KeyWatch(watch.pins, "other.example"), {A: TWO}) == {}


def test_a_key_that_two_have_is_pinned_for_neither(watch: KeyWatch) -> None:
    assert reasons(watch, {A: ONE, B: ONE}) == {A: KeyDoubt.SHARED, B: KeyDoubt.SHARED}
    assert watch.pins.keys(watch.server) == {}


def test_the_known_key_of_another_is_not_pinned(watch: KeyWatch) -> None:
    watch.judge({A: ONE})
    assert reasons(watch, {B: ONE, PROVIDER: ONE}) == {B: KeyDoubt.SHARED, PROVIDER: KeyDoubt.SHARED}


def test_what_nobody_vouches_for_is_not_pinned(watch: KeyWatch) -> None:
    watch.judge({A: ONE})
    assert reasons(watch, {A: ONE, B: TWO}, vouched=False) == {B: KeyDoubt.UNVOUCHED}
    assert reasons(watch, {B: TWO}) == {}


def test_a_key_that_cannot_be_noted_is_not_trusted(tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("")
    watch = KeyWatch(Pins(tmp_path / "in the way" / "pins.json"), "vault.example")
    assert set(dict(watch.judge({A: ONE})).values())
    assert {doubt.reason for doubt in watch.judge({A: ONE}).values()} <= {KeyDoubt.UNSAVED, KeyDoubt.PINS}


def test_nothing_is_trusted_by_a_damaged_file(tmp_path: Path) -> None:
    file = tmp_path / "pins.json"
    watch = KeyWatch(Pins(file), "vault.example")
    watch.judge({A: ONE})
    file.write_text("{")
    assert reasons(watch, {A: ONE, B: TWO}) == {A: KeyDoubt.PINS, B: KeyDoubt.PINS}
    assert watch.known(A) is None


def test_the_id_of_a_key_is_one_way() -> None:
    """Half a SHA-256 over the whole key: no part of the key is in it, and each bit of the key counts."""
    raw = bytes(range(64))
    ids = {SymmetricKey(raw).key_id}
    assert SymmetricKey(raw).key_id not in raw.hex()
    for place in range(64):
        changed = bytearray(raw)
        changed[place] ^= 1
        ids.add(SymmetricKey(bytes(changed)).key_id)
    assert len(ids) == 65
