"""Vault items in the clear, on their way from a file into an organization. Pure values.

Every text is foreign and most are secret, so no class here shows its contents in `repr`. Names of
members follow the server's item types; `camel_case` turns one into its name on the wire.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class ItemType(IntEnum):
    """The server's numbers for item types."""

    LOGIN = 1
    SECURE_NOTE = 2
    CARD = 3
    IDENTITY = 4
    SSH_KEY = 5
    BANK_ACCOUNT = 6
    DRIVERS_LICENSE = 7
    PASSPORT = 8


class FieldType(IntEnum):
    """The server's numbers for custom fields. LINKED fields show another member of the item."""

    TEXT = 0
    HIDDEN = 1
    BOOLEAN = 2
    LINKED = 3


@dataclass(frozen=True, slots=True, repr=False)
class Uri:
    """Where a login is used. `match`: 0 domain, 1 host, 2 start, 3 exact, 4 pattern, 5 never."""

    uri: str
    match: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class CustomField:
    """A field the person added. `value` of a boolean is "true" or "false"; of a linked one None."""

    name: str | None
    value: str | None
    type: FieldType = FieldType.TEXT
    linked_id: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class OldPassword:
    """A password used earlier. `used_at` is ISO-8601 in UTC."""

    password: str
    used_at: str


@dataclass(frozen=True, slots=True, repr=False)
class Passkey:
    """A FIDO2 credential, its members by wire name, and when it was made (ISO-8601 in UTC)."""

    members: tuple[tuple[str, str], ...]
    created_at: str


@dataclass(frozen=True, slots=True, repr=False)
class Login:
    """Name and password for somewhere. `password_changed_at` is ISO-8601 in UTC."""

    username: str | None = None
    password: str | None = None
    totp: str | None = None
    uris: tuple[Uri, ...] = ()
    password_changed_at: str | None = None
    autofill_on_page_load: bool | None = None
    passkeys: tuple[Passkey, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class SecureNote:
    """An item that is only its notes and fields."""


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """A payment card. `exp_month` is 1 to 12 without a leading zero, `exp_year` has four digits."""

    cardholder_name: str | None = None
    brand: str | None = None
    number: str | None = None
    exp_month: str | None = None
    exp_year: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """A person's particulars."""

    title: str | None = None
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    address1: str | None = None
    address2: str | None = None
    address3: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None
    company: str | None = None
    email: str | None = None
    phone: str | None = None
    ssn: str | None = None
    username: str | None = None
    passport_number: str | None = None
    license_number: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class SshKey:
    """A key pair; the server wants all three members."""

    private_key: str | None = None
    public_key: str | None = None
    key_fingerprint: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class BankAccount:
    """A bank account (newer servers)."""

    bank_name: str | None = None
    name_on_account: str | None = None
    account_type: str | None = None
    account_number: str | None = None
    routing_number: str | None = None
    branch_number: str | None = None
    pin: str | None = None
    swift_code: str | None = None
    iban: str | None = None
    bank_contact_phone: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class DriversLicense:
    """A driver's licence (newer servers)."""

    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    date_of_birth: str | None = None
    license_number: str | None = None
    issuing_country: str | None = None
    issuing_state: str | None = None
    issue_date: str | None = None
    issuing_authority: str | None = None
    expiration_date: str | None = None
    license_class: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Passport:
    """A passport (newer servers)."""

    surname: str | None = None
    given_name: str | None = None
    date_of_birth: str | None = None
    sex: str | None = None
    birth_place: str | None = None
    nationality: str | None = None
    passport_number: str | None = None
    passport_type: str | None = None
    issuing_country: str | None = None
    issuing_authority: str | None = None
    issue_date: str | None = None
    expiration_date: str | None = None
    national_identification_number: str | None = None


Record = Card | Identity | SshKey | BankAccount | DriversLicense | Passport
"""Details that are nothing but optional texts."""

Details = Login | SecureNote | Record
"""What makes an item of its type."""

RECORDS: dict[ItemType, type[Record]] = {
    ItemType.CARD: Card,
    ItemType.IDENTITY: Identity,
    ItemType.SSH_KEY: SshKey,
    ItemType.BANK_ACCOUNT: BankAccount,
    ItemType.DRIVERS_LICENSE: DriversLicense,
    ItemType.PASSPORT: Passport,
}
"""The class of every item type whose details are a record."""

_TYPES: dict[type[Details], ItemType] = {
    Login: ItemType.LOGIN,
    SecureNote: ItemType.SECURE_NOTE,
    **{record: item_type for item_type, record in RECORDS.items()},
}


@dataclass(frozen=True, slots=True, repr=False)
class Item:
    """One vault item. `row` says where in the file it stood, counted from 1 as a person would count.

    `collections` are names with `/` between levels; several are possible, none means unassigned.
    """

    name: str
    details: Details
    notes: str | None = None
    fields: tuple[CustomField, ...] = ()
    history: tuple[OldPassword, ...] = ()
    favorite: bool = False
    reprompt: bool = False
    collections: tuple[str, ...] = ()
    row: int = 0

    @property
    def type(self) -> ItemType:
        """The type its details make it."""
        return _TYPES[type(self.details)]


def camel_case(name: str) -> str:
    """A member's name on the wire: `first_name` is `firstName`."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)
