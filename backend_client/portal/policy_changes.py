"""The enterprise policies of a client: read, preview, switch."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.portal.acts import Acts
    from backend_client.portal.opened_client import ClientOpener


class PolicyChanges:
    """Reads and changes a client's policies.

    Every method may raise Locked, ProviderKeyMissing, DecryptionFailed, ClientNotFound, TransportError
    and ResponseError besides what it names.
    """

    def __init__(self, api: Api, *, opener: ClientOpener, acts: Acts) -> None:
        self._api = api
        self._opener = opener
        self._acts = acts
