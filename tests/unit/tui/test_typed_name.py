"""A name typed to agree: the right one in any form a person can give it, and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.screens.support import client
from tui.presenters.typed_name import is_name_of, name_to_type

BIRCH = client("Birch & Sons", 3, 1)


@pytest.mark.parametrize("typed", ["Birch & Sons", "  Birch & Sons "])
def test_the_exact_name_agrees(typed: str) -> None:
    assert is_name_of(BIRCH, typed)


@pytest.mark.parametrize("typed", ["", " ", "Birch", "birch & sons", "Birch & Sons X", "org-Birch & Sons"])
def test_nothing_else_does(typed: str) -> None:
    assert not is_name_of(BIRCH, typed)


@pytest.mark.parametrize(
    ("name", "typable"),
    [
        ("Al\x1b[2Jder", "Al?[2Jder"),
        ("Al\u200bder", "Al?der"),
        ("\u0301Alder", "?Alder"),
        ("J\u00f6rg \u6771\u4eac", "J\u00f6rg \u6771\u4eac"),
        ("x" * 100, "x" * 100),
        ("x" * 101, BIRCH.organization_id),
    ],
)
def test_what_no_keyboard_has_is_typed_as_a_question_mark(name: str, typable: str) -> None:
    hostile = replace(BIRCH, name=name)
    assert name_to_type(hostile) == typable
    assert is_name_of(hostile, typable)
    assert is_name_of(hostile, name)


@pytest.mark.parametrize("name", ["", "  "])
def test_a_client_without_a_name_is_named_by_its_id(name: str) -> None:
    nameless = replace(BIRCH, name=name)
    assert is_name_of(nameless, BIRCH.organization_id)
    assert not is_name_of(nameless, "")
    assert not is_name_of(nameless, " ")
