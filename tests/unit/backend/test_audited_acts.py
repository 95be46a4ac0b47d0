"""Every act that the server tells in a log is told there once, with its subject; reading leaves nothing."""

from __future__ import annotations

from typing import Any

from embedded_backend.seed import Persona, person
from tests.unit.backend.desk import Desk
from tests.unit.backend.invited import BIRCH, NAME, invite, path, people

STAFF = person(Persona.ADMIN).user_id


class Told:
    """What a log tells that it has not told before."""

    def __init__(self, desk: Desk, place: str) -> None:
        self._desk, self._place, self._seen = desk, place, 0

    async def forget(self) -> None:
        """Take what is there as known."""
        self._seen = len(await self._rows())

    async def now(self) -> list[dict[str, Any]]:
        """The new rows, the oldest first; all of them by whoever is signed in as staff."""
        self._desk.clock.now += 1
        rows = (await self._rows())[self._seen :]
        self._seen += len(rows)
        assert {(row["actingUserId"], row["deviceType"]) for row in rows} <= {(STAFF, None), (STAFF, 25)}
        return rows

    async def _rows(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        query = "?"
        while True:
            page = (await self._desk.get(f"{self._place}/events{query}")).json()
            found += page["data"]
            if page["continuationToken"] is None:
                return found[::-1]
            query = f"?continuationToken={page['continuationToken']}"


def told(rows: list[dict[str, Any]], *subjects: str) -> list[tuple[Any, ...]]:
    """Type and ids."""
    return [(row["type"], *(row[subject] for subject in subjects)) for row in rows]


async def test_acts_on_clients_are_in_the_providers_log(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    provider = await desk.provider_id()
    log, base = Told(desk, f"providers/{provider}"), f"providers/{provider}"
    await log.forget()
    (row,) = (await desk.get(f"{base}/clients/addable")).json()
    assert await log.now() == []
    added = await desk.send("POST", f"{base}/clients/existing", {"organizationId": row["id"], "key": "2.x"})
    assert added.status_code == 200
    clients = await desk.clients()
    link = clients["Lighthouse & Lantern Media"]["id"]
    assert told(await log.now(), "providerOrganizationId", "organizationId") == [(1901, link, None)]
    delta = clients["Delta Fisheries"]
    await desk.get(f"organizations/{delta['organizationId']}/collections/details")
    assert told(await log.now(), "providerOrganizationId") == [(1903, delta["id"])]
    renamed = {"name": "Delta", "assignedSeats": 26}
    assert (await desk.send("PUT", f"{base}/clients/{delta['id']}", renamed)).status_code == 200
    assert await log.now() == []  # the server tells no log of it
    assert (await desk.send("DELETE", f"{base}/organizations/{delta['id']}")).status_code == 200
    assert told(await log.now(), "providerOrganizationId") == [(1902, delta["id"])]


async def test_acts_inside_a_client_are_in_its_log_and_name_the_provider(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    base = await path(desk, BIRCH)
    log = Told(desk, base)
    await log.forget()
    members = await people(desk, base)
    manager = [{"id": members["jo@birch.example"]["id"], "manage": True}]
    collection = {"name": NAME, "externalId": None, "groups": [], "users": manager}
    made = (await desk.send("POST", f"{base}/collections", collection)).json()["id"]
    assert told(await log.now(), "collectionId") == [(1300, made)]
    assert (await desk.send("PUT", f"{base}/collections/{made}", collection)).status_code == 200
    assert told(await log.now(), "collectionId") == [(1301, made)]
    wide = {"collectionIds": [made], "groups": [], "users": manager}
    assert (await desk.send("POST", f"{base}/collections/bulk-access", wide)).status_code == 200
    assert told(await log.now(), "collectionId") == [(1301, made)]
    assert (await desk.send("DELETE", f"{base}/collections/{made}")).status_code == 200
    assert told(await log.now(), "collectionId") == [(1302, made)]
    assert (await invite(desk, base, "new@birch.example")).status_code == 200
    member = (await people(desk, base))["new@birch.example"]["id"]
    assert told(await log.now(), "organizationUserId", "userId") == [(1500, member, None)]
    assert (await desk.send("POST", f"{base}/users/{member}/reinvite")).status_code == 200
    assert await log.now() == []
    for verb, kind in (("revoke", 1511), ("restore", 1512)):
        assert (await desk.send("PUT", f"{base}/users/{member}/{verb}")).status_code == 200
        assert told(await log.now(), "organizationUserId") == [(kind, member)]
    change = {"type": 2, "collections": [], "groups": [], "permissions": {}}
    assert (await desk.send("PUT", f"{base}/users/{member}", change)).status_code == 200
    assert told(await log.now(), "organizationUserId") == [(1502, member)]
    assert (await desk.send("DELETE", f"{base}/users/{member}")).status_code == 200
    assert told(await log.now(), "organizationUserId") == [(1503, member)]
    policy = {"policy": {"enabled": True, "data": None}}
    saved = (await desk.send("PUT", f"{base}/policies/10", policy)).json()
    rows = await log.now()
    assert told(rows, "policyId") == [(1700, saved["id"])]
    assert rows[0]["providerId"] == await desk.provider_id()
    assert (await desk.send("PUT", base, {"name": "Birch"})).status_code == 200
    assert told(await log.now()) == [(1600,)]
    for each in ("users", "groups/details", "policies", "collections", "users/mini-details", ""):
        assert (await desk.get(f"{base}/{each}".rstrip("/"))).status_code == 200
    assert await log.now() == []


async def test_who_is_a_member_as_well_acts_as_that(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    provider = await desk.provider_id()
    (row,) = (await desk.get(f"providers/{provider}/clients/addable")).json()
    body = {"organizationId": row["id"], "key": "2.x"}
    await desk.send("POST", f"providers/{provider}/clients/existing", body)
    await desk.sign_in(Persona.ADMIN)
    log = Told(desk, f"organizations/{row['id']}")
    await log.forget()
    await desk.get(f"organizations/{row['id']}/collections/details")
    assert await log.now() == []  # an owner opens their own vault
    await invite(desk, f"organizations/{row['id']}", "new@lighthouse.example")
    (invited,) = await log.now()
    assert (invited["type"], invited["providerId"]) == (1500, None)
