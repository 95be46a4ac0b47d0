"""The enterprise policies there are: the data each keeps, what it needs first, who serves it. Pure.

Numbers, data members and limits are the server's; limits that only official clients keep are marked
so in the wire contract and kept here too, because members read the policy through those clients.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

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
