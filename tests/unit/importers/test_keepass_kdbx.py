"""KeePass databases: both versions, every field, key files, and files that mean harm."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers.formats import ImportFormat, read_export
from backend_client.portal.vault_items import FieldType, Login
from backend_client.secret import Secret
from tests.unit.importers.kdbx_files import TOTP, asking, kdbx3, kdbx4

PASSWORD = Secret("correct horse")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return kdbx4(tmp_path_factory.mktemp("kdbx") / "a.kdbx", PASSWORD.reveal())


def _fault(data: bytes, password: Secret | None, key_file: bytes | None = None) -> ImportFault:
    with pytest.raises(ImportProblem) as refused:
        read_export(data, password=password, key_file=key_file)
    return refused.value.fault


def test_version_4_with_every_field(database: bytes) -> None:
    kind, imported = read_export(database, password=PASSWORD)
    assert kind is ImportFormat.KEEPASS_KDBX
    items = {item.name: item for item in imported.items}
    assert set(items) == {"Loose", "With a file", "Mail"}
    mail = items["Mail"]
    assert isinstance(mail.details, Login)
    assert (mail.details.username, mail.details.password) == ("jo", "p\N{EURO SIGN}w")
    assert [uri.uri for uri in mail.details.uris] == ["https://mail.example"]
    assert (mail.details.totp, mail.notes) == (TOTP, "first\nsecond")
    fields = {field.name: (field.value, field.type) for field in mail.fields}
    assert fields == {"PIN": ("1234", FieldType.HIDDEN), "Since": ("2020", FieldType.TEXT)}
    assert [old.password for old in mail.history] == ["old"]
    assert mail.history[0].used_at.startswith("20")
    assert (mail.collections, items["Loose"].collections) == (("Work/Sales-EU",), ())
    assert imported.collections == ("Work", "Work/Sales-EU")
    assert sorted(each.what for each in imported.left_out) == ["document", "in_trash"]


def test_version_3_1() -> None:
    _kind, imported = read_export(kdbx3(PASSWORD.reveal()), password=PASSWORD)
    (item,) = imported.items
    assert isinstance(item.details, Login)
    assert (item.name, item.details.password, item.collections) == ("Mail", "s3cret", ("Old",))
    assert _fault(kdbx3("another"), PASSWORD) is ImportFault.WRONG_PASSWORD


def test_a_password_is_wanted_and_a_wrong_one_told(database: bytes) -> None:
    assert _fault(database, None) is ImportFault.PASSWORD_NEEDED
    assert _fault(database, Secret("wrong")) is ImportFault.WRONG_PASSWORD


@pytest.mark.parametrize("password", [None, "with both"])
def test_a_key_file_opens_beside_a_password_or_alone(tmp_path: Path, password: str | None) -> None:
    key_file = tmp_path / "my.key"
    key_file.write_bytes(b"anything at all")
    data = kdbx4(tmp_path / "a.kdbx", password, key_file)
    words = Secret(password or "")
    assert len(read_export(data, password=words, key_file=key_file.read_bytes())[1].items) == 3
    assert _fault(data, words) is ImportFault.WRONG_PASSWORD
    assert _fault(data, words, b"another") is ImportFault.WRONG_PASSWORD


@pytest.mark.parametrize(("name", "number"), [("M", 2**40), ("I", 2**40), ("P", 2**31)])
def test_too_much_work_is_refused_before_it_is_begun(database: bytes, name: str, number: int) -> None:
    assert _fault(asking(database, name, number), PASSWORD) is ImportFault.WEAK_KEY_DERIVATION


def test_damaged_databases_are_said_to_be(database: bytes) -> None:
    for cut in (20, 200, len(database) // 2, len(database) - 40):
        assert _fault(database[:cut], PASSWORD) in (ImportFault.WRONG_SHAPE, ImportFault.WRONG_PASSWORD)


def test_without_the_library_it_says_so(database: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pykeepass", None)
    assert _fault(database, PASSWORD) is ImportFault.KDBX_NOT_INSTALLED
