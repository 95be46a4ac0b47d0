"""What a provider pays for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_client.api.api import Api


class Billing:
    """Reads subscription, invoices and payment."""

    def __init__(self, api: Api) -> None:
        self._api = api
