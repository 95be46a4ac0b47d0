"""A new master password for a member of a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.portal.acts import Acts
    from backend_client.portal.opened_client import ClientOpener


class AccountRecovery:
    """Recovers accounts."""

    def __init__(self, api: Api, *, opener: ClientOpener, acts: Acts) -> None:
        self._api = api
        self._opener = opener
        self._acts = acts
