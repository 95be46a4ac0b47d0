"""The practice client whose members left their keys, and signing in as one of them."""

from __future__ import annotations

from typing import Any

import httpx

from backend_client.crypto.kdf import Pbkdf2, derive_master_key
from backend_client.crypto.recovery import NewMasterPassword, RecoveredKey, open_recovery_key
from backend_client.secret import Secret
from embedded_backend.seed_people import PRACTICE_PASSWORD
from tests.unit.backend.desk import DEVICE, VERSION, Desk

DELTA = "Delta Fisheries"
OLDER, NEWER, CHANGED, BARE = "boris.lund2", "elin.abel5", "farid.berg6", "greta.costa7"
"""Members: with an older account, a newer one, one that changed after enrolling, and one not enrolled."""

KDF = Pbkdf2(10_000)


def address(who: str) -> str:
    return f"{who}@delta.example"


def proof(who: str, password: str = PRACTICE_PASSWORD) -> str:
    """The authentication hash of a member with that password."""
    return derive_master_key(Secret(password), address(who), KDF).authentication_hash(Secret(password))


def member(desk: Desk, who: str) -> dict[str, Any]:
    """The stored membership with the account's columns."""
    row = desk.backend.database.row(
        "SELECT u.*, m.id AS member_id, m.organization_id, m.reset_password_key, m.status AS member_status"
        " FROM organization_users m JOIN users u ON u.id = m.user_id WHERE u.email = ?",
        (address(who),),
    )
    assert row is not None
    return dict(row)


def left_key(desk: Desk, who: str, organization_key: Any) -> RecoveredKey:
    """The user key that a member left, opened with the organization's."""
    private = desk.backend.database.value(
        "SELECT private_key FROM organizations WHERE id = ?", (member(desk, who)["organization_id"],)
    )
    return open_recovery_key(organization_key, private, member(desk, who)["reset_password_key"])


async def token(desk: Desk, who: str, password: str = PRACTICE_PASSWORD) -> httpx.Response:
    """A password sign-in of a member whose two-step login is out of the way."""
    desk.backend.database.run("UPDATE users SET totp_secret = NULL WHERE email = ?", (address(who),))
    form = {
        "grant_type": "password",
        "client_id": "cli",
        "scope": "api offline_access",
        "username": address(who),
        "password": proof(who, password),
    }
    return await desk.http.post("/identity/connect/token", data={**form, **DEVICE}, headers=VERSION)


async def sign_in(desk: Desk, who: str, password: str = PRACTICE_PASSWORD) -> dict[str, Any]:
    """Later calls carry the member's token; the token answer."""
    answer = await token(desk, who, password)
    assert answer.status_code == 200, answer.text
    desk.carry(answer.json()["access_token"])
    body: dict[str, Any] = answer.json()
    return body


def newer_form(new: NewMasterPassword, salt: str, iterations: int = 10_000) -> dict[str, Any]:
    """The two objects of the newer requests."""
    kdf = {"kdfType": 0, "iterations": iterations, "memory": None, "parallelism": None}
    return {
        "authenticationData": {
            "salt": salt,
            "kdf": kdf,
            "masterPasswordAuthenticationHash": new.proof.reveal(),
        },
        "unlockData": {"salt": salt, "kdf": kdf, "masterKeyWrappedUserKey": new.user_key},
    }
