"""Bitwarden JSON in the clear, of an organization (`collections`) or of a person (`folders`)."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers.imported import Collector, Imported, folder_path, name_of
from backend_client.portal.importers.json_values import (
    Json,
    date_text,
    members,
    objects,
    small_number,
    text,
    texts,
)
from backend_client.portal.vault_items import (
    RECORDS,
    CustomField,
    Details,
    FieldType,
    Item,
    ItemType,
    Login,
    OldPassword,
    Passkey,
    Record,
    SecureNote,
    Uri,
    camel_case,
)

BITWARDEN = "Bitwarden (json)"
UNKNOWN_TYPE = "unknown_type"
IN_TRASH = "in_trash"

_LAST_TYPE, _LAST_FIELD = max(ItemType), max(FieldType)
_MOST_HISTORY = 5
_LAST_MATCH = 5
_MOST_LINKED = 10_000
_MEMBERS = {
    ItemType.CARD: "card",
    ItemType.IDENTITY: "identity",
    ItemType.SSH_KEY: "sshKey",
    ItemType.BANK_ACCOUNT: "bankAccount",
    ItemType.DRIVERS_LICENSE: "driversLicense",
    ItemType.PASSPORT: "passport",
}
_PASSKEY_TEXTS = (
    "credentialId",
    "keyType",
    "keyAlgorithm",
    "keyCurve",
    "keyValue",
    "rpId",
    "rpName",
    "userHandle",
    "userName",
    "userDisplayName",
    "counter",
    "discoverable",
)


def read_bitwarden_json(body: Json) -> Imported:
    """The items of a parsed, unencrypted export. Raises ImportProblem."""
    if not isinstance(body.get("items"), list):
        raise ImportProblem(ImportFault.WRONG_SHAPE, what=BITWARDEN)
    gathered = Collector()
    shelves = {text(row.get("id")): text(row.get("name")) for row in objects(body.get("collections"))}
    folders = {
        text(row.get("id")): folder_path(text(row.get("name"))) for row in objects(body.get("folders"))
    }
    names = {key: name for key, name in {**folders, **shelves}.items() if key and name}
    for name in names.values():
        gathered.collection(name)
    for number, row in enumerate(body["items"], start=1):
        read_item(gathered, members(row), number, names)
    return gathered.done()


def read_item(gathered: Collector, row: Json, number: int, names: dict[str, str]) -> None:
    """One item into `gathered`; what is in the trash or of an unknown type is left out and noted."""
    details = _details(row)
    if details is None:
        gathered.leave_out(number, UNKNOWN_TYPE)
        return
    if row.get("deletedDate") is not None:
        gathered.leave_out(number, IN_TRASH)
        return
    keys = texts(row.get("collectionIds")) or [text(row.get("folderId")) or ""]
    gathered.add(
        Item(
            name=name_of(text(row.get("name"))),
            details=details,
            notes=text(row.get("notes")),
            fields=tuple(_field(each) for each in objects(row.get("fields"))),
            history=_history(row),
            favorite=row.get("favorite") is True,
            reprompt=row.get("reprompt") == 1,
            collections=tuple(dict.fromkeys(names[key] for key in keys if key in names)),
            row=number,
        )
    )


def _details(row: Json) -> Details | None:
    kind = small_number(row.get("type"), _LAST_TYPE)
    if not kind:
        return None
    item_type = ItemType(kind)
    if item_type is ItemType.LOGIN:
        return _login(members(row.get("login")))
    if item_type is ItemType.SECURE_NOTE:
        return SecureNote()
    return record_of(RECORDS[item_type], members(row.get(_MEMBERS[item_type])))


def record_of(record: type[Record], values: Json) -> Record:
    """A record from its members by wire name."""
    return record(**{member.name: text(values.get(camel_case(member.name))) for member in fields(record)})


def _login(login: Json) -> Login:
    automatic = login.get("autofillOnPageLoad")
    return Login(
        username=text(login.get("username")),
        password=text(login.get("password")),
        totp=text(login.get("totp")),
        uris=tuple(
            Uri(uri, small_number(each.get("match"), _LAST_MATCH))
            for each in objects(login.get("uris"))
            if (uri := text(each.get("uri")))
        ),
        password_changed_at=date_text(login.get("passwordRevisionDate")),
        autofill_on_page_load=automatic if isinstance(automatic, bool) else None,
        passkeys=tuple(_passkey(each) for each in objects(login.get("fido2Credentials"))),
    )


def _passkey(values: Json) -> Passkey:
    found = ((name, text(values.get(name))) for name in _PASSKEY_TEXTS)
    created = date_text(values.get("creationDate")) or "1970-01-01T00:00:00Z"
    return Passkey(tuple((name, value) for name, value in found if value is not None), created)


def _field(values: Json) -> CustomField:
    kind = FieldType(small_number(values.get("type"), _LAST_FIELD) or 0)
    return CustomField(
        text(values.get("name")),
        _field_value(values.get("value")),
        kind,
        small_number(values.get("linkedId"), _MOST_LINKED) if kind is FieldType.LINKED else None,
    )


def _field_value(value: Any) -> str | None:
    return str(value).lower() if isinstance(value, bool) else text(value)


def _history(row: Json) -> tuple[OldPassword, ...]:
    found = (
        OldPassword(password, date_text(each.get("lastUsedDate")) or "1970-01-01T00:00:00Z")
        for each in objects(row.get("passwordHistory"))
        if (password := text(each.get("password")))
    )
    return tuple(found)[:_MOST_HISTORY]
