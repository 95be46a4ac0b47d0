"""`seatwarden checklist --client NAME|ID`: where a client's onboarding stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_client.portal.clients import find_client
from backend_client.portal.providers import Provider
from tui.arguments.base import Arguments
from tui.arguments.checklist import ChecklistArguments
from tui.commands.connection import on_provider
from tui.commands.interrupted import tell_inside
from tui.commands.output import write_out
from tui.presenters.onboarding_report import checklist_as

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


def run_checklist(arguments: Arguments) -> int:
    """Print the checklist. Needs keys: collection names are encrypted. Returns the exit code."""

    async def print_checklist(portal: Portal, provider: Provider) -> int:
        client = find_client(await portal.client_list(provider), arguments.client)
        if isinstance(arguments, ChecklistArguments) and arguments.count_items:
            await portal.count_items(provider, client)
        checklist = await portal.checklist(provider, client)
        tell_inside(checklist.settled)
        return write_out(checklist_as(checklist, arguments.format))

    return on_provider(arguments, print_checklist, keys=True)
