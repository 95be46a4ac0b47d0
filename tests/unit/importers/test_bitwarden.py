"""Bitwarden's own exports: plain, protected by a password, under an organization's key, and CSV."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backend_client.crypto.kdf import Pbkdf2, derive_export_key
from backend_client.crypto.keys import SymmetricKey
from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers.formats import ImportFormat, read_export
from backend_client.portal.importers.imported import Imported
from backend_client.portal.item_body import item_body
from backend_client.portal.vault_items import ItemType, Login, SecureNote
from backend_client.secret import Secret
from tests.unit.importers.everything import everything
from tests.unit.importers.reading import fault_of, items_of, login_of

PASSWORD = Secret("correct horse")
SALT = "AbCdEfGhIjKlMnOpQrStUg=="


def bodies(imported: Imported) -> list[Any]:
    """The request bodies of all items, in the clear."""
    return [
        (item_body(item, "o", lambda text, _limit, _path: text), item.collections) for item in imported.items
    ]


def protected(**changes: object) -> bytes:
    """The export of everything, protected by PASSWORD."""
    key = derive_export_key(PASSWORD, SALT, Pbkdf2(5000))
    body = {
        "encrypted": True,
        "passwordProtected": True,
        "salt": SALT,
        "kdfType": 0,
        "kdfIterations": 5000,
        "encKeyValidation_DO_NOT_EDIT": str(key.encrypt_text("b1b2b3")),
        "data": str(key.encrypt_text(json.dumps(everything()))),
    }
    return json.dumps({**body, **changes}).encode()


def restricted(key: SymmetricKey, *, own_keys: bool = False) -> bytes:
    """The export of everything under an organization's key, each text an EncString."""

    def sealed(value: Any, name: str, with_key: SymmetricKey) -> Any:
        if isinstance(value, dict):
            return {member: sealed(each, member, with_key) for member, each in value.items()}
        if isinstance(value, list):
            return [sealed(each, name, with_key) for each in value]
        plain = name.endswith("Date") or name in ("id", "organizationId", "collectionIds", "folderId")
        return value if plain or not isinstance(value, str) else str(with_key.encrypt_text(value))

    source = everything()
    items = []
    for item in source["items"]:
        item_key = SymmetricKey.generate() if own_keys else key
        wrapped = {"key": str(key.encrypt(item_key.to_bytes()))} if own_keys else {"key": None}
        items.append({**sealed(item, "", item_key), **wrapped})
    return json.dumps(
        {
            "encrypted": True,
            "encKeyValidation_DO_NOT_EDIT": str(key.encrypt_text("b1b2b3")),
            "collections": sealed(source["collections"], "", key),
            "items": items,
        }
    ).encode()


def test_every_type_is_read() -> None:
    kind, imported = read_export(json.dumps(everything()).encode())
    assert kind is ImportFormat.BITWARDEN_JSON
    assert {item.type for item in imported.items} == set(ItemType)
    assert imported.collections == ("Socials", "IT/Servers")
    assert imported.items[0].collections == ("Socials", "IT/Servers")
    assert imported.left_out == ()


def test_a_protected_file_opens_with_its_password_to_the_same() -> None:
    plain = read_export(json.dumps(everything()).encode())[1]
    assert bodies(read_export(protected(), password=PASSWORD)[1]) == bodies(plain)


@pytest.mark.parametrize("own_keys", [False, True])
def test_a_restricted_file_opens_with_the_key_of_its_organization(own_keys: bool) -> None:
    key = SymmetricKey.generate()
    plain = read_export(json.dumps(everything()).encode())[1]
    opened = read_export(restricted(key, own_keys=own_keys), key=key)[1]
    assert bodies(opened) == bodies(plain)
    assert opened.collections == plain.collections


def test_a_file_of_another_organization_is_refused() -> None:
    data = restricted(SymmetricKey.generate())
    assert fault_of(data) is ImportFault.KEY_NEEDED
    with pytest.raises(ImportProblem) as refused:
        read_export(data, key=SymmetricKey.generate())
    assert refused.value.fault is ImportFault.OTHER_KEY


@pytest.mark.parametrize(
    ("changes", "password", "fault"),
    [
        ({}, None, ImportFault.PASSWORD_NEEDED),
        ({}, "wrong horse", ImportFault.WRONG_PASSWORD),
        ({"salt": SALT.lower()}, "correct horse", ImportFault.WRONG_PASSWORD),
        ({"kdfIterations": 4999}, "correct horse", ImportFault.WEAK_KEY_DERIVATION),
        ({"kdfType": 1, "kdfMemory": 10**9, "kdfParallelism": 4}, "x", ImportFault.WEAK_KEY_DERIVATION),
        ({"kdfIterations": "many"}, "correct horse", ImportFault.WRONG_SHAPE),
        ({"data": "2.a|b|c"}, "correct horse", ImportFault.WRONG_SHAPE),
        ({"data": None}, "correct horse", ImportFault.WRONG_SHAPE),
    ],
)
def test_protected_files_that_do_not_open(
    changes: dict[str, object], password: str | None, fault: ImportFault
) -> None:
    with pytest.raises(ImportProblem) as refused:
        read_export(protected(**changes), password=Secret(password) if password else None)
    assert refused.value.fault is fault


def test_items_in_the_trash_and_of_unknown_types_are_left_out_and_said() -> None:
    source = everything()
    source["items"][0]["deletedDate"] = "2026-01-01T00:00:00Z"
    source["items"][1]["type"] = 99
    imported = read_export(json.dumps(source).encode())[1]
    assert [(each.row, each.what) for each in imported.left_out] == [(1, "in_trash"), (2, "unknown_type")]
    assert len(imported.items) == len(source["items"]) - 2


def test_a_personal_export_brings_its_folders() -> None:
    source = {
        "encrypted": False,
        "folders": [{"id": "f", "name": "Work\\Mail"}],
        "items": [{"type": 1, "name": "a", "folderId": "f", "login": {}}],
    }
    assert read_export(json.dumps(source).encode())[1].items[0].collections == ("Work/Mail",)


CSV = (
    "collections,type,name,notes,fields,reprompt,archivedDate,login_uri,login_username,login_password,login_totp\r\n"
    '"Socials,IT\\Servers",login,Mail,"two\r\nlines","PIN: 1234\nDoor: code: 7\nmore",1,,'
    '"mail.example.com,https://b.example",jo,"p,""q""",seed\r\n'
    ",NOTE,,words,,0,,,,,\r\n"
)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_csv(mark: bytes) -> None:
    mail, note = items_of(mark + CSV.encode(), ImportFormat.BITWARDEN_CSV)
    assert (mail.name, mail.notes, mail.reprompt, mail.row) == ("Mail", "two\r\nlines", True, 2)
    assert mail.collections == ("Socials", "IT/Servers")
    assert [(field.name, field.value) for field in mail.fields] == [
        ("PIN", "1234"),
        ("Door: code", "7\nmore"),
    ]
    login = login_of(mail)
    assert (login.username, login.password, login.totp) == ("jo", 'p,"q"', "seed")
    assert [uri.uri for uri in login.uris] == ["http://mail.example.com", "https://b.example"]
    assert (note.name, note.notes, note.collections) == ("--", "words", ())
    assert isinstance(note.details, SecureNote)


def test_csv_makes_parents() -> None:
    assert read_export(CSV.encode())[1].collections == ("IT", "Socials", "IT/Servers")


def test_csv_of_a_person_brings_folders_and_older_column_names() -> None:
    text = "folder,favorite,type,name,notes,fields,login_uri,login_username,login_password,login_totp\n"
    (item,) = items_of(f"{text}A/B,1,login,x,,,,u,p,\n".encode(), ImportFormat.BITWARDEN_CSV)
    assert (item.collections, item.favorite) == (("A/B",), True)
    older = b"collections,type,name,uri,username,password,totp\nS,login,x,https://x.example,u,p,t\n"
    (item,) = items_of(older, ImportFormat.BITWARDEN_CSV)
    details = item.details
    assert isinstance(details, Login)
    assert (details.username, details.password, details.totp, len(details.uris)) == ("u", "p", "t", 1)


def test_nothing_of_an_item_shows_in_its_repr() -> None:
    imported = read_export(json.dumps(everything()).encode())[1]
    shown = repr(imported) + repr(imported.items[0].details) + repr(imported.items[0].fields)
    assert not any(text in shown for text in ("s3cret", "jo@birch", "leading"))
