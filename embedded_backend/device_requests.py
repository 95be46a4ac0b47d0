"""Requests of devices: how long they live, how they are answered, and the devices that practice makes up.

A device makes a key pair, posts the public half, and waits for an answer that holds the account's user key
sealed to it. Requests that members send to their organizations have type 2.
"""

from __future__ import annotations

import hmac
import uuid
from sqlite3 import Row
from typing import TYPE_CHECKING, Final

from backend_client.crypto.enc_string import SealedKey
from backend_client.crypto.keys import PrivateKey
from embedded_backend.call import Call
from embedded_backend.database import Database
from embedded_backend.errors import Problem, not_found
from embedded_backend.outbox import post
from embedded_backend.wire import TICKS_PER_SECOND, Json, date_text

if TYPE_CHECKING:
    from embedded_backend.backend import Backend

SIGN_IN: Final = 0
UNLOCK: Final = 1
ADMIN_APPROVAL: Final = 2
_HOUR: Final = 3600 * TICKS_PER_SECOND
_OWN_LIFE, _LIFE, _LIFE_AFTER_APPROVAL = _HOUR // 4, 7 * 24 * _HOUR, 12 * _HOUR
_KEPT: Final = 24 * _HOUR  # a nightly job clears away what is over
_ANSWERED = "An authentication request with the same device already exists."
_DEVICES = (
    "Android",
    "iOS",
    "Chrome Extension",
    "Firefox Extension",
    "Opera Extension",
    "Edge Extension",
    "Windows",
    "macOS",
    "Linux",
    "Chrome",
    "Firefox",
    "Opera",
    "Edge",
    "Internet Explorer",
    "Unknown Browser",
    "Android",
    "UWP",
    "Safari",
    "Vivaldi",
    "Vivaldi Extension",
    "Safari Extension",
    "SDK",
    "Server",
    "Windows CLI",
    "MacOs CLI",
    "Linux CLI",
    "DuckDuckGo",
)


def device_name(kind: int) -> str | None:
    """The name of a device type as people are shown it."""
    return _DEVICES[kind] if 0 <= kind < len(_DEVICES) else None


def is_over(request: Row, now: int) -> bool:
    """Whether the time for the next step has passed."""
    if request["type"] != ADMIN_APPROVAL:
        return bool(now > request["created_at"] + _OWN_LIFE)
    if request["approved"]:
        return bool(now > request["answered_at"] + _LIFE_AFTER_APPROVAL)
    return bool(now > request["created_at"] + _LIFE)


def oldest_kept(now: int) -> int:
    """Requests of before that time are cleared away."""
    return now - _LIFE - _KEPT


def request_object(request: Row) -> Json:
    """One request as the account and the device see it. A denial is not told."""
    return {
        "object": "auth-request",
        "id": request["id"],
        "publicKey": request["public_key"],
        "requestDeviceIdentifier": request["device_identifier"],
        "requestDeviceTypeValue": request["device_type"],
        "requestDeviceType": device_name(request["device_type"]),
        "requestIpAddress": request["ip_address"],
        "requestCountryName": request["country"],
        "key": request["key"],
        "masterPasswordHash": None,
        "creationDate": date_text(request["created_at"]),
        "responseDate": date_text(request["answered_at"]),
        "requestApproved": bool(request["approved"]),
        "origin": "practice.invalid",
    }


def check_open(request: Row, now: int) -> None:
    """Raises 400 for a request that was answered, 404 for one whose time is over."""
    if request["approved"] is not None:
        raise Problem(400, _ANSWERED)
    if is_over(request, now):
        raise not_found()


def store_answer(call: Call, request: Row, key: str | None) -> None:
    """Approve with the sealed user key, or deny with None."""
    call.database.run(
        "UPDATE auth_requests SET approved = ?, key = ?, answered_at = ? WHERE id = ?",
        (key is not None, key, call.backend.now, request["id"]),
    )


def newest_of_device(database: Database, request: Row) -> bool:
    """Whether the same device asked nothing since: only then may a request be approved."""
    newer = (
        "SELECT 1 FROM auth_requests WHERE user_id = ? AND device_identifier = ? AND type <> ? AND rowid >"
        " (SELECT rowid FROM auth_requests WHERE id = ?)"
    )
    values = (request["user_id"], request["device_identifier"], ADMIN_APPROVAL, request["id"])
    return database.row(newer, values) is None


def usable(backend: Backend, user: Row | None, form: dict[str, str]) -> Row | None:
    """The approved request that the access code of a sign-in belongs to; None where it is good for none."""
    found = backend.database.row("SELECT * FROM auth_requests WHERE id = ?", (form["authrequest"].lower(),))
    if user is None or found is None or found["user_id"] != user["id"] or found["type"] != SIGN_IN:
        return None
    if not hmac.compare_digest(found["access_code"].encode(), form.get("password", "").encode()):
        return None
    if not found["approved"] or found["used_at"] is not None or is_over(found, backend.now):
        return None
    return found


def use_up(backend: Backend, request: Row) -> None:
    """Nobody signs in with it again."""
    backend.database.run("UPDATE auth_requests SET used_at = ? WHERE id = ?", (backend.now, request["id"]))


def tell_approved(call: Call, request: Row) -> None:
    """Mail the member that the device may be used."""
    email = call.database.value("SELECT email FROM users WHERE id = ?", (request["user_id"],))
    device = f"{device_name(request['device_type'])} - {request['device_identifier']}"
    text = f"Your device was approved: {device}, from {request['ip_address']}."
    post(call.database, email, "Login approved", text, call.backend.now)


def new_request(
    user_id: str, organization_id: str | None, *, public_key: str, access_code: str, device: str, now: int
) -> Json:
    """A row to insert, to be completed with type and origin of the device."""
    return {
        "id": str(uuid.uuid4()),
        "user_id": user_id,
        "organization_id": organization_id,
        "public_key": public_key,
        "access_code": access_code,
        "device_identifier": device,
        "created_at": now,
    }


def opened_answer(database: Database, request_id: str) -> bytes:
    """The user key as the made-up device of an approved request opens it. Raises CryptoError."""
    row = database.row("SELECT key, private_key FROM auth_requests WHERE id = ?", (request_id,))
    if row is None or row["key"] is None or row["private_key"] is None:
        raise LookupError("no approved request of a made-up device")
    return PrivateKey.from_der(row["private_key"]).decrypt(SealedKey.parse(row["key"]))
