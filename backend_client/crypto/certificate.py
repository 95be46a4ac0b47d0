"""X.509 certificates as people paste them: PEM, or bare base64. They are read, never trusted."""

from __future__ import annotations

import base64
import binascii
import re
import warnings
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from backend_client.errors import MalformedData

_ARMOUR = re.compile(r"-----(BEGIN|END) [A-Z0-9 ]*CERTIFICATE-----", re.IGNORECASE)
_PRIVATE = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----", re.IGNORECASE)
_LONGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says of itself. `subject` and `issuer` are foreign text; times are UTC."""

    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime
    fingerprint: str


def holds_private_key(text: str) -> bool:
    """Whether a private key was pasted where a certificate belongs."""
    return _PRIVATE.search(text) is not None


def bare_certificate(text: str) -> str:
    """The base64 of the first certificate in `text`, without armour and white space."""
    pieces = _ARMOUR.split(text)
    inside = pieces[2] if len(pieces) > 2 else text
    return "".join(inside.split())


def read_certificate(text: str) -> Certificate:
    """Read it. Raises MalformedData: "base64" where it is none, "certificate" where it is no certificate."""
    bare = bare_certificate(text)
    if len(bare) > _LONGEST:
        raise MalformedData("base64")
    try:
        encoded = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise MalformedData("base64") from None
    try:
        with warnings.catch_warnings():  # a name that breaks a rule is shown all the same
            warnings.simplefilter("ignore")
            return _certificate(x509.load_der_x509_certificate(encoded))
    except (ValueError, TypeError, x509.InvalidVersion):
        raise MalformedData("certificate") from None


def _certificate(parsed: x509.Certificate) -> Certificate:
    return Certificate(
        subject=parsed.subject.rfc4514_string(),
        issuer=parsed.issuer.rfc4514_string(),
        not_before=parsed.not_valid_before_utc,
        not_after=parsed.not_valid_after_utc,
        fingerprint=parsed.fingerprint(SHA256()).hex(),
    )
