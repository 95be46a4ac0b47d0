"""Accepting invitations by the link that was mailed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.portal.acts import Acts
    from backend_client.portal.client_reader import ClientReader
    from backend_client.portal.session import Session


class Joining:
    """Accepts an invitation for the signed-in account."""

    def __init__(self, api: Api, *, session: Session, reader: ClientReader, acts: Acts) -> None:
        self._api = api
        self._session = session
        self._reader = reader
        self._acts = acts
