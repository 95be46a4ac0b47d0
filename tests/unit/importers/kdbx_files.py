"""KeePass databases for tests: version 4 written by the library, version 3.1 by hand."""

from __future__ import annotations

import gzip
import hashlib
import os
import struct
from base64 import b64encode
from io import BytesIO
from pathlib import Path

from Cryptodome.Cipher import AES, Salsa20
from Cryptodome.Util.Padding import pad
from pykeepass import PyKeePass, create_database

TOTP = "otpauth://totp/Mail?secret=JBSWY3DPEHPK3PXP"
_SALSA_NONCE = b"\xe8\x30\x09\x4b\x97\x20\x5d\x2a"
_AES_256 = bytes.fromhex("31c1f2e6bf714350be5805216afc5aff")


def kdbx4(path: Path, password: str | None, key_file: Path | None = None) -> bytes:
    """Groups, all fields, an old password, an attachment, and an entry in the recycle bin."""
    database = create_database(str(path), password=password, keyfile=key_file and str(key_file))
    _cheap(database)
    work = database.add_group(database.root_group, "Work")
    sales = database.add_group(work, "Sales/EU")
    mail = database.add_entry(
        sales, "Mail", "jo", "old", url="https://mail.example", notes="first\nsecond", otp=TOTP
    )
    mail.set_custom_property("PIN", "1234", protect=True)
    mail.set_custom_property("Since", "2020", protect=False)
    mail.save_history()
    mail.password = "p\N{EURO SIGN}w"
    database.add_entry(database.root_group, "Loose", "al", "pw")
    kept = database.add_entry(work, "With a file", "bo", "pw")
    kept.add_attachment(database.add_binary(b"scan"), "scan.pdf")
    gone = database.add_entry(work, "Gone", "cy", "pw")
    database.trash_entry(gone)
    database.save()
    return path.read_bytes()


def _cheap(database: PyKeePass) -> None:
    """Little work for the key: tests have no secrets."""
    parameters = database.kdbx.header.value.dynamic_header.kdf_parameters.data.dict
    parameters["M"].value = 1024 * 1024
    parameters["I"].value = 1


def asking(data: bytes, name: str, number: int) -> bytes:
    """The same database, asking for so much work."""
    database = PyKeePass(BytesIO(data), transformed_key=bytes(32), decrypt=False)
    old = database.kdbx.header.value.dynamic_header.kdf_parameters.data.dict[name].value
    width = 4 if name == "P" else 8
    key = struct.pack("<I", 1) + name.encode() + struct.pack("<I", width)
    before, after = key + old.to_bytes(width, "little"), key + number.to_bytes(width, "little")
    assert data.count(before) == 1
    end = next(n for n in range(len(data)) if hashlib.sha256(data[:n]).digest() == data[n : n + 32])
    header = data[:end].replace(before, after)
    return header + hashlib.sha256(header).digest() + data[end + 32 :]


def kdbx3(password: str) -> bytes:
    """One entry with a protected password in a group."""
    master_seed, transform_seed = os.urandom(32), os.urandom(32)
    iv, stream_key, start = os.urandom(16), os.urandom(32), os.urandom(32)
    rounds = 10
    protect = Salsa20.new(key=hashlib.sha256(stream_key).digest(), nonce=_SALSA_NONCE)
    sealed = b64encode(protect.encrypt(b"s3cret")).decode()
    xml = f"""<?xml version="1.0" encoding="utf-8"?><KeePassFile><Meta/><Root><Group><Name>Top</Name>
      <Group><Name>Old</Name><Entry><String><Key>Title</Key><Value>Mail</Value></String>
      <String><Key>UserName</Key><Value>jo</Value></String>
      <String><Key>Password</Key><Value Protected="True">{sealed}</Value></String></Entry></Group>
      </Group></Root></KeePassFile>""".encode()
    fields = (
        (2, _AES_256),
        (3, struct.pack("<I", 1)),
        (4, master_seed),
        (5, transform_seed),
        (6, struct.pack("<Q", rounds)),
        (7, iv),
        (8, stream_key),
        (9, start),
        (10, struct.pack("<I", 2)),
        (0, b"\r\n\r\n"),
    )
    header = b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5" + struct.pack("<HH", 1, 3)
    header += b"".join(struct.pack("<BH", number, len(value)) + value for number, value in fields)
    key = hashlib.sha256(hashlib.sha256(password.encode()).digest()).digest()
    cipher = AES.new(transform_seed, AES.MODE_ECB)
    for _ in range(rounds):
        key = cipher.encrypt(key)
    master = hashlib.sha256(master_seed + hashlib.sha256(key).digest()).digest()
    body = gzip.compress(xml)
    blocks = struct.pack("<I", 0) + hashlib.sha256(body).digest() + struct.pack("<I", len(body)) + body
    blocks += struct.pack("<I", 1) + bytes(32) + struct.pack("<I", 0)
    return header + AES.new(master, AES.MODE_CBC, iv).encrypt(pad(start + blocks, 16))
