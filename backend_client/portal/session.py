"""The session: signed out, locked, unlocked. (Signatures first; bodies follow.)"""

from __future__ import annotations

from collections.abc import Callable

from backend_client.errors import CodeMethod
from backend_client.portal.account import Account, SessionState
from backend_client.secret import Secret


class Session:
    """One person's session with one server. Not shared between threads."""

    state: SessionState
    account: Account | None

    async def sign_in(self, email: str, password: Secret) -> None:
        """Sign in with e-mail and master password, and unlock.

        Raises WrongCredentials, CodeRequired (then call `submit_code`), SignInNeedsBrowser,
        ClientTooOld, KdfRefused, DecryptionFailed, TransportError, ResponseError.
        """
        raise NotImplementedError

    async def submit_code(self, method: CodeMethod, code: Secret) -> None:
        """Finish the sign-in that raised CodeRequired. Raises WrongCode (may be called again)."""
        raise NotImplementedError

    async def send_code(self, method: CodeMethod) -> None:
        """Have the server mail a code (EMAIL or NEW_DEVICE) for the pending sign-in."""
        raise NotImplementedError

    def cancel_sign_in(self) -> None:
        """Forget the pending sign-in and what it held."""
        raise NotImplementedError

    async def sign_in_with_api_key(self, client_id: str, client_secret: Secret) -> None:
        """Sign in with a personal API key: no code is asked for, and no key is opened (LOCKED)."""
        raise NotImplementedError

    async def unlock(self, password: Secret) -> None:
        """Open the account's keys with the master password; no network. Raises WrongCredentials."""
        raise NotImplementedError

    def lock(self) -> None:
        """Drop every key. The session stays signed in."""
        raise NotImplementedError

    async def sign_out(self) -> None:
        """Drop keys and tokens."""
        raise NotImplementedError

    def refuse_unlock(self) -> None:
        """From now on no keys may be held (developer tools are attached): UnlockRefused."""
        raise NotImplementedError

    def subscribe(self, listener: Callable[[SessionState], None]) -> None:
        """Call `listener` after each change of state."""
        raise NotImplementedError
