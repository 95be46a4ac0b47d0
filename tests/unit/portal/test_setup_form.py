"""The form that sets up a provider: every field by itself, and what goes on the wire."""

from __future__ import annotations

import pytest

from backend_client.errors import SetupFault
from backend_client.portal.organization_rules import stored_length
from backend_client.portal.setup_form import NEEDED, SetupField, SetupForm, fields_refused
from embedded_backend.wire import html_encode

GOOD = {
    SetupField.NAME: "North IT",
    SetupField.BILLING_EMAIL: "billing@north.example",
    SetupField.COUNTRY: "de",
    SetupField.POSTAL_CODE: "20095",
}


def with_(field: SetupField, value: str) -> SetupForm:
    return SetupForm({**GOOD, field: value})


def test_four_fields_are_enough() -> None:
    assert SetupForm(GOOD).faults() == {}
    assert SetupForm({}).faults() == dict.fromkeys(NEEDED, SetupFault.REQUIRED)


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        (SetupField.NAME, "x" * 50, None),
        (SetupField.NAME, "x" * 51, SetupFault.TOO_LONG),
        (SetupField.NAME, "&" * 10, None),
        (SetupField.NAME, "&" * 10 + "x", SetupFault.TOO_LONG),
        (SetupField.NAME, "é" * 9, SetupFault.TOO_LONG),
        (SetupField.BUSINESS, "漢" * 50, None),
        (SetupField.BUSINESS, "\U0001f600" * 6, SetupFault.TOO_LONG),
        (SetupField.NAME, "North\x1b[2J", SetupFault.HIDDEN),
        (SetupField.BILLING_EMAIL, "billing", SetupFault.NOT_EMAIL),
        (SetupField.COUNTRY, "DEU", SetupFault.NOT_COUNTRY),
        (SetupField.COUNTRY, "12", SetupFault.NOT_COUNTRY),
        (SetupField.LINE1, "x" * 201, SetupFault.TOO_LONG),
    ],
)
def test_each_field_has_its_own_fault(field: SetupField, value: str, fault: SetupFault | None) -> None:
    assert with_(field, value).faults() == ({} if fault is None else {field: fault})


def test_half_a_tax_id_is_none() -> None:
    assert with_(SetupField.TAX_ID, "DE1").faults() == {SetupField.TAX_KIND: SetupFault.HALF_TAX_ID}
    assert with_(SetupField.TAX_KIND, "eu_vat").faults() == {SetupField.TAX_ID: SetupFault.HALF_TAX_ID}


@pytest.mark.parametrize("text", ["North & Söhne <\"'>", "漢字", "\U0001f600", "\u00a0", "ÿ", "Ā", "plain"])
def test_lengths_are_those_of_the_stored_text(text: str) -> None:
    assert stored_length(text) == len(html_encode(text) or "")


def test_what_goes_on_the_wire() -> None:
    form = SetupForm(
        {
            **GOOD,
            SetupField.NAME: " North & Söhne ",
            SetupField.LINE1: "Quay 3",
            SetupField.TAX_KIND: "eu_vat",
            SetupField.TAX_ID: "DE123",
        }
    )
    assert form.record() == {
        "name": "North & Söhne",
        "businessName": None,
        "billingEmail": "billing@north.example",
        "billingAddress": {
            "country": "DE",
            "postalCode": "20095",
            "line1": "Quay 3",
            "taxId": {"code": "eu_vat", "value": "DE123"},
        },
    }


def test_the_server_s_sentences_find_their_fields() -> None:
    told = {"BillingAddress.Country": ["Bad.", "Worse."], "Name": ["Long."], "payment_method": ["No."]}
    assert fields_refused(told) == {SetupField.COUNTRY: "Bad. Worse.", SetupField.NAME: "Long."}
