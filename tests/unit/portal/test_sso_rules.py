"""What a single sign-on configuration must fulfil: field by field, and what a save brings about."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from backend_client.crypto.certificate import bare_certificate
from backend_client.errors import SsoFault
from backend_client.portal.sso import SsoConfig, SsoState, SsoWish, composed, differences, start_values
from backend_client.portal.sso_fields import SHA256, FieldValue, SsoKind
from backend_client.portal.sso_rules import (
    Effect,
    certificate_of,
    effects,
    missing_policies,
    problems,
    suggested_identifier,
    tidied,
)
from backend_client.secret import Secret
from tests.certificates import pem

NOW = datetime(2026, 8, 1, tzinfo=UTC)
KEY = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----"


def oidc(**changed: FieldValue) -> SsoConfig:
    """A complete OIDC configuration."""
    fields = {"configType": 1, "authority": "https://idp.example", "clientId": "vault", **changed}
    return SsoConfig(identifier="mine", fields=fields, client_secret=Secret("s"))


def saml(**changed: FieldValue) -> SsoConfig:
    """A complete SAML configuration."""
    needed = {"idpEntityId": "idp", "idpSingleSignOnServiceUrl": "https://idp.example/sso"}
    return SsoConfig(identifier="mine", fields={"configType": 2, **needed, **changed})


def state(
    config: SsoConfig | None = None, policies: frozenset[int] = frozenset(), *, connector: bool = False
) -> SsoState:
    """A client whose server holds `config`."""
    return SsoState(NOW, config=config or SsoConfig(), policies_on=policies, key_connector=connector)


@pytest.mark.parametrize(
    ("config", "field", "fault"),
    [
        (oidc(authority=" "), "authority", SsoFault.REQUIRED),
        (oidc(authority="idp.example"), "authority", SsoFault.NOT_URL),
        (oidc(authority="ftp://idp.example"), "authority", SsoFault.NOT_URL),
        (oidc(authority="https://"), "authority", SsoFault.NOT_URL),
        (oidc(authority="https://[idp"), "authority", SsoFault.NOT_URL),
        (oidc(authority="https://idp.example/a b"), "authority", SsoFault.NOT_URL),
        (oidc(authority="https://idp\x07.example"), "authority", SsoFault.HIDDEN),
        (oidc(clientId=""), "clientId", SsoFault.REQUIRED),
        (oidc(metadataAddress='https://idp.example/"'), "metadataAddress", SsoFault.BAD_CHARACTERS),
        (oidc(redirectBehavior="form"), "redirectBehavior", SsoFault.BAD_CHOICE),
        (saml(idpEntityId=""), "idpEntityId", SsoFault.REQUIRED),
        (saml(idpSingleSignOnServiceUrl=""), "idpSingleSignOnServiceUrl", SsoFault.REQUIRED),
        (
            saml(idpSingleLogoutServiceUrl="https://x.example/<"),
            "idpSingleLogoutServiceUrl",
            SsoFault.BAD_CHARACTERS,
        ),
        (saml(idpX509PublicCert="not base64!"), "idpX509PublicCert", SsoFault.NOT_BASE64),
        (saml(idpX509PublicCert="TUlJQg=="), "idpX509PublicCert", SsoFault.NOT_CERTIFICATE),
        (saml(idpX509PublicCert=KEY), "idpX509PublicCert", SsoFault.PRIVATE_KEY),
        (saml(idpX509PublicCert=pem("cut")[:-80]), "idpX509PublicCert", SsoFault.NOT_CERTIFICATE),
        (saml(memberDecryptionType=1), "memberDecryptionType", SsoFault.NO_KEY_CONNECTOR),
    ],
)
def test_each_field_is_checked(config: SsoConfig, field: str, fault: SsoFault) -> None:
    assert (field, fault) in [(each.field, each.fault) for each in problems(state(), config)]


def test_complete_configurations_have_no_problem() -> None:
    certificate = bare_certificate(pem("idp"))
    for config in (
        oidc(),
        saml(),
        saml(idpX509PublicCert=certificate),
        saml(idpX509PublicCert=pem("idp")),
        oidc(memberDecryptionType=2, acrValues="urn:x y"),
    ):
        assert problems(state(), config) == ()


def test_a_kind_and_a_client_secret_are_wanted() -> None:
    (found,) = problems(state(), SsoConfig(fields={"configType": 7}))
    assert (found.field, found.fault) == ("configType", SsoFault.REQUIRED)
    (found,) = problems(state(), SsoConfig(fields=oidc().fields, client_secret=Secret(" ")))
    assert (found.field, found.fault) == ("clientSecret", SsoFault.REQUIRED)


@pytest.mark.parametrize(
    ("identifier", "faults"),
    [("x" * 50, []), ("x" * 51, [SsoFault.TOO_LONG]), ("a\u202eb", [SsoFault.HIDDEN])],
)
def test_the_identifier(identifier: str, faults: list[SsoFault]) -> None:
    config = SsoConfig(identifier=identifier, fields=saml().fields)
    assert [each.fault for each in problems(state(), config)] == faults


def test_key_connector_wants_flag_then_sso_then_policies_then_its_address() -> None:
    chosen = saml(memberDecryptionType=1)
    on = SsoConfig(True, "mine", chosen.fields)
    policies = frozenset({3, 4})
    cases = (
        (state(), chosen, SsoFault.NO_KEY_CONNECTOR),
        (state(connector=True), chosen, SsoFault.KEY_CONNECTOR_OFF),
        (state(policies=frozenset({3}), connector=True), on, SsoFault.KEY_CONNECTOR_POLICIES),
        (state(policies=policies, connector=True), on, SsoFault.REQUIRED),
    )
    for where, config, fault in cases:
        (found,) = problems(where, config)
        assert found.fault is fault


def test_a_certificate_says_whose_it_is_and_until_when() -> None:
    for text in (pem("idp"), bare_certificate(pem("idp")), pem("idp").replace("\n", "\r\n")):
        certificate = certificate_of(text)
        assert certificate is not None
        assert certificate.subject == certificate.issuer == "CN=idp"
        assert certificate.not_after.year == 2036
    assert certificate_of("") is None
    assert certificate_of("nothing of the kind") is None


def test_what_is_saved_is_tidy() -> None:
    after = tidied(oidc(additionalScopes=" email,, profile ,", acrValues="", idpX509PublicCert=pem("idp")))
    assert after.fields["additionalScopes"] == "email, profile"
    assert "acrValues" not in after.fields
    assert after.fields["idpX509PublicCert"] == bare_certificate(pem("idp"))


def test_a_form_begins_with_what_is_stored_or_with_the_start_values() -> None:
    fresh = start_values(SsoConfig(), SsoKind.SAML)
    assert (fresh["spNameIdFormat"], fresh["spUniqueEntityId"], fresh["idpBindingType"]) == (7, True, 1)
    other = oidc(idpBindingType=0, spNameIdFormat=0, spUniqueEntityId=False)
    assert start_values(other, SsoKind.SAML) == fresh
    stored = start_values(saml(spNameIdFormat=0, idpBindingType=0, spSigningBehavior=9), SsoKind.SAML)
    assert (stored["spNameIdFormat"], stored["idpBindingType"], stored["spSigningBehavior"]) == (0, 1, 9)
    assert stored["idpOutboundSigningAlgorithm"] == SHA256
    hostile = start_values(SsoConfig(fields={"configType": 1, "authority": [1], "clientId": 5}), SsoKind.OIDC)
    assert (hostile["authority"], hostile["clientId"]) == ("", "")


def test_only_what_differs_is_a_change_and_blank_is_blank() -> None:
    before = oidc(getClaimsFromUserInfoEndpoint=False, redirectBehavior=0)
    wish = SsoWish(
        SsoKind.OIDC,
        "mine",
        {"acrValues": "", "getClaimsFromUserInfoEndpoint": False, "redirectBehavior": 0, "clientId": " new "},
    )
    (change,) = differences(before, composed(before, wish))
    assert (change.name, change.before, change.after) == ("clientId", "vault", "new")
    numbers = differences(before, oidc(redirectBehavior=1, getClaimsFromUserInfoEndpoint=True))
    assert [each.name for each in numbers] == ["redirectBehavior", "getClaimsFromUserInfoEndpoint"]


def test_trusted_devices_tell_which_policies_they_switch_on() -> None:
    after = oidc(memberDecryptionType=2)
    assert missing_policies(state(policies=frozenset({3})), after) == (8, 4)
    assert missing_policies(state(policies=frozenset({3, 4, 8})), after) == ()
    assert missing_policies(state(), oidc()) == ()
    assert effects(state(), SsoConfig(), after) == (Effect.POLICIES_SWITCHED_ON, Effect.STAYS_OFF)


def test_switching_off_while_sso_is_required_locks_people_out() -> None:
    on = SsoConfig(True, "mine", oidc().fields)
    off = SsoConfig(False, "mine", oidc().fields)
    found = effects(state(on, frozenset({4})), on, off)
    assert found == (Effect.LOGIN_ENDS, Effect.NOBODY_LOGS_IN)
    assert effects(state(off), off, SsoConfig(True, "", oidc().fields)) == (
        Effect.LOGIN_BEGINS,
        Effect.NO_IDENTIFIER,
        Effect.IDENTIFIER_CHANGES,
    )
    left = effects(state(saml(memberDecryptionType=1)), saml(memberDecryptionType=1), saml())
    assert Effect.LEAVES_KEY_CONNECTOR in left


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("My Client's Organization", "my-clients-organization"),
        ("Birch & Sons Logistics", "birch-sons-logistics"),
        ("  ", ""),
        ("\u65e5\u672c", ""),
        ("A" * 49 + " B", "a" * 49),
    ],
)
def test_an_identifier_is_suggested_from_the_name(name: str, identifier: str) -> None:
    assert suggested_identifier(name) == identifier
