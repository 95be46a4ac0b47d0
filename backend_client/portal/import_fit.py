"""What Vaultwarden takes of an import, and how the rest is made to fit. Pure.

It drops items of the newer types without a word, answers an SSH key that lacks a member as nothing, and
takes no body above a limit. So such items become secure notes with one field per member, and a large
import becomes several requests.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import fields, replace

from backend_client.portal.importers.imported import Imported
from backend_client.portal.item_body import encrypted_length, item_body
from backend_client.portal.vault_items import (
    CustomField,
    FieldType,
    Item,
    ItemType,
    Login,
    SecureNote,
    SshKey,
)

MOST_BODY = 19_000_000
"""Bytes of one request; the server's limit is 20 MB."""

_UNKNOWN = frozenset({ItemType.BANK_ACCOUNT, ItemType.DRIVERS_LICENSE, ItemType.PASSPORT})
_HIDDEN = frozenset(
    {
        "account_number",
        "pin",
        "license_number",
        "passport_number",
        "national_identification_number",
        "private_key",
    }
)
_BASE, _COLLECTION, _PAIR = 200, 200, 40  # bytes of a body around its texts, all of them rounded up


def as_notes(imported: Imported) -> tuple[Imported, tuple[tuple[ItemType, int], ...]]:
    """The contents with every item in a type the server keeps, and how many of which type became notes."""
    changed = Counter(item.type for item in imported.items if not _kept(item))
    if not changed:
        return imported, ()
    items = tuple(item if _kept(item) else _note(item) for item in imported.items)
    return replace(imported, items=items), tuple((kind, changed[kind]) for kind in ItemType if changed[kind])


def requests_for(imported: Imported, most: int) -> tuple[int, ...]:
    """How many items go into each request so that no body is above `most` bytes; one request at least."""
    around = _BASE + sum(_COLLECTION + encrypted_length(len(name.encode())) for name in imported.collections)
    counts, size = [0], around
    for item in imported.items:
        more = _size(item)
        if counts[-1] and size + more > most:
            counts.append(0)
            size = around
        counts[-1] += 1
        size += more
    return tuple(counts)


def _kept(item: Item) -> bool:
    details = item.details
    if isinstance(details, SshKey):
        return None not in (details.private_key, details.public_key, details.key_fingerprint)
    return item.type not in _UNKNOWN


def _note(item: Item) -> Item:
    """The item as a secure note: its type and each member that has a value as fields, then its own fields."""
    details = item.details
    if isinstance(details, Login | SecureNote):
        return item
    members = [
        CustomField(_words(member.name), value, _kind(member.name))
        for member in fields(details)
        if (value := getattr(details, member.name)) is not None
    ]
    own = [_unlinked(field) for field in item.fields]
    kind = CustomField("Item type", item.type.name.replace("_", " ").capitalize())
    return replace(item, details=SecureNote(), fields=(kind, *members, *own))


def _unlinked(field: CustomField) -> CustomField:
    """A linked field shows a member that a note has not: the number of the member stays, as text."""
    if field.type is not FieldType.LINKED:
        return field
    return CustomField(field.name, None if field.linked_id is None else str(field.linked_id))


def _words(member: str) -> str:
    return member.replace("_", " ").capitalize()


def _kind(member: str) -> FieldType:
    return FieldType.HIDDEN if member in _HIDDEN else FieldType.TEXT


def _size(item: Item) -> int:
    """Bytes of the item in a request, with its places in collections."""
    texts = 0

    def measure(text: str, _limit: int, _path: str) -> str:
        nonlocal texts
        texts += encrypted_length(len(text.encode()))
        return ""

    body = item_body(item, "0" * 36, measure)
    return len(json.dumps(body)) + texts + _PAIR * len(item.collections)
