"""The event logs of a provider and of its clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.portal.client_reader import ClientReader


class EventLog:
    """Reads pages of events."""

    def __init__(self, api: Api, *, reader: ClientReader) -> None:
        self._api = api
        self._reader = reader
