"""The keys of a client organization: its own API key, and that of its SCIM address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from backend_client.errors import BadAnswer, ResponseError, Rule, RuleBroken, SeatwardenError
from backend_client.portal.directory import KeyKind, OrganizationKey

if TYPE_CHECKING:
    from backend_client.api.api import Api
    from backend_client.api.organizations import ApiKeyAnswer
    from backend_client.portal.acts import Act, Acts
    from backend_client.portal.clients import Client
    from backend_client.portal.opened_client import ClientOpener
    from backend_client.portal.providers import Provider
    from backend_client.secret import Secret


class OrganizationKeys:
    """The base of whatever hands out a client's keys. The client's own vault need not open for that."""

    def __init__(self, api: Api, *, opener: ClientOpener, acts: Acts) -> None:
        self._api = api
        self._opener = opener
        self._acts = acts

    async def key(
        self, provider: Provider, client: Client, kind: KeyKind, proof: Secret, *, rotate: bool = False
    ) -> OrganizationKey:
        """Fetch a key of the client; the first time makes it. With `rotate` the one before dies at once.

        `proof` comes of `Session.proof`, and is dropped. Fetching is journalled too: it hands out a secret.
        Raises Locked, ClientNotFound, ReadOnlyMode, RuleBroken, NotApplied, OutcomeUnknown, TransportError,
        ResponseError.
        """
        try:
            self._acts.check_allowed()
            now = await self._opener.read(provider, client)
            obstacle = await self._key_obstacle(now, kind)
            if obstacle is not None:
                raise RuleBroken(obstacle)
            before = await self._made(now, kind) if rotate else None
            name = {KeyKind.SCIM: "scim_key", KeyKind.CONNECTOR: "api_key"}[kind]
            act = self._begin(f"{name}.rotate" if rotate else f"{name}.fetch", provider, now)
            return await self._ask(act, now, kind, proof, rotate=rotate, before=before)
        finally:
            proof.drop()

    async def _ask(
        self,
        act: Act,
        client: Client,
        kind: KeyKind,
        proof: Secret,
        *,
        rotate: bool,
        before: datetime | None,
    ) -> OrganizationKey:
        from_server: list[ApiKeyAnswer] = []
        organizations, place = self._api.organizations, client.organization_id

        async def ask() -> None:
            call = organizations.rotate_api_key if rotate else organizations.api_key
            from_server.append(await call(place, int(kind), proof))

        await act.send(ask())
        if not from_server and rotate:
            try:
                after = await self._made(client, kind)
                if None not in (before, after) and after != before:  # another is there: fetch it
                    from_server.append(await organizations.api_key(place, int(kind), proof))
            except SeatwardenError as error:
                act.unreadable(error)
        if not from_server:
            act.not_seen()
        act.done()
        found = from_server[0]
        return OrganizationKey(kind, found.api_key)

    def _begin(
        self,
        name: str,
        provider: Provider,
        client: Client,
        *,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> Act:
        return self._acts.begin(
            name,
            client=client.name,
            provider_id=provider.id,
            organization_id=client.organization_id,
            before=before,
            after=after,
        )

    async def _key_obstacle(self, client: Client, kind: KeyKind) -> Rule | None:
        """Vaultwarden has no SCIM, and one key, whatever its flags say."""
        if await self._opener.is_vaultwarden():
            return Rule.SCIM_NOT_SERVED if kind is KeyKind.SCIM else None
        abilities = await self._opener.abilities(client)
        if kind is KeyKind.SCIM:
            return None if abilities.scim else Rule.SCIM_WITHOUT_FLAG
        return None if abilities.api or abilities.directory else Rule.API_KEY_WITHOUT_FLAG

    async def _made(self, client: Client, kind: KeyKind) -> datetime | None:
        """When the key was made; None where that is not known, or there is none."""
        return (await self._made_keys(client) or {}).get(kind)

    async def _made_keys(self, client: Client) -> dict[KeyKind, datetime | None] | None:
        """Which keys were ever made, by kind; None where the server does not tell."""
        if await self._opener.is_vaultwarden():
            return None
        found: dict[KeyKind, datetime | None] = {}
        for kind in KeyKind:
            try:
                rows = await self._api.organizations.api_key_information(client.organization_id, int(kind))
            except (ResponseError, BadAnswer):
                return None
            for row in rows:
                if row.key_type == kind:
                    found[kind] = row.revision_date
        return found
