"""The nouns: their calls and their models."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from backend_client.api.api import Api
from backend_client.api.selection import Selection
from backend_client.errors import BadAnswer
from backend_client.secret import Secret
from tests.unit.api.fake_server import FakeServer, Reply, api_on, token_body
from tests.unit.api.payloads import CLIENT, PROFILE, listed


@dataclass
class Desk:
    server: FakeServer
    api: Api

    def answers(self, path: str, body: object, method: str = "GET") -> None:
        self.server.on(method, f"/api/{path}", Reply(200, body))


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    server = FakeServer()
    server.on("POST", "/identity/connect/token", Reply(200, token_body()))
    api = api_on(server)
    await api.auth.sign_in_with_password("ada@example.test", Secret("hash"))
    yield Desk(server, api)
    await api.aclose()


async def test_clients(desk: Desk) -> None:
    desk.answers("providers/p1/organizations", listed(CLIENT))
    clients = await desk.api.clients.list("p1")
    (row,) = clients
    assert (row.id, row.organization_id) == (CLIENT["id"], CLIENT["organizationId"])
    assert (row.organization_name, row.plan, row.key) == ("Birch & Sons", CLIENT["plan"], CLIENT["key"])
    assert (row.seats, row.occupied_seats, row.user_count) == (40, 37, 29)
    assert row.creation_date is not None
    assert row.creation_date.utcoffset() is not None
    assert clients.unreadable == 0
    assert "2.iv" not in repr(row)


async def test_the_profile(desk: Desk) -> None:
    desk.answers("accounts/profile", PROFILE)
    profile = await desk.api.accounts.profile()
    assert (profile.id, profile.email, profile.name) == ("user-1", "ada@example.test", "")
    (provider,) = profile.providers
    assert (provider.key, provider.type, provider.provider_status) == ("4.sealed", 0, 2)
    (client,) = profile.provider_organizations
    assert (client.enabled, client.product_tier_type, client.use_sso, client.use_groups) == (
        False,
        3,
        True,
        False,
    )
    (own,) = profile.organizations
    assert (own.type, own.status, own.seats) == (1, 2, None)
    for key in ("2.user", "2.private", "4.sealed", "2.org", "4.own"):
        assert key not in repr(profile)


async def test_revision_date(desk: Desk) -> None:
    desk.answers("accounts/revision-date", b"1785578430123")
    assert await desk.api.accounts.revision_date() == 1785578430123
    desk.answers("accounts/revision-date", b'"soon"')
    with pytest.raises(BadAnswer):
        await desk.api.accounts.revision_date()


async def test_provider(desk: Desk) -> None:
    desk.answers("providers/p1", {"id": "p1", "name": "A & B", "businessName": "A &amp; B", "type": 0})
    provider = await desk.api.providers.read("p1")
    assert (provider.name, provider.plain_business_name, provider.billing_email) == ("A & B", "A & B", "")


async def test_subscription(desk: Desk) -> None:
    plan = {"planName": "Teams (Monthly)", "type": 17, "productTier": 2, "seatMinimum": 10,
            "purchasedSeats": None, "assignedSeats": 7, "cost": 40.0, "cadence": "Monthly"}  # fmt: skip
    body = {"status": "active", "plans": [plan], "providerType": 0, "discountPercentage": None,
            "currentPeriodEndDate": "2026-09-01T00:00:00Z"}  # fmt: skip
    desk.answers("providers/p1/billing/subscription", body)
    subscription = await desk.api.billing.subscription("p1")
    (found,) = subscription.plans
    assert (found.plan_name, found.product_tier) == ("Teams (Monthly)", 2)
    assert (found.seat_minimum, found.purchased_seats, found.assigned_seats) == (10, 0, 7)


async def test_a_subscription_without_plans_is_none(desk: Desk) -> None:
    desk.answers("providers/p1/billing/subscription", {"status": "active"})
    with pytest.raises(BadAnswer) as caught:
        await desk.api.billing.subscription("p1")
    assert caught.value.problem == "plans: missing"


@pytest.mark.parametrize(
    ("body", "resolution", "tax"),
    [
        (b"", None, None),
        ({"suspension": None, "taxId": None}, None, None),
        ({"suspension": {"resolution": "contact_support"}, "taxId": {"type": "tax_id_missing"}},
         "contact_support", "tax_id_missing"),
    ],
)  # fmt: skip
async def test_warnings(desk: Desk, body: object, resolution: str | None, tax: str | None) -> None:
    desk.answers("providers/p1/billing/vnext/warnings", body)
    warnings = await desk.api.billing.warnings("p1")
    assert (warnings.suspension.resolution if warnings.suspension else None) == resolution
    assert (warnings.tax_id.type if warnings.tax_id else None) == tax


async def test_organization(desk: Desk) -> None:
    desk.answers("organizations/o1", {"id": "o1", "name": "Birch", "useSso": True, "seats": None})
    organization = await desk.api.organizations.read("o1")
    assert (organization.name, organization.use_sso, organization.use_scim) == ("Birch", True, False)
    assert organization.seats is None


async def test_organization_metadata(desk: Desk) -> None:
    path = "organizations/o1/billing/vnext/metadata"
    desk.answers(path, {"isOnSecretsManagerStandalone": False, "organizationOccupiedSeats": 9})
    metadata = await desk.api.organizations.metadata("o1")
    assert metadata is not None
    assert metadata.organization_occupied_seats == 9
    desk.answers(path, b"")
    assert await desk.api.organizations.metadata("o1") is None


async def test_collections(desk: Desk) -> None:
    row = {
        "object": "collection",
        "id": "c1",
        "organizationId": "o1",
        "name": "2.n",
        "externalId": "e",
        "type": 0,
    }
    desk.answers("organizations/o1/collections", listed(row, {**row, "name": None}))
    found = await desk.api.collections.list("o1")
    assert [(one.id, one.name, one.external_id) for one in found] == [("c1", "2.n", "e")]
    assert found.unreadable == 1


async def test_collection_details(desk: Desk) -> None:
    access = {"id": "g1", "readOnly": False, "hidePasswords": False, "manage": True}
    row = {"id": "c1", "name": "2.n", "groups": [access], "users": None, "unmanaged": True}
    desk.answers("organizations/o1/collections/details", listed(row))
    (found,) = await desk.api.collections.details("o1")
    assert found.groups is not None
    assert (found.groups[0].id, found.groups[0].manage) == ("g1", True)
    assert (found.users, found.unmanaged, found.assigned) == (None, True, False)


async def test_creating_a_collection_sends_full_lists(desk: Desk) -> None:
    desk.answers("organizations/o1/collections", {"id": "c1", "name": "2.n"}, method="POST")
    created = await desk.api.collections.create("o1", name="2.n", users=[Selection(id="u1", manage=True)])
    assert created.id == "c1"
    assert desk.server.asked[-1].json == {
        "name": "2.n",
        "groups": [],
        "users": [{"id": "u1", "readOnly": False, "hidePasswords": False, "manage": True}],
    }


async def test_groups(desk: Desk) -> None:
    access = {"id": "c1", "readOnly": True, "hidePasswords": True, "manage": False}
    desk.answers(
        "organizations/o1/groups/details",
        listed({"id": "g1", "name": "Finance", "collections": [access]}, {"id": "g2", "collections": None}),
    )
    first, second = await desk.api.groups.details("o1")
    assert (first.name, first.collections[0].read_only) == ("Finance", True)
    assert second.collections == ()
    desk.answers("organizations/o1/groups/g1/users", ["m1", "m2"])
    assert await desk.api.groups.user_ids("o1", "g1") == ("m1", "m2")


async def test_members(desk: Desk) -> None:
    row = {"id": "m1", "userId": None, "status": 0, "type": 0, "email": "jo@example.test", "name": None,
           "collections": [{"id": "c1", "manage": True}], "groups": ["g1"], "permissions": None,
           "revocationReason": 99}  # fmt: skip
    desk.answers("organizations/o1/users", listed(row, {**row, "status": 42, "groups": None}, {"id": "m3"}))
    members = await desk.api.members.list("o1", groups=True, collections=True)
    first, second = members
    assert (first.user_id, first.status, first.groups) == (None, 0, ("g1",))
    assert first.collections[0].manage
    assert (second.status, second.groups) == (42, ())
    assert members.unreadable == 1
    assert desk.server.asked[-1].query == "includeGroups=true&includeCollections=true"


async def test_member_mini_details(desk: Desk) -> None:
    desk.answers("organizations/o1/users/mini-details", listed({"id": "m1", "status": -1, "email": "a@b"}))
    (member,) = await desk.api.members.mini_details("o1")
    assert (member.status, member.email) == (-1, "a@b")


@pytest.mark.parametrize(
    ("server", "vaultwarden"),
    [(None, False), ({"name": "Vaultwarden", "url": "x"}, True), ({"name": None}, False)],
)
async def test_what_a_server_says_about_itself(desk: Desk, server: Any, vaultwarden: bool) -> None:
    body = {"version": "2026.8.0", "server": server, "featureStates": {"a": True, "b": "x", "c": {"d": 1}}}
    desk.answers("config", body)
    config = await desk.api.config()
    assert (config.version, config.is_vaultwarden) == ("2026.8.0", vaultwarden)
    assert config.feature_states == {"a": True, "b": "x"}
    assert "authorization" not in desk.server.asked[-1].headers


async def test_a_server_that_says_little(desk: Desk) -> None:
    desk.answers("config", {"version": None, "featureStates": None})
    config = await desk.api.config()
    assert (config.version, config.server_name, config.feature_states) == ("", "", {})


CALLS: dict[str, Callable[[Api], Awaitable[object]]] = {
    "accounts/profile": lambda api: api.accounts.profile(),
    "accounts/revision-date": lambda api: api.accounts.revision_date(),
    "providers/p1": lambda api: api.providers.read("p1"),
    "providers/p1/organizations": lambda api: api.clients.list("p1"),
    "providers/p1/billing/subscription": lambda api: api.billing.subscription("p1"),
    "providers/p1/billing/vnext/warnings": lambda api: api.billing.warnings("p1"),
    "organizations/o1": lambda api: api.organizations.read("o1"),
    "organizations/o1/billing/vnext/metadata": lambda api: api.organizations.metadata("o1"),
    "organizations/o1/collections": lambda api: api.collections.list("o1"),
    "organizations/o1/collections/details": lambda api: api.collections.details("o1"),
    "organizations/o1/groups/details": lambda api: api.groups.details("o1"),
    "organizations/o1/groups/g1/users": lambda api: api.groups.user_ids("o1", "g1"),
    "organizations/o1/users": lambda api: api.members.list("o1"),
    "organizations/o1/users/mini-details": lambda api: api.members.mini_details("o1"),
    "config": lambda api: api.config(),
}


@pytest.mark.parametrize("path", CALLS)
@pytest.mark.parametrize("body", [b"<html>hi</html>", b'{"data": [', b"5.5", b'"text"', b"[[]]"])
async def test_every_call_refuses_what_is_not_its_answer(desk: Desk, path: str, body: bytes) -> None:
    desk.answers(path, body)
    with pytest.raises(BadAnswer) as caught:
        await CALLS[path](desk.api)
    assert caught.value.host == "practice"
    assert caught.value.endpoint.startswith("GET ")
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
