"""Creating, changing and deleting groups; access to many collections at once."""

from __future__ import annotations

from typing import Any

import pytest

from embedded_backend.seed import Persona
from tests.unit.backend.desk import Desk, shape_a

BIRCH, OTHER = "Birch & Sons Logistics", "Alder Dental Group"
STRANGER = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
async def base(desk: Desk) -> str:
    """The path of a client of the signed-in service user."""
    await desk.sign_in(Persona.SERVICE_USER)
    return f"organizations/{await desk.organization_id(BIRCH)}"


async def ids(desk: Desk, path: str) -> list[str]:
    return [row["id"] for row in (await desk.get(path)).json()["data"]]


async def details(desk: Desk, base: str, group: str) -> dict[str, Any]:
    found: dict[str, Any] = (await desk.get(f"{base}/groups/{group}/details")).json()
    return found


async def events(desk: Desk, base: str) -> list[int]:
    return [row["type"] for row in (await desk.get(f"{base}/events")).json()["data"]]


def right(collection: str, **flags: bool) -> dict[str, Any]:
    return {"id": collection, "readOnly": False, "hidePasswords": False, "manage": False, **flags}


async def test_a_group_is_made_and_replaced(desk: Desk, base: str) -> None:
    shelves, members = await ids(desk, f"{base}/collections"), await ids(desk, f"{base}/users")
    body: dict[str, Any] = {"name": "Night shift", "users": [*members[:2], STRANGER]}
    body["collections"] = [right(shelves[0], manage=True), right(shelves[1], hidePasswords=True)]
    made = await desk.send("POST", f"{base}/groups", body)
    assert made.status_code == 200
    group = made.json()["id"]
    assert made.json() == {
        "object": "group",
        "id": group,
        "organizationId": base.partition("/")[2],
        "name": "Night shift",
        "externalId": None,
    }
    held = (await details(desk, base, group))["collections"]
    assert sorted(held, key=str) == sorted(body["collections"], key=str)
    assert set((await desk.get(f"{base}/groups/{group}/users")).json()) == set(members[:2])
    assert (await events(desk, base))[:3] == [1400, 1504, 1504]
    change: dict[str, Any] = {"name": "Late shift", "collections": [right(shelves[2])], "users": None}
    changed = await desk.send("PUT", f"{base}/groups/{group}", change)
    assert changed.json()["name"] == "Late shift"
    assert (await details(desk, base, group))["collections"] == change["collections"]
    assert len((await desk.get(f"{base}/groups/{group}/users")).json()) == 2
    await desk.send("PUT", f"{base}/groups/{group}", {**change, "users": members[1:3]})
    assert set((await desk.get(f"{base}/groups/{group}/users")).json()) == set(members[1:3])
    assert (await events(desk, base))[:3] == [1401, 1504, 1504]
    gone = await desk.send("DELETE", f"{base}/groups/{group}/user/{members[1]}")
    assert gone.content == b""
    assert (await desk.get(f"{base}/groups/{group}/users")).json() == [members[2]]
    assert (await desk.send("DELETE", f"{base}/groups/{group}")).content == b""
    assert (await events(desk, base))[0] == 1402
    assert (await desk.get(f"{base}/groups/{group}")).status_code == 404


@pytest.mark.parametrize(
    ("change", "status", "message"),
    [
        ({"collections": None}, 500, "An unhandled server error has occurred."),
        ({"name": " "}, 400, "The model state is invalid."),
        ({"name": "n" * 101}, 400, "The model state is invalid."),
        ({"collections": [right(STRANGER)]}, 404, "Resource not found."),
        ({"users": [STRANGER]}, 404, "Resource not found."),
        ({"collections": [right(STRANGER, manage=True, readOnly=True)]}, 400, "The Manage property is"),
        ({"collections": [right(STRANGER, manage=True, hidePasswords=True)]}, 400, "The Manage property is"),
    ],
)
async def test_bad_changes(desk: Desk, base: str, change: dict[str, Any], status: int, message: str) -> None:
    group = (await ids(desk, f"{base}/groups"))[0]
    before = await details(desk, base, group)
    body = {"name": "x", "collections": [], "users": [], **change}
    answer = await desk.send("PUT", f"{base}/groups/{group}", body)
    assert answer.status_code == status
    assert shape_a(answer)["message"].startswith(message)
    assert await details(desk, base, group) == before


async def test_null_collections_are_fine_for_a_new_group(desk: Desk, base: str) -> None:
    made = await desk.send("POST", f"{base}/groups", {"name": "Empty"})
    assert made.status_code == 200


async def test_several_are_deleted_and_strangers_skipped(desk: Desk, base: str) -> None:
    groups = await ids(desk, f"{base}/groups")
    foreign = await ids(desk, f"organizations/{await desk.organization_id(OTHER)}/groups")
    refused = await desk.send("DELETE", f"{base}/groups", {"ids": [groups[0], foreign[0]]})
    assert refused.status_code == 404
    assert await ids(desk, f"{base}/groups") == groups
    done = await desk.send("DELETE", f"{base}/groups", {"ids": [*groups[:2], STRANGER]})
    assert (done.status_code, done.content) == (200, b"")
    assert await ids(desk, f"{base}/groups") == groups[2:]


async def test_my_items_belong_to_no_group(desk: Desk, base: str) -> None:
    values = {"id": STRANGER, "organization_id": base.partition("/")[2], "name": "2.x", "type": 1}
    desk.backend.database.insert("collections", {**values, "created_at": 0})
    group = (await ids(desk, f"{base}/groups"))[0]
    body = {"name": "x", "collections": [right(STRANGER)], "users": []}
    assert (await desk.send("PUT", f"{base}/groups/{group}", body)).status_code == 400
    for method, verb in (("PUT", "edit"), ("DELETE", "delete")):
        answer = await desk.send(method, f"{base}/collections/{STRANGER}", {"name": "2.AAAA|AAAA|AAAA"})
        assert answer.status_code == 400
        assert shape_a(answer)["message"].startswith(f"You cannot {verb} a collection with the type")


async def test_access_to_many_is_added_and_never_taken(desk: Desk, base: str) -> None:
    shelves, groups = await ids(desk, f"{base}/collections"), await ids(desk, f"{base}/groups")
    members = await ids(desk, f"{base}/users")
    before = {row["id"]: row for row in (await desk.get(f"{base}/collections/details")).json()["data"]}
    body = {"collectionIds": shelves[:3], "groups": [right(groups[-1], readOnly=True)]}
    more = {"users": [right(members[3], manage=True)]}
    done = await desk.send("POST", f"{base}/collections/bulk-access", {**body, **more})
    assert (done.status_code, done.content) == (200, b"")
    after = {row["id"]: row for row in (await desk.get(f"{base}/collections/details")).json()["data"]}
    for shelf in shelves[:3]:
        assert right(groups[-1], readOnly=True) in after[shelf]["groups"]
        assert right(members[3], manage=True) in after[shelf]["users"]
        kept = {item["id"] for item in (*before[shelf]["groups"], *before[shelf]["users"])}
        assert kept <= {item["id"] for item in (*after[shelf]["groups"], *after[shelf]["users"])}
    assert after[shelves[3]]["groups"] == before[shelves[3]]["groups"]
    weaker = {"collectionIds": shelves[:1], "users": [right(members[3])], "groups": []}
    await desk.send("POST", f"{base}/collections/bulk-access", weaker)
    users = (await desk.get(f"{base}/collections/{shelves[0]}/users")).json()
    assert right(members[3]) in users


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"collectionIds": [STRANGER]}, 404),
        ({"collectionIds": []}, 400),
        ({"groups": [right(STRANGER)]}, 400),
        ({"users": [right(STRANGER)]}, 400),
        ({"users": [right(STRANGER, manage=True, readOnly=True)]}, 400),
    ],
)
async def test_bad_access_to_many(desk: Desk, base: str, change: dict[str, Any], status: int) -> None:
    shelves = await ids(desk, f"{base}/collections")
    body = {"collectionIds": shelves[:1], "groups": [], "users": [], **change}
    assert (await desk.send("POST", f"{base}/collections/bulk-access", body)).status_code == status


async def test_outsiders(desk: Desk, base: str) -> None:
    group, shelf = (await ids(desk, f"{base}/groups"))[0], (await ids(desk, f"{base}/collections"))[0]
    await desk.sign_in(Persona.OWNER_ONLY)
    body = {"name": "x", "collections": [], "users": []}
    for method, way in (("POST", ""), ("PUT", f"/{group}"), ("DELETE", f"/{group}"), ("DELETE", "")):
        answer = await desk.send(method, f"{base}/groups{way}", {**body, "ids": [group]})
        assert (answer.status_code, answer.content) == (403, b"")
    access = {"collectionIds": [shelf], "groups": [], "users": []}
    assert (await desk.send("POST", f"{base}/collections/bulk-access", access)).status_code == 404


async def test_owners_hand_out_what_they_manage(desk: Desk, base: str) -> None:
    await desk.sign_in(Persona.OWNER_ONLY)
    (own,) = (await desk.profile())["organizations"]
    quarry = f"organizations/{own['id']}"
    (shelf,) = await ids(desk, f"{quarry}/collections")
    other = "22222222-2222-4222-8222-222222222222"
    values = {"id": STRANGER, "organization_id": own["id"], "name": "2.x", "created_at": 0}
    desk.backend.database.insert("collections", values)
    member = {"id": other, "organization_id": own["id"], "email": "m@quarry.example", "type": 2, "status": 2}
    desk.backend.database.insert("organization_users", {**member, "created_at": 0})
    rights = {"read_only": 0, "hide_passwords": 0, "manage": 1}
    link = {"collection_id": STRANGER, "organization_user_id": other}
    desk.backend.database.insert("collection_users", {**link, **rights})
    body = {"name": "Diggers", "users": []}
    made = await desk.send("POST", f"{quarry}/groups", {**body, "collections": [right(shelf)]})
    assert made.status_code == 200
    refused = await desk.send("POST", f"{quarry}/groups", {**body, "collections": [right(STRANGER)]})
    assert refused.status_code == 404
    me = (await ids(desk, f"{quarry}/users"))[0]
    group = f"{quarry}/groups/{made.json()['id']}"
    joined = await desk.send("PUT", group, {"name": "Diggers", "collections": [], "users": [me]})
    assert shape_a(joined)["message"] == "You cannot add yourself to groups."


async def test_members_delete_what_they_manage_where_that_is_not_limited(desk: Desk, base: str) -> None:
    desk.backend.database.run("UPDATE organization_users SET type = 2 WHERE email = 'quinn@quarry.example'")
    await desk.sign_in(Persona.OWNER_ONLY)
    (own,) = (await desk.profile())["organizations"]
    quarry = f"organizations/{own['id']}"
    (shelf,) = await ids(desk, f"{quarry}/collections")
    values = {"id": STRANGER, "organization_id": own["id"], "name": "2.x", "created_at": 0}
    desk.backend.database.insert("collections", values)
    both = {"ids": [shelf, STRANGER]}
    assert (await desk.send("DELETE", f"{quarry}/collections", both)).status_code == 404
    desk.backend.database.run("UPDATE organizations SET limit_collection_deletion = 1")
    assert (await desk.send("DELETE", f"{quarry}/collections/{shelf}")).status_code == 404
    desk.backend.database.run("UPDATE organizations SET limit_collection_deletion = 0")
    assert (await desk.send("DELETE", f"{quarry}/collections/{shelf}")).status_code == 200
    assert await ids(desk, f"{quarry}/collections") == []
