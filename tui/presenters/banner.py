"""The line above the clients when something is the matter with the provider itself. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from backend_client.portal.billing_notices import BillingNotice
from backend_client.portal.clients import ClientList
from backend_client.portal.providers import Provider
from tui.presenters.numbers import day
from tui.safe_text import safe_text
from tui.terms import suspended_words
from tui.translate import _

_HEALTHY = frozenset({"", "active", "trialing"})


def banner(listed: ClientList) -> str:
    """What is wrong with the provider's billing, most urgent first; empty when nothing is."""
    return billing_banner(
        listed.provider, listed.warnings, status=listed.subscription_status, cancels_at=listed.cancels_at
    )


def billing_banner(
    provider: Provider,
    notices: Collection[BillingNotice],
    *,
    status: str,
    cancels_at: datetime | None,
    more: Sequence[str] = (),
) -> str:
    """What is wrong with a provider's billing; `more` are finished sentences about the suspension."""
    said = [] if provider.enabled else [_suspension(provider, notices)]
    said.append(_status(status))
    said.extend(more)
    if cancels_at is not None:
        said.append(_("The subscription ends on {date}.").format(date=day(cancels_at)))
    said.extend(_TAX_ID[notice]() for notice in _TAX_ID if notice in notices)
    return " ".join(sentence for sentence in said if sentence)


def _suspension(provider: Provider, notices: Collection[BillingNotice]) -> str:
    way_out = next((words() for notice, words in _WAYS_OUT.items() if notice in notices), "")
    return f"{suspended_words(provider.kind)} {way_out}".rstrip()


def _status(status: str) -> str:
    if status in _HEALTHY:
        return ""
    known = {
        "past_due": _("The subscription is past due."),
        "unpaid": _("The subscription is unpaid."),
        "canceled": _("The subscription was cancelled."),
        "incomplete": _("The subscription's first payment is missing."),
        "incomplete_expired": _("The subscription's first payment never came."),
        "paused": _("The subscription is paused."),
    }
    return known.get(status) or _("Subscription: {status}.").format(status=safe_text(status, limit=30))


_WAYS_OUT: Mapping[BillingNotice, Callable[[], str]] = {
    BillingNotice.ADD_PAYMENT_METHOD: lambda: _("Add a payment method in the web portal."),
    BillingNotice.CONTACT_ADMINISTRATOR: lambda: _("Ask a provider admin to add a payment method."),
    BillingNotice.CONTACT_SUPPORT: lambda: _("Contact the vendor's support."),
}
_TAX_ID: Mapping[BillingNotice, Callable[[], str]] = {
    BillingNotice.TAX_ID_MISSING: lambda: _("The tax id is missing: add it in the web portal."),
    BillingNotice.TAX_ID_FAILED: lambda: _("The tax id failed verification: correct it in the web portal."),
    BillingNotice.TAX_ID_PENDING: lambda: _("The tax id is still being verified."),
}
