"""A faster pilot: no idle waits between the letters typed into a text field.

The pilot waits some forty milliseconds after every key until the process is idle. A terminal delivers
typed or pasted letters without that; here they are sent the same way, and waited for after the last.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import pytest
from textual.app import App
from textual.events import Key
from textual.keys import _character_to_key
from textual.widgets import Input

_NAMED = {"space": " ", "backspace": None}
PressKeys = Callable[[App[Any], Iterable[str]], Awaitable[None]]


def type_at_once(patch: pytest.MonkeyPatch) -> None:
    """Let the pilot send what is typed into a text field without waiting between its letters."""
    one_by_one: PressKeys = App._press_keys

    async def press_keys(app: App[Any], keys: Iterable[str]) -> None:
        pressed = list(keys)
        for key, following in zip(pressed, [*pressed[1:], ""], strict=True):
            if isinstance(app.focused, Input) and _is_text(key) and _is_text(following):
                _send(app, key)
            else:
                await one_by_one(app, [key])

    patch.setattr(App, "_press_keys", press_keys)


def _is_text(key: str) -> bool:
    return len(key) == 1 or key in _NAMED


def _send(app: App[Any], key: str) -> None:
    character = _NAMED.get(key, key)
    if len(key) == 1 and not key.isalnum():
        key = _character_to_key(key)
    event = Key(key, character)
    event.set_sender(app)
    assert app._driver is not None
    app._driver.send_message(event)
