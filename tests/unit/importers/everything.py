"""An unencrypted Bitwarden export with every item type and every field, as one value."""

from __future__ import annotations

import copy
from typing import Any

Json = dict[str, Any]

SHELF, NESTED = "c1111111-0000-4000-8000-000000000001", "c1111111-0000-4000-8000-000000000002"
_COMMON: Json = {"organizationId": "o", "folderId": None, "reprompt": 0, "favorite": False}


def _record(names: str) -> dict[str, str]:
    return {name: f"{name} \N{SNOWMAN}" for name in names.split()}


CARD = _record("cardholderName brand number expMonth expYear code")
IDENTITY = _record(
    "title firstName middleName lastName address1 address2 address3 city state postalCode country company"
    " email phone ssn username passportNumber licenseNumber"
)
SSH_KEY = _record("privateKey publicKey keyFingerprint")
BANK_ACCOUNT = _record(
    "bankName nameOnAccount accountType accountNumber routingNumber branchNumber pin swiftCode iban"
    " bankContactPhone"
)
DRIVERS_LICENSE = _record(
    "firstName middleName lastName dateOfBirth licenseNumber issuingCountry issuingState issueDate"
    " issuingAuthority expirationDate licenseClass"
)
PASSPORT = _record(
    "surname givenName dateOfBirth sex birthPlace nationality passportNumber passportType issuingCountry"
    " issuingAuthority issueDate expirationDate nationalIdentificationNumber"
)
LOGIN: Json = {
    "username": "jo@birch.example",
    "password": ' leading space, \N{PILE OF POO} and "quotes"',
    "totp": "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP",
    "passwordRevisionDate": "2026-02-03T04:05:06Z",
    "autofillOnPageLoad": True,
    "uris": [{"uri": f"https://{match}.example/p", "match": match} for match in (0, 1, 2, 3, 4, 5)]
    + [{"uri": "androidapp://com.example", "match": None}],
    "fido2Credentials": [
        {
            **_record(
                "credentialId keyType keyAlgorithm keyCurve keyValue rpId rpName userHandle userName"
                " userDisplayName"
            ),
            "counter": "7",
            "discoverable": "true",
            "creationDate": "2026-01-02T03:04:05.678Z",
        }
    ],
}
FIELDS = [
    {"name": "plain", "value": "two\nlines", "type": 0, "linkedId": None},
    {"name": "secret", "value": "s3cret", "type": 1, "linkedId": None},
    {"name": "switch", "value": "true", "type": 2, "linkedId": None},
    {"name": "linked", "value": None, "type": 3, "linkedId": 100},
    {"name": None, "value": "nameless", "type": 0, "linkedId": None},
]
HISTORY = [{"password": f"old {n}", "lastUsedDate": f"2025-0{n}-01T00:00:00Z"} for n in range(1, 4)]


def everything() -> Json:
    """The export, the caller's own to change. Items stand in two collections, in one, and in none."""
    export = {
        "encrypted": False,
        "collections": [
            {"id": SHELF, "organizationId": "o", "name": "Socials", "externalId": None},
            {"id": NESTED, "organizationId": "o", "name": "IT/Servers", "externalId": None},
        ],
        "items": [
            {
                **_COMMON,
                "type": 1,
                "name": "Login",
                "notes": "line 1\r\nline 2\ttab",
                "login": LOGIN,
                "fields": FIELDS,
                "passwordHistory": HISTORY,
                "reprompt": 1,
                "favorite": True,
                "collectionIds": [SHELF, NESTED],
            },
            {
                **_COMMON,
                "type": 2,
                "name": "Note",
                "notes": "n",
                "secureNote": {"type": 0},
                "collectionIds": None,
            },
            {**_COMMON, "type": 3, "name": "Card", "notes": None, "card": CARD, "collectionIds": [SHELF]},
            {**_COMMON, "type": 4, "name": "Identity", "identity": IDENTITY, "collectionIds": [NESTED]},
            {**_COMMON, "type": 5, "name": "Key", "sshKey": SSH_KEY, "collectionIds": [SHELF]},
            {**_COMMON, "type": 6, "name": "Bank", "bankAccount": BANK_ACCOUNT, "collectionIds": []},
            {**_COMMON, "type": 7, "name": "Licence", "driversLicense": DRIVERS_LICENSE},
            {**_COMMON, "type": 8, "name": "Passport", "passport": PASSPORT},
            {
                **_COMMON,
                "type": 1,
                "name": "\N{ZERO WIDTH SPACE}empty",
                "login": {},
                "collectionIds": [SHELF],
            },
        ],
    }
    return copy.deepcopy(export)
