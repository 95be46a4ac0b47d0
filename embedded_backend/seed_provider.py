"""Makes one practice provider: its record, its staff, its clients, what it pays for."""

from __future__ import annotations

import json
import uuid
from typing import Any

from backend_client.crypto.keys import PublicKey, SymmetricKey
from embedded_backend.database import Database
from embedded_backend.seed_accounts import DAY, KeyRing, MemberMaker, public_keys
from embedded_backend.seed_clients import ClientMaker
from embedded_backend.seed_people import Persona, person
from embedded_backend.seed_plan import ClientPlan
from embedded_backend.wire import html_encode

_CONFIRMED = 2
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


class ProviderMaker:
    """Makes providers, and collects what `maker` writes."""

    def __init__(self, database: Database, ring: KeyRing, now: int, *, broken_key: bool) -> None:
        self.database = database
        self.ring = ring
        self.now = now
        self._public = public_keys(ring)
        self.members = MemberMaker(ring, now)
        actor = person(Persona.ADMIN).user_id
        self.maker = ClientMaker(
            database, self.members, ring.organizations, actor=actor, now=now, broken_key=broken_key
        )

    def provider(
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
            "period_ends_at": self.now + 12 * DAY,
            "created_at": self.now - days * DAY,
        }
        self.database.insert("providers", {**values, **more})
        for persona, role in staff.items():
            sealed = None if status == 0 else str(self._public[persona].encrypt(key.to_bytes()))
            who = person(persona)
            self.staff(provider_id, who.email, role, _CONFIRMED, days, user_id=who.user_id, key=sealed)
        return provider_id, key

    def staff(
        self, provider_id: str, email: str, role: int, status: int, days: int, **more: str | None
    ) -> None:
        """Somebody of a provider; `more` are columns."""
        values: dict[str, Any] = {
            "id": str(uuid.uuid4()),
            "provider_id": provider_id,
            "email": email,
            "type": role,
        }
        values.update(more, status=status, created_at=self.now - days * DAY)
        self.database.insert("provider_users", values)

    def clients(
        self, provider_id: str, key: SymmetricKey, plans: tuple[ClientPlan, ...], minimums: dict[int, int]
    ) -> None:
        """Clients of a provider, and the seats of its plans."""
        seats = dict.fromkeys(minimums, 0)
        for plan in plans:
            organization = self.maker.add(plan, provider_id, key)
            seats[plan.plan] += plan.seats
            self._created(provider_id, organization, plan)
        self.plans(provider_id, seats, minimums)

    def _created(self, provider_id: str, organization_id: str, plan: ClientPlan) -> None:
        link = self.database.value(
            "SELECT id FROM provider_organizations WHERE organization_id = ?", (organization_id,)
        )
        event = {
            "type": 1900,
            "date": self.now - plan.days * DAY,
            "provider_id": provider_id,
            "device_type": 9,
        }
        actor = person(Persona.ADMIN).user_id
        self.database.insert("events", {**event, "provider_organization_id": link, "acting_user_id": actor})

    def plans(self, provider_id: str, seats: dict[int, int], minimums: dict[int, int]) -> None:
        """The plans of a provider: `seats` that clients have, and contracted `minimums`, by plan."""
        columns = ("provider_id", "plan_type", "seat_minimum", "purchased_seats", "allocated_seats")
        rows = [
            (provider_id, plan, minimums[plan], max(0, used - minimums[plan]), used)
            for plan, used in seats.items()
        ]
        self.database.insert_many("provider_plans", columns, rows)

    def standalone(self, name: str, owner: Persona, domain: str) -> None:
        """An organization in no provider that pays for itself."""
        key = SymmetricKey.generate()
        encoded = html_encode(name) or name
        plan = ClientPlan(encoded, 18, 10, domain, days=350)
        organization = self.maker.organization(plan, key, status=1, billing_email=f"billing@{domain}")
        who = person(owner)
        public: PublicKey = self._public[owner]
        member = {"id": str(uuid.uuid4()), "organization_id": organization, "user_id": who.user_id}
        sealed = {"email": who.email, "key": str(public.encrypt(key.to_bytes())), "type": 0, "status": 2}
        self.database.insert("organization_users", {**member, **sealed, "created_at": self.now - 350 * DAY})
        collection = {
            "id": str(uuid.uuid4()),
            "organization_id": organization,
            "created_at": self.now - 350 * DAY,
        }
        self.database.insert(
            "collections", {**collection, "name": str(key.encrypt_text("Default collection"))}
        )
        access = {"collection_id": collection["id"], "organization_user_id": member["id"]}
        self.database.insert("collection_users", {**access, "read_only": 0, "hide_passwords": 0, "manage": 1})
