"""1Password 1PUX: an archive with `export.data`. Vaults become collections; attached files stay behind."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from backend_client.errors import ImportFault, ImportProblem
from backend_client.portal.importers.archive import Archive
from backend_client.portal.importers.imported import Collector, Imported, folder_path, name_of, uris_of
from backend_client.portal.importers.json_values import (
    Json,
    members,
    objects,
    read_json,
    seconds_text,
    small_number,
    text,
    texts,
)
from backend_client.portal.importers.ssh_keys import key_details
from backend_client.portal.vault_items import (
    Card,
    CustomField,
    Details,
    FieldType,
    Identity,
    Item,
    Login,
    OldPassword,
    SecureNote,
)

ONEPUX: Final = "1Password (1pux)"
CONTENTS: Final = "export.data"
DOCUMENT: Final = "document"
_CARD, _NOTE, _IDENTITY, _DOCUMENT, _SSH = "002", "003", "004", "006", "114"
_MOST_HISTORY = 5
_CARD_FIELDS = {"cardholder": "cardholder_name", "type": "brand", "ccnum": "number", "cvv": "code"}
_IDENTITY_FIELDS = {
    "firstname": "first_name",
    "initial": "middle_name",
    "lastname": "last_name",
    "company": "company",
    "email": "email",
    "defphone": "phone",
    "username": "username",
}
_ADDRESS = {
    "street": "address1",
    "city": "city",
    "state": "state",
    "zip": "postal_code",
    "country": "country",
}


def read_onepassword_1pux(data: bytes) -> Imported:
    """The items of the archive. Raises ImportProblem."""
    archive = Archive(data)
    if CONTENTS not in archive.names:
        raise ImportProblem(ImportFault.WRONG_SHAPE, what=ONEPUX)
    body = read_json(archive.read(CONTENTS), ONEPUX)
    gathered, number = Collector(), 0
    for account in objects(body.get("accounts")):
        for vault in objects(account.get("vaults")):
            shelf = folder_path(text(members(vault.get("attrs")).get("name")))
            for row in objects(vault.get("items")):
                number += 1
                gathered.parents(shelf)
                gathered.add(_item(row, (shelf,) if shelf else (), number))
                if row.get("categoryUuid") == _DOCUMENT:
                    gathered.leave_out(number, DOCUMENT)
    return gathered.done()


class _Fields:
    """The fields of an item that are not taken yet, by their id."""

    def __init__(self, details: Json) -> None:
        self._rows = [
            (
                text(row.get("id")) or "",
                text(row.get("title")) or text(section.get("title")),
                members(row.get("value")),
            )
            for section in objects(details.get("sections"))
            for row in objects(section.get("fields"))
        ]

    def take(self, identifier: str) -> str | None:
        """The text of the first field with this id, which is then taken."""
        return _text(self.take_value(lambda name, _value: name == identifier))

    def take_kind(self, kind: str) -> Any:
        """The value of the first field of this kind, which is then taken."""
        return self.take_value(lambda _name, value: value.get(kind) is not None).get(kind)

    def take_value(self, wanted: Any) -> Json:
        """The value of the first wanted field, which is then taken; empty where there is none."""
        for place, (name, _, value) in enumerate(self._rows):
            if wanted(name, value):
                del self._rows[place]
                return value
        return {}

    def rest(self) -> tuple[CustomField, ...]:
        """What was not taken, as custom fields."""
        found = ((title, _text(value), value) for _, title, value in self._rows)
        return tuple(CustomField(title, shown, _kind(value)) for title, shown, value in found if shown)


def _item(row: Json, shelves: tuple[str, ...], number: int) -> Item:
    details, overview = members(row.get("details")), members(row.get("overview"))
    fields = _Fields(details)
    made, extra = _details(str(row.get("categoryUuid")), details, overview, fields)
    tags = ", ".join(texts(overview.get("tags")))
    return Item(
        name_of(text(overview.get("title"))),
        made,
        text(details.get("notesPlain")),
        fields=(
            *_web_fields(details),
            *extra,
            *fields.rest(),
            *((CustomField("tags", tags),) if tags else ()),
        ),
        history=tuple(
            OldPassword(password, seconds_text(old.get("time")) or "1970-01-01T00:00:00Z")
            for old in objects(details.get("passwordHistory"))
            if (password := text(old.get("value")))
        )[:_MOST_HISTORY],
        favorite=row.get("favIndex") == 1,
        collections=shelves,
        row=number,
    )


def _details(
    category: str, details: Json, overview: Json, fields: _Fields
) -> tuple[Details, tuple[CustomField, ...]]:
    """What the item becomes, and fields that found no place in it."""
    if category == _CARD:
        return _card(fields), ()
    if category == _IDENTITY:
        return _identity(fields), ()
    if category == _SSH:
        key = members(fields.take_kind("sshKey"))
        known = members(key.get("metadata"))
        private = text(key.get("privateKey")) or text(known.get("privateKey"))
        return key_details(private, text(known.get("publicKey")), text(known.get("fingerprint")))
    if category in (_NOTE, _DOCUMENT):
        return SecureNote(), ()
    web = {text(row.get("designation")): _value(row) for row in objects(details.get("loginFields"))}
    addresses = [text(each.get("url")) for each in (*objects(overview.get("urls")), overview)]
    login = Login(
        username=web.get("username") or fields.take("username"),
        password=web.get("password") or text(details.get("password")) or fields.take("password"),
        totp=text(fields.take_kind("totp")),
        uris=uris_of(addresses),
    )
    filled = login.username or login.password or login.totp or login.uris
    return login if filled else SecureNote(), ()


def _card(fields: _Fields) -> Card:
    found = {member: fields.take(identifier) for identifier, member in _CARD_FIELDS.items()}
    month = small_number(fields.take_kind("monthYear"), 999_912) or 0
    dated = 1 <= month % 100 <= 12
    return Card(
        **found,
        exp_month=str(month % 100) if dated else None,
        exp_year=str(month // 100) if dated else None,
    )


def _identity(fields: _Fields) -> Identity:
    found = {member: fields.take(identifier) for identifier, member in _IDENTITY_FIELDS.items()}
    address = members(fields.take_kind("address"))
    return Identity(**found, **{member: text(address.get(name)) for name, member in _ADDRESS.items()})


def _web_fields(details: Json) -> tuple[CustomField, ...]:
    """Fields of web forms besides name and password."""
    rows = [row for row in objects(details.get("loginFields")) if not row.get("designation")]
    return tuple(
        CustomField(
            text(row.get("name")), value, FieldType.HIDDEN if row.get("fieldType") == "P" else FieldType.TEXT
        )
        for row in rows
        if (value := _value(row))
    )


def _value(row: Json) -> str | None:
    value = row.get("value")
    return text(members(value).get("email_address")) if isinstance(value, dict) else text(value)


def _kind(value: Json) -> FieldType:
    hidden = any(value.get(kind) is not None for kind in ("concealed", "totp", "sshKey", "creditCardNumber"))
    return FieldType.HIDDEN if hidden else FieldType.TEXT


def _text(value: Json) -> str | None:
    """The text of a field's value, whatever its kind."""
    for kind, held in value.items():
        if held is None or kind in ("file", "reference"):
            continue
        if kind == "email":
            return text(members(held).get("email_address")) or text(held)
        if kind == "address":
            return ", ".join(part for name in _ADDRESS if (part := text(members(held).get(name)))) or None
        if kind == "sshKey":
            return text(members(held).get("privateKey"))
        if kind == "date":
            return _day(held)
        if kind == "monthYear":
            month = small_number(held, 999_912)
            return f"{month // 100}-{month % 100:02}" if month else None
        return text(held)
    return None


def _day(seconds: Any) -> str | None:
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return None
