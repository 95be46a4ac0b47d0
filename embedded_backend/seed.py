"""Fills a new practice database: providers, their people, and clients with real keys throughout."""

from __future__ import annotations

import json
import time
import uuid
from pathlib import Path
from typing import Any

from backend_client.crypto.keys import PublicKey, SymmetricKey
from embedded_backend.database import Database
from embedded_backend.new_people import add_to_pool
from embedded_backend.plans import ENTERPRISE_ANNUALLY, ENTERPRISE_MONTHLY, TEAMS_MONTHLY
from embedded_backend.seed_accounts import DAY, KeyRing, MemberMaker, insert_people, make_keys, public_keys
from embedded_backend.seed_clients import ClientMaker
from embedded_backend.seed_events import add_history
from embedded_backend.seed_invitations import add_invitations
from embedded_backend.seed_invoices import add_invoices
from embedded_backend.seed_people import (
    PRACTICE_PASSWORD,
    PRACTICE_PEOPLE,
    PRACTICE_TOTP_SECRET,
    PRACTICE_YUBIKEY_ID,
    Persona,
    PracticePerson,
    person,
)
from embedded_backend.seed_plan import (
    COBALT_CLIENTS,
    HARROW_CLIENTS,
    MERIDIAN_CLIENTS,
    NORTHWIND_CLIENTS,
    OLD_MILL_CLIENTS,
    SOUTHGATE_CLIENTS,
    ClientPlan,
)
from embedded_backend.seed_recovery import add_recovery
from embedded_backend.seed_scale import add_many_clients
from embedded_backend.wire import html_encode, ticks

__all__ = [
    "PRACTICE_PASSWORD",
    "PRACTICE_PEOPLE",
    "PRACTICE_TOTP_SECRET",
    "PRACTICE_YUBIKEY_ID",
    "Persona",
    "PracticePerson",
    "person",
    "seed_practice",
]

_SHARED_PAIRS = 2
_ADMIN, _SERVICE = 0, 1
_INVITED, _ACCEPTED, _CONFIRMED = 0, 1, 2
_NORTHWIND_STAFF = {
    Persona.ADMIN: _ADMIN,
    Persona.SECOND_ADMIN: _ADMIN,
    Persona.SERVICE_USER: _SERVICE,
    Persona.SEVERAL_PROVIDERS: _SERVICE,
    Persona.AUTHENTICATOR: _SERVICE,
    Persona.EMAIL_CODE: _SERVICE,
    Persona.YUBIKEY: _SERVICE,
    Persona.NEW_DEVICE: _SERVICE,
    Persona.ARGON2: _SERVICE,
    Persona.V2: _SERVICE,
}
_CARD = {"type": "card", "brand": "visa", "last4": "4242", "expiration": "04/2031"}
_ADDRESSES = {
    "Northwind MSP": {
        "country": "US",
        "postalCode": "98109",
        "line1": "400 Harbor Avenue",
        "line2": "Suite 12",
        "city": "Seattle",
        "state": "WA",
        "taxId": None,
    },
    "Harrow & Vale IT": {
        "country": "GB",
        "postalCode": "BS1 4QA",
        "line1": "3 Quay Street",
        "line2": None,
        "city": "Bristol",
        "state": None,
        "taxId": None,
    },
    "Meridian Holding": {
        "country": "DE",
        "postalCode": "20095",
        "line1": "Speicherstraße 8",
        "line2": None,
        "city": "Hamburg",
        "state": None,
        "taxId": {"code": "eu_vat", "value": "DE000000000"},
    },
}
_MINIMUMS = {TEAMS_MONTHLY: 75, ENTERPRISE_MONTHLY: 150}


def seed_practice(
    database: Database | Path | str,
    *,
    clients: int | None = None,
    broken_key: bool = True,
    now: float | None = None,
) -> None:
    """Seed an empty database; a seeded one is left alone.

    `clients` replaces Northwind's default clients by that many. `broken_key`: the key of one default
    client does not open. Dates are relative to `now` (seconds
    since the epoch; default: the present).
    """
    if isinstance(database, Database):
        _seed(database, clients, broken_key, ticks(time.time() if now is None else now))
        return
    opened = Database(database)
    try:
        seed_practice(opened, clients=clients, broken_key=broken_key, now=now)
    finally:
        opened.close()


def _seed(database: Database, clients: int | None, broken_key: bool, now: int) -> None:
    if _seeded(database):
        return
    ring = make_keys(shared=1 if clients is not None else _SHARED_PAIRS)
    with database.transaction():
        if _seeded(database):  # by another process meanwhile
            return
        insert_people(database, ring, now)
        for pair in ring.members:
            add_to_pool(database, pair)
        _Providers(database, ring, now, broken_key=broken_key).add_all(clients)


def _seeded(database: Database) -> bool:
    return database.value("SELECT 1 FROM users LIMIT 1") is not None


class _Providers:
    """The practice providers with their staff and clients."""

    def __init__(self, database: Database, ring: KeyRing, now: int, *, broken_key: bool) -> None:
        self._database = database
        self._ring = ring
        self._now = now
        self._public = public_keys(ring)
        self._members = MemberMaker(ring, now)
        actor = person(Persona.ADMIN).user_id
        self._maker = ClientMaker(
            database, self._members, ring.organizations, actor=actor, now=now, broken_key=broken_key
        )

    def add_all(self, clients: int | None) -> None:
        """Every provider, then the organizations that stand alone."""
        northwind = self._northwind(clients)
        staff = {Persona.SEVERAL_PROVIDERS: _ADMIN}
        southgate, key = self._provider("Southgate IT", staff=staff, days=500)
        self._clients(southgate, key, SOUTHGATE_CLIENTS, {TEAMS_MONTHLY: 10, ENTERPRISE_MONTHLY: 10})
        empty, _ = self._provider("New Leaf Computing", staff={Persona.EMPTY_PROVIDER: _ADMIN}, days=2)
        self._plans(
            empty, {TEAMS_MONTHLY: 0, ENTERPRISE_MONTHLY: 0}, {TEAMS_MONTHLY: 20, ENTERPRISE_MONTHLY: 20}
        )
        old_mill, key = self._provider(
            "Old Mill IT", staff={Persona.UNBILLED_ADMIN: _ADMIN}, days=1500, status=1
        )
        for plan in OLD_MILL_CLIENTS:
            self._maker.add(plan, old_mill, key)
        for admin in (Persona.SEVERAL_PROVIDERS, Persona.ADMIN):
            self._provider(None, staff={admin: _ADMIN}, days=1, status=0)
        suspended = self._suspended()
        business = self._business_units()
        self._reseller()
        self._standalone("Lighthouse & Lantern Media", Persona.ADMIN, "lighthouse.example")
        self._standalone("Quarry Works Co-op", Persona.OWNER_ONLY, "quarry.example")
        add_invitations(self._database, self._members, self._maker, self._now)
        self._maker.save()
        if clients is None:
            add_recovery(self._database, self._ring.members, self._now)
        months = 12 if clients is None else 1
        add_invoices(self._database, northwind, "NW", months, now=self._now, lost=5)
        for provider, prefix, count in ((southgate, "SG", 6), (suspended, "HV", 4), (business, "MH", 1)):
            add_invoices(self._database, provider, prefix, count, now=self._now)
        if clients is None:
            add_history(self._database, northwind, self._now)

    def _suspended(self) -> str:
        """A provider whose invoices were not paid, and which the vendor has therefore disabled."""
        provider, key = self._provider(
            "Harrow & Vale IT",
            staff={Persona.SUSPENDED_ADMIN: _ADMIN, Persona.SUSPENDED_USER: _SERVICE},
            days=420,
            enabled=0,
            business_country="GB",
            payment_method=None,
            tax_warning="tax_id_missing",
            cancel_at=self._now + 35 * DAY,
            period_ends_at=self._now + 5 * DAY,
            subscription_status="unpaid",
            unpaid_since=self._now - 25 * DAY,
        )
        self._clients(provider, key, HARROW_CLIENTS, {TEAMS_MONTHLY: 10, ENTERPRISE_MONTHLY: 10})
        return provider

    def _business_units(self) -> str:
        """A company that runs its units by itself, pays by the year, and has a tax id that was refused."""
        bank = {"type": "bankAccount", "bankName": "Practice Bank", "last4": "6789"}
        provider, key = self._provider(
            "Meridian Holding",
            staff={Persona.BUSINESS_UNIT: _ADMIN},
            days=410,
            type=2,
            business_country="DE",
            collection_method="send_invoice",
            payment_method=json.dumps({**bank, "hostedVerificationUrl": None}),
            tax_warning="tax_id_failed_verification",
            credit=120.5,
            period_ends_at=self._now + 120 * DAY,
        )
        self._clients(provider, key, MERIDIAN_CLIENTS, {ENTERPRISE_ANNUALLY: 40})
        return provider

    def _reseller(self) -> None:
        """A reseller holds no keys, and the vendor bills its clients."""
        provider, key = self._provider(
            "Cobalt Resale", staff={Persona.RESELLER: _ADMIN}, days=700, status=1, type=1, payment_method=None
        )
        for plan in COBALT_CLIENTS:
            self._maker.add(plan, provider, key)
        for table in ("provider_users", "provider_organizations"):
            self._database.run(f"UPDATE {table} SET key = NULL WHERE provider_id = ?", (provider,))  # noqa: S608

    def _northwind(self, clients: int | None) -> str:
        provider, key = self._provider("Northwind MSP", staff=_NORTHWIND_STAFF, days=900)
        waiting = person(Persona.WAITING)
        self._staff(provider, waiting.email, _SERVICE, _ACCEPTED, 3, user_id=waiting.user_id)
        self._staff(provider, "ivo@northwind.example", _SERVICE, _INVITED, 6)
        if clients is None:
            self._clients(provider, key, NORTHWIND_CLIENTS, _MINIMUMS)
            return provider
        pair = self._ring.organizations[0]
        seats = add_many_clients(
            self._database, self._members, pair, clients, provider=(provider, key), now=self._now
        )
        self._plans(provider, seats, _MINIMUMS)
        return provider

    def _provider(
        self,
        name: str | None,
        *,
        staff: dict[Persona, int],
        days: int,
        status: int = 2,
        **more: str | float | None,
    ) -> tuple[str, SymmetricKey]:
        """One provider with its staff; `more` are columns."""
        provider_id, key = str(uuid.uuid4()), SymmetricKey.generate()
        slug = (name or "pending").split()[0].lower()
        address = _ADDRESSES.get(name or "")
        values: dict[str, Any] = {
            "id": provider_id,
            "name": html_encode(name),
            "business_name": html_encode(f"{name} & Söhne" if name else None),
            "business_country": "US",
            "billing_email": f"billing@{slug}.example",
            "type": 0,
            "status": status,
            "gateway": status == 2,
            "discount": 10 if name == "Northwind MSP" else None,
            "billing_address": None if address is None else json.dumps(address),
            "payment_method": json.dumps(_CARD) if status == 2 else None,
            "period_ends_at": self._now + 12 * DAY,
            "created_at": self._now - days * DAY,
        }
        self._database.insert("providers", {**values, **more})
        for persona, role in staff.items():
            sealed = None if status == 0 else str(self._public[persona].encrypt(key.to_bytes()))
            who = person(persona)
            self._staff(provider_id, who.email, role, _CONFIRMED, days, user_id=who.user_id, key=sealed)
        return provider_id, key

    def _staff(
        self, provider_id: str, email: str, role: int, status: int, days: int, **more: str | None
    ) -> None:
        values: dict[str, Any] = {
            "id": str(uuid.uuid4()),
            "provider_id": provider_id,
            "email": email,
            "type": role,
        }
        values.update(more, status=status, created_at=self._now - days * DAY)
        self._database.insert("provider_users", values)

    def _clients(
        self, provider_id: str, key: SymmetricKey, plans: tuple[ClientPlan, ...], minimums: dict[int, int]
    ) -> None:
        seats = dict.fromkeys(minimums, 0)
        for plan in plans:
            organization = self._maker.add(plan, provider_id, key)
            seats[plan.plan] += plan.seats
            self._created(provider_id, organization, plan)
        self._plans(provider_id, seats, minimums)

    def _created(self, provider_id: str, organization_id: str, plan: ClientPlan) -> None:
        link = self._database.value(
            "SELECT id FROM provider_organizations WHERE organization_id = ?", (organization_id,)
        )
        event = {
            "type": 1900,
            "date": self._now - plan.days * DAY,
            "provider_id": provider_id,
            "device_type": 9,
        }
        actor = person(Persona.ADMIN).user_id
        self._database.insert("events", {**event, "provider_organization_id": link, "acting_user_id": actor})

    def _plans(self, provider_id: str, seats: dict[int, int], minimums: dict[int, int]) -> None:
        columns = ("provider_id", "plan_type", "seat_minimum", "purchased_seats", "allocated_seats")
        rows = [
            (provider_id, plan, minimums[plan], max(0, used - minimums[plan]), used)
            for plan, used in seats.items()
        ]
        self._database.insert_many("provider_plans", columns, rows)

    def _standalone(self, name: str, owner: Persona, domain: str) -> None:
        """An organization in no provider that pays for itself."""
        key = SymmetricKey.generate()
        encoded = html_encode(name) or name
        plan = ClientPlan(encoded, 18, 10, domain, days=350)
        organization = self._maker.organization(plan, key, status=1, billing_email=f"billing@{domain}")
        who = person(owner)
        public: PublicKey = self._public[owner]
        member = {"id": str(uuid.uuid4()), "organization_id": organization, "user_id": who.user_id}
        sealed = {"email": who.email, "key": str(public.encrypt(key.to_bytes())), "type": 0, "status": 2}
        self._database.insert("organization_users", {**member, **sealed, "created_at": self._now - 350 * DAY})
        collection = {
            "id": str(uuid.uuid4()),
            "organization_id": organization,
            "created_at": self._now - 350 * DAY,
        }
        self._database.insert(
            "collections", {**collection, "name": str(key.encrypt_text("Default collection"))}
        )
        access = {"collection_id": collection["id"], "organization_user_id": member["id"]}
        self._database.insert(
            "collection_users", {**access, "read_only": 0, "hide_passwords": 0, "manage": 1}
        )
