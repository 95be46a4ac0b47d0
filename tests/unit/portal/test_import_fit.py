"""What Vaultwarden does not keep becomes what it keeps, and bodies stay below its limit."""

from __future__ import annotations

import json

import pytest

from backend_client.crypto.keys import SymmetricKey
from backend_client.portal.import_fit import as_notes, requests_for
from backend_client.portal.import_plan import plan_import
from backend_client.portal.import_seal import SealedImport
from backend_client.portal.importers.formats import read_export
from backend_client.portal.importers.imported import Imported
from backend_client.portal.vault_items import (
    CustomField,
    FieldType,
    Item,
    ItemType,
    Passport,
    SecureNote,
    SshKey,
)
from tests.unit.importers.everything import BANK_ACCOUNT, DRIVERS_LICENSE, PASSPORT, everything

NEWER = {"Bank": BANK_ACCOUNT, "Licence": DRIVERS_LICENSE, "Passport": PASSPORT}


def _everything() -> Imported:
    return read_export(json.dumps(everything()).encode())[1]


def test_newer_types_become_notes_with_every_member_and_the_rest_stays() -> None:
    source = _everything()
    fitted, counts = as_notes(source)
    assert counts == ((ItemType.BANK_ACCOUNT, 1), (ItemType.DRIVERS_LICENSE, 1), (ItemType.PASSPORT, 1))
    for before, after in zip(source.items, fitted.items, strict=True):
        if before.name not in NEWER:
            assert after is before
            continue
        values = [field.value for field in after.fields]
        assert values[1:] == list(NEWER[before.name].values())
        assert after.fields[0] == CustomField("Item type", values[0])
        assert (after.type, after.name, after.notes) == (ItemType.SECURE_NOTE, before.name, before.notes)


def test_secret_members_are_hidden_and_own_fields_follow() -> None:
    own = (CustomField("seat", "12A"), CustomField("number", None, FieldType.LINKED, 801))
    item = Item("P", Passport(surname="Birch", passport_number="X1"), fields=own, notes="n", row=3)
    (note,) = as_notes(Imported((item,), ()))[0].items
    assert note.details == SecureNote()
    assert note.fields == (
        CustomField("Item type", "Passport"),
        CustomField("Surname", "Birch"),
        CustomField("Passport number", "X1", FieldType.HIDDEN),
        CustomField("seat", "12A"),
        CustomField("number", "801"),
    )
    assert (note.notes, note.row) == ("n", 3)


def test_a_half_ssh_key_becomes_a_note_a_whole_one_stays() -> None:
    half, whole = Item("h", SshKey(private_key="k")), Item("w", SshKey("a", "b", "c"))
    fitted, counts = as_notes(Imported((half, whole), ()))
    assert counts == ((ItemType.SSH_KEY, 1),)
    assert fitted.items[1] is whole
    assert CustomField("Private key", "k", FieldType.HIDDEN) in fitted.items[0].fields


def test_nothing_is_converted_or_cut_elsewhere() -> None:
    plan = plan_import(_everything(), [])
    assert (plan.become_notes, plan.requests) == ((), (9,))
    assert {kind for kind, _count in plan.types} >= {ItemType.PASSPORT, ItemType.BANK_ACCOUNT}


@pytest.mark.parametrize("most", [4_000, 20_000, 1_000_000])
async def test_no_body_is_above_the_limit(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend_client.portal.import_plan.MOST_BODY", most)
    items = [
        Item(f"n\N{SNOWMAN} {n}", SecureNote(), notes="\N{PILE OF POO}" * (n * 7 % 400), collections=("A",))
        for n in range(100)
    ]
    plan = plan_import(Imported(tuple(items), ("A",)), [], vaultwarden=True)
    assert sum(plan.requests) == len(items)
    sealed = await SealedImport.of(plan, SymmetricKey.generate(), "0" * 36, None)
    sizes = [len(request.body.content()) for request in sealed.requests if request.body is not None]
    assert max(sizes) <= most
    assert len(sizes) > 1 or most == 1_000_000
    assert [len(request.item_names) for request in sealed.requests] == list(plan.requests)


async def test_later_requests_use_the_collections_of_the_first() -> None:
    items = tuple(Item(str(n), SecureNote(), collections=("A",)) for n in range(2))
    plan = plan_import(Imported(items, ("A",)), [])
    key = SymmetricKey.generate()
    (alone,) = (await SealedImport.of(plan, key, "o", None)).requests
    assert alone.body is not None
    assert json.loads(alone.body.content())["collections"][0]["id"] is None
    twice = plan.__class__(**{name: getattr(plan, name) for name in plan.__slots__} | {"requests": (1, 1)})
    sealed = await SealedImport.of(twice, key, "o", None)
    assert not sealed.made({})
    (name,) = sealed.made_names
    assert sealed.made({name: "c1"})
    body = sealed.requests[1].body
    assert body is not None
    body.use(sealed.ids)
    assert json.loads(body.content())["collections"][0]["id"] == "c1"


def test_an_import_of_collections_only_is_one_request() -> None:
    assert requests_for(Imported((), ("A", "B")), 10) == (0,)
