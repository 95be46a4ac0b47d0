"""Inside a client organization: collections, groups, members, policies, items, the log."""

from __future__ import annotations

from typing import Any

import pytest

from embedded_backend.seed import Persona, person
from tests.unit.backend.desk import Desk, shape_a

BIRCH = "Birch & Sons Logistics"
NAME = "2.AAAAAAAAAAAAAAAAAAAAAA==|AAAAAAAAAAAAAAAAAAAAAA==|AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


@pytest.fixture
async def birch(desk: Desk) -> str:
    """The path of a client of the signed-in service user."""
    await desk.sign_in(Persona.SERVICE_USER)
    return f"organizations/{await desk.organization_id(BIRCH)}"


async def data(desk: Desk, path: str) -> list[dict[str, Any]]:
    """The rows of a list answer, its envelope checked."""
    answer = await desk.get(path)
    assert answer.status_code == 200, (path, answer.text)
    body = answer.json()
    assert (body["object"], set(body)) == ("list", {"object", "data", "continuationToken"})
    rows: list[dict[str, Any]] = body["data"]
    return rows


async def test_bare_arrays_have_no_envelope(desk: Desk, birch: str) -> None:
    collections = await data(desk, f"{birch}/collections/details")
    of_owner = next(row for row in collections if row["users"])
    users = (await desk.get(f"{birch}/collections/{of_owner['id']}/users")).json()
    assert users == of_owner["users"]
    group = (await data(desk, f"{birch}/groups"))[0]
    members = (await desk.get(f"{birch}/groups/{group['id']}/users")).json()
    assert members
    assert set(members) <= {row["id"] for row in await data(desk, f"{birch}/users")}


async def test_collections_nobody_manages_are_marked(desk: Desk, birch: str) -> None:
    found = await data(desk, f"{birch}/collections/details")
    assert len(found) == 11
    assert sum(row["unmanaged"] for row in found) == 2
    assert not any(row["assigned"] or row["manage"] for row in found)


async def test_opening_the_details_leaves_two_events_and_the_names_none(desk: Desk, birch: str) -> None:
    before = len(await data(desk, f"{birch}/events"))
    for path in ("collections", "users", "groups/details", "users/mini-details", "policies"):
        await data(desk, f"{birch}/{path}")
    assert len(await data(desk, f"{birch}/events")) == before
    await data(desk, f"{birch}/collections/details")
    newest = (await data(desk, f"{birch}/events"))[0]
    assert newest["type"] == 1603
    assert newest["providerId"] == await desk.provider_id()
    await desk.sign_in(Persona.ADMIN)
    signed_in, of_provider = (await data(desk, f"providers/{await desk.provider_id()}/events"))[:2]
    assert (of_provider["type"], of_provider["organizationId"]) == (1903, None)
    assert (signed_in["type"], signed_in["actingUserId"]) == (1000, person(Persona.ADMIN).user_id)


async def test_a_collection_needs_a_manager_unless_admins_reach_everything(desk: Desk, birch: str) -> None:
    owner = next(row["id"] for row in await data(desk, f"{birch}/users") if row["type"] == 0)
    path = f"{birch}/collections"
    refused = await desk.send("POST", path, {"name": NAME, "groups": [], "users": []})
    assert refused.status_code == 400
    assert shape_a(refused)["message"] == "At least one member or group must have can manage permission."
    manager = {"id": owner, "readOnly": False, "hidePasswords": False, "manage": True}
    made = await desk.send("POST", path, {"name": NAME, "users": [manager], "groups": []})
    assert made.status_code == 200
    assert (made.json()["groups"], made.json()["users"], made.json()["unmanaged"]) == (None, None, False)
    switched = await desk.send(
        "PUT", f"{birch}/collection-management", {"allowAdminAccessToAllCollectionItems": True}
    )
    assert switched.json()["allowAdminAccessToAllCollectionItems"] is True
    assert (await desk.send("POST", path, {"name": NAME})).json()["unmanaged"] is True


async def test_an_update_keeps_lists_that_are_null_and_clears_the_external_id(desk: Desk, birch: str) -> None:
    owner = next(row["id"] for row in await data(desk, f"{birch}/users") if row["type"] == 0)
    manager = {"id": owner, "manage": True}
    body = {"name": NAME, "users": [manager], "externalId": "hr"}
    made = (await desk.send("POST", f"{birch}/collections", body)).json()
    path = f"{birch}/collections/{made['id']}"
    renamed = await desk.send("PUT", path, {"name": NAME.replace("2.A", "2.B")})
    assert renamed.status_code == 200
    details = (await desk.get(f"{path}/details")).json()
    assert (details["externalId"], len(details["users"])) == (None, 1)
    assert details["name"].startswith("2.B")
    emptied = await desk.send("PUT", path, {"users": []})
    assert emptied.status_code == 400
    orphan = next(row["id"] for row in await data(desk, f"{birch}/collections/details") if row["unmanaged"])
    stuck = await desk.send("PUT", f"{birch}/collections/{orphan}", {"name": NAME})
    assert stuck.status_code == 400
    assert (await desk.send("DELETE", path)).content == b""
    assert (await desk.get(path)).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"name": "plain text"},
        {"name": "2.AAAA|AAAA"},
        {"name": "9.AAAA"},
        {"name": None},
        {"name": "2.AAAA|AAAA|" + "A" * 1000},
        {"name": NAME, "users": [{"id": None}]},
        {"name": NAME, "users": [{"id": "11111111-1111-4111-8111-111111111111", "manage": True}]},
        {
            "name": NAME,
            "groups": [{"id": "11111111-1111-4111-8111-111111111111", "manage": True, "readOnly": True}],
        },
    ],
)
async def test_bad_collections_are_refused(desk: Desk, birch: str, body: dict[str, object]) -> None:
    assert (await desk.send("POST", f"{birch}/collections", body)).status_code == 400
    assert len(await data(desk, f"{birch}/collections")) == 11


async def test_members_show_groups_and_collections_only_when_asked(desk: Desk, birch: str) -> None:
    plain = await data(desk, f"{birch}/users")
    full = await data(desk, f"{birch}/users?includeGroups=true&includeCollections=true")
    assert not any(row["groups"] or row["collections"] for row in plain)
    assert any(row["groups"] for row in full)
    assert any(row["collections"] for row in full)
    states = [row["status"] for row in plain]
    assert (states.count(0), states.count(1), states.count(2)) == (5, 3, 29)
    invited = [row for row in plain if row["status"] == 0]
    assert all(row["userId"] is None and row["name"] is None for row in invited)


async def test_waiting_members_are_confirmed_once(desk: Desk, birch: str) -> None:
    members = await data(desk, f"{birch}/users")
    waiting = [row for row in members if row["status"] == 1]
    asked = await desk.send("POST", f"{birch}/users/public-keys", {"ids": [row["id"] for row in members]})
    keys = asked.json()["data"]
    assert {(row["id"], row["userId"]) for row in keys} == {(row["id"], row["userId"]) for row in waiting}
    shown = (await desk.get(f"users/{keys[0]['userId']}/public-key")).json()
    assert shown["publicKey"] == keys[0]["key"]
    path = f"{birch}/users/{waiting[0]['id']}/confirm"
    assert (await desk.send("POST", path, {"key": "4.AAAA"})).content == b""
    assert (await desk.send("POST", path, {"key": "4.AAAA"})).status_code == 400
    many = {"keys": [{"id": row["id"], "key": "4.AAAA"} for row in waiting]}
    done = (await desk.send("POST", f"{birch}/users/confirm", many)).json()["data"]
    assert [(row["id"], row["error"]) for row in done] == [(row["id"], "") for row in waiting[1:]]
    assert (await desk.get(f"{birch}/users/{waiting[1]['id']}")).json()["status"] == 2


async def test_policies_always_end_with_the_send_controls(desk: Desk, birch: str) -> None:
    assert [row["type"] for row in await data(desk, f"{birch}/policies")] == [0, 1, 2, 3, 21]
    harbour = await desk.organization_id("Harbour Hotels")
    (only,) = await data(desk, f"organizations/{harbour}/policies")
    assert (only["type"], only["enabled"]) == (21, False)


async def test_flags_follow_the_plan(desk: Desk, birch: str) -> None:
    enterprise = (await desk.get(birch)).json()
    teams = (await desk.get(f"organizations/{await desk.organization_id('Harbour Hotels')}")).json()
    for flag in ("usePolicies", "useSso", "useResetPassword"):
        assert (enterprise[flag], teams[flag]) == (True, False)
    assert enterprise["useGroups"] is teams["useGroups"] is True


async def test_items_come_with_their_collections(desk: Desk, birch: str) -> None:
    organization = birch.partition("/")[2]
    items = await data(desk, f"ciphers/organization-details?organizationId={organization}")
    assert len(items) == 412
    assert all(row["name"].startswith("2.") and row["collectionIds"] for row in items)
    await desk.sign_in(Persona.NO_ORGANIZATION)
    assert (await desk.get(f"ciphers/organization-details?organizationId={organization}")).status_code == 404


async def test_events_come_in_pages_of_fifty(desk: Desk, birch: str) -> None:
    for _ in range(60):
        desk.clock.now += 1
        await desk.get(f"{birch}/collections/details")
    first = (await desk.get(f"{birch}/events")).json()
    assert len(first["data"]) == 50
    second = (await desk.get(f"{birch}/events?continuationToken={first['continuationToken']}")).json()
    assert second["continuationToken"] is None
    dates = [row["date"] for row in [*first["data"], *second["data"]]]
    assert len(set(dates)) == len(dates)
    assert sum(row["type"] == 1603 for row in [*first["data"], *second["data"]]) == 60


async def test_event_windows(desk: Desk, birch: str) -> None:
    await desk.get(f"{birch}/collections/details")
    long = await desk.get(f"{birch}/events?start=2025-01-01T00:00:00Z&end=2026-12-31T00:00:00Z")
    assert (long.status_code, shape_a(long)["message"]) == (400, "Range too large.")
    swapped = await data(desk, f"{birch}/events?start=2026-12-31T00:00:00.1234567Z&end=2026-01-01")
    assert any(row["type"] == 1603 for row in swapped)
    assert await data(desk, f"{birch}/events?start=2026-01-01&end=2026-01-02") == []
    half = await data(desk, f"{birch}/events?start=2026-12-31T00:00:00Z")
    assert any(row["type"] == 1603 for row in half)


async def test_members_of_an_organization_see_it_without_a_provider(desk: Desk) -> None:
    await desk.sign_in(Persona.OWNER_ONLY)
    profile = await desk.profile()
    assert (profile["providers"], profile["providerOrganizations"]) == ([], [])
    (quarry,) = profile["organizations"]
    assert (quarry["type"], quarry["providerId"], quarry["key"][:2]) == (0, None, "4.")
    (own,) = await data(desk, "collections")
    (seen,) = await data(desk, f"organizations/{quarry['id']}/collections/details")
    assert (own["manage"], seen["assigned"], seen["id"]) == (True, True, own["id"])
    await data(desk, f"organizations/{quarry['id']}/collections/details")
    events = await data(desk, f"organizations/{quarry['id']}/events")
    assert [row["type"] for row in events] == [1000]  # the sign-in; reading leaves nothing


async def test_sync_holds_nothing_of_the_clients(desk: Desk) -> None:
    await desk.sign_in(Persona.SERVICE_USER)
    synced = (await desk.get("sync?excludeDomains=true")).json()
    assert (synced["collections"], synced["ciphers"]) == ([], [])
    assert len(synced["profile"]["providerOrganizations"]) == 11
    assert synced["userDecryption"]["masterPasswordUnlock"]["salt"] == synced["profile"]["email"]
    assert "userKeyId" not in synced["userDecryption"]
    stored = await desk.send("POST", "accounts/key-management/user-key-id", {"userKeyId": "ab" * 16})
    assert (stored.status_code, stored.content) == (200, b"")
    assert (await desk.get("sync")).json()["userDecryption"]["userKeyId"] == "ab" * 16
