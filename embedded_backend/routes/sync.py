"""API: everything the account itself may see, in one answer. Holds nothing of a provider's clients."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import BaseRoute

from embedded_backend.call import Call, route
from embedded_backend.profile import profile
from embedded_backend.routes.accounts import signed_in_user
from embedded_backend.routes.ciphers import member_ciphers
from embedded_backend.routes.collections import own_collections
from embedded_backend.wire import answer


def sync(call: Call) -> Response:
    """Profile, own items and collections, and how to unlock."""
    user = signed_in_user(call)
    kdf = {
        "kdfType": user["kdf"],
        "iterations": user["kdf_iterations"],
        "memory": user["kdf_memory"],
        "parallelism": user["kdf_parallelism"],
    }
    unlock = {
        "kdf": kdf,
        "masterKeyEncryptedUserKey": user["user_key"],
        "salt": user["salt"] or user["email"],
        "containedKeyId": None,
    }
    key_id = {} if user["user_key_id"] is None else {"userKeyId": user["user_key_id"]}
    return answer(
        {
            "object": "sync",
            "profile": profile(call.database, user),
            "folders": [],
            "collections": own_collections(call),
            "ciphers": member_ciphers(call),
            "domains": None,
            "policies": [],
            "policiesNew": [],
            "sends": [],
            "userDecryption": {
                "masterPasswordUnlock": None if user["user_key"] is None else unlock,
                **key_id,
            },
        }
    )


ROUTES: list[BaseRoute] = [route("/sync", sync)]
