"""The session: signed out, locked, unlocked.

The password and what is derived from it live in one `Attempt` between the first request and the
opened keys, and are dropped on every way out; so are the keys of a login with another device. Locked
sessions keep the token answer with its *wrapped* keys, so unlocking needs no network. Keys are derived
and opened in threads.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

from backend_client.api.api import Api
from backend_client.api.token_answer import TokenAnswer
from backend_client.errors import (
    AccountKeysRefused,
    BrowserReason,
    CodeMethod,
    CodeRequired,
    CryptoError,
    DecryptionFailed,
    DeviceLoginDenied,
    DeviceLoginOver,
    Locked,
    SignedOut,
    SignInNeedsBrowser,
    TransportError,
    UnlockRefused,
    WrongCode,
    WrongCredentials,
)
from backend_client.portal.account import Account, SessionState
from backend_client.portal.derivations import AccountDerivations, asked_before, asked_by
from backend_client.portal.key_watch import KeyWatch
from backend_client.portal.late_unlocking import (
    ask_device,
    begin_attempt,
    look_for_answer,
    open_with_password,
    prove_with_password,
)
from backend_client.portal.pins import KdfPin, Pins
from backend_client.secret import Secret

if TYPE_CHECKING:
    from backend_client.portal.device_login import DeviceAttempt, DeviceLogin
    from backend_client.portal.key_ring import KeyRing
    from backend_client.portal.unlocking import Attempt

HeldT = TypeVar("HeldT")


class Session:
    """One person's session with one server. Not shared between threads."""

    def __init__(self, api: Api, watch: KeyWatch | None = None) -> None:
        self._api = api
        self.watch = watch or KeyWatch(Pins(), api.server.host)
        self._typed_email = ""
        self._derivations = AccountDerivations(self.watch)
        self._state = SessionState.SIGNED_OUT
        self._account: Account | None = None
        self._answer: TokenAnswer | None = None
        self._keys: KeyRing | None = None
        self._attempt: Attempt | DeviceAttempt | None = None
        self._may_unlock = True
        self._locks = 0
        self._listeners: list[Callable[[SessionState], None]] = []
        api.auth.on_over(self.lock)

    def __repr__(self) -> str:
        return f"Session({self._state})"

    @property
    def state(self) -> SessionState:
        """Signed out, locked or unlocked."""
        return self._state

    @property
    def over(self) -> bool:
        """Whether the server ended it, and signing in again is what unlocks. It holds no keys then."""
        return self._state is not SessionState.SIGNED_OUT and not self._api.auth.signed_in

    @property
    def account(self) -> Account | None:
        """Who is signed in."""
        return self._account

    @property
    def typed_email(self) -> str:
        """The address that a person typed to sign in; empty after an API key: only the server told one."""
        return self._typed_email

    @property
    def has_password(self) -> bool:
        """Whether a master password may unlock the account, as far as is known."""
        return self._answer is None or bool(self._answer.wrapped_user_key)

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
        since = self._locks
        try:
            prelogin = await self._api.auth.prelogin(email)
            self._named(email)
            self._derivations.check(asked_before(prelogin, email))
            attempt = await self._unless_locked(
                since, begin_attempt(email, password, prelogin), lambda late: late.drop()
            )
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
            request = attempt.request_id
            await self._api.auth.send_email_code(attempt.email, attempt.proof, auth_request=request)

    def cancel_sign_in(self) -> None:
        """Forget the pending sign-in and what it held."""
        if self._attempt is not None:
            self._attempt.drop()
            self._attempt = None

    async def begin_device_login(self, email: str) -> DeviceLogin:
        """Ask the account's other devices to let this one in; then `poll_device_login` until True.

        Raises UnknownDevice, BadRequest, UnlockRefused, TransportError; Locked where it was locked meanwhile.
        """
        self._check_may_unlock()
        self.cancel_sign_in()
        since = self._locks
        attempt = await ask_device(self._api, email)
        if self._locks != since:
            attempt.drop()
            self._refuse_late()
        self.cancel_sign_in()
        self._attempt = attempt
        self._named(email)
        return attempt.shown()

    async def poll_device_login(self) -> bool:
        """Whether the other device approved; then `finish_device_login`.

        DeviceLoginDenied, DeviceLoginOver and DeviceAnswerRefused end the attempt; a TransportError or a
        ResponseError does not.
        """
        attempt = self._pending_device()
        try:
            return await look_for_answer(self._api, attempt)
        except (DeviceLoginDenied, DeviceLoginOver, CryptoError):
            self.cancel_sign_in()
            raise

    async def finish_device_login(self) -> None:
        """Sign in with what was approved, and unlock.

        Raises DeviceLoginOver, CodeRequired (then call `submit_code`), UnknownDevice, DeviceAnswerRefused and
        what `sign_in` raises. After a TransportError it may be called again.
        """
        await self._request_token(self._pending_device())

    async def sign_in_with_api_key(self, client_id: str, client_secret: Secret) -> None:
        """Sign in with a personal API key: no code is asked for, and no key is opened (LOCKED)."""
        self.cancel_sign_in()
        answer = await self._api.auth.sign_in_with_api_key(client_id, client_secret)
        if self._account is None:
            self._typed_email = ""
        self._derivations.typed(client_id, goes_on=self._account is not None)
        try:
            self._signed_in(answer)
        except BaseException:
            await self.sign_out()
            raise

    async def unlock(self, password: Secret) -> None:
        """Open the account's keys with the master password; no network. Drops `password`.

        A session that is `over` is signed in again, with what `sign_in` raises.

        Raises SignedOut, UnlockRefused, WrongCredentials, SignInNeedsBrowser, UnsupportedEncryption; Locked
        where it was locked while the keys were being opened.
        """
        if self.over and self._account is not None:
            await self.sign_in(self._account.email, password)
            return
        try:
            self._check_may_unlock()
            if self._answer is None:
                raise SignedOut("not signed in")
            derivation = self._derivations.check(asked_by(self._answer))
            opening = open_with_password(password, self._answer)
            opened = await self._unless_locked(self._locks, opening, lambda late: late.wipe())
        except DecryptionFailed:
            raise WrongCredentials from None
        finally:
            password.drop()
        self._hold(opened)
        self._derivations.remember(derivation)

    async def proof(self, password: Secret) -> Secret:
        """The authentication hash that a server asks for where a session is not enough. Drops `password`.

        A wrong password is found out here, without the server. Raises SignedOut, WrongCredentials,
        SignInNeedsBrowser, KdfRefused, UnsupportedEncryption; Locked where it was locked meanwhile.
        """
        try:
            if self._answer is None:
                raise SignedOut("not signed in")
            self._derivations.check(asked_by(self._answer))
            proving = prove_with_password(password, self._answer)
            return await self._unless_locked(self._locks, proving, lambda late: late.drop())
        except DecryptionFailed:
            raise WrongCredentials from None
        finally:
            password.drop()

    def lock(self) -> None:
        """Drop every key, and those that are being opened. The session stays signed in."""
        self._locks += 1
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

    async def _request_token(
        self, attempt: Attempt | DeviceAttempt, code: tuple[CodeMethod, Secret] | None = None
    ) -> None:
        """One try. The attempt outlives it only where another try may still finish it."""
        request = attempt.request_id
        try:
            answer = await self._api.auth.sign_in_with_password(
                attempt.email, attempt.proof, code, auth_request=request
            )
        except (CodeRequired, WrongCode):
            if self._attempt is not attempt:
                raise SignedOut("the sign-in was cancelled") from None
            raise
        except TransportError:
            if code is None and not request:
                self.cancel_sign_in()
            raise
        except WrongCredentials:
            self.cancel_sign_in()
            if request:  # it ran out, or an answer that was lost had used it
                raise DeviceLoginOver("the request is no longer valid") from None
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
            derivation = None if request else self._derivations.check(asked_by(answer))
            self._signed_in(answer)
            opening = asyncio.to_thread(attempt.open, answer)
            self._hold(await self._unless_locked(self._locks, opening, lambda late: late.wipe()))
            self._derivations.remember(derivation)
        except Locked:  # it is signed in all the same
            raise
        except BaseException:
            await self.sign_out()
            raise
        finally:
            self.cancel_sign_in()

    def _signed_in(self, answer: TokenAnswer) -> None:
        if answer.force_password_reset:
            self._api.auth.forget()
            raise SignInNeedsBrowser(BrowserReason.PASSWORD_CHANGE)
        if self._account is not None and self._account.user_id != answer.user_id:
            raise AccountKeysRefused("another account answered")
        email = self._typed_email or answer.email
        if answer.email and answer.email.strip().casefold() != email.casefold():
            raise AccountKeysRefused("an account of another address answered")
        self._answer = answer
        self._account = Account(
            user_id=answer.user_id,
            email=email,
            name=answer.name or email,
            server=self._api.server.host,
            practice=self._api.server.practice,
        )
        self._derivations.told(answer.user_id, email)
        self._become(SessionState.LOCKED)

    async def _unless_locked(
        self, since: int, opening: Coroutine[Any, Any, HeldT], discard: Callable[[HeldT], None]
    ) -> HeldT:
        """What `opening` brings out of its thread. `discard` overwrites it where it was locked after `since`,
        or where nobody waits for it any longer. Raises Locked, SignedOut, UnlockRefused then."""
        thread = asyncio.create_task(opening)
        try:
            held = await asyncio.shield(thread)
        except asyncio.CancelledError:
            thread.add_done_callback(lambda ended: _discard_late(ended, discard))
            raise
        except Exception:
            if self._locks != since:  # what it worked with was overwritten meanwhile
                self._refuse_late()
            raise
        if self._locks != since:
            discard(held)
            self._refuse_late()
        return held

    def _refuse_late(self) -> NoReturn:
        self._check_may_unlock()
        if self._state is SessionState.SIGNED_OUT:
            raise SignedOut("signed out while unlocking") from None
        raise Locked("locked while unlocking") from None

    def _hold(self, opened: KeyRing) -> None:
        if self._keys is not None:
            self._keys.wipe()
        opened.watched_by(self.watch)
        self._keys = opened
        self._become(SessionState.UNLOCKED)

    def derivations(self) -> tuple[KdfPin | None, KdfPin | None]:
        """How the password was derived last time, and how the server wants it now. Raises PinsUnusable."""
        now = asked_by(self._answer) if self._answer is not None else None
        return self._derivations.compared(now)

    def accept_derivation(self) -> None:
        """What `derivations` says the server wants is the known way from now on. Raises OSError,
        PinsUnusable."""
        self._derivations.accept(asked_by(self._answer) if self._answer is not None else None)

    def _named(self, email: str) -> None:
        """A person typed it, or what signed in goes on."""
        if self._account is None:
            self._typed_email = email.strip()
        self._derivations.typed(email, goes_on=self._account is not None)

    def _pending(self) -> Attempt | DeviceAttempt:
        if self._attempt is None:
            raise SignedOut("no sign-in is waiting")
        return self._attempt

    def _pending_device(self) -> DeviceAttempt:
        attempt = self._pending()
        if not attempt.request_id:
            raise SignedOut("no login with another device is waiting")
        return cast("DeviceAttempt", attempt)

    def _check_may_unlock(self) -> None:
        if not self._may_unlock:
            raise UnlockRefused("developer tools or a log are attached")

    def _become(self, state: SessionState) -> None:
        if state is not self._state:
            self._state = state
            for listener in tuple(self._listeners):
                listener(state)


def _discard_late(ended: asyncio.Task[HeldT], discard: Callable[[HeldT], None]) -> None:
    if not ended.cancelled() and ended.exception() is None:
        discard(ended.result())
