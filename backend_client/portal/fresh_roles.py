"""The token says who is what in which provider, and the server judges by the token: it must not be behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_client.errors import ResponseError, TransportError

if TYPE_CHECKING:
    from backend_client.api.accounts import ProfileAnswer
    from backend_client.api.auth import Auth

_ADMIN = 0


class FreshRoles:
    """Renews the token where the profile shows a role that the token does not know.

    Once for what is shown: a server whose token never agrees is not asked again with every profile.
    """

    def __init__(self, auth: Auth) -> None:
        self._auth = auth
        self._renewed_for: frozenset[tuple[str, bool]] = frozenset()

    async def follow(self, profile: ProfileAnswer) -> None:
        """Compare, and renew where it is behind. A renewal that fails in passing is tried at the next one."""
        shown = frozenset((row.id, row.type == _ADMIN) for row in profile.providers)
        claims = self._auth.claims
        told = {(each, True) for each in claims.provider_admin}
        told |= {(each, False) for each in claims.provider_service_user}
        if shown <= told or shown == self._renewed_for:
            return
        if await self.renew():
            self._renewed_for = shown

    async def renew(self) -> bool:
        """Renew now; False where it failed in passing."""
        try:
            await self._auth.renew()
        except (TransportError, ResponseError):
            return False
        return True
