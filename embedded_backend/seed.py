"""Fills a new practice database: providers, their people, and clients with real keys throughout."""

from __future__ import annotations

import json
import time
from pathlib import Path

from embedded_backend.database import Database
from embedded_backend.new_people import add_to_pool
from embedded_backend.plans import ENTERPRISE_ANNUALLY, ENTERPRISE_MONTHLY, TEAMS_MONTHLY
from embedded_backend.seed_accounts import DAY, insert_people, make_keys
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
)
from embedded_backend.seed_provider import ProviderMaker
from embedded_backend.seed_recovery import add_recovery
from embedded_backend.seed_scale import add_many_clients
from embedded_backend.wire import ticks

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


class _Providers(ProviderMaker):
    """The practice providers with their staff and clients."""

    def add_all(self, clients: int | None) -> None:
        """Every provider, then the organizations that stand alone."""
        northwind = self._northwind(clients)
        staff = {Persona.SEVERAL_PROVIDERS: _ADMIN}
        southgate, key = self.provider("Southgate IT", staff=staff, days=500)
        self.clients(southgate, key, SOUTHGATE_CLIENTS, {TEAMS_MONTHLY: 10, ENTERPRISE_MONTHLY: 10})
        empty, _ = self.provider("New Leaf Computing", staff={Persona.EMPTY_PROVIDER: _ADMIN}, days=2)
        self.plans(
            empty, {TEAMS_MONTHLY: 0, ENTERPRISE_MONTHLY: 0}, {TEAMS_MONTHLY: 20, ENTERPRISE_MONTHLY: 20}
        )
        old_mill, key = self.provider(
            "Old Mill IT", staff={Persona.UNBILLED_ADMIN: _ADMIN}, days=1500, status=1
        )
        for plan in OLD_MILL_CLIENTS:
            self.maker.add(plan, old_mill, key)
        for admin in (Persona.SEVERAL_PROVIDERS, Persona.ADMIN):
            self.provider(None, staff={admin: _ADMIN}, days=1, status=0)
        suspended = self._suspended()
        business = self._business_units()
        self._reseller()
        self.standalone("Lighthouse & Lantern Media", Persona.ADMIN, "lighthouse.example")
        self.standalone("Quarry Works Co-op", Persona.OWNER_ONLY, "quarry.example")
        add_invitations(self.database, self.members, self.maker, self.now)
        self.maker.save()
        if clients is None:
            add_recovery(self.database, self.ring.members, self.now)
        months = 12 if clients is None else 1
        add_invoices(self.database, northwind, "NW", months, now=self.now, lost=5)
        for provider, prefix, count in ((southgate, "SG", 6), (suspended, "HV", 4), (business, "MH", 1)):
            add_invoices(self.database, provider, prefix, count, now=self.now)
        if clients is None:
            add_history(self.database, northwind, self.now)

    def _suspended(self) -> str:
        """A provider whose invoices were not paid, and which the vendor has therefore disabled."""
        provider, key = self.provider(
            "Harrow & Vale IT",
            staff={Persona.SUSPENDED_ADMIN: _ADMIN, Persona.SUSPENDED_USER: _SERVICE},
            days=420,
            enabled=0,
            business_country="GB",
            payment_method=None,
            tax_warning="tax_id_missing",
            cancel_at=self.now + 35 * DAY,
            period_ends_at=self.now + 5 * DAY,
            subscription_status="unpaid",
            unpaid_since=self.now - 25 * DAY,
        )
        self.clients(provider, key, HARROW_CLIENTS, {TEAMS_MONTHLY: 10, ENTERPRISE_MONTHLY: 10})
        return provider

    def _business_units(self) -> str:
        """A company that runs its units by itself, pays by the year, and has a tax id that was refused."""
        bank = {"type": "bankAccount", "bankName": "Practice Bank", "last4": "6789"}
        provider, key = self.provider(
            "Meridian Holding",
            staff={Persona.BUSINESS_UNIT: _ADMIN},
            days=410,
            type=2,
            business_country="DE",
            collection_method="send_invoice",
            payment_method=json.dumps({**bank, "hostedVerificationUrl": None}),
            tax_warning="tax_id_failed_verification",
            credit=120.5,
            period_ends_at=self.now + 120 * DAY,
        )
        self.clients(provider, key, MERIDIAN_CLIENTS, {ENTERPRISE_ANNUALLY: 40})
        return provider

    def _reseller(self) -> None:
        """A reseller holds no keys, and the vendor bills its clients."""
        provider, key = self.provider(
            "Cobalt Resale", staff={Persona.RESELLER: _ADMIN}, days=700, status=1, type=1, payment_method=None
        )
        for plan in COBALT_CLIENTS:
            self.maker.add(plan, provider, key)
        for table in ("provider_users", "provider_organizations"):
            self.database.run(f"UPDATE {table} SET key = NULL WHERE provider_id = ?", (provider,))  # noqa: S608

    def _northwind(self, clients: int | None) -> str:
        provider, key = self.provider("Northwind MSP", staff=_NORTHWIND_STAFF, days=900)
        waiting = person(Persona.WAITING)
        self.staff(provider, waiting.email, _SERVICE, _ACCEPTED, 3, user_id=waiting.user_id)
        self.staff(provider, "ivo@northwind.example", _SERVICE, _INVITED, 6)
        if clients is None:
            self.clients(provider, key, NORTHWIND_CLIENTS, _MINIMUMS)
            return provider
        pair = self.ring.organizations[0]
        seats = add_many_clients(
            self.database, self.members, pair, clients, provider=(provider, key), now=self.now
        )
        self.plans(provider, seats, _MINIMUMS)
        return provider
