"""A saved policy as the journal tells it. Pure; everything in a journal is foreign text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.safe_text import safe_text
from tui.translate import _


def policy_change_words(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """`two-step: off -> on`, with every value that changed."""
    said = []
    if before.get("enabled") != after.get("enabled"):
        said.append(f"{_switch(before)} -> {_switch(after)}")
    names = [name for name in {**before, **after} if name not in ("policy", "enabled")]
    said.extend(
        f"{safe_text(name, limit=20)} {_value(before.get(name))} -> {_value(after.get(name))}"
        for name in names
        if before.get(name) != after.get(name)
    )
    return f"{safe_text(str(after.get('policy', '')), limit=30)}: {', '.join(said)}"


def _switch(figures: Mapping[str, Any]) -> str:
    return _("on") if figures.get("enabled") is True else _("off")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "-" if value is None else safe_text(str(value), limit=60)
