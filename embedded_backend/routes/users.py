"""API: other people's public keys."""

from __future__ import annotations

from sqlite3 import Row

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.call import Call, route
from embedded_backend.errors import not_found
from embedded_backend.wire import answer


def _user(call: Call) -> Row:
    _ = call.caller
    user = call.database.row("SELECT * FROM users WHERE id = ?", (call.path("user_id"),))
    if user is None or user["public_key"] is None:
        raise not_found()
    return user


def public_key(call: Call) -> Response:
    """The RSA public key of an account, base64 SPKI."""
    user = _user(call)
    return answer({"object": "userKey", "userId": user["id"], "publicKey": user["public_key"]})


def keys(call: Call) -> Response:
    """All public keys of an account; the last two are null for V1 accounts."""
    user = _user(call)
    return answer(
        {
            "object": "publicKeys",
            "publicKey": user["public_key"],
            "signedPublicKey": user["signed_public_key"],
            "verifyingKey": user["verifying_key"],
        }
    )


ROUTES: list[BaseRoute] = [
    route("/users/{user_id:uuid}/public-key", public_key),
    route("/users/{user_id:uuid}/keys", keys),
]
