"""Files that decide what is trusted and how fast calls may be: known keys, the budget, a kept API key."""

from __future__ import annotations

import math
import tempfile
import zlib
from functools import cache
from pathlib import Path

from backend_client.api.budget import Budget, new_budget
from backend_client.api.budget_file import _HEAD, _MAGIC, BudgetFile
from backend_client.errors import PinsUnusable
from backend_client.portal.pins import KdfPin, PinKind, Pins
from tests.fuzz.target import Target, text_in
from tui.remembered_key import _parsed as read_remembered_key

_NOW = 1_000_000.0
_BOOT = bytes(16)
_DIGEST = "ab" * 32


@cache
def _directory() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="fuzz-")


def private_file(name: str, data: bytes) -> Path:
    """A file of that content that nobody else may write."""
    path = Path(_directory().name, name)
    path.write_bytes(data)
    path.chmod(0o600)
    return path


def _pins(data: bytes) -> None:
    """A file that is read is one that can be written again; any other is set aside as a whole."""
    path = private_file("pins.json", data)
    pins = Pins(path)
    try:
        before = dict(pins.keys("vault.example"))
    except PinsUnusable:
        aside = pins.set_aside()
        assert aside is not None
        assert aside.read_bytes() == data
        aside.unlink()
        before = {}
    pins.pin("vault.example", {(PinKind.CLIENT, "fresh"): _DIGEST})
    pins.pin_kdf("vault.example", ["a"], KdfPin("pbkdf2", 600_000, salt=_DIGEST))
    assert set(before) <= set(Pins(path).keys("vault.example"))
    assert Pins(path).kdf("vault.example", "a") is not None


def _budget(data: bytes) -> None:
    """Whatever the file holds, a budget comes of it that makes nobody wait for ever; `data` is its body."""
    for whole in (data, _HEAD.pack(_MAGIC, zlib.crc32(data, zlib.crc32(_BOOT)), _BOOT, _NOW) + data):
        file = BudgetFile(private_file("budget", whole), clock=lambda: _NOW)
        known = new_budget()
        try:
            file.change(known, _check_budget)
            file.change(new_budget(), _check_budget)
        finally:
            file.close()


def _check_budget(budget: Budget) -> None:
    for book in budget.values():
        numbers = (*book.starts, book.speed, book.slowed_at, book.closed_until)
        assert all(map(math.isfinite, numbers))
        assert 0 < book.speed <= 1
        assert max((*book.starts, book.closed_until)) <= _NOW + 86_400
        assert book.starts == sorted(book.starts)


def _key(data: bytes) -> None:
    found = read_remembered_key(text_in(data))
    assert found is None or (found.server and found.client_id and found.client_secret.reveal())


TARGETS = (
    Target("pins", _pins, json=True, per_byte=200, constant=20_000_000),
    Target("budget", _budget, constant=4_000_000),
    Target("remembered_key", _key, json=True),
)
