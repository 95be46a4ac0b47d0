"""Master keys derived once per worker: the same password, salt and cost give the same key again."""

from __future__ import annotations

from functools import cache

import pytest

from backend_client.crypto import kdf
from backend_client.secret import Secret

_really_derive = kdf._derive


def derive_once(patch: pytest.MonkeyPatch) -> None:
    """Answer a derivation that this process has done before with what it gave."""
    patch.setattr(kdf, "_derive", _derive)


def _derive(password: Secret, salt: bytes, cost: kdf.Kdf) -> kdf.MasterKey:
    return kdf.MasterKey(_derived(password.reveal(), salt, cost))


@cache
def _derived(password: str, salt: bytes, cost: kdf.Kdf) -> bytes:
    derived = _really_derive(Secret(password), salt, cost)  # overwrites its bytes when it is let go
    return bytes(derived._key)
