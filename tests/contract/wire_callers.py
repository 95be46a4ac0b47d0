"""The practice backend as the goldens meet it: people for their callers, ids for their `{names}`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from backend_client.crypto.kdf import derive_master_key, kdf_from_wire
from backend_client.secret import Secret
from embedded_backend.seed import Persona, person
from tests.contract.wire import Golden, WireRequest

CALLERS = {
    "provider-admin": Persona.ADMIN,
    "anonymous": Persona.ADMIN,
    "service-user": Persona.SERVICE_USER,
    "empty-provider-admin": Persona.EMPTY_PROVIDER,
    "unbilled-provider-admin": Persona.UNBILLED_ADMIN,
    "suspended-provider-admin": Persona.SUSPENDED_ADMIN,
    "outsider": Persona.OWNER_ONLY,
    "no-token": Persona.ADMIN,
    "bad-token": Persona.ADMIN,
    "rate-limited": Persona.ADMIN,
    "authenticator-account": Persona.AUTHENTICATOR,
    "email-code-account": Persona.EMAIL_CODE,
    "new-device-account": Persona.NEW_DEVICE,
    "argon2-account": Persona.ARGON2,
    "v2-account": Persona.V2,
    "approved-request-account": Persona.ADMIN,
    "denied-request-account": Persona.ADMIN,
    "browser-two-step-account": Persona.BROWSER_TWO_STEP,
    "sso-account": Persona.SSO_REQUIRED,
    "old-encryption-account": Persona.OLD_ENCRYPTION,
}
"""Who plays each caller; a caller that is missing has nobody among the practice people."""

CLIENT = "Birch & Sons Logistics"  # has groups, collections, and members in every state
RECOVERY_CLIENT = "Delta Fisheries"
UNKNOWN = "00000000-0000-4000-8000-00000000dead"
DEVICE = "0f1e2d3c-4b5a-4697-8877-665544332211"
VERSION = {"Bitwarden-Client-Version": "2026.8.0", "Bitwarden-Client-Name": "cli", "Device-Type": "25"}

_STAFF = frozenset({"invitedProviderUserId", "acceptedProviderUserId", "ownProviderUserId"})
_RECOVERY = frozenset(
    {
        "recoveryOrganizationId",
        "enrolledOrganizationUserId",
        "bareOrganizationUserId",
        "deviceRequestId",
    }
)
_DEVICE_LOGIN = frozenset({"authRequestId", "accessCode", "newAccessCode", "requestPublicKey"})
_NAME = re.compile(r"\{(\w+)\}")
_hashes: dict[str, str] = {}


class Callers:
    """Sends goldens to one practice backend, as the person each of them names."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._tokens: dict[Persona, dict[str, Any]] = {}
        self._providers: dict[Persona, str] = {}

    async def ask(self, golden: Golden) -> httpx.Response:
        """The backend's answer to the golden's request."""
        request = golden.request
        persona = CALLERS[request.caller]
        headers = dict(request.headers)
        if request.signed_in and request.caller != "no-token":
            token = str((await self._token(persona))["access_token"])
            spoilt = token[:-8] + "AAAAAAAA"
            headers["Authorization"] = f"Bearer {spoilt if request.caller == 'bad-token' else token}"
        values = await self._values(request, persona)
        return await self._client.request(
            request.method,
            f"/{request.host}/{_filled(request.path, values)}",
            headers=headers,
            data=_filled(request.form, values),
            json=_filled(request.json, values),
        )

    async def _values(self, request: WireRequest, persona: Persona) -> dict[str, str]:
        """What the `{names}` of a request stand for."""
        who = person(persona)
        wrong = dict.fromkeys(("wrongHash", "wrongApiKey", "wrongRefreshToken"), "d3Jvbmc=")
        values = {**wrong, "email": who.email, "deviceIdentifier": DEVICE, "unknownId": UNKNOWN}
        wanted = set(_names([request.path, request.form, request.json]))
        values.update(zip(("eventsStart", "eventsEnd"), _last_month(), strict=True))
        if "authenticationHash" in wanted:
            values["authenticationHash"] = await self._hash(persona)
        if "refreshToken" in wanted:
            values["refreshToken"] = (await self._token(persona))["refresh_token"]
        if "providerId" in wanted:
            values["providerId"] = await self._provider(persona)
        if wanted & _DEVICE_LOGIN:
            values.update(await self._device_login(request.caller))
        if request.host == "identity":
            return {**values, "userId": who.user_id, "apiKey": who.api_key}
        if wanted & _STAFF:
            values.update(await self._staff(persona))
        if wanted & _RECOVERY:
            values.update(await self._recovery())
        if wanted <= values.keys():
            return values
        return {**values, **await self._of_the_client()}

    async def _hash(self, persona: Persona) -> str:
        """The authentication hash; the same in every copy of the database, so it is derived once."""
        who = person(persona)
        if who.email not in _hashes:
            asked = await self._client.post("/identity/accounts/prelogin", json={"email": who.email})
            settings, password = asked.json()["kdfSettings"], Secret(who.password)
            kdf = kdf_from_wire(
                settings["kdfType"], settings["iterations"], settings["memory"], settings["parallelism"]
            )
            key = derive_master_key(password, asked.json()["salt"] or who.email, kdf)
            _hashes[who.email] = key.authentication_hash(password)
        return _hashes[who.email]

    async def _token(self, persona: Persona) -> dict[str, Any]:
        if persona not in self._tokens:
            form = {
                "grant_type": "password",
                "client_id": "cli",
                "scope": "api offline_access",
                "username": person(persona).email,
                "password": await self._hash(persona),
                "deviceType": "25",
                "deviceIdentifier": DEVICE,
                "deviceName": "linux",
            }
            answer = await self._client.post("/identity/connect/token", data=form, headers=VERSION)
            assert answer.status_code == 200, answer.text
            self._tokens[persona] = answer.json()
        return self._tokens[persona]

    async def _get(self, path: str, persona: Persona = Persona.ADMIN) -> Any:
        token = (await self._token(persona))["access_token"]
        answer = await self._client.get(f"/api/{path}", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        return answer.json()

    async def _provider(self, persona: Persona) -> str:
        """The caller's own provider; an outsider asks about somebody else's."""
        owner = Persona.ADMIN if persona is Persona.OWNER_ONLY else persona
        if owner not in self._providers:
            profile = await self._get("accounts/profile", owner)
            self._providers[owner] = profile["providers"][0]["id"]
        return self._providers[owner]

    async def _device_login(self, caller: str) -> dict[str, str]:
        """A login with another device that waits, or that was answered; asked by a device that is known."""
        admin, code = person(Persona.ADMIN).email, "a1B2c3D4e5F6g7H8i9J0k1L2m"
        token = (await self._token(Persona.ADMIN))["access_token"]
        key = person(Persona.ADMIN).user_id
        body = {"email": admin, "publicKey": key, "deviceIdentifier": DEVICE, "accessCode": code, "type": 0}
        made = await self._client.post("/api/auth-requests", json=body, headers=VERSION)
        assert made.status_code == 200, made.text
        found = {"authRequestId": made.json()["id"], "accessCode": code}
        if caller != "anonymous":
            approved = caller.startswith("approved")
            answered = await self._client.put(
                f"/api/auth-requests/{found['authRequestId']}",
                json={"key": "4.AAAA", "deviceIdentifier": DEVICE, "requestApproved": approved},
                headers={"Authorization": f"Bearer {token}"},
            )
            assert answered.status_code == 200, answered.text
        return {**found, "newAccessCode": code[::-1], "requestPublicKey": key}

    async def _staff(self, persona: Persona) -> dict[str, str]:
        """The people of the caller's provider, who must be an admin there."""
        people = (await self._get(f"providers/{await self._provider(persona)}/users", persona))["data"]
        named = dict(zip(("invitedProviderUserId", "acceptedProviderUserId"), (0, 1), strict=True))
        found = {
            name: row["id"] for name, status in named.items() for row in people if row["status"] == status
        }
        own = next(row["id"] for row in people if row["email"] == person(persona).email)
        return {**found, "ownProviderUserId": own}

    async def _recovery(self) -> dict[str, str]:
        """A client with members enrolled in account recovery, and a device that waits."""
        provider = await self._provider(Persona.ADMIN)
        clients = (await self._get(f"providers/{provider}/organizations"))["data"]
        (client,) = (row for row in clients if row["organizationName"] == RECOVERY_CLIENT)
        base = f"organizations/{client['organizationId']}"
        members = (await self._get(f"{base}/users"))["data"]
        enrolled = {row["resetPasswordEnrolled"]: row["id"] for row in members}
        return {
            "recoveryOrganizationId": client["organizationId"],
            "enrolledOrganizationUserId": enrolled[True],
            "bareOrganizationUserId": enrolled[False],
            "deviceRequestId": (await self._get(f"{base}/auth-requests"))["data"][0]["id"],
        }

    async def _of_the_client(self) -> dict[str, str]:
        provider = await self._provider(Persona.ADMIN)
        clients = (await self._get(f"providers/{provider}/organizations"))["data"]
        (client,) = (row for row in clients if row["organizationName"] == CLIENT)
        base = f"organizations/{client['organizationId']}"
        members = (await self._get(f"{base}/users"))["data"]
        accepted = next(row for row in members if row["status"] == 1)
        collections = (await self._get(f"{base}/collections/details"))["data"]
        groups = (await self._get(f"{base}/groups/details"))["data"]
        return {
            "linkId": client["id"],
            "organizationId": client["organizationId"],
            "organizationUserId": next(row["id"] for row in members if row["status"] == 2),
            "acceptedOrganizationUserId": accepted["id"],
            "userId": accepted["userId"],
            "collectionId": next(row["id"] for row in collections if row["users"]),
            "groupId": groups[0]["id"],
        }


def _last_month() -> tuple[str, str]:
    """A window as clients ask for it."""
    now = datetime.now(UTC)
    return f"{now - timedelta(days=30):%Y-%m-%dT%H:%M:%S.000Z}", f"{now:%Y-%m-%dT%H:%M:%S.000Z}"


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    """The same JSON with every `{name}` replaced."""
    if isinstance(value, str):
        return _NAME.sub(lambda match: values[match[1]], value)
    if isinstance(value, Mapping):
        return {name: _filled(member, values) for name, member in value.items()}
    return [_filled(item, values) for item in value] if isinstance(value, list) else value


def _names(value: Any) -> Iterator[str]:
    """Every `{name}` in a JSON value."""
    if isinstance(value, str):
        yield from _NAME.findall(value)
    for inner in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        yield from _names(inner)
