"""Screens that are imported when they are first opened: start-up pays for the home screen only."""

from __future__ import annotations

from importlib import import_module
from typing import Any, cast

from textual.screen import Screen


def late(module: str, name: str) -> Any:
    """What is called `name` in `tui.screens.<module>`, importing that module now."""
    return getattr(import_module(f"tui.screens.{module}"), name)


def screen_of(module: str, name: str, *values: object, **named: object) -> Screen[Any]:
    """Make the screen `name` of `tui.screens.<module>`, importing that module now."""
    return cast("Screen[Any]", late(module, name)(*values, **named))
