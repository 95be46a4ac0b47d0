"""Importing a library without the optional parts of it that nobody here uses."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import cast


@contextmanager
def without(module: str) -> Iterator[None]:
    """Make `module` look not installed for the imports inside, unless it is loaded already.

    Not for use while another thread imports `module`.
    """
    if module in sys.modules:
        yield
        return
    loaded: dict[str, ModuleType | None] = cast("dict[str, ModuleType | None]", sys.modules)
    loaded[module] = None  # the import system reads None as "not there"
    try:
        yield
    finally:
        del loaded[module]
