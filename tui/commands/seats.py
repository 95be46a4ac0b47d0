"""`seatwarden seats`: the client list without screens, for scripts and monitoring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_client.portal.providers import Provider
from tui.arguments.base import Arguments
from tui.commands.connection import on_provider
from tui.commands.output import FAILED, complain, write_out
from tui.presenters.left_out import left_out
from tui.presenters.seat_report import as_csv, as_json, as_text, seat_records
from tui.settings import read_settings

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


def run_seats(arguments: Arguments) -> int:
    """Print seats of every client. Returns the exit code; one sentence goes to stderr on failure."""

    async def print_seats(portal: Portal, provider: Provider) -> int:
        listed = await portal.client_list(provider)
        records = seat_records(listed, read_settings().low)
        if arguments.format == "json":
            code = write_out(as_json(records))
        else:
            code = write_out(as_csv(records) if arguments.format == "csv" else as_text(listed, records))
        return complain(left_out(listed.unreadable), FAILED) if listed.unreadable else code

    return on_provider(arguments, print_seats)
