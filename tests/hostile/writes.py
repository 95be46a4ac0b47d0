"""Every write but those of clients and imports: how it is made, its request, and what shows that it was.

`prepare` reads what a screen would have read, and returns the write itself. `watch` is a query that answers
otherwise once the server carried the write out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from backend_client.portal.clients import Client
from backend_client.portal.collection_overview import Assignee, CollectionOverview, NewCollection
from backend_client.portal.collections import Permission
from backend_client.portal.directory import KeyKind
from backend_client.portal.groups import (
    GroupAccessChange,
    GroupBoard,
    GroupDeletion,
    GroupMembersChange,
    GroupRename,
    NewGroup,
)
from backend_client.portal.invitation_plan import Invitee
from backend_client.portal.member_access import Wish, edit_of
from backend_client.portal.members import MemberRole, MemberStatus
from backend_client.portal.people import PersonRole, PersonStatus
from backend_client.portal.policies import PolicyWish
from backend_client.portal.portal import Portal
from backend_client.portal.providers import Provider
from backend_client.portal.sso_fields import SsoKind
from backend_client.secret import Secret
from embedded_backend.seed import Persona, PracticePerson
from tests.contract.member_desk import one_of
from tests.contract.recovery_desk import DELTA, GOOD, OLDER
from tests.contract.test_joining import FORM, organization_mail, provider_mail, setup_mail
from tests.contract.test_sso import FRESH, OIDC, wish
from tests.practice import Practice

BIRCH, IRONWOOD = "Birch & Sons Logistics", "Ironwood Architects"
MIA = "mia@birch.example"
SSO_SECRET = "0idc-cl1ent-s3cret"
BEN = "ben@northwind.example"


@dataclass
class Place:
    """Where a write is made."""

    practice: Practice
    portal: Portal
    who: PracticePerson
    provider: Provider
    client: Client

    @property
    def at(self) -> tuple[Provider, Client]:
        return self.provider, self.client

    async def proof(self) -> Secret:
        return await self.portal.session.proof(Secret(self.who.password))

    async def member(self, email: str) -> str:
        board = await self.portal.members.board(*self.at)
        return next(one.id for one in board.members if one.email == email)

    async def person(self, email: str) -> str:
        board = await self.portal.people.board(self.provider)
        return next(one.id for one in board.people if one.email == email)


Act = Callable[[], Awaitable[object]]
Prepare = Callable[[Place], Awaitable[Act]]


@dataclass(frozen=True)
class Write:
    """`client` is the one it is made in; `blind`: nothing that can be read shows whether it was made."""

    request: str
    watch: str
    prepare: Prepare
    client: str | None = BIRCH
    who: Persona = Persona.ADMIN
    setup: tuple[str, ...] = ()
    blind: bool = False


# The provider


async def _invite(at: Place) -> Act:
    return lambda: at.portal.people.invite(at.provider, ["new@north.example"], PersonRole.SERVICE_USER)


def _people(name: str, email: str) -> Prepare:
    async def prepare(at: Place) -> Act:
        ids = [await at.person(email)]
        return lambda: getattr(at.portal.people, name)(at.provider, ids)

    return prepare


async def _remind(at: Place) -> Act:
    board = await at.portal.people.board(at.provider)
    ids = [next(one.id for one in board.people if one.status == PersonStatus.INVITED)]
    return lambda: at.portal.people.resend(at.provider, ids)


async def _confirm_person(at: Place) -> Act:
    board = await at.portal.people.board(at.provider)
    found = await at.portal.people.candidates(at.provider, [one.id for one in board.people])
    return lambda: at.portal.people.confirm(at.provider, found.ready[:1])


async def _role(at: Place) -> Act:
    ben = await at.person(BEN)
    return lambda: at.portal.people.set_role(at.provider, ben, PersonRole.SERVICE_USER)


async def _settings(at: Place) -> Act:
    shown = await at.portal.provider_settings.read(at.provider)
    return lambda: at.portal.provider_settings.change(
        at.provider, shown, name="Another", billing_email=shown.billing_email
    )


async def _end(at: Place) -> Act:
    return lambda: at.portal.provider_settings.delete(at.provider)


def _join(mail: Callable[[Practice], str]) -> Prepare:
    async def prepare(at: Place) -> Act:
        invitation = await at.portal.joining.read(mail(at.practice))
        return lambda: at.portal.joining.accept(invitation)

    return prepare


async def _set_up(at: Place) -> Act:
    link = (await at.portal.joining.read(setup_mail(at.practice))).link
    return lambda: at.portal.provider_setup.set_up(link, FORM)


# Members


def _members(name: str, email: str) -> Prepare:
    async def prepare(at: Place) -> Act:
        ids = [await at.member(email)]
        return lambda: getattr(at.portal.members, name)(*at.at, ids)

    return prepare


async def _resend_to_somebody(at: Place) -> Act:
    board = await at.portal.members.board(*at.at)
    ids = [next(one.id for one in board.members if one.status == MemberStatus.INVITED)]
    return lambda: at.portal.members.resend(*at.at, ids)


async def _confirm_member(at: Place) -> Act:
    found = await at.portal.members.candidates(*at.at, [await at.member(MIA)])
    return lambda: at.portal.members.confirm(*at.at, found.ready)


def _edit(wished: Callable[[Any], Wish]) -> Prepare:
    async def prepare(at: Place) -> Act:
        board = await at.portal.member_edits.board(*at.at)
        edit = edit_of(one_of(board, MIA), wished(board))
        return lambda: at.portal.member_edits.apply(*at.at, board, edit)

    return prepare


def _joins_drivers(board: Any) -> Wish:
    return Wish(groups={next(each.id for each in board.groups if each.name == "Drivers"): True})


async def _invite_member(at: Place) -> Act:
    people = (Invitee("new@birch.example", MemberRole.USER),)
    return lambda: at.portal.invitations.send(*at.at, people)


def _recover(*, password: bool, two_step: bool) -> Prepare:
    async def prepare(at: Place) -> Act:
        case = await at.portal.account_recovery.inspect(*at.at, await at.member(OLDER))
        new = Secret(GOOD) if password else None
        return lambda: at.portal.account_recovery.apply(*at.at, case, password=new, two_step=two_step)

    return prepare


def _device(name: str) -> Prepare:
    async def prepare(at: Place) -> Act:
        board = await at.portal.device_approvals.inspect(*at.at)
        request = next(one for one in board.requests if one.email == OLDER)
        return lambda: getattr(at.portal.device_approvals, name)(*at.at, request)

    return prepare


# A client's own record


async def _email(at: Place) -> Act:
    settings = at.portal.organization_settings
    (change,) = settings.plan_email(await settings.inspect(*at.at), "bills@birch.example")
    return lambda: settings.apply(*at.at, change)


async def _switch(at: Place) -> Act:
    settings = at.portal.organization_settings
    (change,) = settings.plan_switches(await settings.inspect(*at.at), {"limit_creation": True})
    return lambda: settings.apply(*at.at, change)


def _rotated(kind: KeyKind) -> Prepare:
    async def prepare(at: Place) -> Act:
        settings = at.portal.organization_settings
        await settings.key(*at.at, kind, await at.proof())
        proof = await at.proof()
        return lambda: settings.key(*at.at, kind, proof, rotate=True)

    return prepare


def _ending(name: str) -> Prepare:
    async def prepare(at: Place) -> Act:
        proof = await at.proof()
        return lambda: getattr(at.portal.organization_settings, name)(*at.at, proof)

    return prepare


async def _add_domain(at: Place) -> Act:
    return lambda: at.portal.domains.add(*at.at, "iron.example")


def _domain(name: str) -> Prepare:
    async def prepare(at: Place) -> Act:
        domain = await at.portal.domains.add(*at.at, "iron.example")
        at.practice.execute("UPDATE organization_domains SET created_at = created_at - 36000000000")
        return lambda: getattr(at.portal.domains, name)(*at.at, domain)

    return prepare


# Collections, groups, policies, single sign-on, directory


def _collections(write: Callable[[Place, CollectionOverview], Act]) -> Prepare:
    async def prepare(at: Place) -> Act:
        return write(at, await at.portal.collections.overview(*at.at))

    return prepare


def _shelf(found: CollectionOverview) -> str:
    return next(each.id for each in found.collections if each.name == "Dispatch")


def _grant(permission: Permission) -> Callable[[Place, CollectionOverview], Act]:
    def write(at: Place, found: CollectionOverview) -> Act:
        mia: Assignee = next(one for one in found.assignees if one.name == MIA)
        return lambda: at.portal.collections.grant(*at.at, [_shelf(found)], mia, permission)

    return write


def _taken(at: Place, found: CollectionOverview) -> Act:
    at.practice.execute(
        "INSERT INTO collection_users"
        " (collection_id, organization_user_id, read_only, hide_passwords, manage)"
        " SELECT ?, id, 1, 0, 0 FROM organization_users WHERE email = ?",
        *(_shelf(found), MIA),
    )
    return _grant(Permission.NO_ACCESS)(at, found)


def _groups(write: Callable[[GroupBoard], Any]) -> Prepare:
    async def prepare(at: Place) -> Act:
        change = write(await at.portal.groups.board(*at.at))
        return lambda: at.portal.groups.apply(*at.at, change)

    return prepare


def _drivers(board: GroupBoard) -> Any:
    return next(group for group in board.groups if group.name == "Drivers")


def _more_access(board: GroupBoard) -> GroupAccessChange:
    drivers = _drivers(board)
    shelf = next(each.id for each in board.collections if drivers.reach(each.id) is Permission.NO_ACCESS)
    return GroupAccessChange(drivers, {shelf: Permission.EDIT})


def _more_members(board: GroupBoard) -> GroupMembersChange:
    drivers = _drivers(board)
    return GroupMembersChange(
        drivers, added=frozenset([next(iter({one.id for one in board.members} - drivers.members))])
    )


async def _policy(at: Place) -> Act:
    board = await at.portal.policies.read(*at.at)
    (change,) = at.portal.policies.plan_one(board, PolicyWish(1, True, {"minLength": 14}))
    return lambda: at.portal.policies.apply(*at.at, change)


async def _sso(at: Place) -> Act:
    state = await at.portal.sso.inspect(*at.at)
    (change,) = at.portal.sso.plan(state, wish(SsoKind.OIDC, OIDC, secret=SSO_SECRET))
    return lambda: at.portal.sso.apply(*at.at, change)


async def _scim_on(at: Place) -> Act:
    (change,) = at.portal.directory.plan(await at.portal.directory.inspect(*at.at), enabled=True)
    return lambda: at.portal.directory.apply(*at.at, change)


async def _scim_off(at: Place) -> Act:
    directory = at.portal.directory
    (on,) = directory.plan(await directory.inspect(*at.at), enabled=True)
    (off,) = directory.plan(await directory.apply(*at.at, on), enabled=False)
    return lambda: directory.apply(*at.at, off)


_USERS = "organizations/{organization_id}/users"
_STAFF = "providers/{provider_id}/users"
_SHELVES = "organizations/{organization_id}/collections"
_GROUPS = "organizations/{organization_id}/groups"
_DOMAINS = "organizations/{organization_id}/domain"
_DEVICES = "organizations/{organization_id}/auth-requests/{request_id}"
_STAFF_ROWS = "SELECT group_concat(id || status || type) FROM provider_users"
_MEMBER_ROWS = "SELECT group_concat(id || status || type) FROM organization_users"
_MAILS = "SELECT count(*) FROM outbox"
_KEYS = "SELECT group_concat(api_key) FROM organization_api_keys"
_SCIM = "SELECT group_concat(enabled) FROM connections"
_HELD = "SELECT count(*), sum(read_only), sum(manage) FROM collection_users"
_DOMAIN_ROWS = "SELECT count(*), count(verified_at) FROM organization_domains"
_FILL = (
    "UPDATE ciphers SET organization_id = (SELECT id FROM organizations WHERE name LIKE 'Birch%')"
    " WHERE rowid < 4"
)
_ANSWERED = "SELECT count(approved) FROM auth_requests"

WRITES: Mapping[str, Write] = {
    "person.invite": Write(f"POST {_STAFF}/invite", _STAFF_ROWS, _invite),
    "person.resend": Write(f"POST {_STAFF}/reinvite", _MAILS, _remind, blind=True),
    "person.confirm": Write(f"POST {_STAFF}/confirm", _STAFF_ROWS, _confirm_person),
    "person.role": Write(f"PUT {_STAFF}/{{provider_user_id}}", _STAFF_ROWS, _role),
    "person.remove": Write(f"DELETE {_STAFF}", _STAFF_ROWS, _people("remove", BEN)),
    "provider.update": Write(
        "PUT providers/{provider_id}", "SELECT group_concat(name) FROM providers", _settings
    ),
    "provider.delete": Write(
        "DELETE providers/{provider_id}",
        "SELECT count(*) FROM providers",
        _end,
        client=None,
        who=Persona.EMPTY_PROVIDER,
    ),
    "joining.provider": Write(
        f"POST {_STAFF}/{{provider_user_id}}/accept",
        _STAFF_ROWS,
        _join(provider_mail),
        client=None,
        who=Persona.NO_ORGANIZATION,
        blind=True,
    ),
    "joining.organization": Write(
        f"POST {_USERS}/{{member_id}}/accept",
        _MEMBER_ROWS,
        _join(organization_mail),
        client=None,
        who=Persona.NO_ORGANIZATION,
    ),
    "setup.provider": Write(
        "POST providers/{provider_id}/setup", "SELECT group_concat(status) FROM providers", _set_up
    ),
    "member.confirm": Write(f"POST {_USERS}/confirm", _MEMBER_ROWS, _confirm_member),
    "member.resend": Write(f"POST {_USERS}/reinvite", _MAILS, _resend_to_somebody, blind=True),
    "member.revoke": Write(f"PUT {_USERS}/revoke", _MEMBER_ROWS, _members("revoke", MIA)),
    "member.restore": Write(
        f"PUT {_USERS}/restore",
        _MEMBER_ROWS,
        _members("restore", MIA),
        setup=(f"UPDATE organization_users SET status = -1 WHERE email = '{MIA}'",),
    ),
    "member.remove": Write(f"DELETE {_USERS}", _MEMBER_ROWS, _members("remove", MIA)),
    "member.edit role": Write(
        f"PUT {_USERS}/{{member_id}}", _MEMBER_ROWS, _edit(lambda _board: Wish(MemberRole.ADMIN))
    ),
    "member.edit groups": Write(
        f"PUT {_USERS}/{{member_id}}", "SELECT count(*) FROM group_users", _edit(_joins_drivers)
    ),
    "member.invite": Write(f"POST {_USERS}/invite", _MEMBER_ROWS, _invite_member),
    "member.recover": Write(
        f"PUT {_USERS}/{{member_id}}/recover-account",
        f"SELECT hex(auth_digest) FROM users WHERE email = '{OLDER}'",
        _recover(password=True, two_step=False),
        client=DELTA,
        blind=True,
    ),
    "member.recover two-step": Write(
        f"PUT {_USERS}/{{member_id}}/recover-account",
        f"SELECT totp_secret FROM users WHERE email = '{OLDER}'",
        _recover(password=False, two_step=True),
        client=DELTA,
        setup=(f"UPDATE users SET totp_secret = 'JBSWY3DPEHPK3PXP' WHERE email = '{OLDER}'",),
    ),
    "device.approve": Write(f"POST {_DEVICES}", _ANSWERED, _device("approve"), client=DELTA, blind=True),
    "device.deny": Write(f"POST {_DEVICES}", _ANSWERED, _device("deny"), client=DELTA, blind=True),
    "organization.email": Write(
        "PUT organizations/{organization_id}", "SELECT group_concat(billing_email) FROM organizations", _email
    ),
    "organization.collections": Write(
        "PUT organizations/{organization_id}/collection-management",
        "SELECT sum(limit_collection_creation) FROM organizations",
        _switch,
        client=FRESH,
    ),
    "api_key.rotate": Write(
        "POST organizations/{organization_id}/rotate-api-key", _KEYS, _rotated(KeyKind.CONNECTOR)
    ),
    "scim_key.rotate": Write(
        "POST organizations/{organization_id}/rotate-api-key",
        _KEYS,
        _rotated(KeyKind.SCIM),
        client=FRESH,
    ),
    "organization.purge": Write(
        "POST ciphers/purge", "SELECT count(*) FROM ciphers", _ending("purge"), setup=(_FILL,)
    ),
    "client.delete": Write(
        "DELETE organizations/{organization_id}", "SELECT count(*) FROM organizations", _ending("delete")
    ),
    "domain.add": Write(f"POST {_DOMAINS}", _DOMAIN_ROWS, _add_domain, client=IRONWOOD),
    "domain.verify": Write(
        f"POST {_DOMAINS}/{{domain_id}}/verify", _DOMAIN_ROWS, _domain("verify"), client=IRONWOOD
    ),
    "domain.remove": Write(
        f"DELETE {_DOMAINS}/{{domain_id}}", _DOMAIN_ROWS, _domain("remove"), client=IRONWOOD
    ),
    "collection.create": Write(
        f"POST {_SHELVES}",
        "SELECT count(*) FROM collections",
        _collections(
            lambda at, found: lambda: at.portal.collections.create(*at.at, NewCollection("New", found.owner))
        ),
    ),
    "collection.rename": Write(
        f"PUT {_SHELVES}/{{collection_id}}",
        "SELECT group_concat(name) FROM collections",
        _collections(lambda at, found: lambda: at.portal.collections.rename(*at.at, _shelf(found), "Other")),
    ),
    "collection.delete": Write(
        f"DELETE {_SHELVES}/{{collection_id}}",
        "SELECT count(*) FROM collections",
        _collections(lambda at, found: lambda: at.portal.collections.delete(*at.at, _shelf(found))),
    ),
    "collection.access given": Write(
        f"POST {_SHELVES}/bulk-access", _HELD, _collections(_grant(Permission.VIEW))
    ),
    "collection.access taken": Write(
        f"PUT {_SHELVES}/{{collection_id}}",
        _HELD,
        _collections(_taken),
    ),
    "collection.admin_access": Write(
        "PUT organizations/{organization_id}/collection-management",
        "SELECT sum(admin_access) FROM organizations",
        _collections(
            lambda at, found: lambda: at.portal.collections.set_admin_access(*at.at, not found.admin_access)
        ),
    ),
    "group.create": Write(
        f"POST {_GROUPS}", "SELECT count(*) FROM groups", _groups(lambda _board: NewGroup("New"))
    ),
    "group.rename": Write(
        f"PUT {_GROUPS}/{{group_id}}",
        "SELECT group_concat(name) FROM groups",
        _groups(lambda board: GroupRename(_drivers(board), "Other")),
    ),
    "group.access": Write(
        f"PUT {_GROUPS}/{{group_id}}", "SELECT count(*) FROM collection_groups", _groups(_more_access)
    ),
    "group.members": Write(
        f"PUT {_GROUPS}/{{group_id}}", "SELECT count(*) FROM group_users", _groups(_more_members)
    ),
    "group.delete": Write(
        f"DELETE {_GROUPS}/{{group_id}}",
        "SELECT count(*) FROM groups",
        _groups(lambda board: GroupDeletion(_drivers(board))),
    ),
    "policy.set": Write(
        "PUT organizations/{organization_id}/policies/{type}",
        "SELECT group_concat(enabled) FROM policies",
        _policy,
        client=FRESH,
    ),
    "sso.enable": Write(
        "POST organizations/{organization_id}/sso",
        "SELECT group_concat(data) FROM sso_configs",
        _sso,
        client=FRESH,
    ),
    "scim.on": Write("POST organizations/connections", _SCIM, _scim_on, client=FRESH),
    "scim.off": Write("PUT organizations/connections/{connection_id}", _SCIM, _scim_off, client=FRESH),
}
