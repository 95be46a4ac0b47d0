"""The SSO configuration of an organization: its members, and what the server checks of them."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from embedded_backend.errors import MODEL_INVALID, Problem, invalid
from embedded_backend.wire import Json

OIDC, SAML = 1, 2
KEY_CONNECTOR, TRUSTED_DEVICES = 1, 2
_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_NUMBER, _FLAG, _TEXT = 0, False, None
_MEMBERS: dict[str, Any] = {
    "configType": _NUMBER,
    "memberDecryptionType": _NUMBER,
    "keyConnectorEnabled": _FLAG,
    "keyConnectorUrl": _TEXT,
    "authority": _TEXT,
    "clientId": _TEXT,
    "clientSecret": _TEXT,
    "metadataAddress": _TEXT,
    "redirectBehavior": _NUMBER,
    "getClaimsFromUserInfoEndpoint": _FLAG,
    "additionalScopes": _TEXT,
    "additionalUserIdClaimTypes": _TEXT,
    "additionalEmailClaimTypes": _TEXT,
    "additionalNameClaimTypes": _TEXT,
    "acrValues": _TEXT,
    "expectedReturnAcrValue": _TEXT,
    "idpEntityId": _TEXT,
    "idpSingleSignOnServiceUrl": _TEXT,
    "idpSingleLogoutServiceUrl": _TEXT,
    "idpX509PublicCert": _TEXT,
    "idpBindingType": _NUMBER,
    "idpAllowUnsolicitedAuthnResponse": _FLAG,
    "idpArtifactResolutionServiceUrl": _TEXT,
    "idpDisableOutboundLogoutRequests": _FLAG,
    "idpOutboundSigningAlgorithm": _TEXT,
    "idpWantAuthnRequestsSigned": _FLAG,
    "spUniqueEntityId": _FLAG,
    "spNameIdFormat": _NUMBER,
    "spOutboundSigningAlgorithm": _TEXT,
    "spSigningBehavior": _NUMBER,
    "spWantAssertionsSigned": _FLAG,
    "spValidateCertificates": _FLAG,
    "spMinIncomingSigningAlgorithm": _TEXT,
}
_NAMES = {name.lower(): name for name in _MEMBERS}
_REQUIRED = {
    OIDC: {
        "authority": "The Authority field is required on a Open ID Connect configuration.",
        "clientId": "The Client ID field is required on a Open ID Connect configuration.",
        "clientSecret": "The Client Secret field is required on a Open ID Connect configuration.",
    },
    SAML: {
        "idpEntityId": (
            "The Identity Provider Configuration Entity Id field is required on a SAML configuration."
        ),
        "idpSingleSignOnServiceUrl": "Single sign on service URL is required.",
    },
}
_ADDRESSES = {
    "idpSingleSignOnServiceUrl": "Single sign on service URL contains illegal characters.",
    "idpSingleLogoutServiceUrl": "Single log out service URL contains illegal characters.",
}
_NOT_BASE64 = (
    "The IdP public certificate provided is not a valid Base64 encoded string, contains illegal characters"
    " or whitespace, or is incomplete."
)
_NO_CERTIFICATE = (
    "The IdP public certificate provided does not appear to be a valid certificate, please ensure this is a"
    " valid, Base64 encoded PEM or CER format public certificate valid for signing: "
)


def read_sso(posted: Json) -> Json:
    """The configuration to store, of a body with folded names. Raises 400.

    `keyConnectorEnabled` overwrites the way of decryption if it comes later. A type that is neither OIDC
    nor SAML is not checked at all.
    """
    data = dict(_MEMBERS)
    for folded, value in posted.items():
        name = _NAMES.get(folded)
        if name is None:
            continue
        data[name] = _value(name, value)
        if name == "keyConnectorEnabled":
            data["memberDecryptionType"] = KEY_CONNECTOR if data[name] else 0
    data["keyConnectorEnabled"] = data["memberDecryptionType"] == KEY_CONNECTOR
    data["idpArtifactResolutionServiceUrl"] = None
    data["spOutboundSigningAlgorithm"] = data["spOutboundSigningAlgorithm"] or _SHA256
    _check(data)
    data["idpX509PublicCert"] = _bare(data["idpX509PublicCert"])
    return data


def _value(name: str, value: Any) -> Any:
    default = _MEMBERS[name]
    if value is None and (default is None or default is False):
        return default
    wanted = str if default is None else type(default)
    if type(value) is not wanted:
        raise invalid(f"$.data.{name}", "The JSON value could not be converted.")
    return value


def _check(data: Json) -> None:
    errors: dict[str, list[str]] = {}
    for name, sentence in _REQUIRED.get(data["configType"], {}).items():
        if not (data[name] or "").strip():
            errors.setdefault(_field(name), []).append(sentence)
    if data["configType"] == SAML:
        for name, sentence in _ADDRESSES.items():
            if _bad_address(data[name]):
                errors.setdefault(_field(name), []).append(sentence)
        fault = _certificate_fault(data["idpX509PublicCert"])
        if fault:
            errors[_field("idpX509PublicCert")] = [fault]
    if errors:
        raise Problem(400, MODEL_INVALID, errors)


def _field(name: str) -> str:
    return f"Data.{name[0].upper()}{name[1:]}"


def _bad_address(address: str | None) -> bool:
    if not (address or "").strip():
        return False
    text = address or ""
    return not text.startswith(("http://", "https://")) or re.search('[<>"]', text) is not None


def _bare(certificate: str | None) -> str | None:
    """Without armour and white space."""
    if not (certificate or "").strip():
        return None
    return re.sub(r"(?i)(BEGIN|END) CERTIFICATE|[-\n\r\t\s\f]", "", certificate or "")


def _certificate_fault(certificate: str | None) -> str:
    text = _bare(certificate)
    if text is None:
        return ""
    try:
        der = base64.b64decode(text.replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return _NOT_BASE64
    from cryptography import x509  # noqa: PLC0415 - nothing else here needs certificates

    try:
        x509.load_der_x509_certificate(der)
    except ValueError as fault:
        return f"{_NO_CERTIFICATE}{fault}"
    return ""
