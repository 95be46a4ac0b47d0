"""Reading and saving policies: prerequisites, data, and what a policy does to members."""

from __future__ import annotations

from typing import Any

import pytest

from embedded_backend.seed import Persona
from tests.unit.backend.desk import Desk, shape_a

IRONWOOD, TEAMS = "Ironwood Architects", "Juniper Travel"  # Enterprise with policy 1; Teams
NAME = "2.AAAAAAAAAAAAAAAAAAAAAA==|AAAAAAAAAAAAAAAAAAAAAA==|AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


@pytest.fixture
async def base(desk: Desk) -> str:
    """The path of an Enterprise client of the signed-in service user."""
    await desk.sign_in(Persona.SERVICE_USER)
    return f"organizations/{await desk.organization_id(IRONWOOD)}"


async def put(desk: Desk, base: str, kind: int, enabled: bool = True, data: Any = None, **more: Any) -> Any:
    body = {"policy": {"enabled": enabled, "data": data}, **more}
    return await desk.send("PUT", f"{base}/policies/{kind}", body)


async def status(desk: Desk, base: str, kind: int) -> dict[str, Any]:
    found: dict[str, Any] = (await desk.get(f"{base}/policies/{kind}")).json()
    return found


async def members(desk: Desk, base: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await desk.get(f"{base}/users")).json()["data"]
    return found


async def events(desk: Desk, base: str) -> list[int]:
    return [row["type"] for row in (await desk.get(f"{base}/events")).json()["data"]]


async def test_a_policy_is_saved_as_sent_and_replaced(desk: Desk, base: str) -> None:
    assert await status(desk, base, 2) == {
        "object": "policy",
        "organizationId": base.partition("/")[2],
        "type": 2,
        "data": {},
        "enabled": False,
        "canToggleState": True,
    }
    data = {"minLength": 20, "useNumbers": True, "Odd_Case": [1, {"Ä": None}]}
    saved = (await put(desk, base, 2, data=data)).json()
    assert set(saved) == {"object", "id", "organizationId", "type", "data", "enabled", "revisionDate"}
    assert (saved["data"], saved["enabled"]) == (data, True)
    event = (await desk.get(f"{base}/events")).json()["data"][0]
    assert (event["type"], event["policyId"]) == (1700, saved["id"])
    wiped = (await put(desk, base, 2, data={})).json()
    assert (wiped["data"], wiped["id"]) == (None, saved["id"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"enabled": True, "data": None}, "Policy"),
        ({"policy": {"data": {}}}, "Policy.Enabled"),
        ({"policy": {"enabled": True, "data": []}}, "$.policy.data"),
    ],
)
async def test_only_the_wrapped_body_is_taken(
    desk: Desk, base: str, body: dict[str, Any], field: str
) -> None:
    answer = await desk.send("PUT", f"{base}/policies/2", body)
    assert list(shape_a(answer)["validationErrors"]) == [field]
    assert (await desk.get(f"{base}/policies/77")).status_code == 400


async def test_teams_have_none(desk: Desk, base: str) -> None:
    teams = f"organizations/{await desk.organization_id(TEAMS)}"
    answer = await put(desk, teams, 1)
    assert (answer.status_code, shape_a(answer)["message"]) == (400, "This organization cannot use policies.")


@pytest.mark.parametrize(
    ("kind", "data", "message"),
    [
        (
            1,
            {"minLength": 8},
            "Invalid data for MasterPassword policy: The field MinLength must be between 12 and",
        ),
        (1, {"minComplexity": 5}, "Invalid data for MasterPassword policy: The field MinComplexity must be"),
        (1, {"minLength": "14"}, "Invalid data for MasterPassword policy: minLength has an invalid value."),
        (
            1,
            {"requireUpper": 1},
            "Invalid data for MasterPassword policy: requireUpper has an invalid value.",
        ),
        (7, {"disableHideEmail": None}, "Invalid data for SendOptions policy: disableHideEmail has"),
        (21, {"allowedDomains": "a.example"}, "Allowed domains can only be set when"),
        (22, {}, "The RulesUrl field is required."),
        (22, {"rulesUrl": "http://rules.example"}, "RulesUrl must use HTTPS."),
        (19, None, "You must claim at least one domain to turn on this policy"),
    ],
)
async def test_bad_data(desk: Desk, base: str, kind: int, data: Any, message: str) -> None:
    before = await status(desk, base, kind)
    answer = await put(desk, base, kind, data=data)
    assert answer.status_code == 400
    assert shape_a(answer)["message"].startswith(message)
    assert await status(desk, base, kind) == before


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (4, "Require single sign-on authentication"),
        (8, "Account recovery administration"),
        (9, "Vault timeout"),
        (16, "URI match defaults"),
        (18, "Automatically confirm invited users"),
        (20, "Vault banner message"),
    ],
)
async def test_prerequisites_both_ways(desk: Desk, base: str, kind: int, name: str) -> None:
    refused = await put(desk, base, kind)
    expected = f"Turn on the Single organization policy because it is required for the {name} policy."
    assert (refused.status_code, shape_a(refused)["message"]) == (400, expected)
    assert (await put(desk, base, 3)).status_code == 200
    assert (await put(desk, base, kind)).status_code == 200
    stuck = await put(desk, base, 3, enabled=False)
    expected = f"Turn off the {name} policy because it requires the Single organization policy."
    assert shape_a(stuck)["message"] == expected
    more = 9 if kind != 9 else 16
    await put(desk, base, more)
    stuck = await put(desk, base, 3, enabled=False)
    expected = "Turn off all of the policies that require the Single organization policy."
    assert shape_a(stuck)["message"] == expected
    for off in (kind, more, 3):
        assert (await put(desk, base, off, enabled=False)).status_code == 200


@pytest.mark.parametrize("kind", [2, 6, 10, 11, 12, 13, 14, 15, 17])
async def test_the_others_stand_alone(desk: Desk, base: str, kind: int) -> None:
    assert (await put(desk, base, kind)).json()["enabled"] is True


async def test_two_step_revokes_who_has_none(desk: Desk, base: str) -> None:
    before = await members(desk, base)
    lost = {
        row["id"]
        for row in before
        if row["status"] in (1, 2) and row["type"] == 2 and not row["twoFactorEnabled"]
    }
    assert lost
    assert (await put(desk, base, 0)).status_code == 200
    after = {row["id"]: row for row in await members(desk, base)}
    revoked = {key: row["revocationReason"] for key, row in after.items() if row["status"] == -1}
    assert revoked == dict.fromkeys(lost, 2)
    assert (await events(desk, base)).count(1520) == len(lost)
    assert (await put(desk, base, 0)).status_code == 200
    assert (await events(desk, base)).count(1520) == len(lost)


async def test_two_step_is_refused_where_somebody_has_no_password(desk: Desk, base: str) -> None:
    victim = next(
        row for row in await members(desk, base) if row["type"] == 2 and not row["twoFactorEnabled"]
    )
    desk.backend.database.run("UPDATE users SET auth_digest = NULL WHERE id = ?", (victim["userId"],))
    refused = await put(desk, base, 0)
    assert refused.status_code == 400
    assert shape_a(refused)["message"].startswith("Policy could not be enabled.")
    assert not [row for row in await members(desk, base) if row["status"] == -1]


async def test_single_organization_revokes_who_is_elsewhere(desk: Desk, base: str) -> None:
    found = [row for row in await members(desk, base) if row["status"] == 2 and row["type"] == 2]
    teams = await desk.organization_id(TEAMS)
    for number, (member, state) in enumerate(zip(found, (2, -1, 0), strict=False)):
        values = {"id": f"33333333-3333-4333-8333-33333333333{number}", "organization_id": teams, "type": 2}
        linked = None if state == 0 else member["userId"]
        more = {"email": member["email"], "status": state, "user_id": linked, "created_at": 0}
        desk.backend.database.insert("organization_users", {**values, **more})
    assert (await put(desk, base, 3)).status_code == 200
    after = {row["id"]: row for row in await members(desk, base)}
    assert [after[row["id"]]["revocationReason"] for row in found[:3]] == [4, 4, None]
    assert (await events(desk, base)).count(1521) == 2
    answer = await desk.send("PUT", f"{base}/users/{found[0]['id']}/restore/vnext", {})
    assert "cannot be restored until they leave" in shape_a(answer)["message"]


async def test_send_is_kept_in_step(desk: Desk, base: str) -> None:
    assert (await status(desk, base, 21))["data"]["disableSend"] is False
    await put(desk, base, 6)
    now = await status(desk, base, 21)
    assert (now["enabled"], now["data"]["disableSend"], now["data"]["disableHideEmail"]) == (
        True,
        True,
        False,
    )
    await put(desk, base, 7, data={"disableHideEmail": True})
    await put(desk, base, 6, enabled=False)
    now = await status(desk, base, 21)
    assert (now["enabled"], now["data"]["disableSend"], now["data"]["disableHideEmail"]) == (
        True,
        False,
        True,
    )
    await put(desk, base, 21, data={"disableSend": True, "whoCanAccess": 2, "allowedDomains": "a.example"})
    assert (await status(desk, base, 6))["enabled"] is True
    seven = await status(desk, base, 7)
    assert (seven["enabled"], seven["data"]) == (False, {"disableHideEmail": False})
    assert (await put(desk, base, 21, data={"whoCanAccess": "all"})).status_code == 500


async def test_my_items_are_made_for_covered_members_with_metadata(desk: Desk, base: str) -> None:
    def count() -> int:
        statement = "SELECT COUNT(*) FROM collections WHERE type = 1 AND organization_id = ?"
        return int(desk.backend.database.value(statement, (base.partition("/")[2],)))

    shown = len((await desk.get(f"{base}/collections")).json()["data"])
    await put(desk, base, 5)
    assert count() == 0
    await put(desk, base, 5, enabled=False)
    await put(desk, base, 5, metadata={"defaultUserCollectionName": NAME})
    covered = [row for row in await members(desk, base) if row["status"] == 2 and row["type"] == 2]
    assert count() == len(covered)
    await put(desk, base, 5, metadata={"defaultUserCollectionName": NAME})
    assert count() == len(covered)
    assert len((await desk.get(f"{base}/collections")).json()["data"]) == shown
    await desk.send("DELETE", f"{base}/users/{covered[0]['id']}")
    left = (await desk.get(f"{base}/collections/details")).json()["data"][-1]
    assert (left["type"], left["defaultUserCollectionEmail"]) == (0, covered[0]["email"])
    assert left["unmanaged"]


async def test_automatic_confirmation_wants_no_provider_staff(desk: Desk, base: str) -> None:
    await put(desk, base, 3)
    staff = desk.backend.database.value("SELECT user_id FROM provider_users WHERE user_id IS NOT NULL")
    values = {"id": "33333333-3333-4333-8333-333333333333", "organization_id": base.partition("/")[2]}
    more = {"email": "s@northwind.example", "status": 2, "user_id": staff, "type": 1, "created_at": 0}
    desk.backend.database.run("DELETE FROM organization_users WHERE user_id = ?", (staff,))
    desk.backend.database.insert("organization_users", {**values, **more})
    assert "Provider user type" in shape_a(await put(desk, base, 18))["message"]


async def test_outsiders(desk: Desk, base: str) -> None:
    await desk.sign_in(Persona.OWNER_ONLY)
    for answer in (await desk.get(f"{base}/policies/3"), await put(desk, base, 3)):
        assert (answer.status_code, answer.content) == (403, b"")
