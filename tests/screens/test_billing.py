"""Billing by keys: what each role sees, how a report becomes a file, and names that mean harm."""

from __future__ import annotations

import csv
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from embedded_backend.seed import Persona
from tests.hostile.driving import check_screen, flowing, screen_text
from tests.hostile.texts import EVERYTHING, HOSTILE
from tests.practice import Practice
from tests.screens.form_driving import arrived, home
from tests.screens.inside_client import keys, on_top, wait
from tui.app import SeatwardenApp
from tui.screens.billing import BillingScreen
from tui.screens.clients import ClientsScreen
from tui.screens.invoice_report import InvoiceReportScreen
from tui.screens.save_view import SaveViewScreen

BOTH_SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)])


@asynccontextmanager
async def billing(
    practice: Practice,
    who: Persona = Persona.SECOND_ADMIN,
    *,
    size: tuple[int, int] = (80, 24),
    api_key: bool = False,
) -> AsyncIterator[tuple[Pilot[None], SeatwardenApp]]:
    """Home, then `b`."""
    async with home(practice, who, size=size, api_key=api_key) as (pilot, app):
        await arrived(pilot)
        await keys(pilot, "b")
        await on_top(pilot, BillingScreen)
        yield pilot, app


@BOTH_SIZES
async def test_an_admin_sees_plans_invoices_and_payment(practice: Practice, size: tuple[int, int]) -> None:
    async with billing(practice, size=size) as (_pilot, app):
        shown, text = screen_text(app), flowing(app)
        assert "Subscription active. Next charge on " in text
        assert "automatic. Discount 10 %." in text
        rows = [" ".join(line.split()) for line in shown.splitlines()]
        assert "Enterprise 150 30 180 180 $5.40/month $972.00" in rows
        assert "Teams 75 0 64 75 $3.60/month $270.00" in rows
        assert "Total per month, after discount $1,242.00" in rows
        assert [row for row in rows if "NW-0012" in row and "Unpaid" in row]
        assert [row for row in rows if "NW-0005" in row and "Uncollectible" in row]
        assert "Paid by card Visa *4242, valid until 04/2031. Account credit: $0.00." in text
        assert "Billing address: 400 Harbor Avenue, Suite 12, Seattle WA 98109, US. No tax id." in text
        assert "Payment is changed in the web portal" in text
        assert "Esc Back" in shown
        check_screen(app)


async def test_a_service_user_sees_the_subscription_and_why_no_more(practice: Practice) -> None:
    async with billing(practice, Persona.SERVICE_USER) as (pilot, app):
        text = flowing(app)
        assert "Total per month, after discount $1,242.00" in text
        assert "Invoices and payment are for provider admins only." in text
        assert "NW-0012" not in text
        assert "Visa" not in text
        await keys(pilot, "W")
        assert "Provider admins only: the server shows invoices to no service user." in flowing(app)
        await keys(pilot, "enter")
        assert isinstance(app.screen, BillingScreen)


@BOTH_SIZES
async def test_a_suspension_comes_first(practice: Practice, size: tuple[int, int]) -> None:
    async with billing(practice, Persona.SUSPENDED_ADMIN, size=size) as (_pilot, app):
        text = flowing(app)
        assert text.index("! Suspended: clients cannot be changed, only unlinked.") < text.index(
            "Subscription"
        )
        assert "Add a payment method in the web portal. The subscription is unpaid. Unpaid since " in text
        assert "The subscription ends on " in text
        assert "The tax id is missing: add it in the web portal." in text
        assert "Unpaid, overdue" in text
        assert "No payment method is on file." in text
        assert "Esc Back" in screen_text(app)


async def test_a_business_unit_pays_by_the_year(practice: Practice) -> None:
    async with billing(practice, Persona.BUSINESS_UNIT) as (_pilot, app):
        text = flowing(app)
        assert "Enterprise 40 5 45 45 $72.00/year $3,240.00 Total per year $3,240.00" in text
        assert "by invoice." in text
        assert "Paid by bank account Practice Bank *6789. Account credit: $120.50." in text
        assert "Tax id DE000000000 (eu_vat)." in text
        assert "The tax id failed verification" in text


@pytest.mark.parametrize("who", [Persona.RESELLER, Persona.UNBILLED_ADMIN])
async def test_who_is_not_billed_here_is_told_so(practice: Practice, who: Persona) -> None:
    async with home(practice, who) as (pilot, app):
        await arrived(pilot)
        await keys(pilot, "b")
        assert isinstance(app.screen, ClientsScreen)
        assert "the vendor bills each client." in flowing(app)


async def test_it_needs_no_keys(practice: Practice) -> None:
    async with billing(practice, api_key=True) as (_pilot, app):
        assert "NW-0012" in screen_text(app)


async def test_it_is_forgotten_with_the_keys(practice: Practice) -> None:
    async with billing(practice) as (pilot, app):
        screen = app.screen
        assert isinstance(screen, BillingScreen)
        await keys(pilot, "ctrl+l")
        assert screen.board is None


@BOTH_SIZES
async def test_the_clients_of_an_invoice(practice: Practice, size: tuple[int, int]) -> None:
    async with billing(practice, size=size) as (pilot, app):
        await keys(pilot, "enter")
        await on_top(pilot, InvoiceReportScreen)
        rows = [" ".join(line.split()) for line in screen_text(app).splitlines()]
        assert any(row.startswith("> Birch & Sons Logistics 40 37 3") for row in rows), rows
        assert any(row.startswith("(unassigned seats) 37 0 37") for row in rows), rows
        assert "Total 230 155 75 $1,107.00" in rows
        assert rows[1].startswith("Invoice NW-0012 of ")
        await keys(pilot, "escape")
        assert isinstance(app.screen, BillingScreen)


async def test_a_report_becomes_a_file(practice: Practice, tmp_path: Path) -> None:
    async with billing(practice) as (pilot, app):
        await pilot.press("j", "W")
        await wait(pilot, lambda: isinstance(app.screen, SaveViewScreen))
        await pilot.press("end", "ctrl+u", *str(tmp_path), "enter")
        await wait(pilot, lambda: isinstance(app.screen, BillingScreen))
        (made,) = tmp_path.glob("*.csv")
        assert made.name.startswith("invoice-20")
        assert made.name.endswith("-NW-0011.csv")
        assert made.name in flowing(app).replace(" ", "")
        assert made.stat().st_mode & 0o777 == 0o600
    with made.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["Client", "Id", "Assigned", "Used", "Remaining", "Plan", "Estimated total"]
    assert rows[1][0] == "Delta Fisheries"
    assert all(row[6].startswith("$") for row in rows[1:])


async def test_a_report_becomes_json_where_the_name_says_so(practice: Practice, tmp_path: Path) -> None:
    async with billing(practice) as (pilot, app):
        await keys(pilot, "enter")
        await on_top(pilot, InvoiceReportScreen)
        await pilot.press("W")
        await wait(pilot, lambda: isinstance(app.screen, SaveViewScreen))
        await pilot.press("end", "ctrl+u", *str(tmp_path / "x.json"), "enter")
        await wait(pilot, lambda: isinstance(app.screen, InvoiceReportScreen))
    records = json.loads((tmp_path / "x.json").read_text())
    assert records[0]["client"] == "Birch & Sons Logistics"
    assert records[0]["estimatedTotal"] == 216.0


async def test_an_invoice_without_a_report_is_no_end(practice: Practice) -> None:
    practice.execute("DELETE FROM provider_invoice_items")
    async with billing(practice) as (pilot, app):
        await keys(pilot, "W")
        assert isinstance(app.screen, BillingScreen)
        assert app.screen.message
        await keys(pilot, "enter")
        await on_top(pilot, InvoiceReportScreen)
        await keys(pilot, "W")
        assert "Nothing was read that could be saved." in flowing(app)
        await keys(pilot, "R", "escape")
        assert isinstance(app.screen, BillingScreen)


async def test_hostile_texts_are_drawn_and_written_as_text(practice: Practice, tmp_path: Path) -> None:
    practice.execute("UPDATE provider_invoices SET number = ?, url = ?", f"../../{EVERYTHING}", EVERYTHING)
    practice.execute("UPDATE provider_invoice_items SET plan = ?", EVERYTHING)
    items = practice.execute("SELECT rowid FROM provider_invoice_items ORDER BY rowid DESC LIMIT 40")
    for (row,), text in zip(items, HOSTILE, strict=False):
        practice.execute("UPDATE provider_invoice_items SET client_name = ? WHERE rowid = ?", text.raw, row)
    address = json.dumps(
        {"country": "D\x1b", "postalCode": EVERYTHING, "city": "[b]", "taxId": {"value": EVERYTHING}}
    )
    method = json.dumps({"type": "bankAccount", "bankName": EVERYTHING, "last4": "\x1b[2J"})
    practice.execute("UPDATE providers SET billing_address = ?, payment_method = ?", address, method)
    async with billing(practice, size=(120, 40)) as (pilot, app):
        check_screen(app)
        await keys(pilot, "enter")
        await on_top(pilot, InvoiceReportScreen)
        check_screen(app)
        await pilot.press("W")
        await wait(pilot, lambda: isinstance(app.screen, SaveViewScreen))
        check_screen(app)
        await pilot.press("end", "ctrl+u", *str(tmp_path), "enter")
        await wait(pilot, lambda: isinstance(app.screen, InvoiceReportScreen))
        check_screen(app)
    (made,) = tmp_path.glob("*.csv")
    assert made.parent == tmp_path
    written = made.read_text(encoding="utf-8")
    assert not [letter for letter in written if not letter.isprintable() and letter != "\n"]
    with made.open(newline="", encoding="utf-8") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [
        cell for cell in cells if cell.lstrip().startswith(("=", "+", "@", "|", "%")) or cell.startswith("-2")
    ]


async def test_a_failed_refresh_keeps_what_was_shown(practice: Practice) -> None:
    async with billing(practice) as (pilot, app):
        practice.execute("UPDATE providers SET status = 1")
        await keys(pilot, "R")
        assert "NW-0012" in screen_text(app)
        assert "STALE" in screen_text(app)
        assert "The older state is shown." in flowing(app)
        practice.execute("UPDATE providers SET status = 2")
        await keys(pilot, "colon", *"refresh", "enter")
        assert "STALE" not in screen_text(app)


async def test_settings_and_billing_lead_to_each_other(practice: Practice) -> None:
    async with billing(practice) as (pilot, app):
        await keys(pilot, "S")
        assert "Business name" in screen_text(app)
        await keys(pilot, "b")
        await on_top(pilot, BillingScreen)
        assert len(app.screen_stack) == 3
        await keys(pilot, "escape")
        await on_top(pilot, ClientsScreen)
