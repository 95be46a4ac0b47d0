"""The fields of a single sign-on configuration: which kind has them, what they hold, what they start with.

Names are the server's. The start values are those of the official web vault.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

FieldValue = str | int | bool

SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA384 = "http://www.w3.org/2000/09/xmldsig#rsa-sha384"
SHA512 = "http://www.w3.org/2000/09/xmldsig#rsa-sha512"
_ALGORITHMS = (SHA256, SHA384, SHA512)

DECRYPTION = "memberDecryptionType"
KEY_CONNECTOR_URL = "keyConnectorUrl"
CERTIFICATE = "idpX509PublicCert"
UNIQUE_ENTITY_ID = "spUniqueEntityId"


class SsoKind(IntEnum):
    """The protocol, by the server's number."""

    OIDC = 1
    SAML = 2


class Decryption(IntEnum):
    """How a member's vault opens after the login, by the server's number."""

    MASTER_PASSWORD = 0
    KEY_CONNECTOR = 1
    TRUSTED_DEVICES = 2


class Shape(StrEnum):
    """What a field holds."""

    TEXT = "text"
    URL = "url"
    FLAG = "flag"
    CHOICE = "choice"
    LIST = "list"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class SsoField:
    """One field. A `required` one may not be empty; `strict` addresses may not hold `<`, `>` or quotes."""

    name: str
    shape: Shape
    start: FieldValue
    required: bool = False
    choices: tuple[FieldValue, ...] = ()


def _text(name: str, *, required: bool = False) -> SsoField:
    return SsoField(name, Shape.TEXT, "", required)


def _url(name: str, *, required: bool = False) -> SsoField:
    return SsoField(name, Shape.URL, "", required)


def _list(name: str) -> SsoField:
    return SsoField(name, Shape.LIST, "")


def _flag(name: str, start: bool = False) -> SsoField:
    return SsoField(name, Shape.FLAG, start)


def _choice(name: str, start: FieldValue, choices: tuple[FieldValue, ...]) -> SsoField:
    return SsoField(name, Shape.CHOICE, start, choices=choices)


COMMON = (
    _choice(DECRYPTION, int(Decryption.MASTER_PASSWORD), tuple(int(each) for each in Decryption)),
    _url(KEY_CONNECTOR_URL),
)
OIDC_FIELDS = (
    _url("authority", required=True),
    _text("clientId", required=True),
    _url("metadataAddress"),
    _choice("redirectBehavior", 0, (0, 1)),
    _flag("getClaimsFromUserInfoEndpoint"),
    _list("additionalScopes"),
    _list("additionalUserIdClaimTypes"),
    _list("additionalEmailClaimTypes"),
    _list("additionalNameClaimTypes"),
    _text("acrValues"),
    _text("expectedReturnAcrValue"),
)
SAML_FIELDS = (
    _text("idpEntityId", required=True),
    _url("idpSingleSignOnServiceUrl", required=True),
    _url("idpSingleLogoutServiceUrl"),
    SsoField(CERTIFICATE, Shape.CERTIFICATE, ""),
    _choice("idpBindingType", 1, (1, 2)),
    _choice("idpOutboundSigningAlgorithm", SHA256, _ALGORITHMS),
    _flag("idpAllowUnsolicitedAuthnResponse"),
    _flag("idpDisableOutboundLogoutRequests"),
    _flag("idpWantAuthnRequestsSigned"),
    _flag(UNIQUE_ENTITY_ID, start=True),
    _choice("spNameIdFormat", 7, tuple(range(9))),
    _choice("spOutboundSigningAlgorithm", SHA256, _ALGORITHMS),
    _choice("spSigningBehavior", 0, (0, 1, 3)),
    _choice("spMinIncomingSigningAlgorithm", SHA256, _ALGORITHMS),
    _flag("spWantAssertionsSigned"),
    _flag("spValidateCertificates"),
)
FIELDS: Mapping[SsoKind, tuple[SsoField, ...]] = {
    SsoKind.OIDC: (*COMMON, *OIDC_FIELDS),
    SsoKind.SAML: (*COMMON, *SAML_FIELDS),
}
"""The fields of a kind, in the order a person meets them; the client secret is not among them."""
