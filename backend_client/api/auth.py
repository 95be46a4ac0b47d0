"""Signing in and staying signed in: token requests, and one renewal at a time.

A password sign-in gets a refresh token. An API key gets none, so its secret stays in memory (as a
`Secret`) and is sent again when the token is due.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from backend_client.api.call import Answer, Call, Host
from backend_client.api.device import CLIENT_NAME
from backend_client.api.error_shapes import raise_for_refusal, refusal
from backend_client.api.sign_in_refusals import TWO_STEP_NUMBERS, api_key_refusal, password_refusal
from backend_client.api.token_answer import Claims, PreloginAnswer, TokenAnswer, read_prelogin, read_token
from backend_client.api.transport import Transport
from backend_client.errors import (
    CodeMethod,
    NotFound,
    ResponseError,
    SessionExpired,
    SignedOut,
    TransportError,
)
from backend_client.secret import Secret

RENEW_BEFORE = 300.0
"""A token with less than this many seconds left is renewed before it is used."""

_OVER = frozenset({400, 401})


@dataclass(frozen=True, slots=True)
class _ApiKey:
    client_id: str
    client_secret: Secret


@dataclass(frozen=True, slots=True)
class _Held:
    """What keeps the session going. `due_at` and `ends_at` are on `Auth`'s clock."""

    access: Secret
    renewal: Secret | _ApiKey | None
    claims: Claims
    due_at: float
    ends_at: float


class Auth:
    """The session's tokens. `clock` is in seconds and should go on while the machine sleeps."""

    def __init__(self, transport: Transport, *, clock: Callable[[], float] = time.time) -> None:
        self._transport = transport
        self._clock = clock
        self._held: _Held | None = None
        self._renewal: tuple[_Held, asyncio.Task[Secret]] | None = None
        self._on_over: list[Callable[[], None]] = []

    def __repr__(self) -> str:
        return f"Auth(signed_in={self.signed_in})"

    def on_over(self, listener: Callable[[], None]) -> None:
        """Call `listener` when the server ended the session: the tokens are gone then."""
        self._on_over.append(listener)

    @property
    def signed_in(self) -> bool:
        """Whether there is a token."""
        return self._held is not None

    @property
    def claims(self) -> Claims:
        """What the current token says about us. Raises SignedOut."""
        return self._session().claims

    async def prelogin(self, email: str) -> PreloginAnswer:
        """How to derive the account's master key. Raises BadRequest for what is no e-mail."""
        body = {"email": email.strip()}
        call = Call("POST", "accounts/prelogin/password", body=body, host=Host.IDENTITY)
        try:
            return read_prelogin(raise_for_refusal(await self._transport.send(call)))
        except NotFound:
            pass  # servers of 2025 and before know the older path only
        older = Call("POST", "accounts/prelogin", body=body, host=Host.IDENTITY)
        return read_prelogin(raise_for_refusal(await self._transport.send(older)))

    async def sign_in_with_password(
        self,
        email: str,
        proof: Secret,
        code: tuple[CodeMethod, Secret] | None = None,
        *,
        auth_request: str = "",
    ) -> TokenAnswer:
        """Sign in with the master-password authentication hash (base64), and a code when one is wanted.

        With `auth_request`, the id of an approved request to another device, `proof` is its access code.
        Raises WrongCredentials, CodeRequired, WrongCode, SignInNeedsBrowser, ClientTooOld, UnknownDevice.
        """
        form: dict[str, str | Secret] = {
            "grant_type": "password",
            "client_id": CLIENT_NAME,
            "scope": "api offline_access",
            "username": email.strip(),
            "password": proof,
            **self._device(),
        }
        if auth_request:
            form["authRequest"] = auth_request
        if code is not None:
            form |= _code_members(*code)
        answer = await self._token_request(form)
        if answer.status >= 400:
            raise password_refusal(answer, code[0] if code else None)
        token = read_token(answer)
        self._held = self._hold(token, token.refresh_token)
        return token

    async def sign_in_with_api_key(self, client_id: str, client_secret: Secret) -> TokenAnswer:
        """Sign in with a personal API key (`user.<id>`). Raises WrongCredentials, ClientTooOld.

        The secret is kept, as a copy of our own, for the renewals: the caller may drop its own.
        """
        key = _ApiKey(client_id.strip(), Secret(client_secret.reveal()))
        answer = await self._api_key_request(key)
        if answer.status >= 400:
            raise api_key_refusal(answer)
        token = read_token(answer)
        self._held = self._hold(token, key)
        return token

    async def send_email_code(self, email: str, proof: Secret, *, auth_request: str = "") -> None:
        """Have the two-step code mailed; the server never does so by itself. Raises BadRequest.

        `proof` and `auth_request` as at `sign_in_with_password`.
        """
        proofs: dict[str, str | Secret] = {"masterPasswordHash": proof}
        if auth_request:
            proofs = {"authRequestId": auth_request, "authRequestAccessCode": proof}
        device = self._transport.device.identifier
        body = {"email": email.strip(), **proofs, "deviceIdentifier": device}
        answer = await self._transport.send(Call("POST", "two-factor/send-email-login", body=body))
        raise_for_refusal(answer)

    async def resend_new_device_code(self, email: str, authentication_hash: Secret) -> None:
        """Have the new-device code mailed again (the first one comes by itself)."""
        body = {"email": email.strip(), "masterPasswordHash": authentication_hash}
        answer = await self._transport.send(Call("POST", "accounts/resend-new-device-otp", body=body))
        raise_for_refusal(answer)

    async def token(self) -> Secret:
        """The access token, renewed first when it is nearly over. Raises SignedOut, SessionExpired.

        A renewal that fails for a passing reason is forgiven while the old token still lives.
        """
        held = self._session()
        if self._clock() < held.due_at:
            return held.access
        try:
            return await self.renewed(held.access)
        except (TransportError, ResponseError):
            if self._held is not held or self._clock() >= held.ends_at:
                raise
            return held.access

    async def renewed(self, used: Secret) -> Secret:
        """A token other than `used`. However many ask at once, one request is made; whoever stops waiting
        for it does not stop it, as its answer may hold the only token that renews the next time."""
        held = self._session()
        if held.access is not used:
            return held.access
        if self._renewal is None or self._renewal[0] is not held or self._renewal[1].done():
            self._renewal = held, asyncio.create_task(self._renewed_now(held))
        return await asyncio.shield(self._renewal[1])

    async def _renewed_now(self, held: _Held) -> Secret:
        fresh = await self._renew(held)
        if self._held is not held:
            raise SignedOut("signed out while the token was renewed")
        self._held = fresh
        return fresh.access

    async def renew(self) -> None:
        """Renew now, so that the claims are fresh (after a change of the account's own memberships)."""
        await self.renewed(self._session().access)

    def is_due(self, used: Secret) -> bool:
        """Whether `used`, by its own expiry, may be refused for its age."""
        held = self._held
        return held is None or held.access is not used or self._clock() >= held.due_at

    def forget(self) -> None:
        """Drop the tokens and the API key."""
        held, self._held = self._held, None
        if held is None:
            return
        held.access.drop()
        if isinstance(held.renewal, _ApiKey):
            held.renewal.client_secret.drop()
        elif held.renewal is not None:
            held.renewal.drop()

    async def aclose(self) -> None:
        """Forget everything, and wait for no answer."""
        self.forget()
        if self._renewal is not None:
            self._renewal[1].cancel()
            await asyncio.wait((self._renewal[1],))

    async def _renew(self, held: _Held) -> _Held:
        if held.renewal is None:
            self._end(held)
            raise SessionExpired("the session cannot be renewed")
        if isinstance(held.renewal, _ApiKey):
            answer = await self._api_key_request(held.renewal)
        else:
            form: dict[str, str | Secret] = {
                "grant_type": "refresh_token",
                "client_id": CLIENT_NAME,
                "refresh_token": held.renewal,
            }
            answer = await self._token_request(form)
        if answer.status in _OVER:
            self._end(held)
            raise SessionExpired("the server did not renew the session")
        if answer.status >= 400:
            raise refusal(answer)
        token = read_token(answer)
        if isinstance(held.renewal, _ApiKey):
            return self._hold(token, held.renewal)
        return self._hold(token, token.refresh_token or held.renewal)

    def _end(self, held: _Held) -> None:
        if self._held is held:
            self.forget()
            for listener in tuple(self._on_over):
                listener()

    async def _api_key_request(self, key: _ApiKey) -> Answer:
        return await self._token_request(
            {
                "grant_type": "client_credentials",
                "client_id": key.client_id,
                "client_secret": key.client_secret,
                "scope": "api",
                **self._device(),
            }
        )

    async def _token_request(self, form: dict[str, str | Secret]) -> Answer:
        return await self._transport.send(Call("POST", "connect/token", form=form, host=Host.IDENTITY))

    def _device(self) -> dict[str, str | Secret]:
        device = self._transport.device
        return {
            "deviceIdentifier": device.identifier,
            "deviceName": device.name,
            "deviceType": str(device.type_number),
        }

    def _hold(self, token: TokenAnswer, renewal: Secret | _ApiKey | None) -> _Held:
        now = self._clock()
        margin = min(RENEW_BEFORE, token.expires_in / 2)
        return _Held(
            access=token.access_token,
            renewal=renewal,
            claims=token.claims,
            due_at=now + token.expires_in - margin,
            ends_at=now + token.expires_in,
        )

    def _session(self) -> _Held:
        if self._held is None:
            raise SignedOut("not signed in")
        return self._held


def _code_members(method: CodeMethod, code: Secret) -> dict[str, str | Secret]:
    if method is CodeMethod.NEW_DEVICE:
        return {"newDeviceOtp": code}
    return {
        "twoFactorProvider": str(TWO_STEP_NUMBERS[method]),
        "twoFactorToken": code,
        "twoFactorRemember": "0",
    }
