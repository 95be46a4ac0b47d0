"""How a provider pays, as values. All texts are foreign."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_client.api.payment import AddressAnswer, MethodAnswer


class MethodKind(StrEnum):
    """What kind of payment method it is."""

    CARD = "card"
    BANK_ACCOUNT = "bank_account"
    PAYPAL = "paypal"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """A masked payment method: `name` is the card's brand, the bank or PayPal's e-mail address; `last4` and
    `expiration` (MM/YYYY) are empty where the kind has none. `unverified` bank accounts wait for it."""

    kind: MethodKind
    name: str
    last4: str = ""
    expiration: str = ""
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class BillingAddress:
    """Where invoices go. `country` is a code of two letters; the tax id may be empty."""

    lines: tuple[str, ...]
    country: str
    tax_id: str = ""
    tax_id_kind: str = ""


def method_of(answer: MethodAnswer) -> PaymentMethod:
    """The value of an answer."""
    if answer.type == "card":
        return PaymentMethod(MethodKind.CARD, answer.brand, answer.last4, answer.expiration)
    if answer.type == "bankAccount":
        waits = bool(answer.hosted_verification_url)
        return PaymentMethod(MethodKind.BANK_ACCOUNT, answer.bank_name, answer.last4, unverified=waits)
    if answer.type == "payPal":
        return PaymentMethod(MethodKind.PAYPAL, answer.email)
    return PaymentMethod(MethodKind.OTHER, answer.type, answer.last4)


def address_of(answer: AddressAnswer) -> BillingAddress:
    """The value of an answer: lines as on an envelope, without the country."""
    town = " ".join(part for part in (answer.city, answer.state, answer.postal_code) if part)
    return BillingAddress(
        lines=tuple(line for line in (answer.line1, answer.line2, town) if line),
        country=answer.country,
        tax_id=answer.tax_id.value if answer.tax_id else "",
        tax_id_kind=answer.tax_id.code if answer.tax_id else "",
    )
