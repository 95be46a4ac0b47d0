"""What tests of screens share."""

from __future__ import annotations

import base64

import pytest
from textual.drivers.headless_driver import HeadlessDriver


@pytest.fixture
def sequences(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What goes to the terminal besides the screen: the texts of its clipboard sequences."""
    found: list[str] = []

    def write(_driver: HeadlessDriver, data: str) -> None:
        if data.startswith("\x1b]52;c;"):
            pieces = [piece.partition("\x07")[0] for piece in data.split("\x1b]52;c;")[1:]]
            found.extend(base64.b64decode(piece).decode("utf-8") for piece in pieces)

    monkeypatch.setattr(HeadlessDriver, "write", write)
    return found
