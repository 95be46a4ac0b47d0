"""KeePass 2 XML. Groups below the top one become collections; the recycle bin stays behind."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers.imported import Collector, Imported, name_of, uris_of
from backend_client.portal.importers.json_values import date_text
from backend_client.portal.importers.text import text_of
from backend_client.portal.importers.xml_tree import Node, parse_xml
from backend_client.portal.vault_items import CustomField, FieldType, Item, Login, OldPassword, SecureNote

KEEPASS = "KeePass (xml)"
IN_TRASH = "in_trash"
DOCUMENT = "document"
_TOTP = ("otp", "TimeOtp-Secret-Base32", "TOTP Seed")
_STANDARD = frozenset({"Title", "UserName", "Password", "URL", "Notes"})
_MOST_HISTORY = 5
_NO_BIN = "AAAAAAAAAAAAAAAAAAAAAA=="
_YEAR_ONE = datetime(1, 1, 1, tzinfo=UTC)


def read_keepass_xml(data: bytes) -> Imported:
    """The items of the file. Raises ImportProblem."""
    root = parse_xml(text_of(data))
    top = root.find("Root", "Group")
    if root.tag != "KeePassFile" or top is None:
        raise ImportProblem(ImportFault.WRONG_SHAPE, what=KEEPASS)
    bin_id = root.text_at("Meta", "RecycleBinUUID").strip()
    gathered = Collector()
    for number, (entry, path, trashed) in enumerate(_entries(top, bin_id), start=1):
        if trashed:
            gathered.leave_out(number, IN_TRASH)
            continue
        item = _item(entry, path, number)
        for name in item.collections:
            gathered.parents(name)
        gathered.add(item)
        if next(entry.all("Binary"), None) is not None:
            gathered.leave_out(number, DOCUMENT)
    return gathered.done()


def _entries(top: Node, bin_id: str) -> Iterator[tuple[Node, str, bool]]:
    """Every entry, the path of its group, and whether it lies in the recycle bin; groups in their order."""
    waiting = [(top, "", False)]
    while waiting:
        group, path, trashed = waiting.pop()
        for entry in group.all("Entry"):
            yield entry, path, trashed
        below = []
        for child in group.all("Group"):
            name = child.text_at("Name").strip().replace("/", "-") or "-"
            binned = bin_id not in ("", _NO_BIN) and child.text_at("UUID").strip() == bin_id
            below.append((child, f"{path}/{name}" if path else name, trashed or binned))
        waiting += reversed(below)


def _item(entry: Node, path: str, number: int) -> Item:
    texts = {each.text_at("Key"): each.text_at("Value") for each in entry.all("String")}
    hidden = {each.text_at("Key") for each in entry.all("String") if _is_protected(each)}
    code = next((name for name in _TOTP if texts.get(name)), None)
    login = Login(
        username=texts.get("UserName") or None,
        password=texts.get("Password") or None,
        totp=texts.get(code) if code else None,
        uris=uris_of([texts.get("URL")]),
    )
    filled = login.username or login.password or login.totp or login.uris
    return Item(
        name_of(texts.get("Title")),
        login if filled else SecureNote(),
        texts.get("Notes") or None,
        fields=tuple(
            CustomField(name or None, value, FieldType.HIDDEN if name in hidden else FieldType.TEXT)
            for name, value in texts.items()
            if value and name not in _STANDARD and name != code
        ),
        history=_history(entry, login.password),
        collections=(path,) if path else (),
        row=number,
    )


def _is_protected(string: Node) -> bool:
    value = string.find("Value")
    marks = value.attributes if value is not None else {}
    return "True" in (marks.get("ProtectInMemory"), marks.get("Protected"))


def _history(entry: Node, current: str | None) -> tuple[OldPassword, ...]:
    """Passwords of older versions, newest first, each once."""
    kept = entry.find("History")
    found: dict[str, OldPassword] = {}
    for old in reversed(list(kept.all("Entry")) if kept is not None else []):
        texts = {each.text_at("Key"): each.text_at("Value") for each in old.all("String")}
        password = texts.get("Password")
        if password and password != current:
            found.setdefault(
                password, OldPassword(password, _time(old.text_at("Times", "LastModificationTime")))
            )
    return tuple(found.values())[:_MOST_HISTORY]


def _time(text: str) -> str:
    """A time as ISO-8601; version 4 files keep it as base64 of seconds since the year one."""
    plain = date_text(text)
    if plain is not None:
        return plain
    try:
        seconds = int.from_bytes(b64decode(text, validate=True), "little")
        return (_YEAR_ONE + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")
    except (Base64Error, ValueError, OverflowError):
        return "1970-01-01T00:00:00Z"
