"""How well text can be read: contrast as WCAG 2 defines it, with the colours that a terminal really has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from rich.color import Color, ColorSystem, ColorType
from rich.segment import Segment
from textual.app import App

from tests.hostile.driving import segments

Rgb = tuple[int, int, int]
CONSOLE: Final[tuple[Rgb, ...]] = (
    (0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170), (0, 170, 170),
    (170, 170, 170), (85, 85, 85), (255, 85, 85), (85, 255, 85), (255, 255, 85), (85, 85, 255),
    (255, 85, 255), (85, 255, 255), (255, 255, 255),
)  # fmt: skip
XTERM: Final[tuple[Rgb, ...]] = (
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205),
    (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255),
    (255, 0, 255), (0, 255, 255), (255, 255, 255),
)  # fmt: skip
TERMINALS: Final = {
    "all colours": (None, XTERM, 4.5),
    "256 colours": (ColorSystem.EIGHT_BIT, XTERM, 4.5),
    "16 colours, xterm": (ColorSystem.STANDARD, XTERM, 4.0),
    "16 colours, Linux console": (ColorSystem.STANDARD, CONSOLE, 4.0),
}
"""What a terminal is given, its sixteen colours, and the least contrast that is enough there: 4.5 is AA;
sixteen colours cannot always have that."""


def unreadable(app: App[Any]) -> list[str]:
    """Text on the screen with too little contrast in some terminal."""
    return [
        f"{terminal}: {contrast:.2f} {segment.text!r}"
        for segment in segments(app)
        for terminal, contrast in _too_little(segment)
    ]


def _too_little(segment: Segment) -> Iterator[tuple[str, float]]:
    style = segment.style
    if style is None or not segment.text.strip():
        return
    for terminal, (system, palette, enough) in TERMINALS.items():
        text = _rgb(style.color, system, palette, palette[7])
        behind = _rgb(style.bgcolor, system, palette, palette[0])
        contrast = _contrast(text, behind)
        if contrast < enough or style.dim:
            yield terminal, contrast


def _rgb(color: Color | None, system: ColorSystem | None, palette: tuple[Rgb, ...], default: Rgb) -> Rgb:
    if color is None or color.type is ColorType.DEFAULT:
        return default
    shown = color if system is None else color.downgrade(system)
    if shown.number is not None and shown.number < len(palette):
        return palette[shown.number]
    red, green, blue = shown.get_truecolor()
    return red, green, blue


def _contrast(one: Rgb, other: Rgb) -> float:
    darker, lighter = sorted((_light(one), _light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _light(color: Rgb) -> float:
    red, green, blue = (_linear(part / 255) for part in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
