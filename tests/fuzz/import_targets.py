"""Export files of password managers, detected and named, and what becomes of their items."""

from __future__ import annotations

import json
from contextlib import suppress
from unittest.mock import patch

from backend_client.crypto.keys import SymmetricKey
from backend_client.errors import ImportProblem
from backend_client.large_json import _refuse, elements_of, parse_large
from backend_client.portal.importers import bitwarden_encrypted, keepass_kdbx
from backend_client.portal.importers.archive import Archive
from backend_client.portal.importers.formats import ImportFormat, read_export
from backend_client.portal.importers.imported import Imported
from backend_client.portal.importers.ssh_keys import key_details
from backend_client.portal.importers.xml_tree import parse_xml
from backend_client.portal.item_body import item_body
from backend_client.secret import Secret
from tests.fuzz.target import Read, Target, names_said, text_in

PASSWORD = "practice"
KEY = SymmetricKey(bytes(range(64)))
_MOST_ROUNDS = 6_000
_UNPACKED_MB = 2


def _derived(_password: Secret, _salt: str, _kdf: object) -> SymmetricKey:
    return KEY


def reader(kind: ImportFormat | None) -> Read:
    """Reads a file of that kind. Key derivation, slow on purpose, is left out."""

    def read(data: bytes) -> None:
        with (
            patch.object(bitwarden_encrypted, "derive_export_key", _derived),
            patch.multiple(keepass_kdbx, _MOST_ROUNDS=_MOST_ROUNDS, _MOST_MEMORY=2**20, _MOST_PASSES=3),
            patch("backend_client.portal.importers.archive.MOST_UNPACKED_MB", _UNPACKED_MB),
        ):
            _found, imported = read_export(data, kind, password=Secret(PASSWORD), key=KEY)
        _sealed(imported)

    return read


def _sealed(imported: Imported) -> None:
    """Every item can be encrypted, and every name is one that a server takes."""
    for item in imported.items:
        item_body(item, "organization", _seal)
    for name in imported.collections:
        _seal(name, 0, "")
    imported.below("Imported")


def _seal(text: str, _limit: int, _path: str) -> str:
    text.encode()
    return text


def _archive(data: bytes) -> None:
    """Names are only compared: nothing is unpacked to a disk."""
    with patch("backend_client.portal.importers.archive.MOST_UNPACKED_MB", _UNPACKED_MB):
        archive = Archive(data)
        for name in sorted(archive.names)[:20]:
            with suppress(ImportProblem):
                archive.read(name)


def _is_json(text: str) -> bool:
    try:
        json.loads(text, parse_constant=_refuse)
    except ValueError:
        return False
    return True


def _large_json(data: bytes) -> None:
    """Read in pieces it says what it says as a whole, and is refused where that is none."""
    text = text_in(data)
    with patch("backend_client.large_json._SMALL", 0):
        try:
            found = parse_large(text)
        except ValueError:
            assert not _is_json(text)
            return
    assert json.dumps(found) == json.dumps(json.loads(text))
    said = names_said(text)
    for name, value in found.items() if isinstance(found, dict) else ():
        if isinstance(value, list) and said.count(name) == 1:
            assert list(elements_of(text, name)) == value


def _xml(data: bytes) -> None:
    parse_xml(text_in(data))


def _ssh(data: bytes) -> None:
    key_details(text_in(data), text_in(data), None)


_REFUSED = (ImportProblem,)


def _target(name: str, read: Read, *, json: bool = False) -> Target:
    return Target(name, read, _REFUSED, per_byte=1_500, constant=12_000_000, seconds=8.0, json=json)


_JSON = (ImportFormat.BITWARDEN_JSON, ImportFormat.KEEPER_JSON)
TARGETS = (
    _target("import_detected", reader(None)),
    *(_target(f"import_{kind.value}", reader(kind), json=kind in _JSON) for kind in ImportFormat),
    _target("import_archive", _archive),
    _target("import_xml", _xml),
    Target("large_json", _large_json, (RecursionError,), json=True),
    Target("import_ssh_key", _ssh),
)
