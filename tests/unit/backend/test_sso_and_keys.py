"""Single sign-on, the SCIM connection, the keys of an organization, and its own settings."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from embedded_backend.seed import Persona
from tests.unit.backend.desk import Desk, shape_a

IRONWOOD, TEAMS, DELTA = "Ironwood Architects", "Juniper Travel", "Delta Fisheries"
OIDC = {"configType": 1, "authority": "https://idp.example", "clientId": "vault", "clientSecret": "s3cret"}
SAML = {
    "configType": 2,
    "idpEntityId": "https://idp.example/entity",
    "idpSingleSignOnServiceUrl": "https://idp.example/sso",
    "idpBindingType": 1,
}


@pytest.fixture
async def base(desk: Desk) -> str:
    """The path of an Enterprise client of the signed-in service user."""
    await desk.sign_in(Persona.SERVICE_USER)
    return f"organizations/{await desk.organization_id(IRONWOOD)}"


async def events(desk: Desk, base: str) -> list[int]:
    return [row["type"] for row in (await desk.get(f"{base}/events")).json()["data"]]


async def save(desk: Desk, base: str, data: Any, enabled: bool = True, identifier: str | None = None) -> Any:
    body = {"enabled": enabled, "identifier": identifier, "data": data}
    return await desk.send("POST", f"{base}/sso", body)


async def test_sso_starts_empty_with_the_addresses_to_register(desk: Desk, base: str) -> None:
    organization = base.partition("/")[2]
    found = (await desk.get(f"{base}/sso")).json()
    assert found == {
        "object": "organizationSso",
        "enabled": False,
        "identifier": None,
        "data": None,
        "urls": {
            "callbackPath": "https://practice.invalid/sso/oidc-signin",
            "signedOutCallbackPath": "https://practice.invalid/sso/oidc-signedout",
            "spEntityId": f"https://practice.invalid/sso/saml2/{organization}",
            "spEntityIdStatic": "https://practice.invalid/sso/saml2",
            "spMetadataUrl": f"https://practice.invalid/sso/saml2/{organization}",
            "spAcsUrl": f"https://practice.invalid/sso/saml2/{organization}/Acs",
        },
    }
    delta = (await desk.get(f"organizations/{await desk.organization_id(DELTA)}/sso")).json()
    assert (delta["enabled"], delta["data"]["configType"]) == (True, 1)


async def test_sso_is_replaced_as_a_whole(desk: Desk, base: str) -> None:
    saved = (await save(desk, base, {**OIDC, "acrValues": "high"}, identifier="ironwood")).json()
    assert (saved["enabled"], saved["identifier"]) == (True, "ironwood")
    assert saved["data"]["clientSecret"] == "s3cret"
    assert len(saved["data"]) == 33
    assert saved["data"]["spOutboundSigningAlgorithm"].endswith("#rsa-sha256")
    assert (await events(desk, base))[:2] == [1600, 1604]
    assert (await desk.get(f"{base}/sso")).json() == saved
    again = (await save(desk, base, OIDC, enabled=False)).json()
    assert (again["enabled"], again["identifier"], again["data"]["acrValues"]) == (False, None, None)
    assert (await events(desk, base))[:2] == [1600, 1605]


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({"configType": 1}, ["Data.Authority", "Data.ClientId", "Data.ClientSecret"]),
        ({**OIDC, "clientSecret": " "}, ["Data.ClientSecret"]),
        ({"configType": 2}, ["Data.IdpEntityId", "Data.IdpSingleSignOnServiceUrl"]),
        ({**SAML, "idpSingleSignOnServiceUrl": "ftp://x"}, ["Data.IdpSingleSignOnServiceUrl"]),
        ({**SAML, "idpSingleLogoutServiceUrl": "https://x/<b>"}, ["Data.IdpSingleLogoutServiceUrl"]),
        ({**SAML, "idpX509PublicCert": "!!"}, ["Data.IdpX509PublicCert"]),
        ({**SAML, "idpX509PublicCert": "AAAA"}, ["Data.IdpX509PublicCert"]),
        ({"configType": "1"}, ["$.data.configType"]),
        (None, ["Data"]),
    ],
)
async def test_bad_configurations(desk: Desk, base: str, data: Any, fields: list[str]) -> None:
    answer = await save(desk, base, data)
    assert answer.status_code == 400
    assert sorted(shape_a(answer)["validationErrors"]) == fields
    assert (await desk.get(f"{base}/sso")).json()["data"] is None


async def test_certificates_lose_their_armour(desk: Desk, base: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "idp.example")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now).not_valid_after(now + timedelta(days=2))
    made = builder.sign(key, hashes.SHA256())
    pem = made.public_bytes(serialization.Encoding.PEM).decode()
    answer = await save(desk, base, {**SAML, "idpX509PublicCert": pem})
    assert answer.status_code == 200, answer.text
    bare = base64.b64encode(made.public_bytes(serialization.Encoding.DER)).decode()
    assert answer.json()["data"]["idpX509PublicCert"] == bare


async def test_a_taken_identifier_is_refused_after_the_data_was_stored(desk: Desk, base: str) -> None:
    refused = await save(desk, base, OIDC, identifier="delta")
    assert refused.status_code == 400
    assert shape_a(refused)["message"] == "Identifier already in use by another organization."
    found = (await desk.get(f"{base}/sso")).json()
    assert (found["enabled"], found["identifier"], found["data"]["clientId"]) == (True, None, "vault")
    long = await save(desk, base, OIDC, identifier="i" * 51)
    assert list(shape_a(long)["validationErrors"]) == ["Identifier"]


async def test_trusted_devices_switch_policies_on_and_hold_them(desk: Desk, base: str) -> None:
    answer = await save(desk, base, {**OIDC, "memberDecryptionType": 2}, enabled=False)
    assert answer.status_code == 200
    policies = {row["type"]: row for row in (await desk.get(f"{base}/policies")).json()["data"]}
    assert all(policies[kind]["enabled"] for kind in (3, 4, 8))
    assert policies[8]["data"] == {"autoEnrollEnabled": True}
    await save(desk, base, {**OIDC, "memberDecryptionType": 2})
    for kind in (4, 8):
        body = {"policy": {"enabled": False}}
        stuck = await desk.send("PUT", f"{base}/policies/{kind}", body)
        expected = "Trusted device encryption is on and requires this policy."
        assert shape_a(stuck)["message"] == expected
    teams = f"organizations/{await desk.organization_id(TEAMS)}"
    refused = await save(desk, teams, {**OIDC, "memberDecryptionType": 2})
    assert shape_a(refused)["message"] == "This organization cannot use policies."


async def test_key_connector_wants_its_policies(desk: Desk, base: str) -> None:
    data = {**OIDC, "memberDecryptionType": 1, "keyConnectorUrl": "https://kc.example"}
    teams = f"organizations/{await desk.organization_id(TEAMS)}"
    refused = await save(desk, teams, data)
    assert shape_a(refused)["message"] == "Organization cannot use Key Connector."
    for kind, name in ((3, "Single Organization"), (4, "Single Sign-On Authentication")):
        refused = await save(desk, base, data)
        expected = f"Key Connector requires the {name} policy to be enabled."
        assert shape_a(refused)["message"] == expected
        await desk.send("PUT", f"{base}/policies/{kind}", {"policy": {"enabled": True}})
    off = await save(desk, base, data, enabled=False)
    assert shape_a(off)["message"] == "You must enable SSO to use Key Connector."
    saved = await save(desk, base, data)
    assert saved.json()["data"]["keyConnectorEnabled"] is True
    assert (await events(desk, base))[:3] == [1600, 1606, 1604]
    reset = await save(desk, base, {**data, "keyConnectorEnabled": False})
    assert reset.json()["data"]["memberDecryptionType"] == 0


async def test_the_scim_connection(desk: Desk, base: str) -> None:
    organization = base.partition("/")[2]
    path = "organizations/connections"
    none = (await desk.get(f"{path}/{organization}/2")).json()
    zero = "00000000-0000-0000-0000-000000000000"
    assert none == {"id": None, "type": 0, "organizationId": zero, "enabled": False, "config": None}
    body: dict[str, Any] = {"type": 2, "organizationId": organization, "enabled": True}
    assert (await desk.send("POST", path, body)).status_code == 500
    bad = await desk.send("POST", path, {**body, "config": {"enabled": "yes"}})
    assert shape_a(bad)["message"] == "Organization Connection configuration malformed"
    config = {"enabled": True, "scimProvider": 2}
    made = (await desk.send("POST", path, {**body, "config": config})).json()
    assert made["config"] == {"Enabled": True, "ScimProvider": 2}
    assert set(made) == {"id", "type", "organizationId", "enabled", "config"}
    twice = await desk.send("POST", path, {**body, "config": config})
    assert "already has a connection of type Scim" in shape_a(twice)["message"]
    change = {**body, "enabled": False, "config": {"Enabled": False, "inviteUsersAfterProvisioning": False}}
    changed = (await desk.send("PUT", f"{path}/{made['id']}", change)).json()
    assert (changed["enabled"], changed["id"]) == (False, made["id"])
    assert changed["config"] == {"Enabled": False, "InviteUsersAfterProvisioning": False}
    assert (await desk.get(f"{path}/{organization}/2")).json() == changed
    other = await desk.send("PUT", f"{path}/{made['id']}", {**change, "type": 1})
    assert shape_a(other)["message"] == "The connection type cannot be changed."
    assert (await desk.send("DELETE", f"{path}/{made['id']}")).content == b""
    assert (await desk.get(f"{path}/{organization}/2")).json() == none
    await desk.sign_in(Persona.OWNER_ONLY)
    refused = await desk.get(f"{path}/{organization}/2")
    expected = "You do not have permission to retrieve a connection of type Scim."
    assert (refused.status_code, shape_a(refused)["message"]) == (400, expected)


@pytest.mark.parametrize("kind", [0, 2])
async def test_keys_want_the_callers_secret(desk: Desk, base: str, kind: int) -> None:
    secret = await desk.hash_of(Persona.SERVICE_USER)
    assert (await desk.get(f"{base}/api-key-information/{kind}")).json()["data"] == []
    wrong = await desk.send("POST", f"{base}/api-key", {"type": kind, "masterPasswordHash": "d3Jvbmc="})
    assert wrong.status_code == 400
    assert shape_a(wrong)["validationErrors"] == {"MasterPasswordHash": ["Invalid password."]}
    missing = await desk.send("POST", f"{base}/api-key", {"type": kind})
    assert list(shape_a(missing)["validationErrors"]) == [""]
    body = {"type": kind, "masterPasswordHash": secret}
    shown = (await desk.send("POST", f"{base}/api-key", body)).json()
    assert set(shown) == {"object", "apiKey", "revisionDate"}
    assert re.fullmatch(r"[A-Za-z0-9]{30}", shown["apiKey"])
    assert (await desk.send("POST", f"{base}/api-key", body)).json() == shown
    desk.clock.now += 10
    rotated = (await desk.send("POST", f"{base}/rotate-api-key", body)).json()
    assert rotated["apiKey"] != shown["apiKey"]
    expected = [{"object": "keyInformation", "keyType": kind, "revisionDate": rotated["revisionDate"]}]
    assert (await desk.get(f"{base}/api-key-information/{kind}")).json()["data"] == expected
    assert (await desk.get(f"{base}/api-key-information")).json()["data"] == expected


async def test_outsiders(desk: Desk, base: str) -> None:
    await desk.sign_in(Persona.OWNER_ONLY)
    secret = {"type": 0, "masterPasswordHash": await desk.hash_of(Persona.OWNER_ONLY)}
    assert (await desk.get(f"{base}/sso")).status_code == 404
    assert (await save(desk, base, OIDC)).status_code == 404
    assert (await desk.send("POST", f"{base}/api-key", secret)).status_code == 404
    assert (await desk.get(f"{base}/api-key-information")).status_code == 404
    domains = await desk.get(f"{base}/domain")
    assert (domains.status_code, shape_a(domains)["message"]) == (401, "Unauthorized.")
    renamed = await desk.send("PUT", base, {"name": "Mine"})
    assert (renamed.status_code, renamed.content) == (401, b"")
    assert "WWW-Authenticate" not in renamed.headers


async def test_name_and_billing_address(desk: Desk, base: str) -> None:
    assert (await desk.get(f"{base}/domain")).json()["data"] == []
    warned = (await desk.get(f"{base}/billing/vnext/warnings")).json()
    assert set(warned.values()) == {None}
    before = (await desk.get(base)).json()
    named = (await desk.send("PUT", base, {"name": "Iron & Wood"})).json()
    assert (named["name"], named["billingEmail"]) == ("Iron & Wood", before["billingEmail"])
    billed = (await desk.send("PUT", base, {"billingEmail": " Bills@Iron.example "})).json()
    assert (billed["name"], billed["billingEmail"]) == ("Iron & Wood", "bills@iron.example")
    assert (await events(desk, base))[:2] == [1600, 1600]
    for bad in ({"name": "n" * 51}, {"billingEmail": "nobody"}, {"billingEmail": "a" * 260}):
        assert (await desk.send("PUT", base, bad)).status_code == 400
    assert (await desk.get(base)).json() == billed


async def test_switches_leave_an_event_when_they_change(desk: Desk, base: str) -> None:
    path = f"{base}/collection-management"
    await desk.send("PUT", path, {"limitItemDeletion": True, "allowAdminAccessToAllCollectionItems": True})
    assert (await events(desk, base))[:2] == [1616, 1614]
    await desk.send("PUT", path, {"allowAdminAccessToAllCollectionItems": True})
    assert (await events(desk, base))[:2] == [1615, 1616]
