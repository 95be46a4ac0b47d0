"""Short ways to read an export in tests."""

from __future__ import annotations

import pytest

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers.formats import ImportFormat, read_export
from backend_client.portal.vault_items import Card, Identity, Item, Login, SshKey


def items_of(data: bytes, kind: ImportFormat) -> tuple[Item, ...]:
    """The items of a file that must be detected as `kind`."""
    found, imported = read_export(data)
    assert found is kind
    return imported.items


def login_of(item: Item) -> Login:
    """The login an item must be."""
    assert isinstance(item.details, Login)
    return item.details


def card_of(item: Item) -> Card:
    """The card an item must be."""
    assert isinstance(item.details, Card)
    return item.details


def identity_of(item: Item) -> Identity:
    """The identity an item must be."""
    assert isinstance(item.details, Identity)
    return item.details


def ssh_key_of(item: Item) -> SshKey:
    """The key pair an item must be."""
    assert isinstance(item.details, SshKey)
    return item.details


def fields_of(item: Item) -> dict[str | None, str | None]:
    """Custom fields by name."""
    return {field.name: field.value for field in item.fields}


def fault_of(data: bytes, kind: ImportFormat | None = None) -> ImportFault:
    """Why a file is refused."""
    with pytest.raises(ImportProblem) as refused:
        read_export(data, kind)
    return refused.value.fault
