"""Another device of an account, which lets a new one in: our own client where it is signed in already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backend_client.api.call import Call
from backend_client.api.wire import read_object
from backend_client.crypto.fingerprint import fingerprint_phrase
from backend_client.crypto.keys import PublicKey
from backend_client.portal.portal import Portal


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the other device shows it."""

    id: str
    phrase: str
    key: PublicKey


class OtherDevice:
    """Acts through `portal`, which is signed in and unlocked; `identifier` is its device's."""

    def __init__(self, portal: Portal, identifier: str) -> None:
        self._portal = portal
        self._identifier = identifier

    async def asked(self) -> list[Asked]:
        """What waits, oldest first."""
        answer = await self._portal._api._caller.request(Call("GET", "auth-requests/pending"))
        account = self._portal.session.account
        assert account is not None
        found = []
        for row in read_object(answer)["data"]:
            key = PublicKey.from_base64(row["publicKey"])
            found.append(Asked(row["id"], fingerprint_phrase(account.email, key.spki), key))
        return found

    async def approve(self, request: Asked, **change: Any) -> None:
        """Hand over the user key, sealed to the request's key."""
        sealed = self._portal.session.keys.seal_user_key(request.key)
        await self._answer(request, {"key": sealed, "requestApproved": True, **change})

    async def deny(self, request: Asked) -> None:
        """Refuse."""
        await self._answer(request, {"key": "", "requestApproved": False})

    async def _answer(self, request: Asked, body: dict[str, Any]) -> None:
        whole = {"masterPasswordHash": None, "deviceIdentifier": self._identifier, **body}
        call = Call("PUT", "auth-requests/{request_id}", {"request_id": request.id}, body=whole)
        await self._portal._api._caller.request(call)
