"""Signing in, the session, and what keys refuse to open."""

from __future__ import annotations

from collections.abc import Sequence

from backend_client.errors.root import SeatwardenError
from backend_client.reasons import BrowserReason, CodeMethod


class SignInError(SeatwardenError):
    """Signing in did not succeed."""


class WrongCredentials(SignInError):
    """E-mail or password, or API key, refused. `api_key` says which pair it was."""

    def __init__(self, *, api_key: bool = False) -> None:
        super().__init__("credentials refused")
        self.api_key = api_key


class CodeRequired(SignInError):
    """The server wants a code. `methods` are the ones a terminal can serve, best first.

    `unsupported` names methods of the account that need a browser. `email_hint` is the server's
    redacted address (foreign text).
    """

    def __init__(
        self, methods: Sequence[CodeMethod], *, unsupported: Sequence[str] = (), email_hint: str = ""
    ) -> None:
        super().__init__("a code is required")
        self.methods = tuple(methods)
        self.unsupported = tuple(unsupported)
        self.email_hint = email_hint


class WrongCode(SignInError):
    """That code was refused."""

    def __init__(self, method: CodeMethod) -> None:
        super().__init__(f"code refused ({method})")
        self.method = method


class SignInNeedsBrowser(SignInError):
    """This account must do something in the web vault first, or cannot sign in here at all."""

    def __init__(self, reason: BrowserReason, *, methods: Sequence[str] = ()) -> None:
        super().__init__(f"sign-in needs a browser ({reason})")
        self.reason = reason
        self.methods = tuple(methods)


class ClientTooOld(SignInError):
    """The server refuses the client version this program announces."""


class UnknownDevice(SignInError):
    """The server takes a login with another device only where this one signed in before."""


class DeviceLoginDenied(SignInError):
    """The other device refused the login."""


class DeviceLoginOver(SignInError):
    """The request ran out, or was used already."""


class SessionExpired(SignInError):
    """The session ended and could not be renewed; sign in again."""


class SessionError(SeatwardenError):
    """The session is in the wrong state for the call."""


class SignedOut(SessionError):
    """The call needs a signed-in session."""


class Locked(SessionError):
    """The call needs keys and the session is locked."""


class UnlockRefused(SessionError):
    """This process must not hold keys: developer tools or a Textual log are attached."""


class CryptoError(SeatwardenError):
    """A cryptographic operation failed. Says nothing that would help an attacker."""


class DecryptionFailed(CryptoError):
    """Wrong key or changed data. One opaque error for every cause."""

    def __init__(self) -> None:
        super().__init__("decryption failed")


class MalformedData(CryptoError):
    """Not an EncString, not a key, or not the CBOR the contract asks for. `what` names the thing."""

    def __init__(self, what: str) -> None:
        super().__init__(f"malformed {what}")
        self.what = what


class UnsupportedEncryption(CryptoError):
    """A type, algorithm or key this client refuses on purpose. `what` names it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"unsupported encryption: {what}")
        self.what = what


class AccountKeysRefused(CryptoError):
    """The password opened the account's key, but what lies under it is inconsistent or wrongly signed.

    Never a matter of the password. `what` names the check that failed.
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"account keys refused: {what}")
        self.what = what


class DeviceAnswerRefused(CryptoError):
    """What another device answered to a login does not open this account. `what` names the check."""

    def __init__(self, what: str) -> None:
        super().__init__(f"answer of the other device refused: {what}")
        self.what = what


class KdfRefused(CryptoError):
    """Key derivation parameters outside the bounds: a downgrade, or a trap for our CPU and memory."""

    def __init__(self, what: str) -> None:
        super().__init__(f"key derivation refused: {what}")
        self.what = what
