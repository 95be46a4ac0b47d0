"""A new master password for an account, as requests carry it: its hash, and the user key wrapped with it.

Two forms exist. The older has both as flat members. The newer has two objects that repeat how keys are
derived from the password; where a request has it, the older one is not looked at.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from embedded_backend.call import Call
from embedded_backend.errors import MODEL_INVALID, Problem, invalid
from embedded_backend.passwords import stored_hash
from embedded_backend.selections import check_enc_string
from embedded_backend.wire import Json

_NEITHER = (
    "Must provide either new payloads (UnlockData/AuthenticationData) or legacy payloads"
    " (NewMasterPasswordHash/Key)."
)
_FIELDS = ("AuthenticationData", "UnlockData", "NewMasterPasswordHash", "Key")
_WRONG_SALT = "Invalid master password salt."
_LONGEST_HASH = 300


@dataclass(frozen=True, slots=True)
class NewPassword:
    """`kdf` (type, iterations, memory, parallelism) and `salt` come with the newer form only."""

    auth_hash: str
    user_key: str
    kdf: tuple[int | None, ...] | None = None
    salt: str | None = None


def read_new_password(call: Call) -> NewPassword:
    """The new password of the body. Raises 400 where no form is whole, or the newer contradicts itself."""
    proof, unlock = call.body.get("authenticationdata"), call.body.get("unlockdata")
    if isinstance(proof, dict) and isinstance(unlock, dict):
        return _newer(proof, unlock)
    auth_hash, key = call.body.get("newmasterpasswordhash"), call.body.get("key")
    if not isinstance(auth_hash, str) or not isinstance(key, str):
        raise Problem(400, MODEL_INVALID, {field: [_NEITHER] for field in _FIELDS})
    if len(auth_hash) > _LONGEST_HASH:
        raise invalid(
            "NewMasterPasswordHash",
            f"The field NewMasterPasswordHash must be a string with a maximum length of {_LONGEST_HASH}.",
        )
    return NewPassword(auth_hash, key)


def _newer(proof: Json, unlock: Json) -> NewPassword:
    salt, other = _text(proof, "salt", "Salt"), _text(unlock, "salt", "Salt")
    kdf, same = _kdf(proof), _kdf(unlock)
    if kdf != same:
        text = "AuthenticationData and UnlockData must have the same KDF configuration."
        raise invalid("Kdf", text)
    if salt != other:
        raise invalid("Salt", _WRONG_SALT)
    key = _text(unlock, "masterkeywrappeduserkey", "MasterKeyWrappedUserKey")
    check_enc_string(key, "UnlockData.MasterKeyWrappedUserKey")
    auth_hash = _text(proof, "masterpasswordauthenticationhash", "MasterPasswordAuthenticationHash")
    return NewPassword(auth_hash, key, kdf, salt)


def _text(members: Json, name: str, field: str) -> str:
    value = members.get(name)
    if not isinstance(value, str) or not value.strip():
        raise invalid(field, f"The {field} field is required.")
    return value


def _kdf(members: Json) -> tuple[int | None, ...]:
    told: Any = members.get("kdf")
    if not isinstance(told, dict) or not isinstance(told.get("kdftype"), int):
        raise invalid("Kdf", "The Kdf field is required.")
    return (told["kdftype"], told.get("iterations"), told.get("memory"), told.get("parallelism"))


def store_password(call: Call, user: Row, new: NewPassword, *, temporary: bool) -> None:
    """Give the account its new password; every session of it ends. Raises 400, 500.

    `temporary`: the owner must replace it when next signing in. Other ways of deriving keys than the
    account has are refused: the server words it badly.
    """
    if new.kdf is not None:
        has = (user["kdf"], user["kdf_iterations"], user["kdf_memory"], user["kdf_parallelism"])
        if new.kdf != has:
            raise Problem(500, "An unhandled server error has occurred.")
        if new.salt != (user["salt"] or user["email"]):
            raise Problem(400, _WRONG_SALT)
    auth_salt, digest = stored_hash(new.auth_hash)
    call.database.run(
        "UPDATE users SET auth_salt = ?, auth_digest = ?, user_key = ?, security_stamp = ?,"
        " force_password_reset = ?, revised_at = ? WHERE id = ?",
        (auth_salt, digest, new.user_key, str(uuid.uuid4()), temporary, call.backend.now, user["id"]),
    )
