"""The backend client: a typed, decrypted Provider Portal over Bitwarden's wire contract.

`connect()` makes a `Portal`; everything it raises is in `backend_client.errors`. Names are looked up
on first use, so that importing a submodule loads neither HTTP nor cryptography.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backend_client.connection import connect
    from backend_client.errors import SeatwardenError
    from backend_client.portal.portal import Portal
    from backend_client.secret import Secret

__all__ = ["Portal", "SeatwardenError", "Secret", "connect"]

_HOMES = {
    "Portal": "backend_client.portal.portal",
    "SeatwardenError": "backend_client.errors",
    "Secret": "backend_client.secret",
    "connect": "backend_client.connection",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
