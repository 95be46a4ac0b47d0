"""Identity: which key derivation an e-mail uses."""

from __future__ import annotations

import hashlib

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.call import Call, route
from embedded_backend.wire import Json, answer

# What unknown addresses are answered: one of these, always the same for one address.
_FAKES: tuple[tuple[int, int, int | None, int | None], ...] = (
    (0, 600_000, None, None),
    (0, 600_000, None, None),
    (1, 6, 32, 4),
    (1, 3, 64, 4),
)


def prelogin(call: Call) -> Response:
    """Key derivation of an account; unknown addresses get a stable invented answer."""
    email = call.text("email", "Email", longest=256).strip().lower()
    user = call.database.row("SELECT * FROM users WHERE email = ?", (email,))
    if user is None:
        return answer(_settings(*_FAKES[hashlib.sha256(email.encode()).digest()[0] % len(_FAKES)], None))
    kdf = (user["kdf"], user["kdf_iterations"], user["kdf_memory"], user["kdf_parallelism"])
    return answer(_settings(*kdf, user["salt"]))


def _settings(
    kind: int, iterations: int, memory: int | None, parallelism: int | None, salt: str | None
) -> Json:
    nested = {"kdfType": kind, "iterations": iterations, "memory": memory, "parallelism": parallelism}
    flat = {"kdf": kind, "kdfIterations": iterations, "kdfMemory": memory, "kdfParallelism": parallelism}
    return {**flat, "kdfSettings": nested, "salt": salt}


ROUTES: list[BaseRoute] = [
    route("/accounts/prelogin", prelogin, "POST"),
    route("/accounts/prelogin/password", prelogin, "POST"),
]
