"""Uses of the system's keyring in a process of its own, for tests of a real one: prints what came of each.

`lock` locks it, as a desktop does that is left.
"""

from __future__ import annotations

import sys

from backend_client.secret import Secret
from tui.remembered_key import KeyOfProfile, KeyringUnusable, RememberedKey, keyring_trouble

SERVER, CLIENT_ID, PLANTED = "https://vault.birch.example", "user.1", "planted-client-secret"


def step(name: str) -> str:
    """What came of it."""
    place = KeyOfProfile("")
    try:
        if name == "trouble":
            return str(keyring_trouble())
        if name == "keep":
            place.keep(RememberedKey(SERVER, CLIENT_ID, Secret(PLANTED)))
            return "done"
        if name == "forget":
            return str(place.forget())
        if name == "lock":
            return _lock()
        key = place.recall()
    except KeyringUnusable as error:
        return error.trouble.value
    if key is None:
        return "None"
    whole = (key.server, key.client_id, key.client_secret.reveal()) == (SERVER, CLIENT_ID, PLANTED)
    return "whole" if whole else "other"


def _lock() -> str:
    import secretstorage

    collection = secretstorage.get_default_collection(secretstorage.dbus_init())
    collection.lock()
    return str(collection.is_locked())


if __name__ == "__main__":
    for each in sys.argv[1:]:
        sys.stdout.write(f"{each}: {step(each)}\n")
