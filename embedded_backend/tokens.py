"""Access tokens: signed JWTs with the claims the server's role checks read."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import uuid
from collections.abc import Mapping
from sqlite3 import Row
from typing import Any

from embedded_backend.database import Database

ACCESS_SECONDS = 3600
ISSUER = "https://practice.invalid/identity"
_ROLE_CLAIMS = {0: "orgowner", 1: "orgadmin", 2: "orguser", 4: "orgcustom"}
_PROVIDER_CLAIMS = {0: "providerprovideradmin", 1: "providerserviceuser"}
_PERMISSIONS = (
    "accessEventLogs",
    "accessImportExport",
    "accessReports",
    "createNewCollections",
    "editAnyCollection",
    "deleteAnyCollection",
    "manageGroups",
    "managePolicies",
    "manageSso",
    "manageUsers",
    "manageResetPassword",
    "manageScim",
)


class TokenSigner:
    """Signs and reads JWTs with one random key per database (HMAC-SHA256)."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def of(cls, database: Database) -> TokenSigner:
        """The signer of a database; makes its key on first use."""
        fresh = secrets.token_hex(32)
        database.run("INSERT OR IGNORE INTO settings (name, value) VALUES ('token_key', ?)", (fresh,))
        stored = database.value("SELECT value FROM settings WHERE name = 'token_key'")
        return cls(bytes.fromhex(stored))

    def sign(self, claims: Mapping[str, Any]) -> str:
        """A compact JWT."""
        parts = [_encode({"alg": "HS256", "typ": "at+jwt"}), _encode(claims)]
        signed = ".".join(parts)
        return f"{signed}.{_base64(self._mac(signed))}"

    def read(self, token: str, *, now: float) -> dict[str, Any] | None:
        """The claims of a token we signed and that has not expired, else None."""
        signed, _, signature = token.rpartition(".")
        try:
            genuine = hmac.compare_digest(_unbase64(signature), self._mac(signed))
            claims = json.loads(_unbase64(signed.split(".")[1])) if genuine else None
        except (ValueError, IndexError):
            return None
        return claims if isinstance(claims, dict) and claims.get("exp", 0) > now else None

    def _mac(self, signed: str) -> bytes:
        return hmac.digest(self._key, signed.encode(), hashlib.sha256)


def _encode(part: Mapping[str, Any]) -> str:
    return _base64(json.dumps(part, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unbase64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def access_claims(
    database: Database,
    user: Row,
    *,
    client_id: str,
    scope: list[str],
    device: tuple[str, str],
    now: float,
) -> dict[str, Any]:
    """Claims of a fresh access token: identity, device (identifier, type name) and current roles.

    A role with one id is a string, with several an array. Only confirmed memberships count; whether a
    provider is pending or disabled does not matter.
    """
    issued = int(now)
    claims: dict[str, Any] = {
        "nbf": issued,
        "exp": issued + ACCESS_SECONDS,
        "iat": issued,
        "auth_time": issued,
        "iss": ISSUER,
        "jti": uuid.uuid4().hex.upper(),
        "client_id": client_id,
        "scope": scope,
        "amr": ["Application"],
        "idp": "bitwarden",
        "sub": user["id"],
        "email": user["email"],
        "email_verified": True,
        "name": user["name"] or "",
        "premium": False,
        "sstamp": user["security_stamp"],
        "device": device[0],
        "devicetype": device[1],
    }
    for claim, values in _roles(database, user["id"]).items():
        claims[claim] = values[0] if len(values) == 1 else values
    return claims


def _roles(database: Database, user_id: str) -> dict[str, list[str]]:
    roles: dict[str, list[str]] = {}
    members = database.rows(
        "SELECT organization_id, type, permissions FROM organization_users WHERE user_id = ? AND status = 2"
        " ORDER BY rowid",
        (user_id,),
    )
    for member in members:
        roles.setdefault(_ROLE_CLAIMS[member["type"]], []).append(member["organization_id"])
        granted = json.loads(member["permissions"] or "{}") if member["type"] == 4 else {}
        for permission in _PERMISSIONS:
            if granted.get(permission):
                roles.setdefault(permission.lower(), []).append(member["organization_id"])
    staff = database.rows(
        "SELECT provider_id, type FROM provider_users WHERE user_id = ? AND status = 2 ORDER BY rowid",
        (user_id,),
    )
    for row in staff:
        roles.setdefault(_PROVIDER_CLAIMS[row["type"]], []).append(row["provider_id"])
    return roles


def claim_values(claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A claim as a tuple, whether it holds one value, several or none."""
    value = claims.get(name)
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
