"""A client organization itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.portal.acts import Acts
    from backend_client.portal.client_reader import ClientReader
    from backend_client.portal.opened_client import ClientOpener


class OrganizationSettings:
    """Reads and changes it."""

    def __init__(self, api: Api, *, opener: ClientOpener, reader: ClientReader, acts: Acts) -> None:
        self._api = api
        self._opener = opener
        self._reader = reader
        self._acts = acts
