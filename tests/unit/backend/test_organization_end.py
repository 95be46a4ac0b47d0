"""Deleting an organization, emptying its vault, its keys and what it is billed."""

from __future__ import annotations

from typing import Any

import pytest

from embedded_backend.seed import Persona
from tests.unit.backend.desk import Desk, shape_a

IRONWOOD, JUNIPER = "Ironwood Architects", "Juniper Travel"
FAILED = {"": ["User verification failed."]}


@pytest.fixture
async def base(desk: Desk) -> str:
    """The path of an Enterprise client of the signed-in service user."""
    await desk.sign_in(Persona.SERVICE_USER)
    return f"organizations/{await desk.organization_id(IRONWOOD)}"


async def secret(desk: Desk, who: Persona = Persona.SERVICE_USER) -> dict[str, str]:
    return {"masterPasswordHash": await desk.hash_of(who)}


async def assigned(desk: Desk) -> dict[str, int]:
    """The assigned seats the provider's plans count, by plan."""
    found = (await desk.get(f"providers/{await desk.provider_id()}/billing/subscription")).json()
    return {plan["planName"]: plan["assignedSeats"] for plan in found["plans"]}


async def test_deleting_a_client_gives_its_seats_back(desk: Desk, base: str) -> None:
    before = await assigned(desk)
    organization = base.partition("/")[2]
    assert (await desk.send("DELETE", base, await secret(desk))).content == b""
    assert IRONWOOD not in await desk.clients()
    after = await assigned(desk)
    assert after["Enterprise (Monthly)"] == before["Enterprise (Monthly)"] - 60
    assert after["Teams (Monthly)"] == before["Teams (Monthly)"]
    for table in ("organization_users", "collections", "ciphers", "provider_organizations"):
        statement = f"SELECT count(*) FROM {table} WHERE organization_id = ?"
        assert desk.backend.database.value(statement, (organization,)) == 0, table
    assert (await desk.get(base)).status_code == 404


async def test_a_wrong_secret_changes_nothing(desk: Desk, base: str) -> None:
    before = await assigned(desk)
    organization = base.partition("/")[2]
    items = desk.backend.database.value("SELECT count(*) FROM ciphers")
    for body in ({"masterPasswordHash": "d3Jvbmc="}, {"otp": "000000"}):
        deleting = await desk.send("DELETE", base, body)
        purging = await desk.send("POST", f"ciphers/purge?organizationId={organization}", body)
        for refused in (deleting, purging):
            assert (refused.status_code, shape_a(refused)["validationErrors"]) == (400, FAILED)
    nothing = await desk.send("DELETE", base, {})
    assert list(shape_a(nothing)["validationErrors"]) == [""]
    assert await assigned(desk) == before
    assert desk.backend.database.value("SELECT count(*) FROM ciphers") == items


async def test_key_connector_refuses_after_the_seats_are_released(desk: Desk, base: str) -> None:
    before = await assigned(desk)
    organization = base.partition("/")[2]
    desk.backend.database.run(
        "INSERT INTO sso_configs (organization_id, enabled, data) VALUES (?, 1, ?)",
        (organization, '{"memberDecryptionType": 1}'),
    )
    refused = await desk.send("DELETE", base, await secret(desk))
    assert (refused.status_code, "Key Connector" in shape_a(refused)["message"]) == (400, True)
    assert IRONWOOD in await desk.clients()
    after = await assigned(desk)
    assert after["Enterprise (Monthly)"] == before["Enterprise (Monthly)"] - 60


async def test_a_purge_takes_every_item_and_nothing_else(desk: Desk, base: str) -> None:
    organization = base.partition("/")[2]
    assert len((await desk.get(f"ciphers/organization-details?organizationId={organization}")).json()["data"])
    collections = (await desk.get(f"{base}/collections")).json()["data"]
    path = f"ciphers/purge?organizationId={organization}"
    assert (await desk.send("POST", path, await secret(desk))).content == b""
    listed = await desk.get(f"ciphers/organization-details?organizationId={organization}")
    assert listed.json()["data"] == []
    assert (await desk.get(f"{base}/collections")).json()["data"] == collections
    newest = (await desk.get(f"{base}/events")).json()["data"][0]
    assert newest["type"] == 1601
    assert (await desk.send("POST", "ciphers/purge", await secret(desk))).status_code == 200


async def test_outsiders_may_neither(desk: Desk, base: str) -> None:
    await desk.sign_in(Persona.OWNER_ONLY)
    body = await secret(desk, Persona.OWNER_ONLY)
    assert (await desk.send("DELETE", base, body)).status_code == 404
    organization = base.partition("/")[2]
    purge = await desk.send("POST", f"ciphers/purge?organizationId={organization}", body)
    assert purge.status_code == 404
    assert (await desk.get(f"{base}/subscription")).status_code == 404
    keys: dict[str, Any] = {"publicKey": "p", "encryptedPrivateKey": "2.a|b|c"}
    refused = await desk.send("POST", f"{base}/keys", keys)
    assert (refused.status_code, shape_a(refused)["message"]) == (401, "Unauthorized.")


async def test_an_owner_deletes_an_organization_that_stands_alone(desk: Desk) -> None:
    await desk.sign_in(Persona.OWNER_ONLY)
    mine = (await desk.profile())["organizations"][0]["id"]
    body = await secret(desk, Persona.OWNER_ONLY)
    assert (await desk.get(f"organizations/{mine}/subscription")).status_code == 200
    assert (await desk.send("DELETE", f"organizations/{mine}", body)).status_code == 200
    assert (await desk.profile())["organizations"] == []


async def test_keys_are_made_once(desk: Desk, base: str) -> None:
    keys = {"publicKey": "cHVibGlj", "encryptedPrivateKey": "2.a|b|c"}
    refused = await desk.send("POST", f"{base}/keys", keys)
    assert (refused.status_code, shape_a(refused)["message"]) == (400, "Organization Keys already exist")
    desk.backend.database.run("UPDATE organizations SET public_key = NULL, private_key = NULL")
    made = (await desk.send("POST", f"{base}/keys", keys)).json()
    assert made == {"object": "organizationKeys", "publicKey": "cHVibGlj", "privateKey": "2.a|b|c"}
    assert (await desk.get(f"{base}/public-key")).json()["publicKey"] == "cHVibGlj"
    assert list(shape_a(await desk.send("POST", f"{base}/keys", {}))["validationErrors"]) == ["PublicKey"]


async def test_a_subscription_is_the_organization_and_more(desk: Desk, base: str) -> None:
    found = (await desk.get(f"{base}/subscription")).json()
    record = (await desk.get(base)).json()
    assert found["object"] == "organizationSubscription"
    assert {name: found[name] for name in record if name != "object"} == {
        name: value for name, value in record.items() if name != "object"
    }
    assert (found["storageGb"], found["subscription"]) == (None, None)


async def test_memberships_and_leaving(desk: Desk, base: str) -> None:
    assert (await desk.get("organizations")).json()["data"] == []
    assert (await desk.send("POST", f"{base}/leave")).status_code == 404
    only = await desk.get(f"{base}/billing/vnext/self-host/metadata")
    assert (only.status_code, shape_a(only)["message"]) == (400, "Only allowed when self hosted.")
    await desk.sign_in(Persona.OWNER_ONLY)
    (mine,) = (await desk.get("organizations")).json()["data"]
    assert (mine["object"], mine["type"]) == ("profileOrganization", 0)
    last = await desk.send("POST", f"organizations/{mine['id']}/leave")
    assert "at least one confirmed owner" in shape_a(last)["message"]
    desk.backend.database.run(
        "UPDATE organization_users SET type = 2 WHERE organization_id = ?", (mine["id"],)
    )
    assert (await desk.send("POST", f"organizations/{mine['id']}/leave")).content == b""
    assert (await desk.get("organizations")).json()["data"] == []


async def test_names_are_measured_with_their_entities(desk: Desk, base: str) -> None:
    fits = await desk.send("PUT", base, {"name": "é" * 8})
    assert fits.json()["name"] == "é" * 8
    refused = await desk.send("PUT", base, {"name": "é" * 9})
    assert list(shape_a(refused)["validationErrors"]) == ["Name"]
    kept = await desk.send("PUT", base, {"name": ""})
    assert kept.json()["name"] == "é" * 8
