"""The session: signed out, locked, unlocked.

The password and what is derived from it live in one `_Attempt` between the first request and the
opened keys, and are dropped on every way out. Locked sessions keep the *wrapped* keys the token
answer carried, so unlocking needs no network.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from backend_client.api.api import Api
from backend_client.api.token_answer import TokenAnswer
from backend_client.crypto.account import OpenedAccount, WrappedAccount, open_account
from backend_client.crypto.kdf import Kdf, MasterKey, derive_master_key, kdf_from_wire
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
from backend_client.portal.key_ring import KeyRing
from backend_client.secret import Secret


@dataclass(frozen=True, slots=True)
class UnlockData:
    """What turns a master password into the account's keys; all of it as the server sent it.

    The bounds of the key derivation are checked when it is used: a session that only watches never
    derives anything.
    """

    kdf_kind: int
    kdf_iterations: int
    kdf_memory: int | None
    kdf_parallelism: int | None
    salt: str
    wrapped: WrappedAccount

    def kdf(self) -> Kdf:
        """The parameters, checked. Raises KdfRefused."""
        return kdf_from_wire(self.kdf_kind, self.kdf_iterations, self.kdf_memory, self.kdf_parallelism)


@dataclass(slots=True)
class _Attempt:
    """A password sign-in that is under way."""

    email: str
    password: Secret
    kdf: Kdf
    salt: str
    master_key: MasterKey
    proof: Secret

    def __repr__(self) -> str:
        return "_Attempt(********)"

    def drop(self) -> None:
        self.password.drop()
        self.proof.drop()


class Session:
    """One person's session with one server. Not shared between threads."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._state = SessionState.SIGNED_OUT
        self._account: Account | None = None
        self._unlock_data: UnlockData | None = None
        self._keys: KeyRing | None = None
        self._attempt: _Attempt | None = None
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
            attempt = await self._begin(email, password)
        except BaseException:
            password.drop()
            raise
        self._attempt = attempt
        await self._request_token(attempt)

    async def _begin(self, email: str, password: Secret) -> _Attempt:
        prelogin = await self._api.auth.prelogin(email)
        kdf = kdf_from_wire(prelogin.kdf, prelogin.iterations, prelogin.memory, prelogin.parallelism)
        salt = prelogin.salt or email
        master_key = await asyncio.to_thread(derive_master_key, password, salt, kdf)
        proof = Secret(master_key.authentication_hash(password))
        return _Attempt(email, password, kdf, salt, master_key, proof)

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
            if self._account is None:
                raise SignedOut("not signed in")
            if self._unlock_data is None:
                raise SignInNeedsBrowser(BrowserReason.NO_MASTER_PASSWORD)
            opened = await asyncio.to_thread(_open_with_password, password, self._unlock_data)
        except DecryptionFailed:
            raise WrongCredentials from None
        finally:
            password.drop()
        if self._account is None:
            raise SignedOut("signed out while unlocking")
        self._hold(opened)

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
        self._unlock_data = None
        self._account = None
        self._become(SessionState.SIGNED_OUT)

    async def _request_token(self, attempt: _Attempt, code: tuple[CodeMethod, Secret] | None = None) -> None:
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
        try:
            await self._open_after_sign_in(answer, attempt)
        except BaseException:
            await self.sign_out()
            raise
        finally:
            self.cancel_sign_in()

    async def _open_after_sign_in(self, answer: TokenAnswer, attempt: _Attempt) -> None:
        self._signed_in(answer)
        data = self._unlock_data
        if data is None:
            raise SignInNeedsBrowser(BrowserReason.NO_MASTER_PASSWORD)
        if (data.kdf(), data.salt) == (attempt.kdf, attempt.salt):
            opened = await asyncio.to_thread(open_account, attempt.master_key, data.wrapped)
        else:
            opened = await asyncio.to_thread(_open_with_password, attempt.password, data)
        self._hold(opened)

    def _signed_in(self, answer: TokenAnswer) -> None:
        if answer.force_password_reset:
            self._api.auth.forget()
            raise SignInNeedsBrowser(BrowserReason.PASSWORD_CHANGE)
        if answer.key_connector:
            self._api.auth.forget()
            raise SignInNeedsBrowser(BrowserReason.KEY_CONNECTOR)
        self._unlock_data = unlock_data(answer)
        self._account = Account(
            user_id=answer.user_id,
            email=answer.email,
            name=answer.name or answer.email,
            server=self._api.server.host,
            practice=self._api.server.practice,
        )
        self._become(SessionState.LOCKED)

    def _hold(self, opened: OpenedAccount) -> None:
        self._keys = KeyRing(opened)
        self._become(SessionState.UNLOCKED)

    def _pending(self) -> _Attempt:
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


def unlock_data(answer: TokenAnswer) -> UnlockData | None:
    """What a token answer says about unlocking; None for an account without a master password.

    `MasterPasswordUnlock` is authoritative where present; the older flat members stand in for it on
    servers that do not send it.
    """
    if not answer.wrapped_user_key or not answer.wrapped_private_key:
        return None
    return UnlockData(
        kdf_kind=answer.kdf,
        kdf_iterations=answer.kdf_iterations,
        kdf_memory=answer.kdf_memory,
        kdf_parallelism=answer.kdf_parallelism,
        salt=answer.salt or answer.email,
        wrapped=WrappedAccount(
            user_key=answer.wrapped_user_key,
            private_key=answer.wrapped_private_key,
            public_key=answer.public_key,
            signing_key=answer.wrapped_signing_key,
            verifying_key=answer.verifying_key,
            signed_public_key=answer.signed_public_key,
            security_state=answer.security_state,
            security_version=answer.security_version,
        ),
    )


def _open_with_password(password: Secret, data: UnlockData) -> OpenedAccount:
    return open_account(derive_master_key(password, data.salt, data.kdf()), data.wrapped)
