"""Three looks: dark, light, and one that leaves all colours to the terminal."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

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
    panel="#262a32",
    dark=True,
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
)

THEME_NAMES: Final = {"dark": DARK.name, "light": LIGHT.name, "ansi": "ansi-dark"}
"""What a person says, and Textual's name for it."""
