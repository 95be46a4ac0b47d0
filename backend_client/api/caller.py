"""Calls on behalf of the signed-in account: token on, refusal mapped, once more after a renewal."""

from __future__ import annotations

from backend_client.api.auth import Auth
from backend_client.api.call import Answer, Call
from backend_client.api.error_shapes import raise_for_refusal
from backend_client.api.transport import Transport
from backend_client.api.wire import HTML_ANSWERED, bad_answer
from backend_client.errors import TokenRefused


class Caller:
    """Sends calls with the account's token."""

    def __init__(self, transport: Transport, auth: Auth) -> None:
        self._transport = transport
        self._auth = auth

    async def request(self, call: Call) -> Answer:
        """The successful answer. A refused token is renewed and the call sent once more: a 401 means
        the server did nothing, so this is safe for writes too. A page for browsers is no success, whatever
        its status: something on the way answered, and nobody knows whether the server did.

        Raises ResponseError, TransportError, SignedOut, SessionExpired.
        """
        token = await self._auth.token()
        answer = await self._transport.send(call, bearer=token)
        try:
            return _no_page(raise_for_refusal(answer, token_due=self._auth.is_due(token)))
        except TokenRefused:
            pass
        renewed = await self._auth.renewed(token)
        return _no_page(raise_for_refusal(await self._transport.send(call, bearer=renewed)))


def _no_page(answer: Answer) -> Answer:
    start = answer.body[:200].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html")):
        raise bad_answer(answer, HTML_ANSWERED)
    return answer
