"""Changing, revoking, restoring and removing members."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from embedded_backend.seed import Persona
from tests.unit.backend.desk import Desk, open_desk, shape_a

BIRCH, TEAMS, OTHER = "Birch & Sons Logistics", "Juniper Travel", "Alder Dental Group"
STRANGER = "11111111-1111-4111-8111-111111111111"
NO_OWNER = "Organization must have at least one confirmed owner."


@pytest.fixture
async def base(desk: Desk) -> str:
    """The path of a client of the signed-in service user."""
    await desk.sign_in(Persona.SERVICE_USER)
    return f"organizations/{await desk.organization_id(BIRCH)}"


async def members(desk: Desk, base: str, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await desk.get(f"{base}/users{query}")).json()["data"]
    return found


async def one(desk: Desk, base: str, status: int, kind: int = 2) -> dict[str, Any]:
    """Some member of that status and type."""
    return next(row for row in await members(desk, base) if (row["status"], row["type"]) == (status, kind))


async def again(desk: Desk, base: str, member: str, query: str = "") -> dict[str, Any]:
    return next(row for row in await members(desk, base, query) if row["id"] == member)


async def newest(desk: Desk, base: str) -> dict[str, Any]:
    event: dict[str, Any] = (await desk.get(f"{base}/events")).json()["data"][0]
    return event


async def test_a_change_replaces_collections_and_leaves_null_groups_alone(desk: Desk, base: str) -> None:
    member = (await one(desk, base, 2))["id"]
    shelf = (await desk.get(f"{base}/collections")).json()["data"][1]["id"]
    group = (await desk.get(f"{base}/groups")).json()["data"][0]["id"]
    right = {"id": shelf, "readOnly": False, "hidePasswords": False, "manage": True}
    body: dict[str, Any] = {"type": 1, "collections": [right], "groups": [group]}
    changed = await desk.send("PUT", f"{base}/users/{member}", body)
    assert (changed.status_code, changed.content) == (200, b"")
    query = "?includeGroups=true&includeCollections=true"
    now = await again(desk, base, member, query)
    assert (now["type"], now["collections"], now["groups"]) == (1, [right], [group])
    await desk.send("PUT", f"{base}/users/{member}", {"type": 2, "collections": []})
    now = await again(desk, base, member, query)
    assert (now["type"], now["collections"], now["groups"]) == (2, [], [group])
    event = await newest(desk, base)
    assert (event["type"], event["organizationUserId"], event["userId"]) == (1502, member, now["userId"])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"type": 2, "collections": None}, 500),
        ({"type": 2, "collections": [{"id": STRANGER}]}, 404),
        ({"type": 2, "collections": [], "groups": [STRANGER]}, 404),
        ({"type": 2, "collections": [{"id": STRANGER, "manage": True, "readOnly": True}]}, 400),
        ({"collections": []}, 400),
        ({"type": 7, "collections": []}, 400),
    ],
)
async def test_bad_changes(desk: Desk, base: str, body: dict[str, Any], status: int) -> None:
    member = await one(desk, base, 2)
    answer = await desk.send("PUT", f"{base}/users/{member['id']}", body)
    assert answer.status_code == status
    assert await again(desk, base, member["id"]) == member


async def test_the_known_fault_of_changes_by_provider_staff(place: Path) -> None:
    async with open_desk(place, member_update_fails=True) as desk:
        await desk.sign_in(Persona.SERVICE_USER)
        base = f"organizations/{await desk.organization_id(BIRCH)}"
        member = await one(desk, base, 2)
        answer = await desk.send("PUT", f"{base}/users/{member['id']}", {"type": 1, "collections": []})
        assert answer.status_code == 500
        assert shape_a(answer)["message"] == "An unhandled server error has occurred."


async def test_revoked_and_restored_as_what_they_were(desk: Desk, base: str) -> None:
    for status in (0, 1, 2):
        member = (await one(desk, base, status))["id"]
        path = f"{base}/users/{member}"
        assert (await desk.send("PUT", f"{path}/revoke")).content == b""
        now = await again(desk, base, member)
        assert (now["status"], now["revocationReason"]) == (-1, 1)
        assert (await newest(desk, base))["type"] == 1511
        twice = await desk.send("PUT", f"{path}/revoke")
        assert (twice.status_code, shape_a(twice)["message"]) == (400, "Already revoked.")
        assert (await desk.send("PUT", f"{path}/restore/vnext", {})).content == b""
        now = await again(desk, base, member)
        assert (now["status"], now["revocationReason"]) == (status, None)
        assert (await newest(desk, base))["type"] == 1512
        twice = await desk.send("PUT", f"{path}/restore/vnext", {})
        assert shape_a(twice)["message"] == "Already active."


async def test_restoring_takes_a_seat_and_minds_policies(desk: Desk, base: str) -> None:
    base = f"organizations/{await desk.organization_id(OTHER)}"
    first, second = [row for row in await members(desk, base) if row["type"] == 2][:2]
    await desk.send("PUT", f"{base}/users/{first['id']}/revoke")
    body = {"emails": ["x@alder.example"], "type": 2, "collections": [], "groups": []}
    assert (await desk.send("POST", f"{base}/users/invite", body)).status_code == 200
    full = await desk.send("PUT", f"{base}/users/{first['id']}/restore/vnext", {})
    assert shape_a(full)["message"].startswith("Seat limit has been reached.")
    many = await desk.send("PUT", f"{base}/users/restore", {"ids": [first["id"]]})
    assert many.status_code == 400
    await desk.send("DELETE", f"{base}/users/{second['id']}")
    policy = {"id": STRANGER, "type": 0, "enabled": 1, "revised_at": 0}
    desk.backend.database.insert("policies", {**policy, "organization_id": base.partition("/")[2]})
    desk.backend.database.run("UPDATE users SET totp_secret = NULL WHERE id = ?", (first["userId"],))
    refused = await desk.send("PUT", f"{base}/users/{first['id']}/restore/vnext", {})
    expected = f"{first['email']} is not compliant with the two-step login policy."
    assert shape_a(refused)["message"] == expected
    (row,) = (await desk.send("PUT", f"{base}/users/restore", {"ids": [first["id"]]})).json()["data"]
    assert row["error"] == expected


async def test_many_at_once_each_with_an_answer(desk: Desk, base: str) -> None:
    found = [row["id"] for row in await members(desk, base) if row["type"] == 2][:3]
    await desk.send("PUT", f"{base}/users/{found[0]}/revoke")
    ids = {"ids": [*found, STRANGER]}
    rows = (await desk.send("PUT", f"{base}/users/revoke", ids)).json()["data"]
    assert [(row["id"], row["error"]) for row in rows] == [
        (found[0], "Already revoked."),
        (found[1], ""),
        (found[2], ""),
    ]
    rows = (await desk.send("PUT", f"{base}/users/restore", ids)).json()["data"]
    assert [row["error"] for row in rows] == ["", "", ""]
    rows = (await desk.send("DELETE", f"{base}/users", ids)).json()["data"]
    assert [row["error"] for row in rows] == ["", "", ""]
    assert not {row["id"] for row in await members(desk, base)} & set(found)
    assert (await newest(desk, base))["type"] == 1503
    nobody = await desk.send("DELETE", f"{base}/users", {"ids": [STRANGER]})
    assert shape_a(nobody)["message"] == "Users invalid."


async def test_staff_count_as_owners_but_not_without_a_provider(desk: Desk, base: str) -> None:
    owner = await one(desk, f"organizations/{await desk.organization_id(TEAMS)}", 2, 0)
    path = f"organizations/{await desk.organization_id(TEAMS)}/users/{owner['id']}"
    assert (await desk.send("PUT", f"{path}/revoke")).status_code == 200
    assert (await desk.send("PUT", f"{path}/restore/vnext", {})).status_code == 200
    assert (await desk.send("DELETE", path)).status_code == 200
    await desk.sign_in(Persona.OWNER_ONLY)
    (own,) = (await desk.profile())["organizations"]
    quarry = f"organizations/{own['id']}"
    (himself,) = await members(desk, quarry)
    for method, way in (("PUT", "/revoke"), ("DELETE", "")):
        answer = await desk.send(method, f"{quarry}/users/{himself['id']}{way}")
        assert shape_a(answer)["message"].endswith("yourself.")
    demoted = await desk.send("PUT", f"{quarry}/users/{himself['id']}", {"type": 2, "collections": []})
    assert shape_a(demoted)["message"] == NO_OWNER
    await desk.send(
        "POST",
        f"{quarry}/users/invite",
        {"emails": ["n@quarry.example"], "type": 0, "collections": [], "groups": []},
    )
    both = {"ids": [row["id"] for row in await members(desk, quarry)]}
    assert shape_a(await desk.send("DELETE", f"{quarry}/users", both))["message"] == NO_OWNER


async def test_admins_may_not_touch_owners(desk: Desk, base: str) -> None:
    desk.backend.database.run("UPDATE organization_users SET type = 1 WHERE email = 'quinn@quarry.example'")
    await desk.sign_in(Persona.OWNER_ONLY)
    (own,) = (await desk.profile())["organizations"]
    quarry = f"organizations/{own['id']}"
    values = {"organization_id": own["id"], "created_at": 0, "email": "o@quarry.example", "key": "4.AAAA"}
    desk.backend.database.insert("organization_users", {**values, "id": STRANGER, "type": 0, "status": 2})
    body = {"emails": ["n@quarry.example"], "type": 0, "collections": [], "groups": []}
    assert (await desk.send("POST", f"{quarry}/users/invite", body)).status_code == 400
    for method, way, verb in (("PUT", "/revoke", "revoke"), ("DELETE", "", "remove")):
        answer = await desk.send(method, f"{quarry}/users/{STRANGER}{way}")
        assert shape_a(answer)["message"] in (f"Only owners can {verb} other owners.", NO_OWNER)
    changed = await desk.send("PUT", f"{quarry}/users/{STRANGER}", {"type": 2, "collections": []})
    assert shape_a(changed)["message"] == "Only an Owner can configure another Owner's account."


@pytest.mark.parametrize(
    ("method", "way"),
    [("PUT", "/revoke"), ("PUT", "/restore/vnext"), ("DELETE", ""), ("PUT", ""), ("POST", "/reinvite")],
)
async def test_outsiders_and_unknown_members(desk: Desk, base: str, method: str, way: str) -> None:
    body = {"type": 2, "collections": []}
    assert (await desk.send(method, f"{base}/users/{STRANGER}{way}", body)).status_code == 404
    await desk.sign_in(Persona.OWNER_ONLY)
    answer = await desk.send(method, f"{base}/users/{STRANGER}{way}", body)
    assert (answer.status_code, answer.content) == (403, b"")


async def test_flags_of_other_products_go_where_they_are_not_sent_back(desk: Desk, base: str) -> None:
    member = (await one(desk, base, 2))["id"]
    body = {"type": 2, "collections": [], "accessSecretsManager": True, "accessPam": True}
    await desk.send("PUT", f"{base}/users/{member}", body)
    now = (await desk.get(f"{base}/users/{member}")).json()
    assert (now["accessSecretsManager"], now["accessPam"]) == (True, True)
    await desk.send("PUT", f"{base}/users/{member}", {"type": 2, "collections": []})
    now = (await desk.get(f"{base}/users/{member}")).json()
    assert (now["accessSecretsManager"], now["accessPam"]) == (False, False)


async def test_groups_of_one_member_are_told_when_asked_for(desk: Desk, base: str) -> None:
    rows = await members(desk, base, "?includeGroups=true")
    member = next(row for row in rows if row["groups"])
    assert "groups" not in (await desk.get(f"{base}/users/{member['id']}")).json()
    told = (await desk.get(f"{base}/users/{member['id']}?includeGroups=true")).json()
    assert told["groups"] == member["groups"]
