"""Where the fields of older forms went, for whoever looks for them while creating a client. Pure."""

from __future__ import annotations

from typing import NamedTuple

from backend_client.portal.clients import ClientList
from tui.presenters.client_summary import pool_lines
from tui.presenters.numbers import money
from tui.translate import _

STORAGE_PRICE = 0.33
"""US dollars per GB and month, as older forms had it."""


class OldField(NamedTuple):
    """A field somebody looks for, the sentence that answers, and lines of figures."""

    name: str
    answer: str
    figures: tuple[str, ...] = ()


def old_fields(listed: ClientList) -> tuple[OldField, ...]:
    """Every field that older accounts and documents mention and this form lacks, and the minimums."""
    return (
        OldField(
            _("Billing e-mail"),
            _("Clients are billed through your provider: its own billing e-mail is used for all of them."),
        ),
        OldField(
            _("Additional storage"),
            _(
                "Older plans sold storage at {price} per GB per month beyond the included 1 GB. "
                "The present plans of a provider do not."
            ).format(price=money(STORAGE_PRICE)),
        ),
        OldField(
            _("Annual or monthly"),
            _(
                "The cadence belongs to your provider's plan and is not chosen per client. "
                "Plans of an MSP are monthly, those of a business unit monthly or annual."
            ),
        ),
        OldField(
            _("Payment information"),
            _("None per client: your provider pays one invoice for all its seats."),
        ),
        OldField(
            _("Seat limit, growing by itself"),
            _(
                "Seats of a provider's client do not grow by themselves, so there is no limit to set. "
                "An invitation beyond them is refused; s raises them."
            ),
        ),
        OldField(
            _("Seat minimum"),
            _(
                "Your provider pays for a minimum of seats per plan, assigned or not. "
                "Seats beyond it are purchased and show on the next invoice."
            ),
            pool_lines(listed),
        ),
        OldField(
            _("Premium"),
            _("Members of Teams and Enterprise organizations have the premium features; nothing is added."),
        ),
        OldField(
            _("An organization the customer has"),
            _("It is not created again: Esc goes back to the clients, and a adds it with its data."),
        ),
    )
