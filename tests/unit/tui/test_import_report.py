"""What an import is said to do and to have done."""

from __future__ import annotations

from backend_client.portal.collections import Collection, Permission
from backend_client.portal.import_plan import plan_import
from backend_client.portal.import_write import ImportResult
from backend_client.portal.importers.formats import ImportFormat
from backend_client.portal.importers.imported import Imported, LeftOut
from backend_client.portal.vault_items import Item, ItemType, SecureNote
from tui.presenters.import_report import (
    left_out_words,
    plan_lines,
    plan_record,
    result_lines,
    type_word,
)

HOSTILE = "\x1b]0;x\x07\u202e" + "n" * 500


def _collection(identifier: str, name: str) -> Collection:
    return Collection(identifier, name, Permission.NO_ACCESS)


def test_everything_to_look_at_is_a_line_and_long_lists_are_cut() -> None:
    items = tuple(Item(HOSTILE, SecureNote(), notes="x" * 8000, row=row) for row in range(2, 32))
    imported = Imported(items, ("A", "A/B", HOSTILE), (LeftOut(40, "in_trash"),))
    plan = plan_import(imported, [_collection("1", "A"), _collection("2", "A")])
    lines = plan_lines(HOSTILE, ImportFormat.LASTPASS, plan)
    assert all(line.isprintable() for line in lines)
    assert all(len(line) < 300 for line in lines)
    assert (
        sum(line.startswith("Row ") and "notes is too long, 8000 bytes of 7439" in line for line in lines)
        == 20
    )
    assert "... and 10 more" in lines
    assert "Several collections have this name, the first is used: A" in lines
    assert "Row 40 is left out: it is in the trash" in lines
    assert [each.id for each in plan.reused] == ["1"]
    assert plan_record(ImportFormat.LASTPASS, plan)["leftOut"] == [{"row": 40, "why": "in_trash"}]


def test_every_code_and_type_has_words() -> None:
    assert all(type_word(kind) for kind in ItemType)
    assert set(left_out_words()) >= {"unknown_type", "in_trash", "document", "account"}


def test_what_arrived_names_collections_nobody_manages() -> None:
    lines = result_lines(ImportResult(9, 2, 1, 2, (), ("IT", HOSTILE)))
    assert lines[0] == "Arrived: 9. Collections made: 2, reused: 1."
    assert lines[1].startswith("Not managed by anybody yet: IT, ")
    assert all(line.isprintable() for line in lines)
    assert result_lines(ImportResult(9, 0, 1, 0)) == ("Arrived: 9. Collections made: 0, reused: 1.",)
    unnamed = result_lines(ImportResult(9, 2, 1, 2))
    assert unnamed[1:] == ("Not managed by anybody yet: 2 collections.",)
