"""What came back from a server, or did not: no usable answer, a refusal, no server of that address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend_client.errors.root import SeatwardenError
from backend_client.private_files import UntrustedFile
from backend_client.reasons import AddressProblem, MemberRefusal, PolicyRefusal, UnreachableReason


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
    """The server's certificate is not trusted here.

    `bundle` is there where a file of further authorities was refused, before anything was sent.
    """

    def __init__(self, *, host: str, bundle: UntrustedFile | None = None) -> None:
        super().__init__("certificate not trusted", host=host)
        self.bundle = bundle


class RedirectRefused(TransportError):
    """The server answered with a redirect; credentials are not carried to another host."""

    def __init__(self, *, host: str) -> None:
        super().__init__("redirect refused", host=host)


WEB_PAGE = "HTML instead of JSON"
"""The `problem` of an answer that is a page for browsers."""


class BadAnswer(TransportError):
    """The answer was not what the contract says: not JSON, cut off, too large, or fields missing.

    `endpoint` is the method and path template, `problem` a short phrase of our own.
    """

    def __init__(self, *, host: str = "", endpoint: str, problem: str) -> None:
        super().__init__(f"{endpoint}: {problem}", host=host)
        self.endpoint = endpoint
        self.problem = problem

    @property
    def is_page(self) -> bool:
        """Whether it was a page for browsers: a proxy's, or that of a network one has to sign in to."""
        return self.problem == WEB_PAGE


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


class MemberRefused(ResponseError):
    """The server left one member of a call about several as it was. `refusal` is what its sentence means."""

    def __init__(self, refusal: MemberRefusal, *, endpoint: str, server_message: str = "") -> None:
        super().__init__(status=200, endpoint=endpoint, server_message=server_message)
        self.refusal = refusal


class PolicyRefused(BadRequest):
    """The server did not save a policy; `reason` says why, in our own terms."""

    def __init__(self, reason: PolicyRefusal, cause: BadRequest) -> None:
        super().__init__(
            status=cause.status,
            endpoint=cause.endpoint,
            server_message=cause.server_message,
            validation=cause.validation,
        )
        self.reason = reason


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
