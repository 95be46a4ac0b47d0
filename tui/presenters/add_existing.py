"""Organizations that may be added to a provider, as a table and in words. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from backend_client.portal.client_changes import AddableOrganization
from backend_client.portal.clients import Client
from tui.presenters.numbers import figure
from tui.presenters.table import Cell, Column
from tui.safe_text import safe_text
from tui.translate import _


@dataclass(frozen=True, slots=True)
class AddableRow:
    """One organization that may be added."""

    organization: AddableOrganization

    @property
    def id(self) -> str:
        """The organization's id."""
        return self.organization.id

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Finished cells, in the order of `addable_columns`."""
        one = self.organization
        return (
            Cell(safe_text(one.name) or _("(no name)")),
            Cell(safe_text(one.plan, limit=40)),
            Cell(str(one.seats)),
        )


def addable_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("name", _("Organization"), 30, narrow=18, flexible=True),
        Column("plan", _("Plan"), 12, narrow=8, wide=24),
        Column("seats", _("Seats"), 7, right=True),
    )


def who_may() -> tuple[str, ...]:
    """Which organizations are listed, and who may add them."""
    return (
        _(
            "Provider admins add organizations they own themselves: paid Teams or Enterprise, in no "
            "provider, without Secrets Manager."
        ),
    )


def nothing_addable() -> str:
    """Why the list is empty, and what helps."""
    return _("You own no organization that can be added. Its owner can make you an owner; then R.")


def added(client: Client) -> str:
    """What was done, for the line under the list."""
    return _("{client} was added with {seats} seats.").format(
        client=safe_text(client.name, limit=50), seats=figure(client.seats.assigned)
    )
