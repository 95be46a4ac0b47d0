"""The collections table: its order, its tree, its search, and rows that are no ordinary collection."""

from __future__ import annotations

import pytest

from backend_client.portal.collections import Manager, Permission
from tests.unit.tui.portal_values import HOSTILE, make_collection, make_vault
from tui.presenters.collection_details import detail
from tui.presenters.collections import (
    UNASSIGNED_KEY,
    RowKind,
    SortColumn,
    collection_columns,
    collection_rows,
    permission_word,
    permission_words,
)

ADA = "ada@birch.example"


def names(rows: object) -> list[str]:
    assert isinstance(rows, tuple)
    return [row.name for row in rows]


def test_unassigned_first_then_unmanaged_then_the_tree() -> None:
    vault = make_vault(
        make_collection("Sales", ADA),
        make_collection("IT", ADA),
        make_collection("IT/Servers", ADA),
        make_collection("Zoo"),
        make_collection("IT/Alone"),
    )
    rows = collection_rows(vault)
    assert names(rows) == ["Unassigned", "IT/Alone", "Zoo", "IT", "  Servers", "Sales"]
    assert [row.kind for row in rows[:3]] == [RowKind.UNASSIGNED, RowKind.UNMANAGED, RowKind.UNMANAGED]
    assert rows[1].managed_by == "! nobody"
    assert rows[0].cells[2].text == "No access"
    assert all(len(row.cells) == len(collection_columns()) for row in rows)


def test_a_parent_that_does_not_exist_becomes_one_path_row() -> None:
    vault = make_vault(
        make_collection("A/B/C", ADA), make_collection("A/B/D", ADA), make_collection("A/E", ADA)
    )
    rows = collection_rows(vault)
    assert names(rows) == ["Unassigned", "A/", "  B/", "    C", "    D", "  E"]
    assert [row.kind for row in rows[1:3]] == [RowKind.PATH, RowKind.PATH]
    assert rows[2].id == "/A/B"
    found = detail(vault, "/A/B")
    assert found is not None
    assert dict(found.lines)["Below it"] == "2 collections"
    assert "nothing itself is called this" in dict(found.lines)["What"]


def test_a_path_row_says_when_its_collection_is_listed_above() -> None:
    vault = make_vault(make_collection("A"), make_collection("A/B", ADA))
    assert names(collection_rows(vault)) == ["Unassigned", "A", "A/", "  B"]
    found = detail(vault, "/A")
    assert found is not None
    assert "listed above" in dict(found.lines)["What"]


def test_slashes_at_the_ends_and_doubled_ones_nest_nothing() -> None:
    vault = make_vault(make_collection("/A//B/", ADA), make_collection("A", ADA), make_collection("/", ADA))
    assert names(collection_rows(vault)) == ["Unassigned", "/", "A", "  B"]


def test_two_collections_of_one_name_are_two_rows() -> None:
    vault = make_vault(make_collection("A", ADA, id="1"), make_collection("A", ADA, id="2"))
    rows = collection_rows(vault)
    assert [row.id for row in rows] == [UNASSIGNED_KEY, "1", "2"]


def test_names_that_do_not_open_are_kept_and_come_last() -> None:
    vault = make_vault(make_collection(None, ADA, id="broken"), make_collection("Zoo", ADA))
    rows = collection_rows(vault)
    assert names(rows) == ["Unassigned", "Zoo", "(cannot be opened)"]
    found = detail(vault, "broken")
    assert found is not None
    assert "does not open" in dict(found.lines)["Why"]


def test_nobody_is_called_unmanaged_when_people_could_not_be_read() -> None:
    vault = make_vault(make_collection("A"), people_known=False)
    row = collection_rows(vault)[1]
    assert row.kind is RowKind.COLLECTION
    assert (row.groups, row.managed_by) == ("?", "?")
    found = detail(vault, "id-A")
    assert found is not None
    assert dict(found.lines)["Managed by"] == "could not be read"


def test_search_is_flat_and_looks_at_names_groups_and_managers() -> None:
    vault = make_vault(
        make_collection("IT/Servers", ADA),
        make_collection("Sales", "raj@birch.example", groups=("Field staff",)),
    )
    assert names(collection_rows(vault, search="SERV")) == ["IT/Servers"]
    assert names(collection_rows(vault, search="field")) == ["Sales"]
    assert names(collection_rows(vault, search="raj@")) == ["Sales"]
    assert names(collection_rows(vault, search="unass")) == ["Unassigned"]
    assert names(collection_rows(vault, search="nothing like it")) == []
    assert names(collection_rows(vault, search="  ")) == ["Unassigned", "IT/", "  Servers", "Sales"]


@pytest.mark.parametrize(
    ("sort", "descending", "expected"),
    [
        (SortColumn.NAME, True, ["C/D", "B", "A"]),
        (SortColumn.GROUPS, False, ["B", "A", "C/D"]),
        (SortColumn.GROUPS, True, ["C/D", "A", "B"]),
        (SortColumn.PERMISSION, False, ["C/D", "B", "A"]),
        (SortColumn.PERMISSION, True, ["A", "B", "C/D"]),
        (SortColumn.MANAGED_BY, False, ["C/D", "A", "B"]),
    ],
)
def test_sorting_by_a_column_is_flat(sort: SortColumn, descending: bool, expected: list[str]) -> None:
    vault = make_vault(
        make_collection("A", "b@x.example", groups=("Alpha",), permission=Permission.MANAGE),
        make_collection("B", "c@x.example", permission=Permission.VIEW),
        make_collection("C/D", "a@x.example", groups=("Beta",)),
    )
    assert names(collection_rows(vault, sort=sort, descending=descending)) == ["Unassigned", *expected]


def test_long_lists_are_shortened_in_the_table_and_whole_in_the_detail() -> None:
    vault = make_vault(
        make_collection(
            "A",
            Manager("raj@birch.example", is_group=False, confirmed=False),
            Manager("Leads", is_group=True),
            groups=("One", "Two", "Three"),
        )
    )
    row = collection_rows(vault)[1]
    assert row.groups == "One +2"
    assert row.managed_by == "Leads +1"
    found = detail(vault, row.id)
    assert found is not None
    lines = dict(found.lines)
    assert lines["Groups"] == "One, Two, Three"
    assert lines["Managed by"] == "raj@birch.example (not confirmed), Leads (group)"
    assert detail(vault, "gone") is None
    waiting = make_vault(make_collection("A", Manager("raj@birch.example", is_group=False, confirmed=False)))
    assert collection_rows(waiting)[1].managed_by == "? raj@birch.example"


def test_every_permission_has_its_own_words() -> None:
    assert len({permission_words(permission) for permission in Permission}) == len(Permission)
    assert len({permission_word(permission) for permission in Permission}) == len(Permission)


def test_foreign_text_is_made_safe_everywhere() -> None:
    vault = make_vault(
        make_collection(f"{HOSTILE}/{HOSTILE}", HOSTILE, id="h", groups=(HOSTILE, HOSTILE)),
        make_collection(HOSTILE * 2000),
    )
    for row in collection_rows(vault):
        assert all(cell.text.isprintable() for cell in row.cells)
        found = detail(vault, row.id)
        assert found is not None
        assert found.title.isprintable()
        assert all(label.isprintable() and text.isprintable() for label, text in found.lines)
