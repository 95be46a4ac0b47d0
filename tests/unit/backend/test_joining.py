"""Invitations by their tokens, and the setup of a provider, with the refusals of the real server."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from backend_client.crypto.keys import PrivateKey, SymmetricKey
from embedded_backend.invitation_links import (
    JOIN_ORGANIZATION,
    JOIN_PROVIDER,
    SETUP_PROVIDER,
    make_token,
)
from embedded_backend.seed import Persona, person
from embedded_backend.seed_invitations import RECOVERING
from tests.unit.backend.desk import Desk

NOEL = person(Persona.NO_ORGANIZATION)
ADA = person(Persona.ADMIN)
RECOVERY_MISSING = "Master Password reset is required, but not provided."


def invited(desk: Desk, table: str, email: str = NOEL.email) -> tuple[str, str, str]:
    """Where somebody is invited, the row, and the token that was mailed."""
    place = {"provider_users": "provider_id", "organization_users": "organization_id"}[table]
    row = desk.backend.database.row(
        f"SELECT {place} AS place, id FROM {table} WHERE email = ? AND status = 0",
        (email,),
    )
    assert row is not None
    token = desk.backend.database.value("SELECT token FROM mail_tokens WHERE subject = ?", (row["id"],))
    return row["place"], row["id"], token


async def accept(desk: Desk, table: str, token: str | None = None, **more: object) -> tuple[int, str]:
    place, row, mailed = invited(desk, table)
    noun = table.partition("_")[0] + "s"
    answer = await desk.send(
        "POST", f"{noun}/{place}/users/{row}/accept", {"token": mailed if token is None else token, **more}
    )
    return answer.status_code, answer.json()["message"] if answer.content else ""


def user_key_for(desk: Desk) -> str:
    public = desk.backend.database.value("SELECT public_key FROM organizations WHERE name = ?", (RECOVERING,))
    assert public
    return str(PrivateKey.generate().public_key.encrypt(SymmetricKey.generate().to_bytes()))


async def test_accepting_a_provider_makes_it_wait_and_shows_nowhere(desk: Desk) -> None:
    await desk.sign_in(Persona.NO_ORGANIZATION)
    assert await accept(desk, "provider_users") == (200, "")
    found = desk.backend.database.row("SELECT * FROM provider_users WHERE user_id = ?", (NOEL.user_id,))
    assert found is not None
    assert (found["status"], found["key"]) == (1, None)
    assert (await desk.profile())["providers"] == []


async def test_the_other_provider_s_admin_confirms_after_a_while(slow: Desk) -> None:
    await slow.sign_in(Persona.NO_ORGANIZATION)
    await accept(slow, "provider_users")
    slow.clock.now += 599
    assert (await slow.profile())["providers"] == []
    slow.clock.now += 2
    (shown,) = (await slow.profile())["providers"]
    assert (shown["name"], shown["type"], shown["key"][:2]) == ("Southgate IT", 0, "4.")
    events = slow.backend.database.rows("SELECT * FROM events WHERE type = 1801 ORDER BY rowid DESC")
    assert events[0]["acting_user_id"] == person(Persona.SEVERAL_PROVIDERS).user_id


async def test_where_the_admin_practises_nobody_confirms_for_them(quick: Desk) -> None:
    database = quick.backend.database
    northwind = database.value("SELECT id FROM providers WHERE name = 'Northwind MSP'")
    row = {"id": str(uuid.uuid4()), "provider_id": northwind, "email": NOEL.email, "type": 1, "status": 0}
    database.insert("provider_users", {**row, "created_at": 0})
    token = make_token(database, JOIN_PROVIDER, row["id"], NOEL.email, quick.backend.now)
    await quick.sign_in(Persona.NO_ORGANIZATION)
    path = f"providers/{northwind}/users/{row['id']}/accept"
    assert (await quick.send("POST", path, {"token": token})).status_code == 200
    assert (await quick.profile())["providers"] == []


async def test_a_provider_s_refusals_in_the_server_s_order(desk: Desk) -> None:
    database, now = desk.backend.database, desk.backend.now
    place, row, token = invited(desk, "provider_users")
    path = f"providers/{place}/users/{row}/accept"
    assert (await desk.send("POST", path, {"token": token})).status_code == 401
    await desk.sign_in(Persona.NO_ORGANIZATION)
    missing = await desk.send("POST", path, {})
    assert missing.json()["validationErrors"] == {"Token": ["The Token field is required."]}
    gone = await desk.send("POST", f"providers/{place}/users/{uuid.uuid4()}/accept", {"token": token})
    assert (gone.status_code, gone.json()["message"]) == (400, "User invalid.")
    assert await accept(desk, "provider_users", "wrong") == (400, "Invalid token.")
    for purpose, subject, email in (
        (JOIN_ORGANIZATION, row, NOEL.email),
        (JOIN_PROVIDER, str(uuid.uuid4()), NOEL.email),
        (JOIN_PROVIDER, row, ADA.email),
    ):
        other = make_token(database, purpose, subject, email, now)
        assert await accept(desk, "provider_users", other) == (400, "Invalid token.")
    await desk.sign_in(Persona.OWNER_ONLY)
    assert await accept(desk, "provider_users", token) == (400, "User email does not match invite.")
    await desk.sign_in(Persona.NO_ORGANIZATION)
    assert await accept(desk, "provider_users", token) == (200, "")
    again = await desk.send("POST", path, {"token": token})
    assert (again.status_code, again.json()["message"]) == (400, "Already accepted.")


@pytest.mark.parametrize("table", ["provider_users", "organization_users"])
async def test_a_token_works_for_five_days(desk: Desk, table: str) -> None:
    desk.clock.now += 120 * 3600 + 1
    await desk.sign_in(Persona.NO_ORGANIZATION)
    more = {"resetPasswordKey": user_key_for(desk)}
    assert await accept(desk, table, **more) == (400, "Invalid token.")


async def test_who_is_bound_to_automatic_confirmation_joins_no_provider(desk: Desk) -> None:
    database = desk.backend.database
    organization, row, _token = invited(desk, "organization_users")
    database.run("UPDATE organization_users SET status = 2, user_id = ? WHERE id = ?", (NOEL.user_id, row))
    domain = {"id": str(uuid.uuid4()), "organization_id": organization, "domain_name": "nowhere.example"}
    database.insert(
        "organization_domains", {**domain, "txt": "x", "verified_at": 1, "next_run_at": 0, "created_at": 0}
    )
    policy = {"id": str(uuid.uuid4()), "organization_id": organization, "type": 18, "enabled": 1}
    database.insert("policies", {**policy, "revised_at": 0})
    await desk.sign_in(Persona.NO_ORGANIZATION)
    status, message = await accept(desk, "provider_users")
    assert status == 400
    assert "automatic confirmation" in message


async def test_an_organization_that_enrols_everybody_wants_the_user_key(desk: Desk) -> None:
    await desk.sign_in(Persona.NO_ORGANIZATION)
    assert await accept(desk, "organization_users") == (400, RECOVERY_MISSING)
    assert (await accept(desk, "organization_users", resetPasswordKey="no key"))[0] == 400
    sealed = user_key_for(desk)
    assert await accept(desk, "organization_users", resetPasswordKey=sealed) == (200, "")
    (shown,) = (await desk.profile())["organizationsNew"]
    assert (shown["name"], shown["status"], shown["resetPasswordEnrolled"]) == (RECOVERING, 1, True)
    assert (await desk.profile())["organizations"] == []
    stored = "SELECT reset_password_key FROM organization_users WHERE user_id = ?"
    assert desk.backend.database.value(stored, (NOEL.user_id,)) == sealed


async def test_an_organization_s_other_refusals(desk: Desk) -> None:
    database = desk.backend.database
    place, row, token = invited(desk, "organization_users")
    path = f"organizations/{place}/users/{row}/accept"
    body = {"token": token, "resetPasswordKey": user_key_for(desk)}

    async def message(token: str = token) -> str:
        answer = await desk.send("POST", path, {**body, "token": token})
        assert answer.status_code == 400
        return str(answer.json()["message"])

    await desk.sign_in(Persona.OWNER_ONLY)
    assert await message() == "User email does not match invite."
    await desk.sign_in(Persona.NO_ORGANIZATION)
    assert await message("wrong") == "Invalid token."
    database.run("UPDATE organization_users SET status = -1 WHERE id = ?", (row,))
    assert await message() == "Your organization access has been revoked."
    database.run("UPDATE organization_users SET status = 0 WHERE id = ?", (row,))
    policy = {"id": str(uuid.uuid4()), "organization_id": place, "type": 0, "enabled": 1, "revised_at": 0}
    database.insert("policies", policy)
    assert "until you enable two-step login" in await message()
    database.run("DELETE FROM policies WHERE id = ?", (policy["id"],))
    quarry = database.value("SELECT id FROM organizations WHERE name LIKE 'Quarry%'")
    member = {"id": str(uuid.uuid4()), "organization_id": quarry, "user_id": NOEL.user_id, "type": 2}
    database.insert("organization_users", {**member, "email": NOEL.email, "status": 2, "created_at": 0})
    assert "until you leave or remove all other organizations" in await message()
    database.run("DELETE FROM policies WHERE organization_id = ? AND type = 3", (place,))
    insert = {"id": str(uuid.uuid4()), "organization_id": quarry, "type": 3, "enabled": 1, "revised_at": 0}
    database.insert("policies", insert)
    assert "another organization which forbids it" in await message()
    database.run("DELETE FROM organization_users WHERE id = ?", (member["id"],))
    assert (await desk.send("POST", path, body)).status_code == 200
    assert await message() == "Already accepted."


async def test_policies_are_told_to_whoever_holds_the_token(desk: Desk) -> None:
    place, row, token = invited(desk, "organization_users")
    path = f"organizations/{place}/policies/token"

    async def ask(**changed: str) -> Any:
        query = {"email": NOEL.email, "token": token, "organizationUserId": row, **changed}
        return await desk.http.get(f"/api/{path}", params=query)

    told = (await ask()).json()["data"]
    assert [(each["type"], each["enabled"]) for each in told] == [(3, True), (8, True)]
    assert told[1]["data"] == {"autoEnrollEnabled": True}
    for changed in ({"token": "x"}, {"email": ADA.email}, {"organizationUserId": str(uuid.uuid4())}):
        assert (await ask(**changed)).status_code == 404


async def test_the_status_of_enrolment_goes_by_the_sso_identifier(desk: Desk) -> None:
    place, _row, _token = invited(desk, "organization_users")
    await desk.sign_in(Persona.NO_ORGANIZATION)
    assert (await desk.get("organizations/harbor/auto-enroll-status")).status_code == 404
    await accept(desk, "organization_users", resetPasswordKey=user_key_for(desk))
    assert (await desk.get("organizations/harbor/auto-enroll-status")).json() == {
        "object": "organizationAutoEnrollStatus",
        "id": place,
        "resetPasswordEnabled": True,
    }
    assert (await desk.get(f"organizations/{place}/auto-enroll-status")).status_code == 404


# Setting up a provider


class Pending:
    """The provider that waits for Ada."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        row = desk.backend.database.row(
            "SELECT p.id, t.token FROM providers p JOIN provider_users u ON u.provider_id = p.id"
            " JOIN mail_tokens t ON t.subject = p.id WHERE p.status = 0 AND u.user_id = ?",
            (ADA.user_id,),
        )
        assert row is not None
        self.id, self.token = row["id"], row["token"]
        self.key = str(PrivateKey.generate().public_key.encrypt(SymmetricKey.generate().to_bytes()))

    def body(self) -> dict[str, Any]:
        return {
            "name": "Ada & Söhne",
            "businessName": "Ada's",
            "billingEmail": " Billing@Ada.example ",
            "token": self.token,
            "key": self.key,
            "paymentMethod": {"type": "card", "token": "practice-card"},
            "billingAddress": {"country": "DE", "postalCode": "20095", "city": "Hamburg"},
        }

    async def send(self, **changed: object) -> tuple[int, Any]:
        body = {name: value for name, value in {**self.body(), **changed}.items() if value is not None}
        answer = await self.desk.send("POST", f"providers/{self.id}/setup", body)
        return answer.status_code, answer.json() if answer.content else None


@pytest.fixture
async def pending(desk: Desk) -> Pending:
    await desk.sign_in(Persona.ADMIN)
    return Pending(desk)


async def test_a_pending_provider_shows_nowhere_until_it_is_set_up(pending: Pending) -> None:
    desk = pending.desk
    assert [row["name"] for row in (await desk.profile())["providers"]] == ["Northwind MSP"]
    assert (await desk.get(f"providers/{pending.id}")).json()["name"] is None
    status, answer = await pending.send()
    assert status == 200
    assert (answer["name"], answer["businessName"]) == ("Ada & Söhne", "Ada&#39;s")
    assert answer["billingEmail"] == "billing@ada.example"
    shown = (await desk.profile())["providers"][-1]
    assert (shown["id"], shown["providerStatus"], shown["key"]) == (pending.id, 2, pending.key)
    billing = (await desk.get(f"providers/{pending.id}/billing/subscription")).json()
    assert billing["status"] == "trialing"
    assert [(plan["type"], plan["seatMinimum"]) for plan in billing["plans"]] == [(17, 10), (19, 10)]
    assert (await desk.get(f"providers/{pending.id}/organizations")).json()["data"] == []
    assert (await pending.send())[1]["message"] == "Provider is already setup."


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": None}, "Name"),
        ({"name": "&" * 10 + "x"}, "Name"),
        ({"businessName": "é" * 9}, "BusinessName"),
        ({"billingEmail": "nobody"}, "BillingEmail"),
        ({"token": None}, "Token"),
        ({"key": None}, "Key"),
        ({"key": "no key"}, "Key"),
        ({"paymentMethod": None}, "PaymentMethod"),
        ({"paymentMethod": {"type": "cash", "token": "practice-card"}}, "PaymentMethod.Type"),
        ({"paymentMethod": {"type": "card"}}, "PaymentMethod.Token"),
        ({"paymentMethod": {"type": "card", "token": "tok_visa"}}, "payment_method"),
        ({"billingAddress": None}, "BillingAddress"),
        ({"billingAddress": {"country": "DEU", "postalCode": "1"}}, "BillingAddress.Country"),
        ({"billingAddress": {"country": "DE"}}, "BillingAddress.PostalCode"),
        (
            {"billingAddress": {"country": "DE", "postalCode": "1", "taxId": {"code": "eu_vat"}}},
            "BillingAddress.TaxId",
        ),
    ],
)
async def test_each_field_of_the_setup_is_checked(
    pending: Pending, changed: dict[str, object], field: str
) -> None:
    status, answer = await pending.send(**changed)
    assert status == 400
    assert list(answer["validationErrors"]) == [field]
    assert (
        pending.desk.backend.database.value("SELECT status FROM providers WHERE id = ?", (pending.id,)) == 0
    )


async def test_the_setup_token_is_bound_to_address_and_provider(pending: Pending) -> None:
    database, now = pending.desk.backend.database, pending.desk.backend.now
    for purpose, subject, email in (
        (SETUP_PROVIDER, pending.id, "pat@southgate.example"),
        (SETUP_PROVIDER, str(uuid.uuid4()), ADA.email),
        (JOIN_PROVIDER, pending.id, ADA.email),
    ):
        token = make_token(database, purpose, subject, email, now)
        assert (await pending.send(token=token))[1]["message"] == "Invalid token."
    pending.desk.clock.now += 120 * 3600 + 1
    await pending.desk.sign_in(Persona.ADMIN)
    assert (await pending.send())[1]["message"] == "Invalid token."


async def test_only_an_admin_of_it_sets_a_provider_up(pending: Pending) -> None:
    database = pending.desk.backend.database
    database.run("UPDATE provider_users SET type = 1 WHERE provider_id = ?", (pending.id,))
    assert (await pending.send())[1]["message"] == "Invalid owner."  # the token still says admin
    await pending.desk.sign_in(Persona.ADMIN)
    assert await pending.send() == (403, None)
    await pending.desk.sign_in(Persona.OWNER_ONLY)
    assert await pending.send() == (403, None)


async def test_without_plans_the_server_fails(pending: Pending) -> None:
    pending.desk.backend.database.run("DELETE FROM provider_plans WHERE provider_id = ?", (pending.id,))
    status, answer = await pending.send()
    assert status == 500
    assert "contact support" in answer["message"]
