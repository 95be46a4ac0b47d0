"""Attempts without a usable answer: what they become, and what the operating system says about why."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

from backend_client.api.retry import Failure
from backend_client.errors import TransportError, UnreachableReason


@dataclass(frozen=True, slots=True)
class Failed:
    """An attempt that failed with `error`; `failure` says whether trying again may help."""

    error: TransportError
    failure: Failure = Failure.OTHER


def causes_of(error: BaseException | None) -> Iterator[BaseException]:
    """The exception, what caused it, and what exception groups among them hold."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for inner in error.exceptions:
                yield from causes_of(inner)
        error = error.__cause__ or error.__context__


def is_certificate_failure(error: BaseException) -> bool:
    """Whether the server's certificate was not accepted."""
    return any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes_of(error))


def unreachable_reason(error: BaseException) -> UnreachableReason:
    """Why a connection failed, as far as the operating system told."""
    causes = tuple(causes_of(error))
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return UnreachableReason.NAME
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return UnreachableReason.REFUSED
    return UnreachableReason.NETWORK


def reach_failure(reason: UnreachableReason) -> Failure:
    """Whether it may be otherwise in a moment: names and listeners come back; a proxy's refusal stays."""
    return Failure.OTHER if reason is UnreachableReason.PROXY else Failure.REFUSED
