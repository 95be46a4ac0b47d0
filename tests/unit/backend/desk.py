"""Plain HTTP to a practice backend, without our own client in between."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from backend_client.crypto.kdf import derive_master_key, kdf_from_wire
from backend_client.secret import Secret
from embedded_backend.app import create_app
from embedded_backend.backend import Backend
from embedded_backend.options import BackendOptions
from embedded_backend.seed import Persona, person

VERSION = {"Bitwarden-Client-Version": "2026.8.0"}
DEVICE = {
    "deviceType": "25",
    "deviceIdentifier": "11111111-2222-4333-8444-555555555555",
    "deviceName": "linux",
}
_hashes: dict[str, str] = {}


@dataclass
class Clock:
    """Time that stands still until a test moves it."""

    now: float = 1_790_000_000.25

    def __call__(self) -> float:
        return self.now


@dataclass
class Desk:
    """One practice backend and whoever is signed in to it."""

    http: httpx.AsyncClient
    backend: Backend
    clock: Clock
    tokens: dict[str, Any] = field(default_factory=dict)

    async def hash_of(self, persona: Persona) -> str:
        """The authentication hash, derived as the prelogin answer says."""
        who = person(persona)
        if who.email not in _hashes:
            told = (await self.http.post("/identity/accounts/prelogin", json={"email": who.email})).json()
            chosen = told["kdfSettings"]
            kdf = kdf_from_wire(
                chosen["kdfType"], chosen["iterations"], chosen["memory"], chosen["parallelism"]
            )
            password = Secret(who.password)
            master = derive_master_key(password, told["salt"] or who.email, kdf)
            _hashes[who.email] = master.authentication_hash(password)
        return _hashes[who.email]

    async def token(self, persona: Persona, version: str = "2026.8.0", **form: str) -> httpx.Response:
        """A password sign-in; `form` adds or replaces fields, empty ones are left out."""
        headers = {"Bitwarden-Client-Version": version} if version else {}
        fields = {
            "grant_type": "password",
            "client_id": "cli",
            "scope": "api offline_access",
            "username": person(persona).email,
            "password": await self.hash_of(persona),
            **DEVICE,
            **form,
        }
        sent = {name: value for name, value in fields.items() if value}
        return await self.http.post("/identity/connect/token", data=sent, headers=headers)

    async def sign_in(self, persona: Persona) -> None:
        """Sign in with the API key; later calls carry its token."""
        who = person(persona)
        form = {"grant_type": "client_credentials", "scope": "api", "client_id": who.client_id}
        answer = await self.http.post(
            "/identity/connect/token", data={**form, "client_secret": who.api_key, **DEVICE}, headers=VERSION
        )
        assert answer.status_code == 200, answer.text
        self.carry(answer.json()["access_token"])

    def carry(self, access_token: str) -> None:
        """Use this access token from now on."""
        self.http.headers["Authorization"] = f"Bearer {access_token}"

    async def get(self, path: str) -> httpx.Response:
        """GET below the API."""
        return await self.http.get(f"/api/{path}")

    async def send(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Any other call below the API, with a JSON body."""
        return await self.http.request(method, f"/api/{path}", json=body)

    async def profile(self) -> dict[str, Any]:
        """The signed-in account."""
        found: dict[str, Any] = (await self.get("accounts/profile")).json()
        return found

    async def provider_id(self) -> str:
        """The first provider of the signed-in account."""
        return str((await self.profile())["providers"][0]["id"])

    async def clients(self) -> dict[str, dict[str, Any]]:
        """The client rows of that provider by name."""
        listed = (await self.get(f"providers/{await self.provider_id()}/organizations")).json()
        return {row["organizationName"]: row for row in listed["data"]}

    async def organization_id(self, name: str) -> str:
        """The organization of the client of that name."""
        return str((await self.clients())[name]["organizationId"])


@asynccontextmanager
async def open_desk(place: Path | str, **options: Any) -> AsyncIterator[Desk]:
    """A practice backend on `place`, called in this loop."""
    clock = Clock()
    app = create_app(place, options=BackendOptions(clock=clock, **options))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://practice.invalid") as http:
        yield Desk(http, app.state.backend, clock)
    app.state.backend.close()


def shape_a(answer: httpx.Response) -> dict[str, Any]:
    """The body of the API's error shape, checked."""
    body: dict[str, Any] = answer.json()
    names = {"object", "message", "validationErrors"}
    assert set(body) == {*names, "exceptionMessage", "exceptionStackTrace", "innerExceptionMessage"}
    assert body["object"] == "error"
    return body
