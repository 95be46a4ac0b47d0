"""Seats of several clients, one after the other, the way the screen for many clients sends them.

Run as `python -m tests.crash.change_seats URL CA-FILE ORGANIZATION=SEATS ...`.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from backend_client.secret import Secret
from tui.backends import Backends
from tui.settings import device_id


async def change_seats(url: str, authority: Path, wanted: dict[str, int]) -> None:
    """Sign in with the API key of the environment and set the seats of each organization in turn."""
    with Backends(device_id=device_id(), ca_bundle=authority) as backends:
        async with await backends.portal(url) as portal:
            key = os.environ["BW_CLIENTID"], Secret(os.environ["BW_CLIENTSECRET"])
            await portal.session.sign_in_with_api_key(*key)
            (provider,) = await portal.providers()
            listed = await portal.client_list(provider)
            clients = {client.organization_id: client for client in listed.clients}
            for organization_id, seats in wanted.items():
                await portal.changes.set_seats(provider, clients[organization_id], seats)


if __name__ == "__main__":
    url, authority, *pairs = sys.argv[1:]
    figures = {pair.partition("=")[0]: int(pair.partition("=")[2]) for pair in pairs}
    asyncio.run(change_seats(url, Path(authority), figures))
