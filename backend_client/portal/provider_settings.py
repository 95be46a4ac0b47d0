"""A provider's name and billing e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.portal.acts import Acts
    from backend_client.portal.client_reader import ClientReader


class ProviderSettings:
    """Reads and changes them."""

    def __init__(self, api: Api, *, reader: ClientReader, acts: Acts) -> None:
        self._api = api
        self._reader = reader
        self._acts = acts
