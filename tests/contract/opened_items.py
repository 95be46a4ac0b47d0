"""What stands in the practice database, opened with the organization's key, in the shape of an export."""

from __future__ import annotations

import json
from typing import Any

from backend_client.crypto.enc_string import EncString
from backend_client.crypto.keys import SymmetricKey
from tests.practice import Practice

Json = dict[str, Any]

_PLAIN = frozenset({"lastUsedDate", "creationDate", "passwordRevisionDate"})


def opened_items(practice: Practice, organization_id: str, key: SymmetricKey) -> list[Json]:
    """Every item in the order it was stored, with the names of its collections; empty members dropped."""
    shelves = {
        str(identifier): key.decrypt_text(EncString.parse(str(name)))
        for identifier, name in practice.execute(
            "SELECT id, name FROM collections WHERE organization_id = ?", organization_id
        )
    }
    found = []
    for identifier, kind, body in practice.execute(
        "SELECT id, type, body FROM ciphers WHERE organization_id = ? ORDER BY rowid", organization_id
    ):
        links = practice.execute(
            "SELECT collection_id FROM collection_ciphers WHERE cipher_id = ?", identifier
        )
        item = without_empty(_opened(json.loads(str(body)), key, ""))
        names = sorted(shelves[str(link)] for (link,) in links)
        found.append({"type": kind, **item, **({"collections": names} if names else {})})
    return found


def _opened(value: Any, key: SymmetricKey, member: str) -> Any:
    if isinstance(value, dict):
        return {name: _opened(each, key, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_opened(each, key, member) for each in value]
    if isinstance(value, str) and member not in _PLAIN:
        return key.decrypt_text(EncString.parse(value))
    return value


def without_empty(value: Any) -> Any:
    """The same without members that are null, empty or off."""
    if isinstance(value, dict):
        kept = {name: without_empty(each) for name, each in value.items()}
        return {
            name: each for name, each in kept.items() if each is not None and each not in ([], {}, 0, False)
        }
    return [without_empty(each) for each in value] if isinstance(value, list) else value
