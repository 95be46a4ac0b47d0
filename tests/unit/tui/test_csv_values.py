"""One record as a file with a line for each value."""

from __future__ import annotations

from tui.presenters.csv_cells import camel_case, values_csv


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
