"""The body an item is sent with: its shape, and the one walk over all its texts.

`item_body` calls `seal` for every text that travels encrypted, in a fixed order. Measuring, gathering
and putting in the encrypted texts are the same walk with another `seal`.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import fields
from hashlib import sha256
from typing import Any

from backend_client.portal.vault_items import (
    Item,
    ItemType,
    Login,
    Record,
    SecureNote,
    SshKey,
    Uri,
    camel_case,
)

Seal = Callable[[str, int, str], str]
"""A text, the most characters its encrypted form may have, and its path, like `login.password`."""

SHORT, MIDDLE, LONG = 1000, 5000, 10_000
"""The server's limits on encrypted texts."""

_OVERHEAD = 72  # `2.`, iv, mac and two bars, see `encrypted_length`
_MEMBERS = {
    ItemType.CARD: "card",
    ItemType.IDENTITY: "identity",
    ItemType.SSH_KEY: "sshKey",
    ItemType.BANK_ACCOUNT: "bankAccount",
    ItemType.DRIVERS_LICENSE: "driversLicense",
    ItemType.PASSPORT: "passport",
}


def encrypted_length(size: int) -> int:
    """Characters of the type 2 EncString of `size` bytes: base64 of whole blocks, iv and MAC around it."""
    ciphertext = 16 * (size // 16 + 1)
    return _OVERHEAD + 4 * -(-ciphertext // 3)


def most_bytes(limit: int) -> int:
    """The most UTF-8 bytes whose EncString has at most `limit` characters."""
    blocks = (limit - _OVERHEAD) // 4 * 3 // 16
    return 16 * blocks - 1


def item_body(item: Item, organization_id: str, seal: Seal) -> dict[str, Any]:
    """The request body of one item. Sealed directly with the organization key: no key per item."""
    body: dict[str, Any] = {
        "type": int(item.type),
        "organizationId": organization_id,
        "folderId": None,
        "name": seal(item.name, SHORT, "name"),
        "notes": _sealed(item.notes, LONG, "notes", seal),
        "favorite": item.favorite,
        "reprompt": int(item.reprompt),
        "key": None,
        "fields": [
            {
                "type": int(field.type),
                "name": _sealed(field.name, SHORT, "fields.name", seal),
                "value": _sealed(field.value, MIDDLE, "fields.value", seal),
                "linkedId": field.linked_id,
            }
            for field in item.fields
        ],
        "passwordHistory": [
            {"password": seal(old.password, MIDDLE, "passwordHistory"), "lastUsedDate": old.used_at}
            for old in item.history
        ],
    }
    details = item.details
    if isinstance(details, Login):
        body["login"] = _login(details, seal)
    elif isinstance(details, SecureNote):
        body["secureNote"] = {"type": 0}
    else:
        body[_MEMBERS[item.type]] = _record(details, _MEMBERS[item.type], seal)
    return body


def _login(login: Login, seal: Seal) -> dict[str, Any]:
    return {
        "username": _sealed(login.username, SHORT, "login.username", seal),
        "password": _sealed(login.password, MIDDLE, "login.password", seal),
        "totp": _sealed(login.totp, SHORT, "login.totp", seal),
        "passwordRevisionDate": login.password_changed_at,
        "autofillOnPageLoad": login.autofill_on_page_load,
        "uris": [_uri(uri, seal) for uri in login.uris],
        "fido2Credentials": [
            {
                **{name: seal(value, SHORT, f"passkey.{name}") for name, value in passkey.members},
                "creationDate": passkey.created_at,
            }
            for passkey in login.passkeys
        ]
        or None,
    }


def _uri(uri: Uri, seal: Seal) -> dict[str, Any]:
    # Readers drop an address whose checksum is missing or wrong where the item has a key of its own.
    checksum = b64encode(sha256(uri.uri.encode()).digest()).decode("ascii")
    return {
        "uri": seal(uri.uri, LONG, "login.uri"),
        "uriChecksum": seal(checksum, LONG, "login.uriChecksum"),
        "match": uri.match,
    }


def _record(record: Record, member: str, seal: Seal) -> dict[str, Any]:
    body = {}
    for field in fields(record):
        name = camel_case(field.name)
        long = isinstance(record, SshKey) and field.name != "key_fingerprint"
        body[name] = _sealed(getattr(record, field.name), MIDDLE if long else SHORT, f"{member}.{name}", seal)
    return body


def _sealed(text: str | None, limit: int, path: str, seal: Seal) -> str | None:
    return None if text is None else seal(text, limit, path)
