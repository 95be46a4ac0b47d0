"""Three looks: dark, light, and one that leaves all colours to the terminal."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme


def _readable(text: str, field: str) -> dict[str, str]:
    """Keys that do nothing now are read all the same, and a field's cursor needs no colour to be seen."""
    return {
        "text-disabled": "auto 60%",
        "input-cursor-text-style": "reverse",
        "input-cursor-foreground": text,
        "input-cursor-background": field,
    }


DARK: Final = Theme(
    name="seatwarden-dark",
    primary="#7aa2d6",
    secondary="#8fb8a8",
    accent="#d6b37a",
    warning="#e0b050",
    error="#f07070",
    success="#86c48c",
    foreground="#dcdfe4",
    background="#16181d",
    surface="#1d2026",
    panel="#22262d",
    dark=True,
    variables={**_readable("#dcdfe4", "#1d2026"), "scrollbar": "#8a97aa", "scrollbar-hover": "#a5b1c2"},
)
LIGHT: Final = Theme(
    name="seatwarden-light",
    primary="#1f5a99",
    secondary="#2d6a57",
    accent="#7a5410",
    warning="#8a5a00",
    error="#b3261e",
    success="#1e6b2e",
    foreground="#1b1d22",
    background="#fafafa",
    surface="#f0f1f3",
    panel="#e2e5ea",
    dark=False,
    variables={
        **_readable("#1b1d22", "#f0f1f3"),
        "scrollbar": "#5f7187",
        "scrollbar-hover": "#46566a",
        "text-warning": "#4b3000",  # among sixteen colours black, not yellow on white
    },
)

THEME_NAMES: Final = {"dark": DARK.name, "light": LIGHT.name, "ansi": "ansi-dark"}
"""What a person says, and Textual's name for it."""
