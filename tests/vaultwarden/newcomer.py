"""People who register on a Vaultwarden, and the organization one of them makes: all keys are made here."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import httpx

from backend_client.crypto.kdf import Pbkdf2, derive_master_key
from backend_client.crypto.keys import PrivateKey, SymmetricKey
from backend_client.secret import Secret

ITERATIONS = 600_000
PASSWORD = "a long enough master password"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody with an account. `private_key` is theirs alone; the server holds it wrapped."""

    email: str
    private_key: PrivateKey = field(repr=False)
    password: str = field(default=PASSWORD, repr=False)


class Vaultwarden:
    """A running Vaultwarden without mail, as a bare HTTP client sees it. Use as a context manager."""

    def __init__(self, url: str, ca_bundle: Path) -> None:
        self.url = url
        self.ca_bundle = ca_bundle
        self._http = httpx.Client(
            base_url=url, verify=ssl.create_default_context(cafile=ca_bundle), timeout=60, trust_env=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._http.close()

    def register(self, email: str) -> Newcomer:
        """A new account; invitations of the address become accepted by it."""
        kdf = Pbkdf2(ITERATIONS)
        master = derive_master_key(Secret(PASSWORD), email, kdf)
        user_key, pair = SymmetricKey.generate(), PrivateKey.generate()
        body = {
            "email": email,
            "name": email.partition("@")[0].title(),
            "masterPasswordHash": master.authentication_hash(Secret(PASSWORD)),
            "userSymmetricKey": str(master.stretched().encrypt(user_key.to_bytes())),
            "userAsymmetricKeys": {
                "publicKey": pair.public_key.to_base64(),
                "encryptedPrivateKey": str(user_key.encrypt(pair.to_der())),
            },
            "kdf": 0,
            "kdfIterations": ITERATIONS,
        }
        token = self._json(
            "/identity/accounts/register/send-verification-email", {"email": email, "name": body["name"]}
        )
        self._json("/identity/accounts/register/finish", {**body, "emailVerificationToken": token})
        return Newcomer(email, pair)

    def make_organization(self, owner: Newcomer, name: str, collection: str) -> str:
        """An organization that `owner` owns, with one collection. Returns its id."""
        key, pair = SymmetricKey.generate(), PrivateKey.generate()
        body = {
            "name": name,
            "billingEmail": owner.email,
            "key": str(owner.private_key.public_key.encrypt(key.to_bytes())),
            "keys": {
                "publicKey": pair.public_key.to_base64(),
                "encryptedPrivateKey": str(key.encrypt(pair.to_der())),
            },
            "collectionName": str(key.encrypt_text(collection)),
            "planType": 0,
        }
        made = self._json("/api/organizations", body, headers=self._signed_in(owner))
        return str(made["id"])

    def sync(self, person: Newcomer) -> dict[str, Any]:
        """Everything the server shows to `person`, still encrypted. Old clients are shown no SSH keys."""
        version = {"Bitwarden-Client-Version": "2026.6.0"}
        answer = self._http.get("/api/sync", headers={**self._signed_in(person), **version})
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def _signed_in(self, person: Newcomer) -> dict[str, str]:
        master = derive_master_key(Secret(person.password), person.email, Pbkdf2(ITERATIONS))
        form = {
            "grant_type": "password",
            "client_id": "web",
            "username": person.email,
            "password": master.authentication_hash(Secret(person.password)),
            "scope": "api offline_access",
            "deviceIdentifier": str(uuid4()),
            "deviceName": "walk",
            "deviceType": "9",
        }
        answer = self._http.post("/identity/connect/token", data=form)
        answer.raise_for_status()
        return {"Authorization": f"Bearer {answer.json()['access_token']}", "Accept": "application/json"}

    def _json(self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> Any:
        answer = self._http.post(path, json=body, headers={"Accept": "application/json", **(headers or {})})
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None
