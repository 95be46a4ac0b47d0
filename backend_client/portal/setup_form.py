"""What a provider is set up with: the form's values, their rules, and their names on the wire. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend_client.errors import SetupFault
from backend_client.portal.client_rules import LONGEST_NAME, is_email
from backend_client.portal.organization_rules import stored_length

_COUNTRY_LETTERS = 2
_LONGEST_LINE = 200


class SetupField(StrEnum):
    """The fields, in the order in which they are asked for."""

    NAME = "name"
    BUSINESS = "business"
    BILLING_EMAIL = "billing_email"
    COUNTRY = "country"
    POSTAL_CODE = "postal_code"
    LINE1 = "line1"
    LINE2 = "line2"
    CITY = "city"
    STATE = "state"
    TAX_KIND = "tax_kind"
    TAX_ID = "tax_id"


NEEDED = (SetupField.NAME, SetupField.BILLING_EMAIL, SetupField.COUNTRY, SetupField.POSTAL_CODE)
"""Fields without which the server sets nothing up."""

_WIRE = {
    "Name": SetupField.NAME,
    "BusinessName": SetupField.BUSINESS,
    "BillingEmail": SetupField.BILLING_EMAIL,
    "BillingAddress": SetupField.COUNTRY,
    "BillingAddress.Country": SetupField.COUNTRY,
    "BillingAddress.PostalCode": SetupField.POSTAL_CODE,
    "BillingAddress.Line1": SetupField.LINE1,
    "BillingAddress.Line2": SetupField.LINE2,
    "BillingAddress.City": SetupField.CITY,
    "BillingAddress.State": SetupField.STATE,
    "BillingAddress.TaxId": SetupField.TAX_ID,
    "BillingAddress.TaxId.Code": SetupField.TAX_KIND,
    "BillingAddress.TaxId.Value": SetupField.TAX_ID,
}


@dataclass(frozen=True, slots=True)
class SetupForm:
    """What was typed, by field; absent fields are empty."""

    values: Mapping[SetupField, str]

    def __getitem__(self, field: SetupField) -> str:
        return self.values.get(field, "").strip()

    def faults(self) -> dict[SetupField, SetupFault]:
        """What is wrong, field by field, in their order."""
        found = {field: self._fault(field) for field in SetupField}
        return {field: fault for field, fault in found.items() if fault is not None}

    def record(self) -> dict[str, object]:
        """The part of the request that was typed."""
        address: dict[str, object] = {
            "country": self[SetupField.COUNTRY].upper(),
            "postalCode": self[SetupField.POSTAL_CODE],
        }
        for field in (SetupField.LINE1, SetupField.LINE2, SetupField.CITY, SetupField.STATE):
            if self[field]:
                address[field.value] = self[field]
        if self[SetupField.TAX_ID]:
            address["taxId"] = {"code": self[SetupField.TAX_KIND], "value": self[SetupField.TAX_ID]}
        return {
            "name": self[SetupField.NAME],
            "businessName": self[SetupField.BUSINESS] or None,
            "billingEmail": self[SetupField.BILLING_EMAIL],
            "billingAddress": address,
        }

    def _fault(self, field: SetupField) -> SetupFault | None:
        value = self[field]
        if not value:
            return self._missing(field)
        if not value.isprintable():
            return SetupFault.HIDDEN
        if field in (SetupField.NAME, SetupField.BUSINESS):
            return SetupFault.TOO_LONG if stored_length(value) > LONGEST_NAME else None
        if field is SetupField.BILLING_EMAIL:
            return None if is_email(value) else SetupFault.NOT_EMAIL
        if field is SetupField.COUNTRY:
            fits = len(value) == _COUNTRY_LETTERS and value.isascii() and value.isalpha()
            return None if fits else SetupFault.NOT_COUNTRY
        return SetupFault.TOO_LONG if len(value) > _LONGEST_LINE else None

    def _missing(self, field: SetupField) -> SetupFault | None:
        if field in NEEDED:
            return SetupFault.REQUIRED
        other = {SetupField.TAX_KIND: SetupField.TAX_ID, SetupField.TAX_ID: SetupField.TAX_KIND}.get(field)
        return SetupFault.HALF_TAX_ID if other is not None and self[other] else None


def fields_refused(validation: Mapping[str, Sequence[str]]) -> dict[SetupField, str]:
    """The server's sentences (foreign text) by the field they speak of; those of no field are left out."""
    return {_WIRE[name]: " ".join(sentences) for name, sentences in validation.items() if name in _WIRE}
