"""`seatwarden seats`: the client list without screens, for scripts and monitoring."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from backend_client.errors import SeatwardenError
from backend_client.portal.clients import ClientList
from backend_client.portal.providers import choose_provider
from backend_client.secret import Secret
from tui.arguments import Arguments
from tui.backends import PRACTICE, Backends
from tui.commands.output import FAILED, USAGE, complain, write_out
from tui.explain import explanation_of
from tui.presenters.seat_report import as_csv, as_json, as_text, seat_records
from tui.settings import device_id, read_remembered, read_settings
from tui.translate import _, use_locale

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


def run_seats(arguments: Arguments) -> int:
    """Print seats of every client. Returns the exit code; one sentence goes to stderr on failure."""
    use_locale()
    where = PRACTICE if arguments.practice else arguments.server or read_remembered().server
    if not where:
        return complain(_("No server is named. Give --server URL, or --practice."), USAGE)
    if where != PRACTICE and not _api_key()[0]:
        return complain(
            _("This command signs in with a personal API key: set BW_CLIENTID and BW_CLIENTSECRET."), USAGE
        )
    try:
        with Backends(
            device_id=device_id(),
            ca_bundle=arguments.ca_bundle,
            practice_clients=arguments.practice_clients,
        ) as backends:
            listed = asyncio.run(_read(backends, where, arguments.provider))
    except SeatwardenError as error:
        return complain(explanation_of(error).sentence, FAILED)
    except OSError as error:
        reason = error.strerror or _("unknown reason")
        return complain(_("The data directory cannot be written: {reason}.").format(reason=reason), FAILED)
    records = seat_records(listed, read_settings().low)
    if arguments.format == "json":
        return write_out(as_json(records))
    return write_out(as_csv(records) if arguments.format == "csv" else as_text(listed, records))


async def _read(backends: Backends, where: str, wanted: str) -> ClientList:
    async with await backends.portal(where) as portal:
        await _sign_in(portal, backends)
        provider = choose_provider(await portal.providers(), wanted)
        return await portal.client_list(provider)


async def _sign_in(portal: Portal, backends: Backends) -> None:
    if portal.practice:
        await backends.enter_practice(portal, watching=True)
    else:
        await portal.session.sign_in_with_api_key(*_api_key())


def _api_key() -> tuple[str, Secret]:
    client_id, client_secret = os.environ.get("BW_CLIENTID", ""), os.environ.get("BW_CLIENTSECRET", "")
    return (client_id, Secret(client_secret)) if client_id and client_secret else ("", Secret(""))
