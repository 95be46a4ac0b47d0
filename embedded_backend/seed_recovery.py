"""Members of one practice client who left their keys with it, and devices that wait to be approved.

Most practice members have a password that nobody knows. These have real keys, and sign in with the practice
password. One has the newer account encryption; another changed to it after leaving the older key, which
is of no use any more.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from backend_client.crypto.enc_string import SealedKey, decode_base64
from backend_client.crypto.kdf import Pbkdf2
from backend_client.crypto.keys import PrivateKey, PublicKey, SymmetricKey
from backend_client.crypto.recovery import RecoveredKey
from backend_client.secret import Secret
from embedded_backend.database import Database
from embedded_backend.device_requests import ADMIN_APPROVAL, new_request
from embedded_backend.passwords import stored_hash
from embedded_backend.seed_accounts import DAY, v2_keys
from embedded_backend.seed_people import PRACTICE_PASSWORD
from embedded_backend.seed_v2 import V2_USER_KEY_OPENED
from embedded_backend.wire import TICKS_PER_SECOND

_CLIENT = "Delta Fisheries"
_KDF = Pbkdf2(10_000)
_OLDER, _NEWER, _CHANGED = (2, 3, 4), 5, 6
"""Places of members, in the order of the client's list; the owner has 0."""


_NOTHING_NEWER = dict.fromkeys(
    (
        "user_key_id",
        "signed_public_key",
        "signing_key",
        "verifying_key",
        "security_state",
        "security_version",
    )
)
_ACCOUNT = (
    "UPDATE users SET kdf = 0, kdf_iterations = :kdf_iterations, auth_salt = :auth_salt,"
    " auth_digest = :auth_digest, user_key = :user_key, user_key_id = :user_key_id,"
    " private_key = :private_key, public_key = :public_key, signed_public_key = :signed_public_key,"
    " signing_key = :signing_key, verifying_key = :verifying_key, security_state = :security_state,"
    " security_version = :security_version WHERE id = :id"
)


@dataclass(frozen=True, slots=True)
class _Device:
    """A device that the member at `place` asked for. `kind` is a device type."""

    place: int
    hours: int
    kind: int
    address: str
    country: str


_DEVICES = (
    _Device(2, 2, 9, "203.0.113.24", "Norway"),
    _Device(_NEWER, 26, 7, "198.51.100.7", "Norway"),
    _Device(7, 164, 1, "192.0.2.88", "Sweden"),  # by somebody who is not enrolled
)


def add_recovery(database: Database, pairs: Sequence[PrivateKey], now: int) -> None:
    """Give them their accounts; `pairs` are those of the seeded members."""
    members = database.rows(
        "SELECT m.*, o.public_key AS organization_key, u.public_key FROM organization_users m"
        " JOIN organizations o ON o.id = m.organization_id JOIN users u ON u.id = m.user_id"
        " WHERE o.name = ? ORDER BY m.rowid",
        (_CLIENT,),
    )
    own = {pair.public_key.to_base64(): pair for pair in pairs}
    for place in _OLDER:
        _older(database, members[place], own[members[place]["public_key"]])
    for place in (_NEWER, _CHANGED):
        _newer(database, members[place], own[members[place]["public_key"]], changed=place == _CHANGED)
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda _: PrivateKey.generate(), _DEVICES))
    for device, pair in zip(_DEVICES, made, strict=True):
        _ask(database, members[device.place], device, pair, now)


def _older(database: Database, member: Row, pair: PrivateKey) -> None:
    key = SymmetricKey.generate()
    values = {"private_key": str(key.encrypt(pair.to_der())), "public_key": member["public_key"]}
    _store(database, member, {**values, **_password(member, key.to_bytes())})
    _enroll(database, member, key.to_bytes())


def _newer(database: Database, member: Row, pair: PrivateKey, *, changed: bool) -> None:
    """The published keys with a password of practice; the organization's key is sealed to them anew."""
    opened = decode_base64(V2_USER_KEY_OPENED, "user key")
    keys = v2_keys()
    _store(database, member, {**keys, **_password(member, opened)})
    organization_key = pair.decrypt(SealedKey.parse(member["key"]))
    sealed = str(PublicKey.from_base64(keys["public_key"]).encrypt(organization_key))
    database.run("UPDATE organization_users SET key = ? WHERE id = ?", (sealed, member["id"]))
    _enroll(database, member, SymmetricKey.generate().to_bytes() if changed else opened)


def _password(member: Row, key: bytes) -> dict[str, Any]:
    new = RecoveredKey(key).under(Secret(PRACTICE_PASSWORD), member["email"], _KDF)
    auth_salt, digest = stored_hash(new.proof.reveal())
    stored = {"auth_salt": auth_salt, "auth_digest": digest, "user_key": new.user_key}
    return {"kdf_iterations": _KDF.iterations, **stored}


def _store(database: Database, member: Row, values: dict[str, Any]) -> None:
    database.run(_ACCOUNT, {**_NOTHING_NEWER, **values, "id": member["user_id"]})


def _enroll(database: Database, member: Row, key: bytes) -> None:
    sealed = str(PublicKey.from_base64(member["organization_key"]).encrypt(key))
    database.run("UPDATE organization_users SET reset_password_key = ? WHERE id = ?", (sealed, member["id"]))


def _ask(database: Database, member: Row, device: _Device, pair: PrivateKey, now: int) -> None:
    made = now - device.hours * DAY // 24 - 17 * TICKS_PER_SECOND
    identifier = str(uuid.uuid4())
    known = {"id": str(uuid.uuid4()), "user_id": member["user_id"], "identifier": identifier}
    database.insert("devices", {**known, "type": device.kind, "name": "practice", "created_at": made})
    request = new_request(
        member["user_id"],
        member["organization_id"],
        public_key=pair.public_key.to_base64(),
        access_code=secrets.token_hex(12),
        device=identifier,
        now=made,
    )
    origin = {"type": ADMIN_APPROVAL, "device_type": device.kind, "private_key": pair.to_der()}
    place = {"ip_address": device.address, "country": device.country}
    database.insert("auth_requests", {**request, **origin, **place})
