"""The session: signed out, locked, unlocked.

The password and what is derived from it live in one `Attempt` between the first request and the
opened keys, and are dropped on every way out. Locked sessions keep the token answer with its
*wrapped* keys, so unlocking needs no network. Key derivation runs in a thread; its module is loaded
there, at the first password.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from backend_client.api.api import Api
from backend_client.api.token_answer import PreloginAnswer, TokenAnswer
from backend_client.errors import (
    BrowserReason,
    CodeMethod,
    CodeRequired,
    DecryptionFailed,
    Locked,
    SignedOut,
    SignInNeedsBrowser,
    TransportError,
    UnlockRefused,
    WrongCode,
    WrongCredentials,
)
from backend_client.portal.account import Account, SessionState
from backend_client.secret import Secret

if TYPE_CHECKING:
    from backend_client.portal.key_ring import KeyRing
    from backend_client.portal.unlocking import Attempt


class Session:
    """One person's session with one server. Not shared between threads."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._state = SessionState.SIGNED_OUT
        self._account: Account | None = None
        self._answer: TokenAnswer | None = None
        self._keys: KeyRing | None = None
        self._attempt: Attempt | None = None
        self._may_unlock = True
        self._listeners: list[Callable[[SessionState], None]] = []

    def __repr__(self) -> str:
        return f"Session({self._state})"

    @property
    def state(self) -> SessionState:
        """Signed out, locked or unlocked."""
        return self._state

    @property
    def account(self) -> Account | None:
        """Who is signed in."""
        return self._account

    @property
    def keys(self) -> KeyRing:
        """The key ring. Raises SignedOut or Locked."""
        if self._state is SessionState.SIGNED_OUT:
            raise SignedOut("not signed in")
        if self._keys is None:
            raise Locked("the session is locked")
        return self._keys

    def subscribe(self, listener: Callable[[SessionState], None]) -> None:
        """Call `listener` after each change of state."""
        self._listeners.append(listener)

    def refuse_unlock(self) -> None:
        """From now on no keys may be held: `sign_in` and `unlock` raise UnlockRefused."""
        self._may_unlock = False
        self.lock()

    async def sign_in(self, email: str, password: Secret) -> None:
        """Sign in with e-mail and master password, and unlock. Takes `password` over and drops it.

        Raises WrongCredentials, CodeRequired (then call `submit_code`), SignInNeedsBrowser,
        ClientTooOld, KdfRefused, DecryptionFailed, UnlockRefused, TransportError, ResponseError.
        """
        self._check_may_unlock()
        self.cancel_sign_in()
        try:
            prelogin = await self._api.auth.prelogin(email)
            attempt = await asyncio.to_thread(_begin_attempt, email, password, prelogin)
        except BaseException:
            password.drop()
            raise
        self._attempt = attempt
        await self._request_token(attempt)

    async def submit_code(self, method: CodeMethod, code: Secret) -> None:
        """Finish the sign-in that raised CodeRequired. Raises WrongCode (may be called again)."""
        await self._request_token(self._pending(), (method, code))

    async def send_code(self, method: CodeMethod) -> None:
        """Have the server mail a code (EMAIL or NEW_DEVICE) for the pending sign-in."""
        attempt = self._pending()
        if method is CodeMethod.NEW_DEVICE:
            await self._api.auth.resend_new_device_code(attempt.email, attempt.proof)
        else:
            await self._api.auth.send_email_code(attempt.email, attempt.proof)

    def cancel_sign_in(self) -> None:
        """Forget the pending sign-in and what it held."""
        if self._attempt is not None:
            self._attempt.drop()
            self._attempt = None

    async def sign_in_with_api_key(self, client_id: str, client_secret: Secret) -> None:
        """Sign in with a personal API key: no code is asked for, and no key is opened (LOCKED)."""
        self.cancel_sign_in()
        self._signed_in(await self._api.auth.sign_in_with_api_key(client_id, client_secret))

    async def unlock(self, password: Secret) -> None:
        """Open the account's keys with the master password; no network. Drops `password`.

        Raises SignedOut, UnlockRefused, WrongCredentials, SignInNeedsBrowser, UnsupportedEncryption.
        """
        try:
            self._check_may_unlock()
            if self._answer is None:
                raise SignedOut("not signed in")
            opened = await asyncio.to_thread(_open_with_password, password, self._answer)
        except DecryptionFailed:
            raise WrongCredentials from None
        finally:
            password.drop()
        self._hold(opened)

    async def proof(self, password: Secret) -> Secret:
        """The authentication hash that a server asks for where a session is not enough. Drops `password`.

        A wrong password is found out here, without the server. Raises SignedOut, WrongCredentials,
        SignInNeedsBrowser, KdfRefused, UnsupportedEncryption.
        """
        try:
            if self._answer is None:
                raise SignedOut("not signed in")
            return await asyncio.to_thread(_prove_with_password, password, self._answer)
        except DecryptionFailed:
            raise WrongCredentials from None
        finally:
            password.drop()

    def lock(self) -> None:
        """Drop every key. The session stays signed in."""
        self.cancel_sign_in()
        if self._keys is not None:
            self._keys.wipe()
            self._keys = None
        if self._state is SessionState.UNLOCKED:
            self._become(SessionState.LOCKED)

    async def sign_out(self) -> None:
        """Drop keys and tokens."""
        self.lock()
        self._api.auth.forget()
        self._answer = None
        self._account = None
        self._become(SessionState.SIGNED_OUT)

    async def _request_token(self, attempt: Attempt, code: tuple[CodeMethod, Secret] | None = None) -> None:
        """One try. The attempt outlives it only where another code may still finish it."""
        try:
            answer = await self._api.auth.sign_in_with_password(attempt.email, attempt.proof, code)
        except (CodeRequired, WrongCode):
            raise
        except TransportError:
            if code is None:
                self.cancel_sign_in()
            raise
        except BaseException:
            self.cancel_sign_in()
            raise
        if self._attempt is not attempt:
            self._api.auth.forget()
            raise SignedOut("the sign-in was cancelled")
        try:
            if not answer.salt:  # an older server: what signed in is then what unlocks
                answer = answer.model_copy(update={"salt": attempt.salt})
            self._signed_in(answer)
            self._hold(await asyncio.to_thread(_open_with_attempt, attempt, answer))
        except BaseException:
            await self.sign_out()
            raise
        finally:
            self.cancel_sign_in()

    def _signed_in(self, answer: TokenAnswer) -> None:
        if answer.force_password_reset:
            self._api.auth.forget()
            raise SignInNeedsBrowser(BrowserReason.PASSWORD_CHANGE)
        if answer.key_connector:
            self._api.auth.forget()
            raise SignInNeedsBrowser(BrowserReason.KEY_CONNECTOR)
        self._answer = answer
        self._account = Account(
            user_id=answer.user_id,
            email=answer.email,
            name=answer.name or answer.email,
            server=self._api.server.host,
            practice=self._api.server.practice,
        )
        self._become(SessionState.LOCKED)

    def _hold(self, opened: KeyRing) -> None:
        """Take the keys, unless the session ended or keys were forbidden while they were opened."""
        if self._state is SessionState.SIGNED_OUT or not self._may_unlock:
            opened.wipe()
            self._check_may_unlock()
            raise SignedOut("signed out while unlocking")
        if self._keys is not None:
            self._keys.wipe()
        self._keys = opened
        self._become(SessionState.UNLOCKED)

    def _pending(self) -> Attempt:
        if self._attempt is None:
            raise SignedOut("no sign-in is waiting for a code")
        return self._attempt

    def _check_may_unlock(self) -> None:
        if not self._may_unlock:
            raise UnlockRefused("developer tools or a log are attached")

    def _become(self, state: SessionState) -> None:
        if state is not self._state:
            self._state = state
            for listener in tuple(self._listeners):
                listener(state)


def _begin_attempt(email: str, password: Secret, prelogin: PreloginAnswer) -> Attempt:
    from backend_client.portal.unlocking import begin_attempt  # noqa: PLC0415

    return begin_attempt(email, password, prelogin)


def _open_with_attempt(attempt: Attempt, answer: TokenAnswer) -> KeyRing:
    from backend_client.portal.unlocking import open_with_attempt  # noqa: PLC0415

    return open_with_attempt(attempt, answer)


def _open_with_password(password: Secret, answer: TokenAnswer) -> KeyRing:
    from backend_client.portal.unlocking import open_with_password  # noqa: PLC0415

    return open_with_password(password, answer)


def _prove_with_password(password: Secret, answer: TokenAnswer) -> Secret:
    from backend_client.portal.unlocking import prove_with_password  # noqa: PLC0415

    return prove_with_password(password, answer)
