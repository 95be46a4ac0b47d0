"""The items of an import: read with the server's limits, kept with the names answers use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from embedded_backend.errors import UNHANDLED, Problem, invalid
from embedded_backend.selections import check_enc_string
from embedded_backend.wire import Json, parse_date

# With a length that 4 divides, what stands between the bars is whole base64.
_SEALED = re.compile(r"2\.[A-Za-z0-9+/]{22}==\|[A-Za-z0-9+/]+={0,2}\|[A-Za-z0-9+/]{43}=").fullmatch
_SHORT, _MIDDLE, _LONG = 1000, 5000, 10_000
_CARD = "cardholderName brand number expMonth expYear code"
_IDENTITY = (
    "title firstName middleName lastName address1 address2 address3 city state postalCode country company"
    " email phone ssn username passportNumber licenseNumber"
)
_BANK = (
    "bankName nameOnAccount accountType accountNumber routingNumber branchNumber pin swiftCode iban"
    " bankContactPhone"
)
_LICENSE = (
    "firstName middleName lastName dateOfBirth licenseNumber issuingCountry issuingState issueDate"
    " issuingAuthority expirationDate licenseClass"
)
_PASSPORT = (
    "surname givenName dateOfBirth sex birthPlace nationality passportNumber passportType issuingCountry"
    " issuingAuthority issueDate expirationDate nationalIdentificationNumber"
)
_PASSKEY = (
    "credentialId keyType keyAlgorithm keyCurve keyValue rpId rpName userHandle userName userDisplayName"
    " counter discoverable"
)


def _short(names: str) -> dict[str, int]:
    return dict.fromkeys(names.split(), _SHORT)


# Item type: member of the body, and its encrypted texts with their limits.
_RECORDS: Mapping[int, tuple[str, Mapping[str, int]]] = {
    3: ("card", _short(_CARD)),
    4: ("identity", _short(_IDENTITY)),
    5: ("sshKey", {"privateKey": _MIDDLE, "publicKey": _MIDDLE, "keyFingerprint": _SHORT}),
    6: ("bankAccount", _short(_BANK)),
    7: ("driversLicense", _short(_LICENSE)),
    8: ("passport", _short(_PASSPORT)),
}
TYPED = ("login", "secureNote", *(member for member, _ in _RECORDS.values()))
"""The members that hold what makes an item of its type."""


class CipherReader:
    """Reads one item; `path` names it in refusals, like `Ciphers[3]`."""

    def __init__(self, path: str) -> None:
        self._path = path

    def read(self, posted: Any) -> tuple[int, Json]:
        """Its type, and its body as stored. Raises 400; 500 where the member of its type is missing."""
        if not isinstance(posted, dict):
            raise invalid(self._path, "The JSON value could not be converted.")
        kind = posted.get("type")
        if not isinstance(kind, int) or isinstance(kind, bool) or not 1 <= kind <= 8:
            raise invalid(f"{self._path}.Type", "The field Type is invalid.")
        body: Json = {
            "name": self._required(posted, "name", _SHORT),
            "notes": self._text(posted, "notes", _LONG),
            "key": self._text(posted, "key", _SHORT),
            "reprompt": 1 if posted.get("reprompt") == 1 else 0,
            "fields": [self._field(each) for each in _objects(posted, "fields")],
            "passwordHistory": [self._old(each) for each in _objects(posted, "passwordhistory")] or None,
        }
        member = {1: "login", 2: "secureNote"}.get(kind) or _RECORDS[kind][0]
        details = posted.get(member.lower())
        if not isinstance(details, dict):
            raise Problem(500, UNHANDLED)
        if kind == 1:
            body[member] = self._login(details)
        elif kind == 2:
            body[member] = {"type": 0}
        else:
            texts = _RECORDS[kind][1]
            body[member] = {name: self._text(details, name, limit, member) for name, limit in texts.items()}
        return kind, body

    def _login(self, login: Json) -> Json:
        uris = [
            {
                "uri": self._text(each, "uri", _LONG, "login"),
                "uriChecksum": self._text(each, "uriChecksum", _LONG, "login"),
                "match": self._plain(each.get("match"), int, "Match"),
            }
            for each in _objects(login, "uris")
        ]
        passkeys = [
            {
                **{name: self._required(each, name, _SHORT, "login") for name in _required_of(each)},
                "creationDate": self._date(each.get("creationdate"), "CreationDate"),
            }
            for each in _objects(login, "fido2credentials")
        ]
        return {
            "uri": uris[0]["uri"] if uris else None,
            "uris": uris or None,
            "username": self._text(login, "username", _SHORT, "login"),
            "password": self._text(login, "password", _MIDDLE, "login"),
            "passwordRevisionDate": self._date(login.get("passwordrevisiondate"), "PasswordRevisionDate"),
            "totp": self._text(login, "totp", _SHORT, "login"),
            "autofillOnPageLoad": self._plain(login.get("autofillonpageload"), bool, "AutofillOnPageLoad"),
            "fido2Credentials": passkeys or None,
        }

    def _field(self, field: Json) -> Json:
        return {
            "type": self._plain(field.get("type"), int, "Type") or 0,
            "name": self._text(field, "name", _SHORT, "fields"),
            "value": self._text(field, "value", _MIDDLE, "fields"),
            "linkedId": self._plain(field.get("linkedid"), int, "LinkedId"),
        }

    def _old(self, old: Json) -> Json:
        return {
            "password": self._required(old, "password", _MIDDLE, "passwordHistory"),
            "lastUsedDate": self._date(old.get("lastuseddate"), "LastUsedDate", required=True),
        }

    def _required(self, source: Json, name: str, limit: int, member: str = "") -> str:
        text = self._text(source, name, limit, member)
        if text is None:
            raise invalid(self._named(name, member), f"The {_pascal(name)} field is required.")
        return text

    def _text(self, source: Json, name: str, limit: int, member: str = "") -> str | None:
        text = source.get(name.lower())
        if text is None:
            return None
        if isinstance(text, str) and len(text) <= limit and not len(text) % 4 and _SEALED(text):
            return text  # the one form clients write today; all others take the long way
        field = self._named(name, member)
        if not isinstance(text, str):
            raise invalid(field, "The JSON value could not be converted.")
        if len(text) > limit:
            words = (
                f"The field {_pascal(name)} exceeds the maximum encrypted value length of {limit} characters."
            )
            raise invalid(field, words)
        check_enc_string(text, field)
        return text

    def _plain(self, value: Any, kind: type, name: str) -> Any:
        """A value of exactly this kind, or None."""
        if value is None or type(value) is kind:
            return value
        raise invalid(f"{self._path}.{name}", "The JSON value could not be converted.")

    def _date(self, text: Any, name: str, *, required: bool = False) -> str | None:
        if text is None and not required:
            return None
        if not isinstance(text, str) or parse_date(text) is None:
            raise invalid(f"{self._path}.{name}", "The JSON value could not be converted to System.DateTime.")
        return text

    def _named(self, name: str, member: str) -> str:
        return ".".join(part for part in (self._path, _pascal(member), _pascal(name)) if part)


def _required_of(passkey: Json) -> list[str]:
    """The texts of a passkey that must be there, or are."""
    optional = {"rpName", "userHandle", "userName", "userDisplayName"}
    return [
        name for name in _PASSKEY.split() if name not in optional or passkey.get(name.lower()) is not None
    ]


def _objects(source: Json, name: str) -> list[Json]:
    value = source.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _pascal(name: str) -> str:
    return name[:1].upper() + name[1:]
