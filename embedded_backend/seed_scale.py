"""Very many clients for one provider, fast: unique organization keys, one shared RSA pair."""

from __future__ import annotations

import uuid
from typing import Any

from backend_client.crypto.keys import PrivateKey, SymmetricKey
from embedded_backend.database import Database
from embedded_backend.plans import ENTERPRISE_MONTHLY, TEAMS_MONTHLY
from embedded_backend.seed_accounts import DAY, Member, MemberMaker

_TRADES = [
    "Bakery",
    "Clinic",
    "Garage",
    "Studio",
    "Brewery",
    "Nursery",
    "Pharmacy",
    "Foundry",
    "Bookshop",
    "Orchard",
]
_TOWNS = [
    "Ashford",
    "Bremen",
    "Calais",
    "Dorking",
    "Esbjerg",
    "Falun",
    "Ghent",
    "Hoorn",
    "Izmir",
    "Jena",
    "Kiruna",
    "Lille",
]
_POOL = 40  # accounts that the members of all these clients share


def add_many_clients(
    database: Database,
    members: MemberMaker,
    pair: PrivateKey,
    count: int,
    *,
    provider: tuple[str, SymmetricKey],
    now: int,
) -> dict[int, int]:
    """Insert `count` clients with three members and one collection each. Returns seats by plan."""
    provider_id, provider_key = provider
    pool = _pool(members)
    members.save(database)
    keys = [SymmetricKey.generate() for _ in range(count)]
    wrapped = provider_key.encrypt_many([key.to_bytes() for key in keys])
    der, public = pair.to_der(), pair.public_key.to_base64()
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _COLUMNS}
    seats = {TEAMS_MONTHLY: 0, ENTERPRISE_MONTHLY: 0}
    for number, key in enumerate(keys):
        plan = TEAMS_MONTHLY if number % 3 else ENTERPRISE_MONTHLY
        assigned = 3 + number * 7 % 40
        seats[plan] += assigned
        made = now - (number % 700) * DAY
        organization_id, collection, owner = (str(uuid.uuid4()) for _ in range(3))
        name = f"{_TOWNS[number % 12]} {_TRADES[number % 10]} {number + 1:05d}"
        private = str(key.encrypt(der))
        rows["organizations"].append(
            (organization_id, name, "billing@northwind.example", plan, 2, 1, assigned, public, private, made)
        )
        link = (str(uuid.uuid4()), provider_id, organization_id, str(wrapped[number]), made, made)
        rows["provider_organizations"].append(link)
        rows["organization_users"] += _people(organization_id, owner, key, pool, number, made)
        label = str(key.encrypt_text("Default collection"))
        rows["collections"].append((collection, organization_id, label, 0, made))
        rows["collection_users"].append((collection, owner, 0, 0, 1))
    for table, columns in _COLUMNS.items():
        database.insert_many(table, columns.split(), rows[table])
    return seats


_COLUMNS = {
    "organizations": (
        "id name billing_email plan_type status enabled seats public_key private_key created_at"
    ),
    "provider_organizations": "id provider_id organization_id key created_at revised_at",
    "organization_users": "id organization_id user_id email key type status created_at",
    "collections": "id organization_id name type created_at",
    "collection_users": "collection_id organization_user_id read_only hide_passwords manage",
}


def _pool(members: MemberMaker) -> list[Member]:
    names = MemberMaker.names()
    people = [next(names) for _ in range(_POOL)]
    return [
        members.make(
            f"{first}.{last}{number}@many.example".lower(), f"{first} {last}", days=800, two_step=True
        )
        for number, (first, last) in enumerate(people)
    ]


def _people(
    organization_id: str, owner: str, key: SymmetricKey, pool: list[Member], number: int, made: int
) -> list[tuple[Any, ...]]:
    """A confirmed owner, a second member who has accepted or is confirmed, and an invitation."""
    first, second = pool[number % _POOL], pool[(number + 1) % _POOL]
    raw = key.to_bytes()
    status = 1 if number % 10 == 0 else 2
    sealed = str(second.public_key.encrypt(raw)) if status == 2 else None
    mine = str(first.public_key.encrypt(raw))
    return [
        (owner, organization_id, first.user_id, first.email, mine, 0, 2, made),
        (str(uuid.uuid4()), organization_id, second.user_id, second.email, sealed, 2, status, made),
        (str(uuid.uuid4()), organization_id, None, f"new{number}@many.example", None, 2, 0, made),
    ]
