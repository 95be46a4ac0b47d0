"""The words of single sign-on: fields, choices, what they are for, what is wrong with them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from backend_client.errors import SsoFault
from backend_client.portal.sso_fields import SHA256, SHA384, SHA512, Decryption, FieldValue, SsoKind
from backend_client.portal.sso_rules import LONGEST_IDENTIFIER
from tui.safe_text import safe_text
from tui.translate import _

_LONGEST_VALUE = 200


class Word(NamedTuple):
    """A field: its label, and a sentence or two about it (may be empty)."""

    label: str
    hint: str = ""


def kind_word(kind: SsoKind | None) -> str:
    """The protocol."""
    return {SsoKind.OIDC: "OpenID Connect", SsoKind.SAML: "SAML 2.0"}[kind] if kind else _("unknown kind")


def field_word(name: str) -> Word:
    """The words of a field by the server's name; of one not known here the name itself."""
    found = _common().get(name) or _oidc().get(name) or _saml().get(name)
    return found or Word(safe_text(name, limit=40))


def _common() -> dict[str, Word]:
    return {
        "identifier": Word(
            _("SSO identifier"),
            _(
                "Members type it at the login page. At most 50 characters, unique on the server; small "
                "letters, digits and hyphens are easiest to type."
            ),
        ),
        "configType": Word(_("Kind"), _("What the customer's identity provider speaks.")),
        "memberDecryptionType": Word(_("Vaults open with")),
        "keyConnectorUrl": Word(
            _("Key Connector URL"), _("Only for Key Connector, which the customer hosts.")
        ),
    }


def _oidc() -> dict[str, Word]:
    claims = _("Names of claims, separated by commas, that are tried after the usual ones.")
    return {
        "authority": Word(
            _("Authority"),
            _("The identity provider's address; /.well-known/openid-configuration is found below it."),
        ),
        "clientId": Word(_("Client ID"), _("From the application the customer registered.")),
        "clientSecret": Word(_("Client secret"), _("From the same application. It is never shown here.")),
        "metadataAddress": Word(
            _("Metadata address"), _("Only where the discovery document is not below the authority.")
        ),
        "redirectBehavior": Word(_("Redirect behaviour"), _("How the browser is sent to the provider.")),
        "getClaimsFromUserInfoEndpoint": Word(
            _("Claims from user info"), _("For providers whose token lacks the e-mail address.")
        ),
        "additionalScopes": Word(_("Additional scopes"), _("Separated by commas.")),
        "additionalUserIdClaimTypes": Word(_("User ID claims"), claims),
        "additionalEmailClaimTypes": Word(_("E-mail claims"), claims),
        "additionalNameClaimTypes": Word(_("Name claims"), claims),
        "acrValues": Word(_("Requested ACR values"), _("Asks the provider for a strength of login.")),
        "expectedReturnAcrValue": Word(_("Expected ACR value"), _("A login without it is refused.")),
    }


def _saml() -> dict[str, Word]:
    return {
        "idpEntityId": Word(
            _("IdP entity ID"), _("The identity provider's name for itself, from its metadata.")
        ),
        "idpSingleSignOnServiceUrl": Word(
            _("IdP sign-on URL"), _("Where the provider takes login requests.")
        ),
        "idpSingleLogoutServiceUrl": Word(_("IdP log-out URL"), _("May stay empty.")),
        "idpX509PublicCert": Word(
            _("IdP certificate"),
            _("Paste it (PEM or base64), or type the path of a file and press Enter. Never a private key."),
        ),
        "idpBindingType": Word(_("IdP binding"), _("How the browser carries the request.")),
        "idpOutboundSigningAlgorithm": Word(_("IdP signs with")),
        "idpAllowUnsolicitedAuthnResponse": Word(
            _("Logins begun at the IdP"), _("Allows tiles in the provider's portal; less safe.")
        ),
        "idpDisableOutboundLogoutRequests": Word(_("No log-out requests"), _("Sends none to the provider.")),
        "idpWantAuthnRequestsSigned": Word(
            _("IdP wants signatures"), _("The provider wants requests signed.")
        ),
        "spUniqueEntityId": Word(
            _("Own SP entity ID"), _("On: the entity ID of this client alone. Off: one for the whole server.")
        ),
        "spNameIdFormat": Word(_("Name ID format")),
        "spOutboundSigningAlgorithm": Word(_("We sign with")),
        "spSigningBehavior": Word(_("We sign requests")),
        "spMinIncomingSigningAlgorithm": Word(_("Weakest algorithm taken")),
        "spWantAssertionsSigned": Word(_("Assertions must be signed")),
        "spValidateCertificates": Word(
            _("Validate certificates"), _("Needs a chain the server trusts; self-signed ones then fail.")
        ),
    }


def decryption_hint(number: int) -> str:
    """What a way of opening vaults needs, and what it brings about."""
    hints: Mapping[int, str] = {
        int(Decryption.MASTER_PASSWORD): _(
            "Members log in through the provider, then type their master password."
        ),
        int(Decryption.KEY_CONNECTOR): _(
            "No master passwords: a service the customer hosts holds the keys. Needs the plan's Key "
            "Connector, the policies Single organization and Require SSO, and SSO already switched on."
        ),
        int(Decryption.TRUSTED_DEVICES): _(
            "No master password on a trusted device. Saving switches the policies Single organization, "
            "Account recovery (with automatic enrolment) and Require SSO on, even while SSO is off."
        ),
    }
    return hints.get(number, _("A way not known here; it stays."))


def choice_word(name: str, value: FieldValue) -> str:
    """A choice of a field; one not known here as it is."""
    algorithms = {SHA256: "rsa-sha256", SHA384: "rsa-sha384", SHA512: "rsa-sha512"}
    known: Mapping[str, Mapping[FieldValue, str]] = {
        "configType": {int(kind): kind_word(kind) for kind in SsoKind},
        "memberDecryptionType": {
            int(Decryption.MASTER_PASSWORD): _("master password"),
            int(Decryption.KEY_CONNECTOR): _("Key Connector"),
            int(Decryption.TRUSTED_DEVICES): _("trusted devices"),
        },
        "redirectBehavior": {0: _("redirect (GET)"), 1: _("form (POST)")},
        "idpBindingType": {1: _("HTTP redirect"), 2: _("HTTP POST")},
        "spSigningBehavior": {0: _("if the IdP wants it"), 1: _("always"), 3: _("never")},
        "spNameIdFormat": {
            0: _("not set"),
            1: _("unspecified"),
            2: _("e-mail address"),
            3: _("X.509 subject name"),
            4: _("Windows domain name"),
            5: "Kerberos",
            6: _("entity"),
            7: _("persistent"),
            8: _("transient"),
        },
    }
    words = algorithms if name.endswith("SigningAlgorithm") else known.get(name, {})
    found = {(type(key), key): word for key, word in words.items()}.get((type(value), value))
    return found or safe_text(str(value), limit=_LONGEST_VALUE)


def value_words(name: str, value: Any) -> str:
    """A member's value, safe; long and foreign ones cut."""
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (str, int)):
        return choice_word(name, value)
    return safe_text(str(value), limit=_LONGEST_VALUE)


def fault_sentence(name: str, fault: SsoFault) -> str:
    """What is wrong with a field, and what to do."""
    label = field_word(name).label
    return {
        SsoFault.REQUIRED: _("{field} is missing."),
        SsoFault.TOO_LONG: _("{field} is longer than {most} characters."),
        SsoFault.HIDDEN: _("{field} has characters that do not show. Type it without them."),
        SsoFault.NOT_URL: _("{field} must be an address that begins with https:// (or http://)."),
        SsoFault.BAD_CHARACTERS: _('{field} may not hold <, > or ".'),
        SsoFault.BAD_CHOICE: _("{field} holds something else than it can."),
        SsoFault.NOT_BASE64: _("{field} is no PEM and no base64, or was cut off. Paste all of it."),
        SsoFault.NOT_CERTIFICATE: _(
            "{field} does not parse as a certificate. Ask for the X.509 signing one."
        ),
        SsoFault.PRIVATE_KEY: _(
            "{field}: that is a private key, and it belongs to the identity provider alone. Nothing was "
            "sent; have it replaced if it was mailed around."
        ),
        SsoFault.NO_KEY_CONNECTOR: _("{field}: the client's plan has no Key Connector."),
        SsoFault.KEY_CONNECTOR_OFF: _(
            "{field}: Key Connector can only be chosen while SSO is on. Save with the master password first, "
            "test a login and switch SSO on, then choose it."
        ),
        SsoFault.KEY_CONNECTOR_POLICIES: _(
            "{field}: Key Connector needs the policies Single organization and Require SSO. Switch them "
            "on first."
        ),
    }[fault].format(field=label, most=LONGEST_IDENTIFIER)


def policy_name(number: int) -> str:
    """The policies that trusted devices switch on, by name."""
    return {
        3: _("Single organization"),
        4: _("Require SSO"),
        8: _("Account recovery with automatic enrolment"),
    }.get(number, str(number))
