"""Turns a client plan into rows with real keys: organization, members, groups, collections, items."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from backend_client.crypto.keys import PrivateKey, SymmetricKey
from embedded_backend.database import Database
from embedded_backend.seed_accounts import DAY, MemberMaker
from embedded_backend.seed_plan import OWNER, ClientPlan, OwnerState, Shelf
from embedded_backend.sso_data import TRUSTED_DEVICES, read_sso
from embedded_backend.wire import TICKS_PER_SECOND

_REQUIRE_TWO_STEP = 0
_INVITED, _ACCEPTED, _CONFIRMED = 0, 1, 2
_OWNER_TYPE, _ADMIN_TYPE, _USER_TYPE = 0, 1, 2
_NAMED = {  # the first people of one client; key: the owner, else the first of that status
    ("birch.example", "owner"): ("jo", "Jo Birch"),
    ("birch.example", "accepted"): ("mia", "Mia Ortega"),
    ("birch.example", "invited"): ("raj", "Raj Patel"),
}
_STATUS_WORDS = {_INVITED: "invited", _ACCEPTED: "accepted", _CONFIRMED: "confirmed"}
_POLICY_DATA = {
    1: {"minComplexity": 3, "minLength": 14, "requireUpper": True, "enforceOnLogin": False},
    2: {"overridePasswordType": "password", "minLength": 18, "useNumbers": True},
    8: {"autoEnrollEnabled": False},
}
_SSO = {
    "configType": 1,
    "memberDecryptionType": TRUSTED_DEVICES,
    "authority": "https://login.delta.example/tenant",
    "clientId": "practice-vault",
    "clientSecret": "practice client secret",
}
_COLUMNS = {
    "organization_users": "id organization_id user_id email key type status created_at",
    "groups": "id organization_id name created_at",
    "group_users": "group_id organization_user_id",
    "collections": "id organization_id name type created_at",
    "collection_groups": "collection_id group_id read_only hide_passwords manage",
    "collection_users": "collection_id organization_user_id read_only hide_passwords manage",
    "policies": "id organization_id type enabled data revised_at",
    "sso_configs": "organization_id enabled data",
    "ciphers": "id organization_id type body created_at revised_at",
    "collection_ciphers": "collection_id cipher_id",
    "events": (
        "type date organization_id provider_id acting_user_id organization_user_id collection_id device_type"
    ),
}


class ClientMaker:
    """Builds the clients of one provider; `save` writes what was collected."""

    def __init__(
        self,
        database: Database,
        members: MemberMaker,
        pairs: Sequence[PrivateKey],
        *,
        actor: str,
        broken_key: bool,
        now: int,
    ) -> None:
        self._database = database
        self._members = members
        self._pairs = [(pair.to_der(), pair.public_key.to_base64()) for pair in pairs]
        self._actor = actor
        self._broken_key = broken_key
        self._now = now
        self._made = 0
        self._names = MemberMaker.names()
        self._named = dict(_NAMED)
        self._rows: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)

    def add(self, plan: ClientPlan, provider_id: str, provider_key: SymmetricKey) -> str:
        """A client of a provider, Managed. Returns the organization id."""
        key = SymmetricKey.generate()
        organization_id = self.organization(plan, key, status=2, billing_email="billing@northwind.example")
        wrapped = str(provider_key.encrypt(key.to_bytes()))
        if self._broken_key and not plan.key_opens:
            wrapped = str(SymmetricKey.generate().encrypt(key.to_bytes()))
        made = self._now - plan.days * DAY
        link = {"id": str(uuid.uuid4()), "provider_id": provider_id, "organization_id": organization_id}
        self._database.insert(
            "provider_organizations",
            {**link, "key": wrapped, "created_at": made, "revised_at": made + 7 * DAY // 3},
        )
        self._fill(plan, organization_id, key, provider_id)
        return organization_id

    def organization(self, plan: ClientPlan, key: SymmetricKey, *, status: int, billing_email: str) -> str:
        """Only the organization row, with its key pair. Returns its id."""
        der, public = self._pairs[self._made % len(self._pairs)]
        self._made += 1
        organization_id = str(uuid.uuid4())
        values = {
            "id": organization_id,
            "name": plan.name,
            "billing_email": billing_email,
            "plan_type": plan.plan,
            "status": status,
            "enabled": plan.enabled,
            "seats": plan.seats,
            "public_key": public,
            "private_key": str(key.encrypt(der)),
            "gateway": status == 1,
            "sso_enabled": plan.sso,
            "identifier": plan.domain.partition(".")[0] if plan.sso else None,
            "created_at": self._now - plan.days * DAY,
        }
        self._database.insert("organizations", values)
        return organization_id

    def save(self) -> None:
        """Write everything collected so far."""
        self._members.save(self._database)
        for table, columns in _COLUMNS.items():
            self._database.insert_many(table, columns.split(), self._rows.pop(table, []))

    def _fill(self, plan: ClientPlan, organization_id: str, key: SymmetricKey, provider_id: str) -> None:
        made = self._now - plan.days * DAY
        people = list(self._people(plan, organization_id, key, made))
        owner = next(row_id for row_id, _, kind in people if kind == _OWNER_TYPE)
        groups = self._groups(
            plan, organization_id, made, [row_id for row_id, status, _ in people if status > 0]
        )
        shelves = self._shelves(plan, organization_id, key, made, groups, owner)
        self._items(plan, organization_id, key, made, shelves)
        for kind in plan.policies:
            data = json.dumps(_POLICY_DATA[kind]) if kind in _POLICY_DATA else None
            self._rows["policies"].append((str(uuid.uuid4()), organization_id, kind, 1, data, made + DAY))
        if plan.sso:
            sso = read_sso({name.lower(): value for name, value in _SSO.items()})
            self._rows["sso_configs"].append((organization_id, 1, json.dumps(sso)))
        event = (organization_id, provider_id, self._actor)
        self._rows["events"].append((1500, made + 31 * TICKS_PER_SECOND, *event, owner, None, 9))
        for offset, shelf in enumerate(shelves[1:]):
            moment = made + (600 + 40 * offset) * TICKS_PER_SECOND
            self._rows["events"].append((1300, moment, *event, None, shelf, 9))

    def _people(
        self, plan: ClientPlan, organization_id: str, key: SymmetricKey, made: int
    ) -> Iterator[tuple[str, int, int]]:
        """Member rows as (row id, status, type), the owner first."""
        secure = _REQUIRE_TWO_STEP in plan.policies
        for number, status in enumerate(self._statuses(plan)):
            kind = (
                _OWNER_TYPE
                if number == 0
                else _ADMIN_TYPE
                if number == 1 and plan.confirmed > 5
                else _USER_TYPE
            )
            local, name = self._who(plan.domain, number, status)
            email = f"{local}@{plan.domain}"
            row_id, joined = str(uuid.uuid4()), made + number * DAY // 50
            user_id = wrapped = None
            if status != _INVITED:
                member = self._members.make(
                    email, name, days=plan.days + 30, two_step=secure or number % 3 != 2
                )
                user_id = member.user_id
                wrapped = str(member.public_key.encrypt(key.to_bytes())) if status == _CONFIRMED else None
            else:
                joined = max(made, self._now - (4 + 3 * (number % 2)) * DAY)
            self._rows["organization_users"].append(
                (row_id, organization_id, user_id, email, wrapped, kind, status, joined)
            )
            yield row_id, status, kind

    @staticmethod
    def _statuses(plan: ClientPlan) -> list[int]:
        """One status per member, the owner's first."""
        states = [_CONFIRMED] * plan.confirmed + [_ACCEPTED] * plan.accepted + [_INVITED] * plan.invited
        first = _INVITED if plan.owner is OwnerState.INVITED else _CONFIRMED
        states.remove(first)
        return [first, *states]

    def _who(self, domain: str, number: int, status: int) -> tuple[str, str]:
        first, last = next(self._names)
        wanted = (domain, "owner" if number == 0 else _STATUS_WORDS[status])
        return self._named.pop(wanted, (f"{first}.{last}{number}".lower(), f"{first} {last}"))

    def _groups(self, plan: ClientPlan, organization_id: str, made: int, people: list[str]) -> dict[str, str]:
        """Group ids by name; members are dealt out to the groups in turn."""
        ids = {name: str(uuid.uuid4()) for name in plan.groups}
        self._rows["groups"] += [(group, organization_id, name, made) for name, group in ids.items()]
        groups = list(ids.values())
        if groups:
            dealt = [(groups[number % len(groups)], row_id) for number, row_id in enumerate(people)]
            self._rows["group_users"] += dealt
        return ids

    def _shelves(
        self,
        plan: ClientPlan,
        organization_id: str,
        key: SymmetricKey,
        made: int,
        groups: dict[str, str],
        owner: str,
    ) -> list[str]:
        """Collection ids in the order of the plan."""
        names = key.encrypt_many([shelf.name.encode() for shelf in plan.shelves])
        ids: list[str] = []
        for shelf, name in zip(plan.shelves, names, strict=True):
            ids.append(str(uuid.uuid4()))
            self._rows["collections"].append(
                (ids[-1], organization_id, str(name), 0, made + len(ids) * DAY // 100)
            )
            self._access(shelf, ids[-1], groups, owner)
        return ids

    def _access(self, shelf: Shelf, collection: str, groups: dict[str, str], owner: str) -> None:
        if shelf.manager == OWNER:
            self._rows["collection_users"].append((collection, owner, 0, 0, 1))
        elif shelf.manager is not None:
            self._rows["collection_groups"].append((collection, groups[shelf.manager], 0, 0, 1))
        for name in shelf.editors:
            self._rows["collection_groups"].append((collection, groups[name], 0, 0, 0))
        for name in shelf.viewers:
            self._rows["collection_groups"].append((collection, groups[name], 1, 0, 0))

    def _items(
        self, plan: ClientPlan, organization_id: str, key: SymmetricKey, made: int, shelves: list[str]
    ) -> None:
        texts = [f"{part} {number}" for number in range(plan.items) for part in ("Login", "user", "practice")]
        strings = [str(value) for value in key.encrypt_many([text.encode() for text in texts])]
        for number in range(plan.items):
            name, username, password = strings[3 * number : 3 * number + 3]
            login: dict[str, Any] = {"username": username, "password": password, "totp": None, "uris": []}
            cipher = str(uuid.uuid4())
            body = json.dumps({"name": name, "notes": None, "login": login, "fields": [], "reprompt": 0})
            self._rows["ciphers"].append((cipher, organization_id, 1, body, made + DAY, made + DAY))
            self._rows["collection_ciphers"].append((shelves[number % len(shelves)], cipher))
