"""What an import of items into an organization does to the database."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from embedded_backend.access import Access
from embedded_backend.call import Call
from embedded_backend.cipher_body import CipherReader
from embedded_backend.cipher_text import stored_text
from embedded_backend.errors import Problem, invalid
from embedded_backend.selections import check_enc_string
from embedded_backend.wire import Json

NOT_ALLOWED = "Not enough privileges to import into this organization."
TOO_MUCH = "You cannot import this much data at once."
LIMITS = {
    "ciphers": 40_000,
    "collectionrelationships": 80_000,
    "collections": 2_000,
    "folders": 2_000,
    "folderrelationships": 80_000,
}
"""The most of each that one import may hold, as the vendor's cloud is set up."""


@dataclass(frozen=True, slots=True)
class _Shelf:
    """A collection of the import: a stored one, or a new one."""

    id: str
    name: str
    external_id: str | None
    is_new: bool


def import_items(call: Call, access: Access) -> None:
    """Read everything, check everything, then write everything. Raises 400."""
    posted = {name: call.items(name) or [] for name in LIMITS}
    if any(len(posted[name]) > most for name, most in LIMITS.items()):
        raise Problem(400, TOO_MUCH)
    known = call.database.rows(
        "SELECT id FROM collections WHERE organization_id = ? AND type = 0", (access.organization_id,)
    )
    stored = {row["id"] for row in known}
    shelves = [_shelf(each, number, stored) for number, each in enumerate(posted["collections"])]
    _check_allowed(call, access, shelves, items=bool(posted["ciphers"]))
    ciphers = [CipherReader(f"Ciphers[{number}]").read(each) for number, each in enumerate(posted["ciphers"])]
    ids = _write_items(call, access.organization_id, ciphers)
    _write_shelves(call, access, [shelf for shelf in shelves if shelf.is_new])
    pairs = (_pair(each, ids, shelves) for each in posted["collectionrelationships"])
    links = {pair: None for pair in pairs if pair is not None}
    call.database.insert_many("collection_ciphers", ("collection_id", "cipher_id"), list(links))


def _check_allowed(call: Call, access: Access, shelves: list[_Shelf], *, items: bool) -> None:
    """Whoever may import at all; else whoever may create the new collections and manages the reused ones."""
    if not shelves and not items:
        raise Problem(400, NOT_ALLOWED)
    if access.may("accessImportExport"):
        return
    if not access.known or not shelves:
        raise Problem(400, NOT_ALLOWED)
    limited = call.database.value(
        "SELECT limit_collection_creation FROM organizations WHERE id = ?", (access.organization_id,)
    )
    creates = any(shelf.is_new for shelf in shelves)
    reused = [shelf.id for shelf in shelves if not shelf.is_new]
    managed = {
        row["collection_id"]
        for row in call.database.rows(
            "SELECT a.collection_id FROM collection_users a"
            " JOIN organization_users m ON m.id = a.organization_user_id"
            " WHERE m.user_id = ? AND m.status = 2 AND a.manage = 1",
            (call.caller.id,),
        )
    }
    may_create = not limited or access.may("createNewCollections")
    may_update = access.may("editAnyCollection") or managed.issuperset(reused)
    if (creates and not may_create) or not may_update:
        raise Problem(400, NOT_ALLOWED)


def _shelf(posted: Any, number: int, stored: set[str]) -> _Shelf:
    """The id of a stored collection means that one; any other id means a new collection."""
    path = f"Collections[{number}]"
    if not isinstance(posted, dict):
        raise invalid(path, "The JSON value could not be converted.")
    name = posted.get("name")
    if not isinstance(name, str) or not name:
        raise invalid(f"{path}.Name", "The Name field is required.")
    if len(name) > 1000:
        words = "The field Name exceeds the maximum encrypted value length of 1000 characters."
        raise invalid(f"{path}.Name", words)
    check_enc_string(name, f"{path}.Name")
    external_id = posted.get("externalid")
    if external_id is not None and (not isinstance(external_id, str) or len(external_id) > 300):
        raise invalid(f"{path}.ExternalId", "The field ExternalId exceeds the maximum length.")
    wanted = str(posted.get("id")).lower()
    is_new = wanted not in stored
    return _Shelf(str(uuid.uuid4()) if is_new else wanted, name, external_id, is_new)


def _write_items(call: Call, organization_id: str, ciphers: list[tuple[int, Json]]) -> list[str]:
    now = call.backend.now
    ids = [str(uuid.uuid4()) for _ in ciphers]
    columns = ("id", "organization_id", "type", "body", "created_at", "revised_at")
    call.database.insert_many(
        "ciphers",
        columns,
        [
            (identifier, organization_id, kind, stored_text(body), now, now)
            for identifier, (kind, body) in zip(ids, ciphers, strict=True)
        ],
    )
    return ids


def _write_shelves(call: Call, access: Access, new: list[_Shelf]) -> None:
    """A member who imports manages the new collections; provider staff leave them with nobody."""
    now, organization_id = call.backend.now, access.organization_id
    columns = ("id", "organization_id", "name", "external_id", "type", "created_at")
    rows = [(shelf.id, organization_id, shelf.name, shelf.external_id, 0, now) for shelf in new]
    call.database.insert_many("collections", columns, rows)
    member = call.database.value(
        "SELECT id FROM organization_users WHERE organization_id = ? AND user_id = ? AND status = 2",
        (organization_id, call.caller.id),
    )
    if member is not None:
        holders = ("collection_id", "organization_user_id", "read_only", "hide_passwords", "manage")
        managed = [(shelf.id, member, 0, 0, 1) for shelf in new]
        call.database.insert_many("collection_users", holders, managed)


def _pair(posted: Any, ids: list[str], shelves: list[_Shelf]) -> tuple[str, str] | None:
    """One place of an item in a collection; None for numbers out of range, which the server skips."""
    places = (posted.get("key"), posted.get("value")) if isinstance(posted, dict) else (None, None)
    item, shelf = places
    if not isinstance(item, int) or not isinstance(shelf, int):
        raise invalid("$.collectionRelationships", "The JSON value could not be converted to System.Int32.")
    in_range = 0 <= item < len(ids) and 0 <= shelf < len(shelves)
    return (shelves[shelf].id, ids[item]) if in_range else None
