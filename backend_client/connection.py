"""Where the floors are joined: a server address becomes a `Portal`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from backend_client.api.api import Api
from backend_client.api.budget_file import BudgetFile, budget_name
from backend_client.api.device import this_device
from backend_client.api.pace import Pace
from backend_client.api.servers import Server, parse_server
from backend_client.portal.journal import Journal
from backend_client.portal.local_notes import LocalNotes
from backend_client.portal.pins import Pins
from backend_client.portal.portal import Portal

if TYPE_CHECKING:
    from backend_client.api.transport import AsgiApp


def connect(
    where: str,
    *,
    device_id: str,
    ca_bundle: Path | None = None,
    asgi_app: AsgiApp | None = None,
    journal: Path | None = None,
    notes: Path | None = None,
    pins: Path | None = None,
    rates: Path | None = None,
    rate_share: int = 50,
    allow_http_loopback: bool = False,
    read_only: bool = False,
) -> Portal:
    """A portal on `where`: "us", "eu", "practice" (with `asgi_app`), or the address of a server.

    Nothing is sent until a method is called. `device_id` is a UUID kept per installation and person:
    a new one makes servers ask for a new-device code. `ca_bundle` is trusted besides the system's
    certificates. `allow_http_loopback` also takes an `http://` address of this machine. `journal` is the
    file that records every write, `notes` the one of local notes, `pins` the one of key ids that were
    seen before. `rates` is the directory where the processes of one person keep the budget of each server;
    `rate_share` percent of the published limits are used. Raises BadServerAddress.
    """
    server = parse_server(where, allow_loopback_http=allow_http_loopback)
    api = Api(
        server,
        device=this_device(device_id),
        ca_bundle=ca_bundle,
        asgi_app=asgi_app,
        pace=_pace(server, rates, rate_share),
    )
    return Portal(
        api,
        journal=Journal(journal) if journal else None,
        notes=LocalNotes(notes) if notes else None,
        pins=Pins(pins),
        read_only=read_only,
    )


def _pace(server: Server, rates: Path | None, share: int) -> Pace:
    if server.practice:
        return Pace.off()
    file = BudgetFile(rates / budget_name(server.host)) if rates else None
    return Pace(share=share / 100, file=file)
