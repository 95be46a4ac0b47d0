"""Calls on behalf of the signed-in account: token on, refusal mapped, once more after a renewal."""

from __future__ import annotations

from backend_client.api.auth import Auth
from backend_client.api.call import Answer, Call
from backend_client.api.error_shapes import raise_for_refusal
from backend_client.api.transport import Transport
from backend_client.api.whole_answer import is_page
from backend_client.api.wire import bad_answer
from backend_client.errors import TokenRefused
from backend_client.errors.answers import WEB_PAGE
from backend_client.secret import Secret


class Caller:
    """Sends calls with the account's token."""

    def __init__(self, transport: Transport, auth: Auth) -> None:
        self._transport = transport
        self._auth = auth
        self._fresh_refused: Secret | None = None

    async def request(self, call: Call) -> Answer:
        """The successful answer. A refused token is renewed and the call sent once more: a 401 means
        the server did nothing, so this is safe for writes too. A page for browsers is no success, whatever
        its status: something on the way answered, and nobody knows whether the server did.

        Raises ResponseError, TransportError, SignedOut, SessionExpired.
        """
        token = await self._auth.token()
        answer = await self._transport.send(call, bearer=token)
        try:
            raise_for_refusal(answer, token_due=self._auth.is_due(token))
            self._fresh_refused = None
            return _no_page(answer)
        except TokenRefused:
            if token is self._fresh_refused:  # no other one will do: do not ask for one with every call
                raise
        renewed = await self._auth.renewed(token)
        answer = await self._transport.send(call, bearer=renewed)
        try:
            return _no_page(raise_for_refusal(answer))
        except TokenRefused:
            self._fresh_refused = renewed
            raise


def _no_page(answer: Answer) -> Answer:
    if is_page(answer):
        raise bad_answer(answer, WEB_PAGE)
    return answer
