"""Foreign text: nothing reaches the terminal raw, nothing vanishes, widths hold."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st
from rich.cells import cell_len

from tui.safe_text import CUT, DEFAULT_LIMIT, MARK, fit, safe_text, shorten, width_of

HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Acme [Legacy] vault", "Acme [Legacy] vault"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("a\nb\tc\r", "a␊b␉c␍"),
        ("\x00\x7f", "␀␡"),
        ("\x9b31m", f"{MARK}31m"),
        ("abc\u202efdp.exe", f"abc{MARK}fdp.exe"),
        ("a\u2028b\u2029c", f"a{MARK}b{MARK}c"),
        ("zero\u200bwidth\ufeff", f"zero{MARK}width{MARK}"),
        ("\ud800", MARK),
        ("\u3164Hangul filler", f"{MARK}Hangul filler"),
        ("\u0301leading mark", f"{MARK}leading mark"),
        ("Zoë Ångström 漢字 😀", "Zoë Ångström 漢字 😀"),
    ],
)
def test_hidden_and_control_characters_become_visible(raw: str, shown: str) -> None:
    assert safe_text(raw) == shown


@given(st.text(alphabet=st.characters(), max_size=DEFAULT_LIMIT))
def test_nothing_hidden_survives_and_nothing_is_dropped(text: str) -> None:
    shown = safe_text(text)
    assert len(shown) == len(text)
    assert not any(unicodedata.category(character) in HIDDEN for character in shown)
    assert safe_text(shown) == shown


@given(st.text(alphabet=st.characters(), max_size=60), st.integers(0, 20))
def test_the_limit_is_kept_and_shown(text: str, limit: int) -> None:
    shown = safe_text(text, limit=limit)
    assert len(shown) <= limit
    if len(text) > limit > 0:
        assert shown.endswith(CUT)


@given(st.text(alphabet=st.characters(), max_size=60), st.integers(0, 40), st.booleans())
def test_fit_fills_exactly_the_width(text: str, width: int, right: bool) -> None:
    fitted = fit(safe_text(text), width, right=right)
    assert width_of(fitted) == width


def test_fit_never_cuts_a_wide_character_in_half() -> None:
    assert fit("漢字漢字", 4) == "漢~ "
    assert shorten("漢字", 4) == "漢字"
    assert fit("12", 5, right=True) == "   12"


@given(st.text(alphabet=st.characters(max_codepoint=0x2FFF), max_size=20))
def test_widths_agree_with_the_renderer_on_simple_scripts(text: str) -> None:
    """One character at a time: what a renderer joins into clusters is a matter of its version."""
    for character in safe_text(text):
        if unicodedata.category(character) in ("Ll", "Lu", "Nd", "Po", "Ps", "Pe", "Zs"):
            assert width_of(character) == cell_len(character)
