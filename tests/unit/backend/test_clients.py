"""The client list, and what changes to it do to seats, plans and the log."""

from __future__ import annotations

import uuid
from typing import Any

from embedded_backend.seed import Persona, person
from tests.unit.backend.desk import Desk, shape_a

NEW: dict[str, Any] = {
    "Name": "Kestrel & Co",
    "OwnerEmail": " Kim@Kestrel.example ",
    "PlanType": 17,
    "Seats": 12,
    "Key": "2.AAAA|AAAA|AAAA",
    "KeyPair": {"PublicKey": "AAAA", "EncryptedPrivateKey": "2.AAAA|AAAA|AAAA"},
    "CollectionName": "2.AAAA|AAAA|AAAA",
}


async def pools(desk: Desk) -> dict[int, tuple[int, int]]:
    """Purchased and assigned seats by plan."""
    found = (await desk.get(f"providers/{await desk.provider_id()}/billing/subscription")).json()
    return {plan["type"]: (plan["purchasedSeats"], plan["assignedSeats"]) for plan in found["plans"]}


async def test_seats_count_everybody_but_the_revoked(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    birch = (await desk.clients())["Birch & Sons Logistics"]
    figures = ("userCount", "seats", "occupiedSeats", "remainingSeats", "plan")
    assert [birch[name] for name in figures] == [29, 40, 37, 3, "Enterprise (Monthly)"]
    change = (
        "UPDATE organization_users SET status = -1 WHERE id = (SELECT id FROM organization_users"
        " WHERE organization_id = ? AND status = 1 LIMIT 1)"
    )
    desk.backend.database.run(change, (birch["organizationId"],))
    assert (await desk.clients())["Birch & Sons Logistics"]["occupiedSeats"] == 36


async def test_the_pools_are_those_of_the_home_screen(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    clients = (await desk.clients()).values()
    assert len(clients) == 11
    assert sum(row["seats"] for row in clients) == 244
    assert sum(row["occupiedSeats"] for row in clients) == 160
    assert await pools(desk) == {17: (0, 64), 19: (30, 180)}
    subscription = (await desk.get(f"providers/{await desk.provider_id()}/billing/subscription")).json()
    enterprise = next(plan for plan in subscription["plans"] if plan["type"] == 19)
    assert (enterprise["seatMinimum"], enterprise["cost"]) == (150, 180 * 6)


async def test_creating_a_client_answers_nothing_and_does_everything(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    provider = await desk.provider_id()
    answer = await desk.send("POST", f"providers/{provider}/clients", NEW)
    assert (answer.status_code, answer.content) == (200, b"")
    kestrel = (await desk.clients())["Kestrel & Co"]
    assert (kestrel["seats"], kestrel["occupiedSeats"], kestrel["userCount"]) == (12, 1, 0)
    assert await pools(desk) == {17: (1, 76), 19: (30, 180)}
    base = f"organizations/{kestrel['organizationId']}"
    (owner,) = (await desk.get(f"{base}/users")).json()["data"]
    assert (owner["email"], owner["type"], owner["status"], owner["userId"]) == (
        "kim@kestrel.example",
        0,
        0,
        None,
    )
    (collection,) = (await desk.get(f"{base}/collections")).json()["data"]
    managers = (await desk.get(f"{base}/collections/{collection['id']}/users")).json()
    assert managers == [{"id": owner["id"], "readOnly": False, "hidePasswords": False, "manage": True}]
    newest = (await desk.get(f"providers/{provider}/events")).json()["data"][0]
    assert (newest["type"], newest["providerOrganizationId"]) == (1900, kestrel["id"])
    (invited,) = (await desk.get(f"{base}/events")).json()["data"]
    assert (invited["type"], invited["providerId"]) == (1500, provider)


async def test_clients_are_created_by_admins_on_permitted_plans_only(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    path = f"providers/{await desk.provider_id()}/clients"
    annual = await desk.send("POST", path, {**NEW, "PlanType": 20})
    assert annual.status_code == 400
    assert "Enterprise (Annually)" in shape_a(annual)["message"]
    other = await desk.send("POST", path, {**NEW, "PlanType": 2})
    assert list(shape_a(other)["validationErrors"]) == ["PlanType"]
    words = await desk.send("POST", path, {**NEW, "PlanType": "TeamsMonthly"})
    assert words.status_code == 400
    none = await desk.send("POST", path, {**NEW, "Seats": 0})
    assert list(shape_a(none)["validationErrors"]) == ["Seats"]
    await desk.sign_in(Persona.SERVICE_USER)
    assert (await desk.send("POST", path, NEW)).status_code == 403
    assert len(await desk.clients()) == 11


async def test_service_users_move_seats_but_buy_none(desk: Desk) -> None:
    await desk.sign_in(Persona.SERVICE_USER)
    provider, clients = await desk.provider_id(), await desk.clients()
    elm, birch = clients["Elm Street Clinic"], clients["Birch & Sons Logistics"]

    async def assign(row: dict[str, Any], seats: int) -> Any:
        body = {"assignedSeats": seats, "name": row["organizationName"]}
        return await desk.send("PUT", f"providers/{provider}/clients/{row['id']}", body)

    assert (await assign(elm, 17)).content == b""
    assert await pools(desk) == {17: (0, 75), 19: (30, 180)}
    refused = await assign(elm, 18)
    assert refused.status_code == 401
    assert shape_a(refused)["message"] == "Service users cannot purchase additional seats."
    assert (await assign(birch, 41)).status_code == 401
    assert (await assign(birch, 10)).status_code == 200
    assert await pools(desk) == {17: (0, 75), 19: (0, 150)}


async def test_an_update_without_seats_takes_them_all(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    elm = (await desk.clients())["Elm Street Clinic"]
    path = f"providers/{await desk.provider_id()}/clients"
    assert (await desk.send("PUT", f"{path}/{elm['id']}", {"name": "Elm <1>"})).status_code == 200
    assert (await desk.clients())["Elm <1>"]["seats"] == 0
    unknown = await desk.send("PUT", f"{path}/{elm['organizationId']}", {"name": "x", "assignedSeats": 1})
    assert unknown.status_code == 404


async def test_an_owned_organization_can_be_added(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    path = f"providers/{await desk.provider_id()}/clients"
    (row,) = (await desk.get(f"{path}/addable")).json()
    assert (row["name"], row["plan"], row["disabled"]) == ("Lighthouse &amp; Lantern Media", "Teams", False)
    foreign = await desk.send("POST", f"{path}/existing", {"organizationId": str(uuid.uuid4()), "key": "2.x"})
    assert (foreign.status_code, foreign.content) == (401, b"")
    added = await desk.send("POST", f"{path}/existing", {"organizationId": row["id"], "key": "2.x"})
    assert (added.status_code, added.content) == (200, b"")
    assert (await desk.get(f"{path}/addable")).json() == []
    assert (await desk.clients())["Lighthouse & Lantern Media"]["plan"] == "Teams (Monthly)"
    assert await pools(desk) == {17: (0, 74), 19: (30, 180)}


async def test_unlinking_needs_a_confirmed_owner_and_gives_seats_back(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    path, clients = f"providers/{await desk.provider_id()}/organizations", await desk.clients()
    ownerless = await desk.send("DELETE", f"{path}/{clients['Birch & Sons Logistics']['id']}")
    assert shape_a(ownerless)["message"] == "Organization must have at least one confirmed owner."
    assert (await desk.send("DELETE", f"{path}/{uuid.uuid4()}")).status_code == 500
    gone = await desk.send("DELETE", f"{path}/{clients['Delta Fisheries']['id']}")
    assert (gone.status_code, gone.content) == (200, b"")
    assert "Delta Fisheries" not in await desk.clients()
    assert await pools(desk) == {17: (0, 64), 19: (5, 155)}


async def test_names_are_encoded_and_decoded_where_the_server_does(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    provider = await desk.provider_id()
    body = {"name": "Nörd & <b>", "businessName": "Café \U0001f600", "billingEmail": " Billing@X.example "}
    changed = (await desk.send("PUT", f"providers/{provider}", body)).json()
    assert (changed["name"], changed["billingEmail"]) == ("Nörd & <b>", "billing@x.example")
    assert changed["businessName"] == "Caf&#233; &#128512;"
    stored = desk.backend.database.value("SELECT name FROM providers WHERE id = ?", (provider,))
    assert stored == "N&#246;rd &amp; &lt;b&gt;"
    assert (await desk.profile())["providers"][0]["name"] == "Nörd & <b>"
    long = await desk.send("PUT", f"providers/{provider}", {**body, "name": "&" * 11})
    assert list(shape_a(long)["validationErrors"]) == ["Name"]
    client = {**NEW, "Name": "A &amp; B"}
    await desk.send("POST", f"providers/{provider}/clients", client)
    assert "A & B" in await desk.clients()


async def test_writing_the_profile_answers_without_lists(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    written = (await desk.send("PUT", "accounts/profile", {"name": "Ada L."})).json()
    assert written["name"] == "Ada L."
    lists = ("organizations", "organizationsNew", "providers", "providerOrganizations")
    assert [written[name] for name in lists] == [None] * 4
    assert len((await desk.profile())["providerOrganizations"]) == 11


async def test_the_api_key_is_told_to_whoever_knows_the_password(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    proof = {"masterPasswordHash": await desk.hash_of(Persona.ADMIN)}
    told = (await desk.send("POST", "accounts/api-key", proof)).json()
    assert (told["object"], told["apiKey"]) == ("apiKey", person(Persona.ADMIN).api_key)
    wrong = await desk.send("POST", "accounts/api-key", {"masterPasswordHash": "x"})
    assert shape_a(wrong)["validationErrors"] == {"": ["User verification failed."]}


async def test_adding_is_disabled_for_service_users_where_it_would_buy_seats(desk: Desk) -> None:
    await desk.sign_in(Persona.SERVICE_USER)
    path = f"providers/{await desk.provider_id()}/clients/addable"
    assert (await desk.get(path)).json() == []
    owner = "UPDATE organization_users SET user_id = ? WHERE user_id = ?"
    service_user = person(Persona.SERVICE_USER).user_id
    desk.backend.database.run(owner, (service_user, person(Persona.ADMIN).user_id))
    assert [row["disabled"] for row in (await desk.get(path)).json()] == [False]
    desk.backend.database.run("UPDATE organizations SET seats = 12 WHERE status = 1")
    assert [row["disabled"] for row in (await desk.get(path)).json()] == [True]
    desk.backend.database.run("DELETE FROM provider_users WHERE user_id = ?", (service_user,))
    gone = await desk.get(path)
    assert (gone.status_code, shape_a(gone)["message"]) == (401, "Unauthorized.")
