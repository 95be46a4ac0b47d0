"""Why a connection failed, read from a chain of causes."""

from __future__ import annotations

import socket
import ssl

import pytest

from backend_client.api.failures import is_certificate_failure, unreachable_reason
from backend_client.errors import UnreachableReason


def caused_by(*causes: Exception) -> Exception:
    """A connection error of the kind that several addresses of one name leave behind."""
    error = OSError("all connection attempts failed")
    error.__cause__ = ExceptionGroup("attempts", causes)
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (caused_by(TimeoutError(), ConnectionRefusedError()), UnreachableReason.REFUSED),
        (caused_by(socket.gaierror()), UnreachableReason.NAME),
        (caused_by(OSError("network is unreachable")), UnreachableReason.NETWORK),
        (ConnectionResetError(), UnreachableReason.NETWORK),
    ],
)
def test_reasons(error: Exception, reason: UnreachableReason) -> None:
    assert unreachable_reason(error) is reason


def test_certificate_failures() -> None:
    assert is_certificate_failure(caused_by(OSError(), ssl.SSLCertVerificationError()))
    assert not is_certificate_failure(caused_by(ssl.SSLError()))
