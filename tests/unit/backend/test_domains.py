"""Claimed domains: adding, looking for the record, the job, and what a verified domain does."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from embedded_backend.seed import Persona
from tests.unit.backend.desk import Desk, shape_a

IRONWOOD, TEAMS, TIDEWATER = "Ironwood Architects", "Juniper Travel", "Delta Fisheries"
HOUR = 3600


@pytest.fixture
async def base(desk: Desk) -> str:
    """The path of an Enterprise client of the signed-in service user."""
    await desk.sign_in(Persona.SERVICE_USER)
    return f"organizations/{await desk.organization_id(IRONWOOD)}"


async def add(desk: Desk, base: str, name: str) -> dict[str, Any]:
    answer = await desk.send("POST", f"{base}/domain", {"domainName": name})
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def verified(desk: Desk, base: str, name: str) -> dict[str, Any]:
    made = await add(desk, base, name)
    desk.clock.now += 60
    found: dict[str, Any] = (await desk.send("POST", f"{base}/domain/{made['id']}/verify")).json()
    assert found["verifiedDate"] is not None
    return found


async def events(desk: Desk, base: str) -> list[dict[str, Any]]:
    return list((await desk.get(f"{base}/events")).json()["data"])


async def test_a_domain_is_added_lower_cased_with_its_record(desk: Desk, base: str) -> None:
    made = await add(desk, base, "Iron.Example")
    assert made["object"] == "organizationDomain"
    assert (made["domainName"], made["jobRunCount"], made["verifiedDate"]) == ("iron.example", 0, None)
    assert made["txt"].startswith("bw=")
    assert len(made["txt"]) == 47
    assert len(base64.b64decode(made["txt"][3:])) == 32
    assert (await desk.get(f"{base}/domain")).json()["data"] == [made]
    assert (await desk.get(f"{base}/domain/{made['id']}")).json() == made
    newest = (await events(desk, base))[0]
    assert (newest["type"], newest["domainName"]) == (2000, "iron.example")


@pytest.mark.parametrize(
    "name", ["", "iron", "iron example.com", "-iron.example", "a" * 64 + ".example", "x." * 130 + "example"]
)
async def test_what_is_no_host_name_is_refused(desk: Desk, base: str, name: str) -> None:
    refused = await desk.send("POST", f"{base}/domain", {"domainName": name})
    assert refused.status_code == 400
    assert list(shape_a(refused)["validationErrors"]) == ["DomainName"]
    assert (await desk.get(f"{base}/domain")).json()["data"] == []


async def test_a_look_answers_200_also_where_nothing_is_published(desk: Desk, base: str) -> None:
    early, never, elsewhere = [
        await add(desk, base, name) for name in ("iron.example", "never.example", "iron.test")
    ]
    looked = (await desk.send("POST", f"{base}/domain/{early['id']}/verify")).json()
    assert (looked["verifiedDate"], looked["lastCheckedDate"] is not None) == (None, True)
    assert (await events(desk, base))[0]["type"] == 2003
    desk.clock.now += 60
    for other in (never, elsewhere):
        answer = await desk.send("POST", f"{base}/domain/{other['id']}/verify")
        assert (answer.status_code, answer.json()["verifiedDate"]) == (200, None)
    found = (await desk.send("POST", f"{base}/domain/{early['id']}/verify")).json()
    assert found["verifiedDate"] is not None
    assert (await events(desk, base))[0]["type"] == 2002


async def test_duplicates_and_domains_of_others_conflict(desk: Desk, base: str) -> None:
    other = f"organizations/{await desk.organization_id(TIDEWATER)}"
    waiting = await add(desk, other, "iron.example")
    mine = await verified(desk, base, "iron.example")
    twice = await desk.send("POST", f"{base}/domain", {"domainName": "IRON.example"})
    assert (twice.status_code, shape_a(twice)["message"]) == (
        409,
        "A domain already exists for this organization.",
    )
    again = await desk.send("POST", f"{base}/domain/{mine['id']}/verify")
    assert (again.status_code, shape_a(again)["message"]) == (409, "Domain has already been verified.")
    late = await desk.send("POST", f"{other}/domain/{waiting['id']}/verify")
    assert (late.status_code, shape_a(late)["message"]) == (409, "The domain is not available to be claimed.")
    await desk.send("DELETE", f"{other}/domain/{waiting['id']}")
    taken = await desk.send("POST", f"{other}/domain", {"domainName": "iron.example"})
    assert taken.status_code == 409


async def test_verifying_switches_the_policy_on_and_holds_it(desk: Desk, base: str) -> None:
    refused = await desk.send("PUT", f"{base}/policies/19", {"policy": {"enabled": True}})
    assert refused.status_code == 400
    await verified(desk, base, "iron.example")
    single = (await desk.get(f"{base}/policies/3")).json()
    assert (single["enabled"], single["canToggleState"]) == (True, False)
    off = await desk.send("PUT", f"{base}/policies/3", {"policy": {"enabled": False}})
    assert "domain verification" in shape_a(off)["message"]
    on = await desk.send("PUT", f"{base}/policies/19", {"policy": {"enabled": True}})
    assert on.status_code == 200


async def test_a_plan_without_policies_verifies_all_the_same(desk: Desk, base: str) -> None:
    assert base
    teams = f"organizations/{await desk.organization_id(TEAMS)}"
    found = await verified(desk, teams, "juniper.example")
    assert found["verifiedDate"] is not None
    assert not (await desk.get(f"{teams}/policies/3")).json()["enabled"]


async def test_accounts_in_a_verified_domain_are_claimed(desk: Desk, base: str) -> None:
    await verified(desk, base, "ironwood.example")
    members = (await desk.get(f"{base}/users")).json()["data"]
    claimed = {row["id"] for row in members if row["claimedByOrganization"]}
    assert claimed == {row["id"] for row in members if row["status"] != 0}
    one = next(row for row in members if row["status"] == 2 and row["type"] == 2)
    assert (await desk.get(f"{base}/users/{one['id']}")).json()["claimedByOrganization"] is True
    refused = await desk.send("DELETE", f"{base}/users/{one['id']}")
    assert "claimed" in shape_a(refused)["message"]
    many = await desk.send("DELETE", f"{base}/users", {"ids": [one["id"]]})
    assert "claimed" in many.json()["data"][0]["error"]
    assert (await desk.send("PUT", f"{base}/users/{one['id']}/revoke")).status_code == 200


async def test_the_profile_says_who_is_claimed(desk: Desk, base: str) -> None:
    await verified(desk, base, "quarry.example")
    await desk.sign_in(Persona.OWNER_ONLY)
    (mine,) = (await desk.profile())["organizations"]
    assert mine["userIsClaimedByOrganization"] is False
    email = desk.backend.database.value(
        "SELECT email FROM organization_users WHERE organization_id = ?", (mine["id"],)
    )
    desk.backend.database.run(
        "UPDATE organization_domains SET organization_id = ?, domain_name = ?",
        (mine["id"], email.partition("@")[2]),
    )
    desk.backend.database.run("UPDATE organizations SET plan_type = 20 WHERE id = ?", (mine["id"],))
    (mine,) = (await desk.profile())["organizations"]
    assert mine["userIsClaimedByOrganization"] is True


async def test_removing_a_domain_claims_nothing_any_more(desk: Desk, base: str) -> None:
    found = await verified(desk, base, "ironwood.example")
    assert (await desk.send("DELETE", f"{base}/domain/{found['id']}")).content == b""
    assert (await events(desk, base))[0]["type"] == 2001
    members = (await desk.get(f"{base}/users")).json()["data"]
    assert not any(row["claimedByOrganization"] for row in members)
    gone = await desk.send("DELETE", f"{base}/domain/{found['id']}")
    assert gone.status_code == 404


async def test_the_job_looks_every_twelve_hours_and_drops_after_a_week(desk: Desk, base: str) -> None:
    never = await add(desk, base, "never.example")
    desk.clock.now += 25 * HOUR
    await desk.sign_in(Persona.SERVICE_USER)
    (row,) = (await desk.get(f"{base}/domain")).json()["data"]
    assert (row["jobRunCount"], row["verifiedDate"], row["id"]) == (2, None, never["id"])
    newest = (await events(desk, base))[0]
    assert (newest["type"], newest["systemUser"], newest["actingUserId"]) == (2003, 2, None)
    desk.clock.now += 144 * HOUR
    await desk.sign_in(Persona.SERVICE_USER)
    assert (await desk.get(f"{base}/domain")).json()["data"] == []


async def test_the_job_verifies_by_itself(desk: Desk, base: str) -> None:
    await add(desk, base, "iron.example")
    desk.clock.now += 13 * HOUR
    await desk.sign_in(Persona.SERVICE_USER)
    (row,) = (await desk.get(f"{base}/domain")).json()["data"]
    assert row["verifiedDate"] is not None
    assert (await desk.get(f"{base}/policies/3")).json()["enabled"]


async def test_outsiders_get_401_with_a_body(desk: Desk, base: str) -> None:
    made = await add(desk, base, "iron.example")
    await desk.sign_in(Persona.OWNER_ONLY)
    one = f"{base}/domain/{made['id']}"
    for method, path, body in (
        ("GET", f"{base}/domain", None),
        ("POST", f"{base}/domain", {"domainName": "mine.example"}),
        ("GET", one, None),
        ("POST", f"{one}/verify", None),
        ("DELETE", one, None),
    ):
        refused = await desk.send(method, path, body)
        assert (refused.status_code, shape_a(refused)["message"]) == (401, "Unauthorized."), path


async def test_anybody_may_ask_whose_a_verified_domain_is(desk: Desk, base: str) -> None:
    await verified(desk, base, "iron.example")
    desk.backend.database.run("UPDATE organizations SET sso_enabled = 1, identifier = 'iron'")
    del desk.http.headers["Authorization"]
    answer = await desk.send("POST", "organizations/domain/sso/verified", {"email": "ann@Iron.Example"})
    assert answer.json()["data"] == [
        {
            "domainName": "iron.example",
            "organizationIdentifier": "iron",
            "organizationName": "Ironwood Architects",
        }
    ]
