"""What the home screen says about the provider's own billing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from backend_client.portal.billing_notices import BillingNotice
from backend_client.portal.clients import ClientList
from backend_client.portal.providers import ProviderKind
from tests.screens.support import NORTHWIND, READ_AT
from tui.presenters.banner import banner

WELL = ClientList(NORTHWIND, (), (), READ_AT, subscription_status="active")
SUSPENDED = replace(NORTHWIND, enabled=False)


def test_nothing_is_said_while_all_is_well() -> None:
    assert banner(WELL) == ""
    assert banner(replace(WELL, subscription_status="trialing")) == ""
    assert banner(replace(WELL, subscription_status="")) == ""


def test_a_suspension_names_what_is_left_and_the_way_out() -> None:
    listed = replace(
        WELL,
        provider=SUSPENDED,
        subscription_status="unpaid",
        warnings=frozenset({BillingNotice.ADD_PAYMENT_METHOD}),
    )
    assert banner(listed) == (
        "Suspended: clients cannot be changed, only unlinked. Add a payment method in the web portal. "
        "The subscription is unpaid."
    )


def test_a_business_unit_portal_speaks_of_business_units() -> None:
    listed = replace(WELL, provider=replace(SUSPENDED, kind=ProviderKind.BUSINESS_UNIT))
    assert banner(listed) == "Suspended: business units cannot be changed, only unlinked."


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("past_due", "The subscription is past due."),
        ("unpaid", "The subscription is unpaid."),
        ("canceled", "The subscription was cancelled."),
        ("\x1b[2Jodd", "Subscription: \u241b[2Jodd."),
    ],
)
def test_an_unhealthy_subscription_is_named(status: str, words: str) -> None:
    assert banner(replace(WELL, subscription_status=status)) == words


def test_the_end_of_the_subscription_has_a_date() -> None:
    listed = replace(WELL, cancels_at=datetime(2026, 4, 1, 12, tzinfo=UTC))
    assert banner(listed) == "The subscription ends on 2026-04-01."


@pytest.mark.parametrize(
    "notice", [BillingNotice.TAX_ID_MISSING, BillingNotice.TAX_ID_FAILED, BillingNotice.TAX_ID_PENDING]
)
def test_a_tax_id_problem_is_said(notice: BillingNotice) -> None:
    assert "tax id" in banner(replace(WELL, warnings=frozenset({notice})))
