"""One record as a file with a line for each value."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest
from hypothesis import given, strategies as st

from tui.presenters.csv_cells import camel_case, csv_cell, csv_text, values_csv

SIGNS = "=+-@|%"


def test_names_inside_names_are_joined_by_dots_and_lists_by_semicolons() -> None:
    record = {"on": True, "inner": {"one": 1, "deep": {"two": None}}, "list": ["a", "b"], "bad": "=1+1"}
    assert values_csv(record).splitlines() == [
        "field,value",
        "on,true",
        "inner.one,1",
        "inner.deep.two,",
        "list,a; b",
        "bad,'=1+1",
    ]


def test_fields_are_named_in_camel_case() -> None:
    assert [camel_case(name) for name in ("seats", "billing_email", "limit_item_deletion")] == [
        "seats",
        "billingEmail",
        "limitItemDeletion",
    ]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Anna;=1+1", "Anna;'=1+1"),
        ("a; b;  @SUM(1)", "a; b;'  @SUM(1)"),
        ('x;"=1+1"', 'x;\'"=1+1"'),
        (";;-1", ";;'-1"),
        ("=1;=2;=3", "'=1;'=2;'=3"),
        ("\uff1dcmd()", "'\uff1dcmd()"),
        ("x;\uff0b1", "x;'\uff0b1"),
        ("x\uff1b\ufe661", "x\uff1b'\ufe661"),
        ("\u2a751", "'\u2a751"),
        ("\u22121", "'\u22121"),
        ("a-b; c+d=e", "a-b; c+d=e"),
        ("M\u00fcller; M\u00e4dchen", "M\u00fcller; M\u00e4dchen"),
    ],
)
def test_what_stands_behind_a_semicolon_is_guarded_like_the_beginning(text: str, cell: str) -> None:
    assert csv_cell(text) == cell


def test_the_values_of_a_list_are_guarded_one_by_one() -> None:
    assert values_csv({"list": ["a", "=1+1"]}).splitlines()[1] == "list,a;' =1+1"


@given(
    st.lists(st.lists(st.text(alphabet='ab ;,"\t\n\uff1d\uff1b' + SIGNS, max_size=8), min_size=1), max_size=3)
)
def test_no_reader_sees_a_cell_that_begins_a_formula(rows: list[list[str]]) -> None:
    text = csv_text(["name"], rows)
    for separator in (",", ";", "\t"):
        for row in csv.reader(io.StringIO(text), delimiter=separator):
            for cell in row:
                assert not unicodedata.normalize("NFKC", cell.lstrip(' "')).startswith(tuple(SIGNS)), text
