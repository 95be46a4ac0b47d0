"""Billing as the portal reads it from the practice server, role by role and fault by fault."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from backend_client import Secret, connect
from backend_client.errors import BadAnswer, NotFound, NotPermitted, RateLimited, ServerFault
from backend_client.portal.billing import ADMINS_PARTS, BillingPart, BillingState
from backend_client.portal.billing_notices import BillingNotice
from backend_client.portal.invoices import Invoice
from backend_client.portal.payment import MethodKind
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
from embedded_backend.seed import Persona, person
from tests.hostile.fault_injector import FaultInjector
from tests.practice import DEVICE, Practice


async def read(practice: Practice, persona: Persona) -> BillingState:
    async with await practice.watching(person(persona)) as portal:
        (provider,) = await portal.providers()
        return await portal.billing.state(provider)


@asynccontextmanager
async def spoiled(
    practice: Practice, persona: Persona = Persona.ADMIN
) -> AsyncIterator[tuple[Portal, Provider, FaultInjector]]:
    faults, who = FaultInjector(practice.thread.app), person(persona)
    async with connect("practice", device_id=DEVICE, asgi_app=faults) as portal:
        await portal.session.sign_in_with_api_key(who.client_id, Secret(who.api_key))
        (provider,) = await portal.providers()
        yield portal, provider, faults


async def test_an_admin_is_told_everything_without_keys(practice: Practice) -> None:
    state = await read(practice, Persona.ADMIN)
    found = state.subscription
    assert [(line.plan, line.total_seats) for line in found.lines] == [
        ("Enterprise (Monthly)", 180),
        ("Teams (Monthly)", 75),
    ]
    assert found.total == pytest.approx((180 * 6 + 75 * 4) * 0.9)
    assert state.invoices[0].number == "NW-0012"
    assert len(state.invoices) == 12
    assert state.method is not None
    assert (state.method.kind, state.method.last4) == (MethodKind.CARD, "4242")
    assert state.address is not None
    assert (state.address.country, state.address.tax_id) == ("US", "")
    assert (state.credit, state.unread, state.notices) == (0.0, frozenset(), frozenset())
    assert state.web_address == ""  # practice has no web portal


async def test_a_service_user_is_told_the_subscription_only(practice: Practice) -> None:
    state = await read(practice, Persona.SERVICE_USER)
    assert state.subscription.lines
    assert not state.admin
    nothing = (state.invoices, state.method, state.address, state.credit, state.unread)
    assert nothing == ((), None, None, None, frozenset())


async def test_a_suspended_provider_says_so_as_it_is_now(practice: Practice) -> None:
    state = await read(practice, Persona.SUSPENDED_ADMIN)
    assert not state.provider.enabled
    assert state.notices == {BillingNotice.ADD_PAYMENT_METHOD, BillingNotice.TAX_ID_MISSING}
    assert state.method is None
    assert state.subscription.suspension is not None
    assert state.subscription.cancels_at is not None
    user = await read(practice, Persona.SUSPENDED_USER)
    assert user.notices == {BillingNotice.CONTACT_ADMINISTRATOR}


async def test_a_business_unit_pays_by_the_year(practice: Practice) -> None:
    state = await read(practice, Persona.BUSINESS_UNIT)
    (line,) = state.subscription.lines
    assert (line.cadence, line.seat_price, state.subscription.total) == ("Annual", 72.0, 3240.0)
    assert state.credit == 120.5
    assert state.notices == {BillingNotice.TAX_ID_FAILED}
    assert state.method is not None
    assert state.method.kind is MethodKind.BANK_ACCOUNT


@pytest.mark.parametrize("persona", [Persona.RESELLER, Persona.UNBILLED_ADMIN])
async def test_who_is_not_billed_here_has_no_bill(practice: Practice, persona: Persona) -> None:
    with pytest.raises(NotPermitted):
        await read(practice, persona)


async def test_a_report_names_clients_as_they_are(practice: Practice) -> None:
    practice.execute(
        "UPDATE provider_invoice_items SET client_name = 'S&#252;d &amp; Co' WHERE plan LIKE 'T%'"
    )
    async with await practice.watching(person(Persona.ADMIN)) as portal:
        (provider,) = await portal.providers()
        newest = (await portal.billing.state(provider)).invoices[0]
        report = await portal.billing.report(provider, newest)
        assert "Birch & Sons Logistics" in [line.client for line in report.lines]
        assert "Süd & Co" in [line.client for line in report.lines]
        assert report.amount == pytest.approx(newest.total)
        gone = Invoice("in_gone", newest.date, "X", 1.0, "paid")
        with pytest.raises(NotFound):
            await portal.billing.report(provider, gone)


_PATHS = {
    BillingPart.WARNINGS: "/billing/vnext/warnings",
    BillingPart.INVOICES: "/billing/invoices",
    BillingPart.METHOD: "/billing/vnext/payment-method",
    BillingPart.ADDRESS: "/billing/vnext/address",
    BillingPart.CREDIT: "/billing/vnext/credit",
}


@pytest.mark.parametrize("part", list(BillingPart))
async def test_one_part_that_fails_takes_no_other_with_it(practice: Practice, part: BillingPart) -> None:
    async with spoiled(practice) as (portal, provider, faults):
        for body, status in ((b"{}", 400), (b"<html>", 200), (b'{"object":"error"}', 403)):
            faults.answer(_PATHS[part], body, status=status)
            state = await portal.billing.state(provider)
            assert state.unread == {part}
            assert state.subscription.lines
            assert (state.invoices == ()) is (part is BillingPart.INVOICES)
    assert ADMINS_PARTS | {BillingPart.WARNINGS} == set(_PATHS)


async def test_what_a_limit_keeps_back_is_named_with_the_time_it_asks_for(practice: Practice) -> None:
    async with spoiled(practice) as (portal, provider, faults):
        faults.answer(_PATHS[BillingPart.CREDIT], b"{}", status=500)
        faults.answer(_PATHS[BillingPart.INVOICES], b"{}", status=429, retry_after="240")
        state = await portal.billing.state(provider)
        assert state.unread == {BillingPart.INVOICES, BillingPart.CREDIT}
        assert isinstance(state.failure, RateLimited)
        assert state.failure.retry_after == 240.0
        assert state.subscription.lines
        faults.heal()
        assert (await portal.billing.state(provider)).failure is None


async def test_empty_answers_are_nothing_and_not_failures(practice: Practice) -> None:
    async with spoiled(practice) as (portal, provider, faults):
        for part in (BillingPart.METHOD, BillingPart.ADDRESS, BillingPart.CREDIT):
            faults.answer(_PATHS[part], b"")
        state = await portal.billing.state(provider)
        assert (state.method, state.address, state.credit, state.unread) == (None, None, None, frozenset())


async def test_an_odd_invoice_is_left_out_and_counted(practice: Practice) -> None:
    async with spoiled(practice) as (portal, provider, faults):
        faults.change(
            _PATHS[BillingPart.INVOICES],
            lambda whole: {"invoices": [{"id": None}, 7, *whole["invoices"][:2], {"id": "x", "date": "no"}]},
        )
        state = await portal.billing.state(provider)
        assert (len(state.invoices), state.left_out) == (2, 3)


async def test_without_a_subscription_there_is_nothing_to_show(practice: Practice) -> None:
    async with spoiled(practice) as (portal, provider, faults):
        faults.answer("/billing/subscription", b"{}", status=400)
        with pytest.raises(Exception, match="HTTP 400"):
            await portal.billing.state(provider)
        faults.answer("/billing/subscription", b"[]")
        with pytest.raises(BadAnswer):
            await portal.billing.state(provider)


async def test_a_server_without_a_payment_service_says_so(practice: Practice) -> None:
    practice.execute("UPDATE providers SET gateway = 0")
    async with await practice.watching(person(Persona.ADMIN)) as portal:
        (provider,) = await portal.providers()
        portal._api.transport._retries = portal._api.transport._retries.__class__(attempts=1)
        with pytest.raises(ServerFault):
            await portal.billing.state(provider)
