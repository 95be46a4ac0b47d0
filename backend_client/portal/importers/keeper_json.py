"""Keeper JSON: records with typed custom fields, named `$kind:label` (older ones `$kind:label:number`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers.imported import Collector, Imported, name_of, simple_login, text_or_none
from backend_client.portal.importers.json_values import Json, members, objects, seconds_text, text
from backend_client.portal.importers.ssh_keys import key_details
from backend_client.portal.vault_items import (
    Card,
    CustomField,
    Details,
    FieldType,
    Identity,
    Item,
    SecureNote,
)

KEEPER_JSON = "Keeper (json)"
_SEPARATOR = re.compile(r"(?<!\\)\\(?!\\)")
_MOST_LEVELS = 50
_HALF_A_DAY = 12 * 3600
_LATEST = 10**15
_HIDDEN = dict.fromkeys(
    ("pinCode", "secret", "password", "oneTimeCode", "otp", "keyPair", "licenseNumber"), FieldType.HIDDEN
)
_PERSONS = frozenset({"contact", "address", "ssnCard", "driverLicense", "passport"})
_NOTES = frozenset({"encryptedNotes", "file", "photo", "softwareLicense", "membership", "birthCertificate"})
_NUMBERS = {"ssnCard": "ssn", "driverLicense": "license_number", "passport": "passport_number"}
_ADDRESS = {
    "street1": "address1",
    "street2": "address2",
    "city": "city",
    "state": "state",
    "zip": "postal_code",
    "country": "country",
}


def read_keeper_json(body: Json) -> Imported:
    """The items of a parsed export. Raises ImportProblem."""
    if not isinstance(body.get("records"), list):
        raise ImportProblem(ImportFault.WRONG_SHAPE, what=KEEPER_JSON)
    gathered = Collector()
    for number, row in enumerate(body["records"], start=1):
        item = _item(members(row), number)
        for name in item.collections:
            gathered.parents(name)
        gathered.add(item)
    return gathered.done()


class _Fields:
    """Typed custom fields that are not taken yet: kind, label, value."""

    def __init__(self, row: Json) -> None:
        self._rows = [(*_split(name), value) for name, value in members(row.get("custom_fields")).items()]

    def take(self, kind: str, label: str = "") -> Any:
        """The value of the first field of this kind (and label, where one is given), which is then taken."""
        for place, (its_kind, its_label, value) in enumerate(self._rows):
            if its_kind == kind and label in ("", its_label):
                del self._rows[place]
                return value[0] if isinstance(value, list) and value else value
        return None

    def rest(self) -> Iterator[CustomField]:
        """What was not taken."""
        for kind, label, value in self._rows:
            for shown in _dates(value) if kind.lower().endswith("date") else _texts(value):
                yield CustomField(
                    label or kind, shown, FieldType.HIDDEN if kind in _HIDDEN else FieldType.TEXT
                )


def _item(row: Json, number: int) -> Item:
    fields = _Fields(row)
    details, extra = _details(text(row.get("$type")) or "login", row, fields)
    loose = [] if hasattr(details, "uris") else _loose(row, details)
    shelves = [
        _path(text(each.get(name)))
        for each in objects(row.get("folders"))
        for name in ("shared_folder", "folder")
    ]
    return Item(
        name_of(text(row.get("title"))),
        details,
        text(row.get("notes")),
        fields=(*loose, *extra, *fields.rest()),
        collections=tuple(dict.fromkeys(path for path in shelves if path)),
        row=number,
    )


def _details(kind: str, row: Json, fields: _Fields) -> tuple[Details, tuple[CustomField, ...]]:
    """What the record becomes, and fields that found no place in it."""
    if kind == "bankCard":
        return _card(fields), ()
    if kind in _PERSONS:
        return _identity(kind, row, fields), ()
    if kind == "sshKeys":
        pair = members(fields.take("keyPair"))
        return key_details(text(pair.get("privateKey")), text(pair.get("publicKey")))
    given = any(text(row.get(name)) for name in ("login", "password", "login_url"))
    if kind in _NOTES and not given:
        return SecureNote(), ()
    login = simple_login(
        username=text(row.get("login")),
        password=text(row.get("password")),
        uris=[text(row.get("login_url"))],
        totp=text(fields.take("oneTimeCode")),
    )
    return login, ()


def _card(fields: _Fields) -> Card:
    card = members(fields.take("paymentCard"))
    month, _, year = (text(card.get("cardExpirationDate")) or "").partition("/")
    return Card(
        cardholder_name=text(fields.take("text", "cardholderName")),
        number=text(card.get("cardNumber")),
        exp_month=text_or_none(month.strip().lstrip("0")),
        exp_year=text_or_none(year.strip()),
        code=text(card.get("cardSecurityCode")),
    )


def _identity(kind: str, row: Json, fields: _Fields) -> Identity:
    name, address, phone = (members(fields.take(each)) for each in ("name", "address", "phone"))
    number = {_NUMBERS[kind]: text(fields.take("accountNumber"))} if kind in _NUMBERS else {}
    return Identity(
        first_name=text(name.get("first")),
        middle_name=text(name.get("middle")),
        last_name=text(name.get("last")),
        company=text(fields.take("text", "company")),
        email=text(fields.take("email")),
        phone=text(phone.get("number")),
        username=text(row.get("login")),
        **{member: text(address.get(each)) for each, member in _ADDRESS.items()},
        **number,
    )


def _loose(row: Json, details: Details) -> list[CustomField]:
    """Name, password and address of a record that becomes no login."""
    found = [("password", FieldType.HIDDEN), ("login_url", FieldType.TEXT)]
    if not isinstance(details, Identity):
        found.insert(0, ("login", FieldType.TEXT))
    return [CustomField(name, value, kind) for name, kind in found if (value := text(row.get(name)))]


def _split(name: str) -> tuple[str, str]:
    """`$kind:label:1` as kind and label; a name without a dollar is only a label."""
    if not name.startswith("$"):
        return "", name
    kind, _, label = name[1:].partition(":")
    return kind, re.sub(r"(^|:)\d+$", "", label)


def _texts(value: Any) -> list[str]:
    """Every text inside a value; the parts of an object joined."""
    if isinstance(value, list):
        return [shown for each in value[:100] for shown in _texts(each)]
    if isinstance(value, dict):
        joined = ", ".join(shown for each in value.values() if (shown := text(each)))
        return [joined] if joined else []
    shown = str(value).lower() if isinstance(value, bool) else text(value)
    return [shown] if shown else []


def _dates(value: Any) -> list[str]:
    """Dates, which are milliseconds since 1970, as days: the nearest one, as they mean a local midnight."""
    numbers = (each for each in _listed(value) if isinstance(each, int) and abs(each) < _LATEST)
    found = [seconds_text(each // 1000 + _HALF_A_DAY) for each in numbers]
    return [date[:10] for date in found if date] or _texts(value)


def _listed(value: Any) -> list[Any]:
    return value[:100] if isinstance(value, list) else [value]


def _path(folder: str | None) -> str:
    r"""A folder as a collection name: `\` parts levels, `\\` stands for itself."""
    levels = [level.replace("\\\\", "\\").strip() for level in _SEPARATOR.split(folder or "")]
    return "/".join([level for level in levels if level][:_MOST_LEVELS])
