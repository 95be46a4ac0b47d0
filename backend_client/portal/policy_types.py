"""The enterprise policies there are: the data each keeps, what it needs first, who serves it. Pure.

Numbers, data members and limits are the server's; limits that only official clients keep are marked
so in the wire contract and kept here too, because members read the policy through those clients.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any
from urllib.parse import urlsplit

Value = bool | int | str | tuple[int, ...] | None
"""What a field holds; None: not set."""


class PolicyType(IntEnum):
    """The server's PolicyType."""

    TWO_STEP = 0
    MASTER_PASSWORD = 1
    PASSWORD_GENERATOR = 2
    SINGLE_ORGANIZATION = 3
    REQUIRE_SSO = 4
    DATA_OWNERSHIP = 5
    REMOVE_SEND = 6
    SEND_OPTIONS = 7
    ACCOUNT_RECOVERY = 8
    SESSION_TIMEOUT = 9
    NO_EXPORT = 10
    AUTOFILL = 11
    SSO_AUTO_LOGIN = 12
    NO_FAMILIES = 13
    NO_PIN = 14
    ITEM_TYPES = 15
    URI_MATCH = 16
    AUTOTYPE = 17
    AUTO_CONFIRM = 18
    BLOCK_CLAIMED = 19
    BANNER = 20
    SEND_CONTROLS = 21
    FILL_ASSIST = 22


class FieldKind(StrEnum):
    """How a field is written. MANY: several of its choices."""

    FLAG = "flag"
    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"
    MANY = "many"


class Stricter(StrEnum):
    """Which of two values of a field is the stricter one; KEEP: neither, what is there stays."""

    HIGHER = "higher"
    ON = "on"
    KEEP = "keep"


class Fault(StrEnum):
    """What is wrong with a value."""

    RANGE = "range"
    MISSING = "missing"
    TOO_LONG = "too_long"
    NO_CHOICE = "no_choice"
    NOT_HTTPS = "not_https"
    DOMAINS_WITHOUT_PEOPLE = "domains_without_people"


@dataclass(frozen=True, slots=True)
class Field:
    """One member of a policy's data. `low` and `high` bound a number, `high` the length of a text.

    `suggested` is what a form starts with where nothing was ever saved.
    """

    key: str
    kind: FieldKind = FieldKind.FLAG
    low: int = 0
    high: int = 0
    choices: tuple[int | str | None, ...] = ()
    required: bool = False
    suggested: Value = None
    stricter: Stricter = Stricter.KEEP


@dataclass(frozen=True, slots=True)
class PolicyKind:
    """One policy type. `word` names it on a command line; `needs` must be on before it.

    `ability` is the flag of the organization without which it has no effect; `vaultwarden`: served there.
    """

    type: int
    word: str
    fields: tuple[Field, ...] = ()
    needs: int | None = None
    ability: str = ""
    vaultwarden: bool = False

    def field(self, key: str) -> Field | None:
        """The field of that name, in any case."""
        return next((each for each in self.fields if each.key.casefold() == key.casefold()), None)


def _flag(key: str, *, on: bool = False) -> Field:
    return Field(key, suggested=on, stricter=Stricter.ON)


def _number(key: str, low: int, high: int, suggested: int | None = None) -> Field:
    return Field(key, FieldKind.NUMBER, low, high, suggested=suggested, stricter=Stricter.HIGHER)


_MASTER_PASSWORD = (
    Field(
        "minComplexity",
        FieldKind.CHOICE,
        choices=(None, 0, 1, 2, 3, 4),
        suggested=3,
        stricter=Stricter.HIGHER,
    ),
    _number("minLength", 12, 128, 14),
    _flag("requireLower"),
    _flag("requireUpper"),
    _flag("requireNumbers"),
    _flag("requireSpecial"),
    _flag("enforceOnLogin"),
)
_GENERATOR = (
    Field("overridePasswordType", FieldKind.CHOICE, choices=(None, "password", "passphrase")),
    _number("minLength", 5, 128, 14),
    _flag("useUpper", on=True),
    _flag("useLower", on=True),
    _flag("useNumbers", on=True),
    _flag("useSpecial", on=True),
    _number("minNumbers", 0, 9),
    _number("minSpecial", 0, 9),
    _number("minNumberWords", 3, 20),
    _flag("capitalize"),
    _flag("includeNumber"),
)
_TIMEOUT = (
    Field(
        "type",
        FieldKind.CHOICE,
        choices=(None, "custom", "immediately", "onSystemLock", "onAppRestart", "never"),
        suggested="custom",
    ),
    Field("minutes", FieldKind.NUMBER, 1, 43_200, suggested=15),
    Field("action", FieldKind.CHOICE, choices=(None, "lock", "logOut"), suggested="lock"),
)
_BANNER = (
    Field("header", FieldKind.TEXT, high=40),
    Field("description", FieldKind.TEXT, high=250, required=True),
    Field("buttonText", FieldKind.TEXT, high=20),
    Field("showAfterEveryLogin"),
)
_SEND = (
    _flag("disableSend"),
    _flag("disableHideEmail"),
    Field("whoCanAccess", FieldKind.CHOICE, choices=(None, 0, 1, 2), stricter=Stricter.HIGHER),
    Field("allowedDomains", FieldKind.TEXT, high=1000),
    Field("deletionHours", FieldKind.NUMBER, 1, 744),
    Field("allowedSendTypes", FieldKind.MANY, choices=(0, 1, 2)),
)

_SINGLE = int(PolicyType.SINGLE_ORGANIZATION)

CATALOGUE: tuple[PolicyKind, ...] = (
    PolicyKind(PolicyType.SINGLE_ORGANIZATION, "single-organization", vaultwarden=True),
    PolicyKind(PolicyType.TWO_STEP, "two-step", vaultwarden=True),
    PolicyKind(PolicyType.MASTER_PASSWORD, "master-password", _MASTER_PASSWORD, vaultwarden=True),
    PolicyKind(
        PolicyType.ACCOUNT_RECOVERY,
        "account-recovery",
        (_flag("autoEnrollEnabled", on=True),),
        needs=_SINGLE,
        ability="account_recovery",
        vaultwarden=True,
    ),
    PolicyKind(PolicyType.REQUIRE_SSO, "require-sso", needs=_SINGLE, ability="sso"),
    PolicyKind(PolicyType.SESSION_TIMEOUT, "session-timeout", _TIMEOUT, needs=_SINGLE),
    PolicyKind(PolicyType.NO_PIN, "no-pin", vaultwarden=True),
    PolicyKind(
        PolicyType.DATA_OWNERSHIP,
        "data-ownership",
        (Field("enableIndividualItemsTransfer"),),
        vaultwarden=True,
    ),
    PolicyKind(PolicyType.NO_EXPORT, "no-export"),
    PolicyKind(PolicyType.PASSWORD_GENERATOR, "generator", _GENERATOR, vaultwarden=True),
    PolicyKind(PolicyType.ITEM_TYPES, "item-types", vaultwarden=True),
    PolicyKind(
        PolicyType.URI_MATCH,
        "uri-match",
        (
            Field(
                "uriMatchDetection",
                FieldKind.CHOICE,
                choices=(0, 1, 2, 3, 4, 5),
                required=True,
                suggested=0,
            ),
        ),
        needs=_SINGLE,
        vaultwarden=True,
    ),
    PolicyKind(PolicyType.AUTOFILL, "autofill"),
    PolicyKind(PolicyType.AUTOTYPE, "autotype"),
    PolicyKind(
        PolicyType.FILL_ASSIST,
        "fill-assist",
        (Field("rulesUrl", FieldKind.TEXT, high=1000, required=True),),
    ),
    PolicyKind(
        PolicyType.SSO_AUTO_LOGIN,
        "sso-auto-login",
        (Field("idpHost", FieldKind.TEXT, high=1000, required=True),),
        ability="sso",
    ),
    PolicyKind(PolicyType.SEND_CONTROLS, "send-controls", _SEND),
    PolicyKind(PolicyType.REMOVE_SEND, "remove-send", vaultwarden=True),
    PolicyKind(
        PolicyType.SEND_OPTIONS, "send-options", (_flag("disableHideEmail", on=True),), vaultwarden=True
    ),
    PolicyKind(PolicyType.BANNER, "banner", _BANNER, needs=_SINGLE),
    PolicyKind(PolicyType.AUTO_CONFIRM, "auto-confirm", needs=_SINGLE, ability="automatic_confirmation"),
    PolicyKind(PolicyType.BLOCK_CLAIMED, "block-claimed", ability="domains"),
    PolicyKind(PolicyType.NO_FAMILIES, "no-families"),
)
"""Every type this program knows, in the order people meet them: who gets in, then data, then comfort."""

_BY_TYPE = {kind.type: kind for kind in CATALOGUE}


def kind_of(number: int) -> PolicyKind:
    """The type of that number; one this program does not know has no fields."""
    return _BY_TYPE.get(number) or PolicyKind(number, str(number))


def kind_named(text: str) -> PolicyKind | None:
    """The type a person means by its word or number."""
    wanted = text.strip().casefold()
    return next((kind for kind in CATALOGUE if wanted in (kind.word, str(kind.type))), None)


# Values in data as somebody saved it


def value_in(field: Field, data: Mapping[str, Any]) -> Value:
    """The value of `field`; None where there is none, and where it is of another type (see `is_odd`)."""
    raw = data.get(field.key)
    if raw is None or not _fits(field, raw):
        return False if raw is None and field.kind is FieldKind.FLAG else None
    if field.kind is FieldKind.MANY:
        return tuple(sorted(set(raw)))
    if field.kind is FieldKind.TEXT or raw == "":
        return str(raw) or None
    return raw  # type: ignore[no-any-return]


def is_odd(field: Field, data: Mapping[str, Any]) -> bool:
    """Whether there is a value that this program cannot show in the field. It is kept unless changed."""
    raw = data.get(field.key)
    return raw is not None and not _fits(field, raw)


def _fits(field: Field, raw: Any) -> bool:
    if field.kind is FieldKind.FLAG:
        return isinstance(raw, bool)
    if field.kind is FieldKind.TEXT:
        return isinstance(raw, str)
    if field.kind is FieldKind.NUMBER:
        return isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < 10**6
    if field.kind is FieldKind.MANY:
        return isinstance(raw, list) and all(_chosen(field, one) for one in raw)
    return raw == "" or _chosen(field, raw)


def _chosen(field: Field, raw: Any) -> bool:
    """Whether it is one of the choices; True is no 1."""
    return isinstance(raw, int | str) and not isinstance(raw, bool) and raw in field.choices


def with_values(kind: PolicyKind, data: Mapping[str, Any], typed: Mapping[str, Value]) -> dict[str, Any]:
    """`data` with `typed` (by key) in it. Members that nobody touched stay as they are, known or not."""
    result = dict(data)
    for field in kind.fields:
        if field.key not in typed:
            continue
        value = typed[field.key]
        if value == value_in(field, data) and not is_odd(field, data):
            continue
        if value is None:
            result.pop(field.key, None)
        else:
            result[field.key] = list(value) if isinstance(value, tuple) else value
    return result


def at_least(kind: PolicyKind, data: Mapping[str, Any], wanted: Mapping[str, Value]) -> dict[str, Any]:
    """`data` made as strict as `wanted` where it is not stricter already."""
    typed: dict[str, Value] = {}
    for field in kind.fields:
        there, wish = value_in(field, data), wanted.get(field.key)
        if wish is None or is_odd(field, data):
            continue
        if field.stricter is Stricter.ON:
            typed[field.key] = bool(there) or bool(wish)
        elif field.stricter is Stricter.HIGHER and isinstance(there, int) and isinstance(wish, int):
            typed[field.key] = max(there, wish)
        else:
            typed[field.key] = wish if there is None else there
    return with_values(kind, data, typed)


def limits_sends(data: Mapping[str, Any] | None) -> bool:
    """Whether Send controls say what types 6 and 7 cannot: then somebody saved them."""
    own = {key for key, value in (data or {}).items() if value not in (None, False)}
    return not own <= {"disableSend", "disableHideEmail"}


def suggested_data(kind: PolicyKind) -> dict[str, Any]:
    """What to start from where nothing was saved."""
    return with_values(kind, {}, {field.key: field.suggested for field in kind.fields})


def same_data(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Whether two data say the same: an absent member is a null one."""
    return _present(one) == _present(other)


def _present(data: Mapping[str, Any] | None) -> dict[str, Any]:
    return {key: value for key, value in (data or {}).items() if value is not None}


def faults_in(kind: PolicyKind, data: Mapping[str, Any]) -> tuple[tuple[Field, Fault], ...]:
    """What the server or the official clients would not take, in the order of the fields."""
    found = ((field, _fault(kind, field, data)) for field in kind.fields)
    return tuple((field, fault) for field, fault in found if fault is not None)


def _fault(kind: PolicyKind, field: Field, data: Mapping[str, Any]) -> Fault | None:
    value = value_in(field, data)
    if is_odd(field, data):
        return None  # somebody saved it, and it is kept: the server says whether it will do
    if value is None:
        return Fault.MISSING if field.required or _needed(kind, field, data) else None
    if isinstance(value, str) and field.kind is FieldKind.TEXT:
        return _text_fault(kind, field, value, data)
    outside = isinstance(value, int) and not field.low <= value <= field.high
    return Fault.RANGE if field.kind is FieldKind.NUMBER and outside else None


def _needed(kind: PolicyKind, field: Field, data: Mapping[str, Any]) -> bool:
    """A timeout after some time needs the time."""
    return kind.type == PolicyType.SESSION_TIMEOUT and field.key == "minutes" and data.get("type") == "custom"


def _text_fault(kind: PolicyKind, field: Field, value: str, data: Mapping[str, Any]) -> Fault | None:
    if not value.strip():
        return Fault.MISSING if field.required else None
    if len(value) > field.high:
        return Fault.TOO_LONG
    if kind.type == PolicyType.FILL_ASSIST and not _is_https(value):
        return Fault.NOT_HTTPS
    if field.key == "allowedDomains" and data.get("whoCanAccess") != 2:
        return Fault.DOMAINS_WITHOUT_PEOPLE
    return None


def _is_https(text: str) -> bool:
    if re.search(r"\s", text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme.lower() == "https" and bool(parts.hostname)
    except ValueError:
        return False
