"""The contents of a file moved below one collection."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers.formats import ImportFormat, read_export
from backend_client.portal.importers.imported import MOST_COLLECTIONS, Imported
from tests.unit.importers.everything import everything


def test_collections_nest_and_items_of_none_go_in() -> None:
    _kind, read = read_export(json.dumps(everything()).encode(), ImportFormat.BITWARDEN_JSON)
    moved = read.below("Old/Manager")
    assert moved.collections[0] == "Old/Manager"
    assert set(moved.collections[1:]) == {f"Old/Manager/{name}" for name in read.collections}
    assert len(moved.items) == len(read.items)
    for before, after in zip(read.items, moved.items, strict=True):
        expected = tuple(f"Old/Manager/{name}" for name in before.collections) or ("Old/Manager",)
        assert after == replace(before, collections=expected)
    assert moved.left_out == read.left_out


def test_the_limit_of_collections_holds() -> None:
    full = Imported((), tuple(str(number) for number in range(MOST_COLLECTIONS)))
    with pytest.raises(ImportProblem) as caught:
        full.below("One more")
    assert caught.value.fault is ImportFault.TOO_MANY_COLLECTIONS
