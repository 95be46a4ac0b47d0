"""Everything `backend_client` raises, as one closed tree.

    SeatwardenError
    ├── TransportError             no usable answer came back
    │   ├── ServerUnreachable      name not found, refused, reset
    │   ├── ServerTimeout          no answer in time
    │   ├── CertificateError       the certificate is not trusted
    │   ├── RedirectRefused        the server sent us to another host
    │   └── BadAnswer              not JSON, cut off, too large, fields missing
    ├── ResponseError              the server answered with a refusal
    │   ├── BadRequest             400, 409, 422
    │   ├── TokenRefused           401 that speaks of the token
    │   ├── NotPermitted           401 or 403 that speaks of the role
    │   ├── NotFound               404
    │   ├── RateLimited            429
    │   └── ServerFault            500 and above
    ├── BadServerAddress           the address a person typed is no server address
    ├── SignInError
    │   ├── WrongCredentials       e-mail, password or API key refused
    │   ├── CodeRequired           a two-step or new-device code is asked for
    │   ├── WrongCode              that code was refused
    │   ├── SignInNeedsBrowser     SSO, Duo, a security key, a forced password change ...
    │   ├── ClientTooOld           the server wants a newer client version
    │   └── SessionExpired         the sign-in is over and could not be renewed
    ├── SessionError
    │   ├── SignedOut              the call needs a session
    │   ├── Locked                 the call needs keys
    │   └── UnlockRefused          this process must not hold keys (a debugger or log is attached)
    ├── CryptoError
    │   ├── DecryptionFailed       wrong key or changed data; never says which
    │   ├── MalformedData          not an EncString, not a key, not the CBOR it should be
    │   ├── UnsupportedEncryption  a type or algorithm this client refuses
    │   ├── AccountKeysRefused     the account's own keys do not fit together
    │   └── KdfRefused             key derivation parameters outside the safe bounds
    ├── WriteError                 a change was not made, or not wholly
    │   ├── ReadOnlyMode           this run refuses every write
    │   ├── RuleBroken             our own check refused it before anything was sent
    │   ├── ChangedMeanwhile       what was shown is no longer so; nothing was sent
    │   ├── NotApplied             sent, refused or lost, and seen not to have happened
    │   ├── HalfMade               the client exists, but the server did not finish it
    │   ├── MoveHalfDone           seats left one client and did not reach the other
    │   ├── ImportHalfDone         only a part of an import arrived
    │   └── OutcomeUnknown         sent, and reading again did not settle whether it happened
    ├── ImportProblem              a customer's export file cannot be read, or not be sent as it is
    └── ProviderError
        ├── NoProvider             the account manages nothing
        ├── ProviderChoiceNeeded   several providers and none was named
        ├── ProviderKeyMissing     the provider entry carries no key for this account
        └── ClientNotFound         no client organization of that name or id

Messages here are for developers and logs: plain English, no secret, no text from a server. The
words a person reads are made from the type and its attributes by the front end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend_client.reasons import (
    AddressProblem as AddressProblem,
    BrowserReason as BrowserReason,
    CodeMethod as CodeMethod,
    ImportFault as ImportFault,
    Rule as Rule,
    UnreachableReason as UnreachableReason,
)


class SeatwardenError(Exception):
    """Root of the tree."""


class TransportError(SeatwardenError):
    """No usable answer came back from `host`."""

    def __init__(self, message: str, *, host: str = "") -> None:
        super().__init__(message)
        self.host = host


class ServerUnreachable(TransportError):
    """The name does not resolve, the connection was refused, or the network broke."""

    def __init__(self, *, host: str, reason: UnreachableReason) -> None:
        super().__init__(f"server unreachable ({reason})", host=host)
        self.reason = reason


class ServerTimeout(TransportError):
    """No answer within `seconds`."""

    def __init__(self, *, host: str, seconds: float) -> None:
        super().__init__(f"no answer within {seconds:g} s", host=host)
        self.seconds = seconds


class CertificateError(TransportError):
    """The server's certificate is not trusted here."""

    def __init__(self, *, host: str) -> None:
        super().__init__("certificate not trusted", host=host)


class RedirectRefused(TransportError):
    """The server answered with a redirect; credentials are not carried to another host."""

    def __init__(self, *, host: str) -> None:
        super().__init__("redirect refused", host=host)


class BadAnswer(TransportError):
    """The answer was not what the contract says: not JSON, cut off, too large, or fields missing.

    `endpoint` is the method and path template, `problem` a short phrase of our own.
    """

    def __init__(self, *, host: str = "", endpoint: str, problem: str) -> None:
        super().__init__(f"{endpoint}: {problem}", host=host)
        self.endpoint = endpoint
        self.problem = problem


class ResponseError(SeatwardenError):
    """The server answered with a refusal.

    `server_message` is the server's own text: foreign, unsafe to print, never part of `str(self)`.
    `validation` maps the server's field names to its sentences.
    """

    def __init__(
        self,
        *,
        status: int,
        endpoint: str,
        server_message: str = "",
        validation: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(f"{endpoint}: HTTP {status}")
        self.status = status
        self.endpoint = endpoint
        self.server_message = server_message
        self.validation: dict[str, tuple[str, ...]] = {
            field: tuple(sentences) for field, sentences in (validation or {}).items()
        }


class BadRequest(ResponseError):
    """The server refused what was sent (400, 409, 422)."""


class TokenRefused(ResponseError):
    """401 that speaks of the token: missing, expired or revoked."""


class NotPermitted(ResponseError):
    """401 or 403 that speaks of the caller's role or of the provider's kind."""


class NotFound(ResponseError):
    """404; some servers answer it instead of "not permitted"."""


class RateLimited(ResponseError):
    """429; `retry_after` is in seconds, None where the server did not say."""

    def __init__(self, *, endpoint: str, retry_after: float | None, server_message: str = "") -> None:
        super().__init__(status=429, endpoint=endpoint, server_message=server_message)
        self.retry_after = retry_after


class ServerFault(ResponseError):
    """The server failed (500 and above)."""


class BadServerAddress(SeatwardenError):
    """The address a person typed is not one of a server. `problem` is a short code, see `AddressProblem`."""

    def __init__(self, problem: AddressProblem) -> None:
        super().__init__(f"bad server address ({problem})")
        self.problem = problem


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


class KdfRefused(CryptoError):
    """Key derivation parameters outside the bounds: a downgrade, or a trap for our CPU and memory."""

    def __init__(self, what: str) -> None:
        super().__init__(f"key derivation refused: {what}")
        self.what = what


class ProviderError(SeatwardenError):
    """The account's providers or clients do not fit the request."""


class NoProvider(ProviderError):
    """The account is in no provider and administers no organization."""

    def __init__(self) -> None:
        super().__init__("no provider and no administered organization")


class ProviderChoiceNeeded(ProviderError):
    """Several providers and none was named, or the named one is not among them.

    `choices` are (name, id) pairs; names are foreign text.
    """

    def __init__(self, choices: Sequence[tuple[str, str]], *, wanted: str = "") -> None:
        super().__init__("a provider must be chosen")
        self.choices = tuple(choices)
        self.wanted = wanted


class ProviderKeyMissing(ProviderError):
    """The provider entry carries no key for this account (not confirmed, or set-up unfinished)."""

    def __init__(self) -> None:
        super().__init__("the provider entry has no key")


class ClientNotFound(ProviderError):
    """No client organization of that name or id. `wanted` is what was asked for (foreign text)."""

    def __init__(self, wanted: str) -> None:
        super().__init__("no such client organization")
        self.wanted = wanted


class WriteError(SeatwardenError):
    """A change was not made, or not wholly."""


class ReadOnlyMode(WriteError):
    """This run was started read-only."""

    def __init__(self) -> None:
        super().__init__("this run refuses every write")


class RuleBroken(WriteError):
    """Our own check refused it. `rule` says which; `limit` is the number it turns on, where there is one."""

    def __init__(self, rule: Rule, *, limit: int | None = None) -> None:
        super().__init__(f"refused before sending ({rule})")
        self.rule = rule
        self.limit = limit


class ChangedMeanwhile(WriteError):
    """The client differs from what was shown: somebody changed it. Nothing was sent.

    `what` is "name", "seats" or "gone".
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"changed meanwhile: {what}")
        self.what = what


class NotApplied(WriteError):
    """The change was sent and did not happen: seen by reading again. `cause` is what came back."""

    def __init__(self, cause: SeatwardenError) -> None:
        super().__init__("sent, and seen not to have happened")
        self.cause = cause


class HalfMade(WriteError):
    """The client was made and linked, and the server failed before it finished it.

    Its seats are not counted, and changing it fails; do not create it again. `organization_id` names it.
    """

    def __init__(self, organization_id: str) -> None:
        super().__init__("the client is half-made")
        self.organization_id = organization_id


class MoveHalfDone(WriteError):
    """`seats` left the first client and did not reach the second; they are unassigned now."""

    def __init__(self, seats: int, cause: SeatwardenError) -> None:
        super().__init__("seats were taken and not given")
        self.seats = seats
        self.cause = cause


class ImportHalfDone(WriteError):
    """Of `sent` items `arrived` are there: fewer. Sending the file again would double those."""

    def __init__(self, arrived: int, sent: int) -> None:
        super().__init__("a part of the import is missing")
        self.arrived = arrived
        self.sent = sent


class OutcomeUnknown(WriteError):
    """Sent, no usable answer came, and reading again did not settle it. Do not repeat it blindly."""

    def __init__(self, cause: SeatwardenError) -> None:
        super().__init__("it is not known whether it happened")
        self.cause = cause


class ImportProblem(SeatwardenError):
    """The file cannot be imported; nothing was sent.

    `row` is where, counted from 1 as a person would (0: the whole file); `limit` the number it turns
    on; `what` a format or column (our own words, or foreign text).
    """

    def __init__(self, fault: ImportFault, *, row: int = 0, limit: int = 0, what: str = "") -> None:
        super().__init__(f"file not imported ({fault})")
        self.fault = fault
        self.row = row
        self.limit = limit
        self.what = what
