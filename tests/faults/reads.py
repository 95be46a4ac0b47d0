"""Every read of the wire page: which method of the portal makes it, on what.

`ask` is made anew for each fault, with nothing kept from the one before. `parts`: what of the answer may be
missing where this request fails, because the rest is worth showing and says so.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from backend_client.portal.directory import KeyKind
from backend_client.portal.events import LogOf, Window
from embedded_backend.seed import Persona
from tests.contract.recovery_desk import DELTA, OLDER
from tests.contract.test_joining import organization_mail
from tests.contract.test_sso import FRESH
from tests.hostile.writes import BIRCH, IRONWOOD, MIA, Place

_WINDOW = Window(datetime.now(UTC) - timedelta(days=20), datetime.now(UTC))

Ask = Callable[[Place], Awaitable[object]]


@dataclass(frozen=True)
class Read:
    """One read, made by `who` inside `client`. `logged`: the server writes that it was made."""

    ask: Ask
    parts: frozenset[str] = frozenset()
    client: str | None = BIRCH
    who: Persona = Persona.ADMIN
    logged: bool = False


def _partly(ask: Ask, *parts: str, client: str = BIRCH) -> Read:
    return Read(ask, frozenset(parts), client)


def _log(*, inside: bool, email: str = "") -> Ask:
    async def ask(at: Place) -> object:
        who = ""
        if email:
            people = await at.portal.events.people(at.provider, at.client if inside else None)
            who = next(one for one, address in people if address == email)
        log = LogOf(at.provider, at.client if inside else None, who)
        return await anext(at.portal.events.pages(log, _WINDOW))

    return ask


async def _report(at: Place) -> object:
    state = await at.portal.billing.state(at.provider)
    return await at.portal.billing.report(at.provider, state.invoices[0])


async def _recovery_case(at: Place) -> object:
    return await at.portal.account_recovery.inspect(*at.at, await at.member(OLDER))


async def _member_keys(at: Place) -> object:
    return await at.portal.members.candidates(*at.at, [await at.member(MIA)])


async def _staff_keys(at: Place) -> object:
    board = await at.portal.people.board(at.provider)
    return await at.portal.people.candidates(at.provider, [one.id for one in board.people])


def _organization(at: Place) -> Awaitable[object]:
    return at.portal.organization_settings.inspect(*at.at)


def _billing(at: Place) -> Awaitable[object]:
    return at.portal.billing.state(at.provider)


def _joining(at: Place) -> Awaitable[object]:
    return at.portal.joining.read(organization_mail(at.practice))


def _api(ask: Callable[[Any, str], Awaitable[object]]) -> Ask:
    """What no screen asks for yet."""
    return lambda at: ask(at.portal._api, at.client.organization_id)


async def _key(at: Place) -> object:
    proof = await at.proof()
    return await at.portal.organization_settings.key(*at.at, KeyKind.CONNECTOR, proof)


_ORGANIZATION = "GET /api/organizations/{organization_id}"
_PROVIDER = "GET /api/providers/{provider_id}"
_BILLING = f"{_PROVIDER}/billing"
_BILLED = ("notices", "invoices", "method", "address", "credit", "unread", "failure")
"""What is left out of billing where it cannot be read: several at once where nobody can connect."""

READS: Mapping[str, Read] = {
    "GET /api/config": Read(_organization),
    "GET /api/accounts/profile": Read(lambda at: at.portal.providers()),
    # Half a number is a number.
    "GET /api/accounts/revision-date": _partly(_api(lambda api, _id: api.accounts.revision_date()), "all"),
    _PROVIDER: Read(lambda at: at.portal.provider_settings.read(at.provider)),
    f"{_PROVIDER}/events": Read(_log(inside=False)),
    f"{_PROVIDER}/users/{{provider_user_id}}/events": Read(_log(inside=False, email="ben@northwind.example")),
    f"{_BILLING}/subscription": _partly(_billing, *_BILLED),
    f"{_BILLING}/vnext/warnings": _partly(_billing, *_BILLED),
    f"{_BILLING}/invoices": _partly(_billing, *_BILLED),
    f"{_BILLING}/invoices/{{invoice_id}}": _partly(_report, "lines", "unreadable"),
    f"{_BILLING}/vnext/address": _partly(_billing, *_BILLED),
    f"{_BILLING}/vnext/payment-method": _partly(_billing, *_BILLED),
    f"{_BILLING}/vnext/credit": _partly(_billing, *_BILLED),
    f"{_PROVIDER}/users": Read(lambda at: at.portal.people.board(at.provider)),
    "POST /api/providers/{provider_id}/users/public-keys": Read(_staff_keys),
    f"{_PROVIDER}/organizations": Read(lambda at: at.portal.client_list(at.provider)),
    f"{_PROVIDER}/clients/addable": Read(lambda at: at.portal.changes.addable(at.provider)),
    _ORGANIZATION: _partly(lambda at: at.portal.policies.read(*at.at), "has_keys"),
    f"{_ORGANIZATION}/public-key": _partly(_organization, "phrase"),
    f"{_ORGANIZATION}/policies/token": Read(
        _joining, frozenset({"conditions", "enrolment"}), client=None, who=Persona.NO_ORGANIZATION
    ),
    f"{_ORGANIZATION}/billing/vnext/metadata": Read(lambda at: at.portal.invitations.room(*at.at)),
    f"{_ORGANIZATION}/collections": Read(lambda at: at.portal.collections.overview(*at.at)),
    f"{_ORGANIZATION}/collections/details": Read(
        _api(lambda api, one: api.collections.details(one)), logged=True
    ),
    "GET /api/ciphers/organization-details": Read(lambda at: at.portal.imports.count(*at.at)),
    f"{_ORGANIZATION}/groups/details": Read(lambda at: at.portal.groups.board(*at.at)),
    f"{_ORGANIZATION}/users": Read(lambda at: at.portal.members.board(*at.at)),
    f"{_ORGANIZATION}/users/mini-details": Read(lambda at: at.portal.client_people(at.client)),
    "POST /api/organizations/{organization_id}/users/public-keys": Read(_member_keys),
    f"{_ORGANIZATION}/users/{{member_id}}/reset-password-details": Read(_recovery_case, client=DELTA),
    "GET /api/users/{user_id}/keys": Read(_recovery_case, client=DELTA),
    f"{_ORGANIZATION}/auth-requests": Read(
        lambda at: at.portal.device_approvals.inspect(*at.at), client=DELTA
    ),
    f"{_ORGANIZATION}/events": Read(_log(inside=True)),
    f"{_ORGANIZATION}/users/{{member_id}}/events": Read(_log(inside=True, email=MIA)),
    f"{_ORGANIZATION}/policies": Read(lambda at: at.portal.policies.read(*at.at)),
    f"{_ORGANIZATION}/sso": Read(lambda at: at.portal.sso.inspect(*at.at), client=FRESH),
    "GET /api/organizations/connections/{organization_id}/2": Read(
        lambda at: at.portal.directory.inspect(*at.at), client=FRESH
    ),
    f"{_ORGANIZATION}/domain": Read(lambda at: at.portal.domains.board(*at.at), client=IRONWOOD),
    "POST /api/organizations/{organization_id}/api-key": Read(_key),
    f"{_ORGANIZATION}/api-key-information/{{type}}": _partly(_organization, "key_dates"),
}
