"""The writes that tests/hostile/writes.py leaves out, and reads that only a write makes on its way."""

from __future__ import annotations

import json
from collections.abc import Mapping

from backend_client.portal.client_changes import NewClient
from backend_client.portal.importers.formats import read_export
from tests.contract.test_client_changes import TEAMS
from tests.contract.test_sso import FRESH
from tests.hostile.writes import BIRCH, MIA, WRITES, Act, Place, Write

ALDER = "Alder Dental Group"
_ITEM = {"type": 1, "name": "Router", "login": {"username": "admin", "password": "secret"}}
_EXPORT = json.dumps({"encrypted": False, "collections": [], "items": [_ITEM] * 3}).encode()


async def _create(at: Place) -> Act:
    return lambda: at.portal.changes.create(
        at.provider, NewClient("Kestrel Foods", "owner@kestrel.example", TEAMS, 5)
    )


async def _resize(at: Place) -> Act:
    return lambda: at.portal.changes.set_seats(at.provider, at.client, 45)


async def _add_existing(at: Place) -> Act:
    organization, *_others = await at.portal.changes.addable(at.provider)
    return lambda: at.portal.changes.add_existing(at.provider, organization)


async def _unlink(at: Place) -> Act:
    return lambda: at.portal.changes.unlink(at.provider, at.client)


async def _import(at: Place) -> Act:
    plan = await at.portal.imports.plan(*at.at, read_export(_EXPORT)[1])
    return lambda: at.portal.imports.send(*at.at, plan)


async def _delete_account(at: Place) -> Act:
    member = await at.member(MIA)
    return lambda: at.portal.members.delete_accounts(*at.at, [member])


_CLAIMED = (
    "INSERT INTO organization_domains (id, organization_id, domain_name, txt, created_at, verified_at,"
    " next_run_at) SELECT '7d1f4a52-0a53-4a8c-8a0e-b2c400f1a777', id, 'birch.example', 'bw=x', 0, 1, 0"
    f" FROM organizations WHERE name = '{BIRCH}'"
)
_ORGANIZATION = "GET /api/organizations/{organization_id}"

MORE: Mapping[str, tuple[str, Write]] = {
    "POST /api/providers/{provider_id}/clients": (
        "client.create",
        Write("POST providers/{provider_id}/clients", "SELECT count(*) FROM organizations", _create),
    ),
    "PUT /api/providers/{provider_id}/clients/{link_id}": (
        "client.seats",
        Write(
            "PUT providers/{provider_id}/clients/{link_id}",
            "SELECT group_concat(seats) FROM organizations",
            _resize,
        ),
    ),
    "POST /api/providers/{provider_id}/clients/existing": (
        "client.add_existing",
        Write(
            "POST providers/{provider_id}/clients/existing",
            "SELECT count(*) FROM provider_organizations",
            _add_existing,
        ),
    ),
    "DELETE /api/providers/{provider_id}/organizations/{link_id}": (
        "client.unlink",
        Write(
            "DELETE providers/{provider_id}/organizations/{link_id}",
            "SELECT count(*) FROM provider_organizations",
            _unlink,
            client=ALDER,
        ),
    ),
    "POST /api/ciphers/import-organization": (
        "import",
        Write("POST ciphers/import-organization", "SELECT count(*) FROM ciphers", _import, client=FRESH),
    ),
    "DELETE /api/organizations/{organization_id}/users/delete-account": (
        "member.delete_account",
        Write(
            "DELETE organizations/{organization_id}/users/delete-account",
            "SELECT count(*) FROM users",
            _delete_account,
            setup=(_CLAIMED,),
        ),
    ),
    f"{_ORGANIZATION}/groups/{{group_id}}/details": ("group.access", WRITES["group.access"]),
    f"{_ORGANIZATION}/groups/{{group_id}}/users": ("group.members", WRITES["group.members"]),
    f"{_ORGANIZATION}/users/{{member_id}}": ("member.edit role", WRITES["member.edit role"]),
}
