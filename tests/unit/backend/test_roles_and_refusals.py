"""Who is refused, with which status and in which shape."""

from __future__ import annotations

import uuid

import pytest

from embedded_backend.seed import Persona, person
from tests.unit.backend.desk import Desk, shape_a


async def test_a_missing_or_bad_token_is_an_empty_challenge(desk: Desk) -> None:
    for token in ("", "nonsense", "a.b.c"):
        desk.carry(token)
        answer = await desk.get("accounts/profile")
        assert (answer.status_code, answer.content) == (401, b"")
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_unknown_routes_and_wrong_methods_answer_in_the_error_shape(desk: Desk) -> None:
    missing = await desk.get("nothing/here")
    assert missing.status_code == 404
    assert shape_a(missing)["message"] == "Resource not found."
    assert (await desk.get("providers/not-a-guid/organizations")).status_code == 404
    assert (await desk.send("DELETE", "plans")).status_code == 405


async def test_a_failure_inside_is_a_500_in_the_error_shape(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    desk.backend.database.run("DROP TABLE outbox")
    answer = await desk.http.get("/practice/outbox")
    assert answer.status_code == 500
    assert shape_a(answer)["message"] == "An unhandled server error has occurred."


async def test_provider_routes_hide_behind_an_empty_403(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    northwind = await desk.provider_id()
    await desk.sign_in(Persona.NO_ORGANIZATION)
    for provider in (northwind, str(uuid.uuid4())):
        for path in ("", "/organizations", "/users", "/clients/addable"):
            answer = await desk.get(f"providers/{provider}{path}")
            assert (answer.status_code, answer.content) == (403, b""), path
            assert "www-authenticate" not in answer.headers


async def test_service_users_see_clients_but_not_people_or_the_log(desk: Desk) -> None:
    await desk.sign_in(Persona.SERVICE_USER)
    provider = await desk.provider_id()
    assert (await desk.get(f"providers/{provider}/organizations")).status_code == 200
    assert (await desk.get(f"providers/{provider}/billing/subscription")).status_code == 200
    people = await desk.get(f"providers/{provider}/users")
    assert (people.status_code, people.content) == (403, b"")
    assert (await desk.get(f"providers/{provider}/events")).status_code == 404


async def test_billing_refusals_in_their_order(desk: Desk) -> None:
    await desk.sign_in(Persona.UNBILLED_ADMIN)
    unbilled = await desk.provider_id()
    unknown = await desk.get(f"providers/{uuid.uuid4()}/billing/subscription")
    assert (unknown.status_code, shape_a(unknown)["message"]) == (404, "Resource not found.")
    not_billable = await desk.get(f"providers/{unbilled}/billing/subscription")
    assert (not_billable.status_code, shape_a(not_billable)["message"]) == (401, "Unauthorized.")
    addable = await desk.get(f"providers/{unbilled}/clients/addable")
    assert (addable.status_code, addable.content) == (401, b"")
    assert "www-authenticate" not in addable.headers
    assert len(await desk.clients()) == 1
    await desk.sign_in(Persona.ADMIN)
    desk.backend.database.run("UPDATE providers SET gateway = 0")
    provider = await desk.provider_id()
    assert (await desk.get(f"providers/{provider}/billing/subscription")).status_code == 500


async def test_the_newer_billing_routes_answer_a_missing_token_like_a_missing_role(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    provider = await desk.provider_id()
    assert (await desk.get(f"providers/{provider}/billing/vnext/warnings")).json() == {
        "suspension": None,
        "taxId": None,
    }
    desk.carry("")
    refused = await desk.get(f"providers/{provider}/billing/vnext/warnings")
    assert refused.status_code == 401
    assert refused.json() == {"object": "error", "message": "Unauthorized.", "errors": None}
    assert "www-authenticate" not in refused.headers
    unknown = await desk.get(f"providers/{uuid.uuid4()}/billing/vnext/warnings")
    assert (unknown.status_code, unknown.json()["message"]) == (404, "Provider not found.")


@pytest.mark.parametrize(
    ("persona", "resolution"),
    [(Persona.ADMIN, "add_payment_method"), (Persona.SERVICE_USER, "contact_administrator")],
)
async def test_a_suspended_provider_says_what_to_do(desk: Desk, persona: Persona, resolution: str) -> None:
    await desk.sign_in(persona)
    provider = await desk.provider_id()
    desk.backend.database.run("UPDATE providers SET enabled = 0, subscription_status = 'unpaid'")
    warnings = (await desk.get(f"providers/{provider}/billing/vnext/warnings")).json()
    assert warnings["suspension"]["resolution"] == resolution


async def test_provider_roles_come_from_the_token_until_it_is_renewed(desk: Desk) -> None:
    signed_in = (await desk.token(Persona.SERVICE_USER)).json()
    desk.carry(signed_in["access_token"])
    provider = await desk.provider_id()
    change = "UPDATE provider_users SET type = 0 WHERE user_id = ?"
    desk.backend.database.run(change, (person(Persona.SERVICE_USER).user_id,))
    assert (await desk.get(f"providers/{provider}/users")).status_code == 403
    form = {"grant_type": "refresh_token", "client_id": "cli", "refresh_token": signed_in["refresh_token"]}
    renewed = (await desk.http.post("/identity/connect/token", data=form)).json()
    desk.carry(renewed["access_token"])
    assert (await desk.get(f"providers/{provider}/users")).status_code == 200


async def test_access_to_clients_follows_the_database_at_once(desk: Desk) -> None:
    await desk.sign_in(Persona.SERVICE_USER)
    birch = await desk.organization_id("Birch & Sons Logistics")
    assert (await desk.get(f"organizations/{birch}")).status_code == 200
    desk.backend.database.run("DELETE FROM provider_organizations WHERE organization_id = ?", (birch,))
    assert (await desk.get(f"organizations/{birch}")).status_code == 404
    assert (await desk.get(f"organizations/{birch}/collections")).status_code == 404
    policies = await desk.get(f"organizations/{birch}/policies")
    assert (policies.status_code, policies.content) == (403, b"")


async def test_older_routes_need_a_provider_in_the_token(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    provider, birch = await desk.provider_id(), await desk.organization_id("Birch & Sons Logistics")
    await desk.sign_in(Persona.NO_ORGANIZATION)
    joined = {
        "id": str(uuid.uuid4()),
        "provider_id": provider,
        "user_id": person(Persona.NO_ORGANIZATION).user_id,
    }
    more = {"email": "noel@nowhere.example", "status": 2, "type": 1, "created_at": 0}
    desk.backend.database.insert("provider_users", {**joined, **more})
    assert (await desk.get(f"organizations/{birch}")).status_code == 404
    assert (await desk.get(f"organizations/{birch}/policies")).status_code == 200
    await desk.sign_in(Persona.NO_ORGANIZATION)
    assert (await desk.get(f"organizations/{birch}")).status_code == 200


async def test_pending_providers_are_hidden_though_the_token_names_them(desk: Desk) -> None:
    await desk.sign_in(Persona.SEVERAL_PROVIDERS)
    shown = (await desk.profile())["providers"]
    assert sorted(row["name"] for row in shown) == ["Northwind MSP", "Southgate IT"]
    pending = desk.backend.database.value("SELECT id FROM providers WHERE status = 0")
    answer = await desk.get(f"providers/{pending}")
    assert (answer.status_code, answer.json()["name"]) == (200, None)
