"""What billing warns about: a suspended provider, a tax id that is missing or refused."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # screens import these values before the first paint; the wire models are heavy
    from backend_client.api.billing import SubscriptionAnswer, WarningsAnswer


class BillingNotice(StrEnum):
    """The server's own words: how a suspension may end, and what is the matter with the tax id."""

    ADD_PAYMENT_METHOD = "add_payment_method"
    CONTACT_ADMINISTRATOR = "contact_administrator"
    CONTACT_SUPPORT = "contact_support"
    TAX_ID_MISSING = "tax_id_missing"
    TAX_ID_PENDING = "tax_id_pending_verification"
    TAX_ID_FAILED = "tax_id_failed_verification"


_HEALTHY = frozenset({"active", "trialing"})
_KNOWN = frozenset(notice.value for notice in BillingNotice)


def is_healthy(subscription: SubscriptionAnswer) -> bool:
    """Whether the subscription is in order."""
    return subscription.status in _HEALTHY


def notices_of(warnings: WarningsAnswer) -> frozenset[BillingNotice]:
    """The notices this program knows; a word of a newer server is left out."""
    words = (
        warnings.suspension.resolution if warnings.suspension else "",
        warnings.tax_id.type if warnings.tax_id else "",
    )
    return frozenset(BillingNotice(word) for word in words if word in _KNOWN)
