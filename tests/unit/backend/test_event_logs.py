"""Event logs: who may read which, windows, pages and their tokens, and what is written at all."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from embedded_backend.seed import Persona, person
from embedded_backend.seed_events import GONE
from embedded_backend.wire import date_text, ticks
from tests.unit.backend.desk import Desk, shape_a

DELTA = "Delta Fisheries"
QUARRY = "Quarry Works Co-op"
DAY = 86_400.0


def iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")


def shown(moment: float) -> str | None:
    """As the server writes it."""
    return date_text(ticks(moment))


async def page(desk: Desk, path: str, **query: str) -> dict[str, Any]:
    """One page of a log."""
    asked = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
    answer = await desk.get(f"{path}/events?{asked}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def pages(desk: Desk, path: str, start: float, end: float) -> list[list[dict[str, Any]]]:
    """Every page of a window."""
    found: list[list[dict[str, Any]]] = []
    more: dict[str, str] = {}
    while True:
        answer = await page(desk, path, start=iso(start), end=iso(end), **more)
        found.append(answer["data"])
        if answer["continuationToken"] is None:
            return found
        more = {"continuationToken": answer["continuationToken"]}


def empty(desk: Desk, organization: str) -> None:
    desk.backend.database.run("DELETE FROM events WHERE organization_id = ?", (organization,))


def add(desk: Desk, organization: str, *moments: float, **columns: object) -> None:
    """Events of an organization at these moments."""
    for moment in moments:
        values = {"type": 1600, "date": ticks(moment), "organization_id": organization, **columns}
        desk.backend.database.insert("events", values)


async def delta(desk: Desk, persona: Persona = Persona.ADMIN) -> tuple[str, str]:
    """Its id and path, its log emptied."""
    await desk.sign_in(persona)
    organization = await desk.organization_id(DELTA)
    empty(desk, organization)
    return organization, f"organizations/{organization}"


async def test_both_bounds_or_neither(desk: Desk) -> None:
    organization, path = await delta(desk)
    now = desk.clock.now
    midnight = now // DAY * DAY
    within = (midnight - 30 * DAY, now, midnight + DAY - 0.001)
    add(desk, organization, *within, midnight - 30 * DAY - 1, midnight + DAY)
    asked = {"start": iso(now - 200 * DAY), "end": iso(now - 100 * DAY)}
    for given in ({}, {"start": asked["start"]}, {"end": asked["end"]}):
        found = await page(desk, path, **given)
        assert [row["date"] for row in found["data"]] == [shown(moment) for moment in reversed(within)]
    assert (await page(desk, path, **asked))["data"] == []


async def test_bounds_are_inclusive_and_swapped_ones_are_put_in_order(desk: Desk) -> None:
    organization, path = await delta(desk)
    now = desk.clock.now
    add(desk, organization, now - 10, now - 5, now, now + 1)
    found = await page(desk, path, start=iso(now), end=iso(now - 10))
    assert len(found["data"]) == 3
    assert [row["date"] for row in found["data"]] == sorted(
        (row["date"] for row in found["data"]), reverse=True
    )


async def test_a_year_and_two_days_and_no_more(desk: Desk) -> None:
    _organization, path = await delta(desk)
    now = desk.clock.now
    assert (await page(desk, path, start=iso(now - 367 * DAY), end=iso(now)))["data"] == []
    refused = await desk.get(f"{path}/events?start={iso(now - 367 * DAY - 1)}&end={iso(now)}")
    assert (refused.status_code, shape_a(refused)["message"]) == (400, "Range too large.")


async def test_a_full_last_page_has_an_empty_one_behind_it(desk: Desk) -> None:
    organization, path = await delta(desk)
    now = desk.clock.now
    add(desk, organization, *(now - n for n in range(1, 101)))
    assert [len(each) for each in await pages(desk, path, now - 200, now)] == [50, 50, 0]
    add(desk, organization, now - 150)
    assert [len(each) for each in await pages(desk, path, now - 200, now)] == [50, 50, 1]


async def test_a_token_means_strictly_before_so_equal_instants_get_lost(desk: Desk) -> None:
    organization, path = await delta(desk)
    now = desk.clock.now
    add(desk, organization, *(now - n for n in range(1, 50)), now - 60, now - 60, now - 60, now - 70)
    found = await pages(desk, path, now - 200, now)
    assert [len(each) for each in found] == [50, 1]
    assert found[1][0]["date"] == shown(now - 70)


async def test_a_strange_token_is_as_none(desk: Desk) -> None:
    organization, path = await delta(desk)
    now = desk.clock.now
    add(desk, organization, now - 1)
    found = await page(desk, path, start=iso(now - 9), end=iso(now), continuationToken="so what?")
    assert len(found["data"]) == 1


async def test_the_log_of_one_person_of_the_provider(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    provider = await desk.provider_id()
    people = (await desk.get(f"providers/{provider}/users")).json()["data"]
    now = desk.clock.now
    sam = next(row for row in people if row["email"] == person(Persona.SERVICE_USER).email)
    read = await pages(desk, f"providers/{provider}/users/{sam['id']}", now - 300 * DAY, now)
    rows = [row for each in read for row in each]
    assert len(rows) > 50
    assert {row["actingUserId"] for row in rows} == {sam["userId"]}
    assert {row["organizationId"] for row in rows} == {None}
    invited = next(row for row in people if row["status"] == 0)
    for stranger in (invited["id"], str(uuid.uuid4())):
        assert (await desk.get(f"providers/{provider}/users/{stranger}/events")).status_code == 404
    await desk.sign_in(Persona.SERVICE_USER)
    assert (await desk.get(f"providers/{provider}/users/{sam['id']}/events")).status_code == 404
    assert (await desk.get(f"providers/{provider}/events")).status_code == 404


async def test_the_log_of_one_member_and_of_one_item(desk: Desk) -> None:
    await desk.sign_in(Persona.SERVICE_USER)
    path = f"organizations/{await desk.organization_id(DELTA)}"
    members = (await desk.get(f"{path}/users")).json()["data"]
    now = desk.clock.now
    whole = [row for each in await pages(desk, path, now - 300 * DAY, now) for row in each]
    busy = next(row for row in members if any(one["actingUserId"] == row["userId"] for one in whole))
    read = await pages(desk, f"{path}/users/{busy['id']}", now - 300 * DAY, now)
    assert [row for each in read for row in each] == [
        row for row in whole if row["actingUserId"] == busy["userId"]
    ]
    item = next(row["cipherId"] for row in whole if row["cipherId"])
    about = await pages(desk, f"ciphers/{item}", now - 300 * DAY, now)
    assert {row["cipherId"] for each in about for row in each} == {item}
    birch = f"organizations/{await desk.organization_id('Birch & Sons Logistics')}"
    invited = next(row for row in (await desk.get(f"{birch}/users")).json()["data"] if row["userId"] is None)
    assert (await desk.get(f"{birch}/users/{invited['id']}/events")).status_code == 404
    assert (await desk.get(f"{birch}/users/{busy['id']}/events")).status_code == 404
    await desk.sign_in(Persona.OWNER_ONLY)
    for refused in (path, f"{path}/users/{busy['id']}", f"ciphers/{item}", f"ciphers/{uuid.uuid4()}"):
        assert (await desk.get(f"{refused}/events")).status_code == 404


async def test_a_sign_in_is_in_every_log_of_the_account(desk: Desk) -> None:
    await desk.sign_in(Persona.OWNER_ONLY)
    (quarry,) = (await desk.profile())["organizations"]
    assert quarry["name"] == QUARRY
    (row,) = (await page(desk, f"organizations/{quarry['id']}"))["data"]
    who = person(Persona.OWNER_ONLY).user_id
    assert (row["type"], row["userId"], row["actingUserId"], row["deviceType"]) == (1000, who, who, 25)
    await desk.sign_in(Persona.SEVERAL_PROVIDERS)
    admin = next(row for row in (await desk.profile())["providers"] if row["type"] == 0)
    newest = (await page(desk, f"providers/{admin['id']}"))["data"][0]
    assert (newest["type"], newest["providerId"]) == (1000, admin["id"])


async def test_what_clients_tell_of_themselves_is_kept_for_members(desk: Desk) -> None:
    await desk.sign_in(Persona.OWNER_ONLY)
    (quarry,) = (await desk.profile())["organizations"]
    path = f"organizations/{quarry['id']}"
    told = [{"type": 1602, "organizationId": quarry["id"]}, {"type": 1007}, {"type": 1602}, {"type": 1}, "x"]
    assert (await desk.http.post("/events/collect", json=told)).status_code == 200
    assert [row["type"] for row in (await page(desk, path))["data"]] == [1007, 1602, 1000]
    assert (await desk.http.post("/api/events/collect", json={"type": 1602})).status_code == 400
    item = desk.backend.database.value("SELECT id FROM ciphers LIMIT 1")
    strangers = [{"type": 1107, "cipherId": each} for each in (item, str(uuid.uuid4()), None)]
    before = desk.backend.database.value("SELECT count(*) FROM events")
    assert (await desk.http.post("/events/collect", json=strangers)).status_code == 200
    await desk.sign_in(Persona.SERVICE_USER)  # provider staff is no member
    signed_in = desk.backend.database.value("SELECT count(*) FROM events")
    assert signed_in == before + 1
    assert (await desk.http.post("/events/collect", json=[*told, *strangers])).status_code == 200
    assert desk.backend.database.value("SELECT count(*) FROM events") == signed_in + 1  # 1007, by account


async def test_who_keeps_no_log_writes_none(desk: Desk) -> None:
    organization, path = await delta(desk, Persona.SECOND_ADMIN)
    provider = await desk.provider_id()
    database = desk.backend.database

    def written() -> int:
        return int(database.value("SELECT count(*) FROM events WHERE type IN (1603, 1903)"))

    before = written()
    database.run("UPDATE organizations SET enabled = 0 WHERE id = ?", (organization,))
    await desk.get(f"{path}/collections/details")
    assert written() == before + 1  # the provider's own
    for column in ("enabled", "use_events"):
        database.run(f"UPDATE providers SET {column} = 0 WHERE id = ?", (provider,))
        await desk.get(f"{path}/collections/details")
        await desk.sign_in(Persona.SECOND_ADMIN)
        assert written() == before + 1
        database.run(f"UPDATE providers SET {column} = 1 WHERE id = ?", (provider,))
    database.run("UPDATE organizations SET enabled = 1 WHERE id = ?", (organization,))
    await desk.get(f"{path}/collections/details")
    assert written() == before + 3


async def test_the_history_has_somebody_who_left_systems_and_full_pages(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    provider, now = await desk.provider_id(), desk.clock.now
    own = [row for each in await pages(desk, f"providers/{provider}", now - 300 * DAY, now) for row in each]
    assert {1000, 1800, 1801, 1802, 1803, 1900, 1901, 1902, 1903} <= {row["type"] for row in own}
    assert any(row["actingUserId"] == GONE for row in own)
    people = (await desk.get(f"providers/{provider}/users")).json()["data"]
    assert GONE not in {row["userId"] for row in people}
    path = f"organizations/{await desk.organization_id(DELTA)}"
    theirs = [row for each in await pages(desk, path, now - 300 * DAY, now) for row in each]
    assert {1, 2, None} == {row["systemUser"] for row in theirs}
    assert any(row["domainName"] == "delta.example" for row in theirs)
    assert len((await page(desk, path))["data"]) == 50
    assert max(row["date"] for row in theirs) < iso(now)
