"""Reading one opened client: its vault, and where its onboarding stands. Quiet: no audit event is written.

The server's detailed collection list writes an event into the client's log at every call; the plain
list with the members' and groups' own selections tells the same and writes none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Any, TypeVar

from backend_client.errors import DecryptionFailed, Locked, ProviderKeyMissing
from backend_client.portal import clock
from backend_client.portal.account import SessionState
from backend_client.portal.collections import Collection, Permission, access_of, open_collections
from backend_client.portal.groups import groups_of
from backend_client.portal.members import MemberRole, MemberStatus
from backend_client.portal.onboarding.inspect import (
    hindered,
    inspect_collections,
    inspect_groups,
    inspect_import,
    inspect_invitations,
    inspect_policies,
    inspect_sso,
    obstacle_of,
)
from backend_client.portal.onboarding.steps import Checklist, Person
from backend_client.portal.organization import OrganizationVault
from backend_client.portal.policy_data import journal_figures
from backend_client.portal.providers import ProviderKind
from backend_client.portal.shown_acts import Shown, shown_collections
from backend_client.portal.shown_members import shown_members
from backend_client.portal.together import Asked, together
from backend_client.portal.tolerant import or_none

if TYPE_CHECKING:
    from pydantic import BaseModel

    from backend_client.api.api import Api
    from backend_client.api.collections import CollectionRow
    from backend_client.api.groups import GroupRow
    from backend_client.api.members import MemberRow
    from backend_client.api.policies import PolicyRow
    from backend_client.api.rows import Rows
    from backend_client.portal.clients import Client
    from backend_client.portal.interruptions import SettledAct
    from backend_client.portal.opened_client import Abilities, ClientOpener, OpenedClient
    from backend_client.portal.providers import Provider
    from backend_client.portal.session import Session

RowT = TypeVar("RowT", bound="BaseModel")


class OrganizationReader:
    """Opens clients. Every method may raise Locked, ProviderKeyMissing, DecryptionFailed, ClientNotFound."""

    def __init__(self, api: Api, session: Session, opener: ClientOpener) -> None:
        self._api = api
        self._session = session
        self._opener = opener

    async def vault(self, provider: Provider, client: Client) -> OrganizationVault:
        """The client's collections, decrypted, with who may reach them."""
        opened = await self._opener.open(provider, client)
        rows, members, groups = await together(*self._access(client))
        return OrganizationVault(
            provider=provider,
            client=client,
            collections=self._collections(opened, rows, members, groups),
            unassigned=Permission.EDIT,
            read_at=clock.now(),
            people_known=members is not None and groups is not None,
            unreadable=rows.unreadable,
        )

    async def checklist(
        self,
        provider: Provider,
        client: Client,
        items: int | None,
        *,
        waived: Container[str] = (),
        settle: Callable[[Shown], tuple[SettledAct, ...]] | None = None,
    ) -> Checklist:
        """Where each step stands. `items` is a count made before, None when none was made; `waived` are
        ids of collections that were said to need no manager.

        `settle` decides interrupted acts by what was read. Without it this is read in the background: client
        and flags are taken as they were last read, and only what is inside the client is asked for.
        A key that does not open blocks steps and is no error here.
        """
        background = settle is None
        _ = self._session.keys  # locked sessions are told before anything is asked
        abilities = await self._opener.abilities(client, at_most=inf if background else 0)
        if not background:
            client = await self._opener.read(provider, client)
        opened = await self._opened(provider, client)
        rows, members, groups = await together(*self._access(client))
        policies = None
        if abilities.policies:
            policies = await or_none(lambda: self._api.policies.list(client.organization_id))
        collections = None
        if opened is not None:
            collections = self._collections(opened, rows, members, groups)
        people = None if members is None else tuple(_person(row) for row in members.rows)
        client = _with_own_seats(provider, client, people)
        reports = (
            inspect_collections(collections),
            inspect_import(items, collections, waived),
            inspect_policies(abilities, None if policies is None else policies.rows),
            inspect_sso(abilities, vaultwarden=opened is not None and opened.vaultwarden),
            inspect_groups(abilities, None if groups is None else groups.rows),
            inspect_invitations(people, client.seats),
        )
        shown = _shown(rows, members, groups, collections, policies, abilities)
        return Checklist(
            provider=provider,
            client=client,
            reports=hindered(reports, obstacle_of(provider, client, opens=opened is not None)),
            people=people or (),
            read_at=clock.now(),
            settled=settle(shown) if settle is not None else (),
        )

    async def _opened(self, provider: Provider, client: Client) -> OpenedClient | None:
        """The client with its key, None where the key is missing or does not open."""
        try:
            return await self._opener.opened(provider, client)
        except (ProviderKeyMissing, DecryptionFailed):
            return None

    def _access(
        self, client: Client
    ) -> tuple[Asked[Rows[CollectionRow]], Asked[Rows[MemberRow] | None], Asked[Rows[GroupRow] | None]]:
        """Collections must be readable; without members or groups the rest still shows."""
        organization_id = client.organization_id
        return (
            self._api.collections.list(organization_id),
            or_none(lambda: self._api.members.list(organization_id, groups=True, collections=True)),
            or_none(lambda: self._api.groups.details(organization_id)),
        )

    def _collections(
        self,
        opened: OpenedClient,
        rows: Rows[CollectionRow],
        members: Rows[MemberRow] | None,
        groups: Rows[GroupRow] | None,
    ) -> tuple[Collection, ...]:
        account = self._session.account
        if account is None or self._session.state is not SessionState.UNLOCKED:
            raise Locked("locked while the client was opened")
        access = access_of(_rows(members), _rows(groups), account.user_id, admins_manage=opened.vaultwarden)
        return open_collections(rows.rows, opened.key, access)


def _shown(
    rows: Rows[CollectionRow],
    members: Rows[MemberRow] | None,
    groups: Rows[GroupRow] | None,
    collections: Sequence[Collection] | None,
    policies: Rows[PolicyRow] | None,
    abilities: Abilities,
) -> Shown:
    """What decides interrupted acts: only lists that were read whole."""
    names = None if collections is None or rows.unreadable else shown_collections(collections)
    people = None if members is None or members.unreadable else members
    return Shown(
        collections=names,
        groups=None if groups is None or groups.unreadable else groups_of(groups.rows, _rows(people)),
        members=None if people is None else shown_members(people),
        policies=None if policies is None or policies.unreadable else _figures(policies.rows),
        sso_enabled=abilities.sso_enabled if abilities.sso else None,
    )


def _figures(policies: Sequence[PolicyRow]) -> dict[str, dict[str, Any]]:
    """What the journal would keep of each policy, by its word."""
    figures = [journal_figures(row.type, enabled=row.enabled, data=row.data or {}) for row in policies]
    return {str(each["policy"]): each for each in figures}


def _with_own_seats(provider: Provider, client: Client, people: Sequence[Person] | None) -> Client:
    """An organization of the account's own is in no list of clients: its members are counted."""
    if provider.kind is not ProviderKind.OWN_ORGANIZATIONS or people is None:
        return client
    counts = Counter(person.status for person in people)
    used = counts[MemberStatus.INVITED] + counts[MemberStatus.ACCEPTED] + counts[MemberStatus.CONFIRMED]
    return replace(client, seats=replace(client.seats, used=used, confirmed=counts[MemberStatus.CONFIRMED]))


def _rows(found: Rows[RowT] | None) -> tuple[RowT, ...]:
    return () if found is None else found.rows


def _person(row: MemberRow) -> Person:
    return Person(
        id=row.id,
        email=row.email,
        name=row.name or "",
        status=row.status,
        owner=row.type == MemberRole.OWNER,
        since=row.creation_date,
    )
