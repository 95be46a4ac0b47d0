"""A history for the event logs: what the practice people did before anybody looks.

Who did what at which distance from the seed is the same in every database. Addresses are from the ranges that
are kept for documentation. Somebody who has left is known by id only, as on the server.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from embedded_backend.database import Database
from embedded_backend.seed_accounts import DAY
from embedded_backend.seed_people import Persona, person
from embedded_backend.wire import TICKS_PER_SECOND

_DAYS = 200
_HOUR = 3600 * TICKS_PER_SECOND
_SCIM, _BY_DOMAIN = 1, 2
_NAMESPACE: Final = uuid.UUID("5ea70a8d-0000-4000-8000-0000000000e5")
GONE: Final = str(uuid.uuid5(_NAMESPACE, "somebody who has left"))
"""The account of somebody who worked for the provider and has left."""

_DEVICES = (9, 9, 9, 10, 2, 25, 8, 1)
_OFFICE = ("203.0.113.7", "203.0.113.7", "203.0.113.24", "198.51.100.18", "2001:db8:5ea7::18")
_STAFF = (Persona.ADMIN, Persona.SECOND_ADMIN, Persona.SERVICE_USER, Persona.AUTHENTICATOR)
_COLUMNS = [
    "type",
    "date",
    "user_id",
    "organization_id",
    "provider_id",
    "cipher_id",
    "collection_id",
    "group_id",
    "policy_id",
    "organization_user_id",
    "provider_user_id",
    "provider_organization_id",
    "acting_user_id",
    "system_user",
    "domain_name",
    "device_type",
    "ip_address",
]


@dataclass(frozen=True, slots=True)
class _Client:
    """What a history of one client speaks of; people as (member id, account id)."""

    id: str
    link: str
    people: tuple[tuple[str, str | None], ...]
    collections: tuple[str, ...]
    groups: tuple[str, ...]
    policies: tuple[str, ...]
    items: tuple[str, ...]


@dataclass
class _History:
    """Collects rows. No two events of one seed share an instant."""

    now: int
    chance: random.Random
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    _taken: set[int] = field(default_factory=set)

    def add(self, kind: int, days: float, **columns: Any) -> None:
        """One event, `days` (at least 1) before now; the fraction goes back from 18 to 8 o'clock, UTC."""
        day, into = divmod(days, 1)
        date = (self.now // DAY - int(day)) * DAY + int((18 - 10 * into) * _HOUR)
        while date in self._taken:
            date -= 37 * TICKS_PER_SECOND // 10
        self._taken.add(date)
        values = {"type": kind, "date": date, **columns}
        self.rows.append(tuple(values.get(name) for name in _COLUMNS))

    def at_work(self, days: float) -> float:
        """Some time of that day."""
        return max(1, int(days)) + self.chance.random()

    def device(self) -> dict[str, Any]:
        """Where somebody of the provider sits."""
        return {
            "device_type": self.chance.choice(_DEVICES),
            "ip_address": self.chance.choice(_OFFICE),
        }


def add_history(database: Database, provider_id: str, now: int) -> None:
    """Fill the log of the provider, and those of a few of its clients."""
    history = _History(now, random.Random(5))  # noqa: S311 - a plot, not a secret
    clients = {name: _read(database, name) for name in ("Delta Fisheries", "Alder Dental Group")}
    _of_provider(history, provider_id)
    for client in clients.values():
        _visits(history, provider_id, client)
        _daily_life(history, client)
    delta, alder = clients.values()
    _enterprise_life(history, provider_id, delta)
    _small_life(history, provider_id, alder)
    _new_client(history, provider_id, _read(database, "Birch & Sons Logistics"))
    database.insert_many("events", _COLUMNS, sorted(history.rows, key=lambda row: row[1]))


def _read(database: Database, name: str) -> _Client:
    found = database.row(
        "SELECT o.id, l.id AS link FROM organizations o JOIN provider_organizations l"
        " ON l.organization_id = o.id WHERE o.name = ?",
        (name,),
    )
    if found is None:
        raise LookupError(name)

    def ids(table: str) -> tuple[str, ...]:
        statement = f"SELECT id FROM {table} WHERE organization_id = ? ORDER BY rowid LIMIT 40"  # noqa: S608
        return tuple(row["id"] for row in database.rows(statement, (found["id"],)))

    members = database.rows(
        "SELECT id, user_id FROM organization_users WHERE organization_id = ? ORDER BY rowid", (found["id"],)
    )
    return _Client(
        id=found["id"],
        link=found["link"],
        people=tuple((row["id"], row["user_id"]) for row in members),
        collections=ids("collections"),
        groups=ids("groups"),
        policies=ids("policies"),
        items=ids("ciphers"),
    )


def _of_provider(history: _History, provider_id: str) -> None:
    """Sign-ins of the staff, a client that came and went, and somebody who has left."""
    chance, place = history.chance, {"provider_id": provider_id}
    admin = {"acting_user_id": person(Persona.ADMIN).user_id}
    gone = {"provider_user_id": str(uuid.uuid5(_NAMESPACE, "the place of somebody who has left"))}
    for kind, days in ((1800, 196.2), (1801, 194.4), (1802, 121.3), (1803, 61.4)):
        about = {"user_id": GONE} if kind != 1800 else {}
        history.add(kind, days, **place, **admin, **gone, **about, **history.device())
    for _count in range(18):
        days = history.at_work(chance.uniform(62, 194))
        who = {"user_id": GONE, "acting_user_id": GONE}
        history.add(1000, days, **place, **who, device_type=9, ip_address="198.51.100.200")
    link = {"provider_organization_id": str(uuid.uuid5(_NAMESPACE, "a client that was let go"))}
    for kind, days in ((1901, 171.3), (1903, 170.3), (1902, 88.2)):
        history.add(kind, days, **place, **admin, **link, **history.device())
    for number in range(300):
        staff = person(_STAFF[min(chance.randrange(5), 3)]).user_id
        days = history.at_work(1 + number * (_DAYS - 2) / 300)
        history.add(1000, days, **place, user_id=staff, acting_user_id=staff, **history.device())


def _visits(history: _History, provider_id: str, client: _Client) -> None:
    """Somebody of the provider looked into the vault: an event here and one in the client's log."""
    for number in range(48):
        days = history.at_work(2 + number * 4)
        gone = days > 65 and number % 4 == 0
        actor = GONE if gone else person(_STAFF[history.chance.randrange(3)]).user_id
        shared = {"provider_id": provider_id, "acting_user_id": actor, **history.device()}
        history.add(1903, days, provider_organization_id=client.link, **shared)
        history.add(1603, days, organization_id=client.id, **shared)


def _daily_life(history: _History, client: _Client) -> None:
    """Members sign in, and make and change items."""
    chance = history.chance
    people = [each for each in client.people if each[1] is not None]
    for number in range(200):
        _member, account = people[chance.randrange(len(people))]
        device = {"device_type": chance.choice((2, 3, 9, 0, 1, 6)), "ip_address": _at_client(chance)}
        days = history.at_work(1 + number * (_DAYS - 4) / 200)
        shared = {"organization_id": client.id, "acting_user_id": account, **device}
        history.add(1000, days, user_id=account, **shared)
        if number % 2:
            kind = (1101, 1100, 1107, 1106, 1115, 1116, 1114, 1101)[number // 2 % 8]
            item = chance.choice(client.items)
            history.add(kind, days - 0.002 * (1 + chance.random()), cipher_id=item, **shared)


def _at_client(chance: random.Random) -> str:
    return f"192.0.2.{chance.randrange(10, 60)}"


def _enterprise_life(history: _History, provider_id: str, client: _Client) -> None:
    """A directory that brings and takes people, policies, domains, SSO."""
    staff = {"provider_id": provider_id, "organization_id": client.id}
    admin = {**staff, "acting_user_id": person(Persona.ADMIN).user_id}
    for number, policy in enumerate(client.policies):
        history.add(1700, 160.4 - number * 0.004, policy_id=policy, **admin, **history.device())
    for kind, days in ((1600, 150.41), (1604, 150.408), (1612, 149.3), (1614, 149.299)):
        history.add(kind, days, **admin, **history.device())
    domain = {"organization_id": client.id, "domain_name": "delta.example"}
    history.add(2000, 148.3, **{**admin, **domain}, **history.device())
    history.add(2003, 147.9, system_user=_BY_DOMAIN, **domain)
    history.add(2002, 147.4, system_user=_BY_DOMAIN, **domain)
    directory = {"organization_id": client.id, "system_user": _SCIM, "ip_address": "203.0.113.130"}
    for number, (member, account) in enumerate(client.people[6:20]):
        about = {"organization_user_id": member, "user_id": account}
        days = 140.3 - number * 1.1
        history.add(1500, days, organization_user_id=member, **directory)
        history.add(1501, days - 0.4, **admin, **about, **history.device())
        history.add(1510, days - 0.6, **{**about, "acting_user_id": account}, organization_id=client.id)
    for number in range(5):
        left = {"organization_user_id": str(uuid.uuid5(_NAMESPACE, f"{number} left the client"))}
        history.add((1511, 1503)[number % 2], 100.2 - number * 17, **left, **directory)
    for kind, (member, account), days in (
        (1511, client.people[9], 40.3),
        (1512, client.people[9], 33.4),
        (1508, client.people[12], 21.3),
        (1502, client.people[3], 12.2),
    ):
        about = {"organization_user_id": member, "user_id": account}
        history.add(kind, days, **admin, **about, **history.device())
    for number, group in enumerate(client.groups):
        history.add(1401, 30.3 - number, group_id=group, **admin, **history.device())
    for number, collection in enumerate(client.collections[:4]):
        history.add(1301, 26.4 - number, collection_id=collection, **admin, **history.device())


def _small_life(history: _History, provider_id: str, client: _Client) -> None:
    """An owner who exports the vault, and a person who left."""
    owner = client.people[0][1]
    mine = {"organization_id": client.id, "acting_user_id": owner, "ip_address": "192.0.2.11"}
    history.add(1602, 75.3, device_type=9, **mine)
    history.add(1602, 15.2, device_type=9, **mine)
    left = str(uuid.uuid5(_NAMESPACE, "a member who left"))
    history.add(1516, 52.2, organization_user_id=left, organization_id=client.id, device_type=10)
    staff = {"provider_id": provider_id, "organization_id": client.id}
    helper = {**staff, "acting_user_id": person(Persona.SERVICE_USER).user_id}
    removed = str(uuid.uuid5(_NAMESPACE, "a collection that was deleted"))
    history.add(1300, 64.4, collection_id=removed, **helper, **history.device())
    history.add(1302, 20.3, collection_id=removed, **helper, **history.device())


def _new_client(history: _History, provider_id: str, client: _Client) -> None:
    """Who was invited and confirmed while this client was set up."""
    staff = {"provider_id": provider_id, "organization_id": client.id}
    who = {**staff, "acting_user_id": person(Persona.SERVICE_USER).user_id}
    for number, (member, account) in enumerate(_confirmed(client.people)):
        about = {"organization_user_id": member, "user_id": account}
        history.add(1500, 19.4 - number * 0.9, organization_user_id=member, **who, **history.device())
        history.add(1501, 18.3 - number * 0.9, **who, **about, **history.device())
    for number, policy in enumerate(client.policies):
        history.add(1700, 20.3 - number * 0.01, policy_id=policy, **who, **history.device())


def _confirmed(people: Sequence[tuple[str, str | None]]) -> Sequence[tuple[str, str | None]]:
    return [each for each in people[1:] if each[1] is not None][:9]
