"""`seatwarden vault --client NAME|ID`: the collections of a client, as its vault shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_client.portal.clients import find_client
from backend_client.portal.providers import Provider
from tui.arguments.base import Arguments
from tui.commands.connection import on_provider
from tui.commands.interrupted import tell_inside
from tui.commands.output import write_out
from tui.presenters.collection_report import collections_as

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


def run_vault(arguments: Arguments) -> int:
    """Print the collections; `collections list` is the same. Needs keys. Returns the exit code."""

    async def print_vault(portal: Portal, provider: Provider) -> int:
        client = find_client(await portal.client_list(provider), arguments.client)
        overview = await portal.collections.overview(provider, client)
        tell_inside(overview.settled)
        return write_out(collections_as(overview, arguments.format))

    return on_provider(arguments, print_vault, keys=True)
