"""Every screen is pictured at both sizes, and the gallery shows every picture."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from textual.screen import Screen

import tui.screens
from docs.shown_pictures import SHOWN as PICTURES

DOCS = Path(__file__).parents[2] / "docs"
SIZES = ("80x24", "120x40")


SHOWN = {picture.name: picture.screen for picture in PICTURES}
"""The module of each picture, by the picture's name."""


def _screens() -> set[str]:
    """Modules that define a screen which no other screen builds on."""
    found = [import_module(f"tui.screens.{module.name}") for module in iter_modules(tui.screens.__path__)]
    return {
        module.__name__.rpartition(".")[2]
        for module in found
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Screen)
        and value.__module__ == module.__name__
        and not value.__subclasses__()
    }


def test_every_screen_is_pictured() -> None:
    assert _screens() - set(SHOWN.values()) == set()
    assert set(SHOWN.values()) - _screens() == set()


def test_every_picture_is_there_at_both_sizes() -> None:
    there = {path.name for path in (DOCS / "pictures").iterdir()}
    assert there == {f"{name}-{size}.svg" for name in SHOWN for size in SIZES}


def test_the_gallery_shows_every_picture() -> None:
    page = (DOCS / "screens.md").read_text(encoding="utf-8")
    for name in SHOWN:
        for size in SIZES:
            assert f"(pictures/{name}-{size}.svg)" in page
