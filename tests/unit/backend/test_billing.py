"""Billing on the practice server: who is told what, in which shape, and what invoices say."""

from __future__ import annotations

import csv
import io
import uuid
from typing import Any

import pytest

from embedded_backend.seed import Persona
from tests.unit.backend.desk import Desk, shape_a

HEADER = "Client,Id,Assigned,Used,Remaining,Plan,Estimated total"


async def invoices(desk: Desk) -> list[dict[str, Any]]:
    answer = await desk.get(f"providers/{await desk.provider_id()}/billing/invoices")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["invoices"]
    return found


async def report(desk: Desk, invoice: str) -> list[dict[str, str]]:
    answer = await desk.get(f"providers/{await desk.provider_id()}/billing/invoices/{invoice}")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "content-disposition" not in answer.headers
    text = answer.content.decode()
    assert text.splitlines()[0] == HEADER
    return list(csv.DictReader(io.StringIO(text, newline="")))


async def test_a_year_of_invoices_newest_first(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    found = await invoices(desk)
    assert [one["number"] for one in found] == [f"NW-{number:04}" for number in range(12, 0, -1)]
    assert [one["date"] for one in found] == sorted((one["date"] for one in found), reverse=True)
    assert [one["status"] for one in found].count("uncollectible") == 1
    assert found[0]["status"] == "open"
    assert set(found[0]) == {"id", "date", "number", "total", "status", "dueDate", "url"}


async def test_drafts_and_void_invoices_are_not_told(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    desk.backend.database.run("UPDATE provider_invoices SET status = 'draft' WHERE number = 'NW-0012'")
    desk.backend.database.run("UPDATE provider_invoices SET status = 'void' WHERE number = 'NW-0011'")
    assert [one["number"] for one in await invoices(desk)][:2] == ["NW-0010", "NW-0009"]


async def test_a_report_has_its_clients_and_the_seats_of_nobody(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    newest = (await invoices(desk))[0]
    rows = await report(desk, newest["id"])
    named = {row["Client"]: row for row in rows}
    # Stored as they were sent: the list of clients decodes such a name, this report does not.
    assert named["Birch & Sons Logistics"]["Remaining"] == "3"
    assert named["Delta Fisheries"]["Remaining"] == "-1"
    (nobody,) = [row for row in rows if not row["Id"]]
    assert (nobody["Client"], nobody["Plan"], nobody["Used"]) == ("Unassigned seats", "Teams (Monthly)", "0")
    total = sum(float(row["Estimated total"].lstrip("$").replace(",", "")) for row in rows)
    assert total == pytest.approx(newest["total"])


async def test_names_stay_encoded_and_large_amounts_are_quoted(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    newest = (await invoices(desk))[0]["id"]
    desk.backend.database.run(
        "UPDATE provider_invoice_items SET client_name = 'A &amp; B, \"C\"', total = 12345.5"
        " WHERE invoice_id = ? AND client_name LIKE 'Delta%'",
        (newest,),
    )
    answer = await desk.get(f"providers/{await desk.provider_id()}/billing/invoices/{newest}")
    assert '"A &amp; B, ""C"""' in answer.text
    assert '"$12,345.50"' in answer.text


async def test_reports_of_others_and_of_nothing_are_not_found(desk: Desk) -> None:
    await desk.sign_in(Persona.SEVERAL_PROVIDERS)
    profile = await desk.profile()
    southgate = next(row["id"] for row in profile["providers"] if row["name"] == "Southgate IT")
    foreign = desk.backend.database.value("SELECT id FROM provider_invoices WHERE number = 'NW-0012'")
    for invoice in (foreign, "in_nothing"):
        answer = await desk.get(f"providers/{southgate}/billing/invoices/{invoice}")
        assert (answer.status_code, shape_a(answer)["message"]) == (404, "Resource not found.")


@pytest.mark.parametrize("path", ["billing/invoices", "billing/invoices/in_1"])
async def test_the_gates_of_invoices_in_their_order(desk: Desk, path: str) -> None:
    await desk.sign_in(Persona.SERVICE_USER)
    provider = await desk.provider_id()
    unknown = await desk.get(f"providers/{uuid.uuid4()}/{path}")
    assert (unknown.status_code, shape_a(unknown)["message"]) == (404, "Resource not found.")
    role = await desk.get(f"providers/{provider}/{path}")
    assert (role.status_code, shape_a(role)["message"]) == (401, "Unauthorized.")
    assert "www-authenticate" not in role.headers
    for persona in (Persona.UNBILLED_ADMIN, Persona.RESELLER):
        await desk.sign_in(persona)
        unbilled = await desk.get(f"providers/{await desk.provider_id()}/{path}")
        assert (unbilled.status_code, shape_a(unbilled)["message"]) == (401, "Unauthorized.")
    await desk.sign_in(Persona.ADMIN)
    desk.backend.database.run("UPDATE providers SET gateway = 0")
    assert (await desk.get(f"providers/{provider}/{path}")).status_code == 500


async def test_a_service_user_is_told_the_subscription_and_of_payment_nothing(desk: Desk) -> None:
    await desk.sign_in(Persona.SERVICE_USER)
    base = f"providers/{await desk.provider_id()}/billing"
    assert (await desk.get(f"{base}/subscription")).json()["paymentSource"]["description"].startswith("VISA")
    for path in ("address", "payment-method", "credit"):
        refused = await desk.get(f"{base}/vnext/{path}")
        plain = {"object": "error", "message": "Unauthorized.", "errors": None}
        assert (refused.status_code, refused.json()) == (401, plain)


async def test_an_unpaid_subscription_says_until_when(desk: Desk) -> None:
    await desk.sign_in(Persona.SUSPENDED_ADMIN)
    base = f"providers/{await desk.provider_id()}/billing"
    found = (await desk.get(f"{base}/subscription")).json()
    assert (found["status"], found["suspension"]["gracePeriod"]) == ("unpaid", 14)
    assert (
        found["cancelAt"] > found["suspension"]["suspensionDate"] > found["suspension"]["unpaidPeriodEndDate"]
    )
    assert found["paymentSource"] is None
    assert (await desk.get(f"{base}/vnext/payment-method")).content == b""
    desk.backend.database.run("UPDATE provider_invoices SET status = 'paid'")
    assert (await desk.get(f"{base}/subscription")).json()["suspension"] is None


@pytest.mark.parametrize(
    ("persona", "status", "resolution", "dated"),
    [
        (Persona.SUSPENDED_ADMIN, "unpaid", "add_payment_method", True),
        (Persona.SUSPENDED_USER, "unpaid", "contact_administrator", False),
        (Persona.SUSPENDED_ADMIN, "canceled", "contact_support", False),
        (Persona.SUSPENDED_USER, "active", "contact_support", False),
    ],
)
async def test_the_way_out_of_a_suspension(
    desk: Desk, persona: Persona, status: str, resolution: str, dated: bool
) -> None:
    await desk.sign_in(persona)
    desk.backend.database.run("UPDATE providers SET subscription_status = ?", (status,))
    answer = (await desk.get(f"providers/{await desk.provider_id()}/billing/vnext/warnings")).json()
    assert answer["suspension"]["resolution"] == resolution
    assert (answer["suspension"]["subscriptionCancelsAt"] is not None) is dated


async def test_a_tax_id_concerns_admins_outside_the_us(desk: Desk) -> None:
    async def warned(persona: Persona) -> object:
        await desk.sign_in(persona)
        answer = await desk.get(f"providers/{await desk.provider_id()}/billing/vnext/warnings")
        return answer.json()["taxId"]

    assert await warned(Persona.BUSINESS_UNIT) == {"type": "tax_id_failed_verification"}
    assert await warned(Persona.SUSPENDED_ADMIN) == {"type": "tax_id_missing"}
    assert await warned(Persona.SUSPENDED_USER) is None
    desk.backend.database.run("UPDATE providers SET tax_warning = 'tax_id_missing'")
    assert await warned(Persona.ADMIN) is None  # its address is in the US


async def test_an_address_is_empty_until_one_is_put(desk: Desk) -> None:
    await desk.sign_in(Persona.EMPTY_PROVIDER)
    path = f"providers/{await desk.provider_id()}/billing/vnext/address"
    empty = await desk.get(path)
    assert (empty.status_code, empty.content) == (200, b"")
    wanted = {"country": "SE", "postalCode": "111 22", "taxId": {"code": "eu_vat", "value": "SE000000000000"}}
    assert (await desk.send("PUT", path, wanted)).json()["taxId"]["value"] == "SE000000000000"
    subscription = await desk.get(path.replace("vnext/address", "subscription"))
    assert subscription.json()["taxInformation"]["taxIdType"] == "eu_vat"
    await desk.send("PUT", path, {"country": "SE", "postalCode": "111 22"})
    assert (await desk.get(path)).json()["taxId"] is None
    desk.carry("")
    invalid = await desk.send("PUT", path, {"country": "SWE", "postalCode": "1"})
    assert (invalid.status_code, list(shape_a(invalid)["validationErrors"])) == (400, ["Country"])
    assert (await desk.send("PUT", path, wanted)).json()["errors"] is None


async def test_a_business_unit_takes_its_one_plan(desk: Desk) -> None:
    await desk.sign_in(Persona.BUSINESS_UNIT)
    provider = await desk.provider_id()
    found = (await desk.get(f"providers/{provider}/billing/subscription")).json()
    assert [(plan["type"], plan["cadence"], plan["cost"]) for plan in found["plans"]] == [
        (20, "Annual", 3240)
    ]
    body = {
        "name": "X",
        "ownerEmail": "x@y.example",
        "seats": 1,
        "key": "2.a|b|c",
        "collectionName": "2.a|b|c",
    }
    keys = {"keyPair": {"publicKey": "AA", "encryptedPrivateKey": "2.a|b|c"}}
    teams = await desk.send("POST", f"providers/{provider}/clients", {**body, **keys, "planType": 17})
    assert (teams.status_code, shape_a(teams)["message"]) == (
        400,
        "You cannot manage clients on the Teams (Monthly) plan.",
    )
    assert (
        await desk.send("POST", f"providers/{provider}/clients", {**body, **keys, "planType": 20})
    ).is_success


async def test_a_reseller_has_clients_without_keys(desk: Desk) -> None:
    await desk.sign_in(Persona.RESELLER)
    profile = await desk.profile()
    (provider,) = profile["providers"]
    assert (provider["providerType"], provider["providerStatus"], provider["key"]) == (1, 1, None)
    assert [row["key"] for row in (await desk.clients()).values()] == [None]


async def test_deleting_asks_for_no_secret_and_leaves_clients_behind(desk: Desk) -> None:
    await desk.sign_in(Persona.SUSPENDED_USER)
    provider = await desk.provider_id()
    refused = await desk.send("DELETE", f"providers/{provider}")
    assert (refused.status_code, refused.content) == (403, b"")
    await desk.sign_in(Persona.SUSPENDED_ADMIN)
    before = desk.backend.database.value("SELECT COUNT(*) FROM organizations")
    gone = await desk.send("DELETE", f"providers/{provider}")
    assert (gone.status_code, gone.content) == (200, b"")
    assert (await desk.profile())["providers"] == []
    assert desk.backend.database.value("SELECT COUNT(*) FROM organizations") == before


async def test_the_names_of_a_provider_are_counted_with_their_entities(desk: Desk) -> None:
    await desk.sign_in(Persona.ADMIN)
    path = f"providers/{await desk.provider_id()}"
    body = {"name": "é" * 8, "businessName": None, "billingEmail": " Bills@North.Example "}
    saved = (await desk.send("PUT", path, body)).json()
    assert (saved["name"], saved["businessName"], saved["billingEmail"]) == (
        "é" * 8,
        None,
        "bills@north.example",
    )
    refused = await desk.send("PUT", path, {**body, "name": "é" * 9})  # 54 characters as stored
    assert "Name" in shape_a(refused)["validationErrors"]
