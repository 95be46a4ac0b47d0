"""Who manages a collection: by selections, and on servers where the role is enough."""

from __future__ import annotations

from uuid import NAMESPACE_DNS, uuid5

import pytest

from backend_client.api.collections import CollectionRow
from backend_client.api.members import MemberRow
from backend_client.api.selection import Selection
from backend_client.crypto.keys import SymmetricKey
from backend_client.portal.collections import Collection, Permission, access_of, open_collections

HERE = "11111111-2222-4333-8444-555555555501"
ME = "11111111-2222-4333-8444-555555555502"


def member(email: str, *, type: int, status: int = 2, manages: bool = False) -> MemberRow:
    held = (Selection(id=HERE, manage=True),) if manages else ()
    return MemberRow(
        id=str(uuid5(NAMESPACE_DNS, email)),
        user_id=ME if email == "me@x.example" else str(uuid5(NAMESPACE_DNS, f"{email}/")),
        type=type,
        status=status,
        email=email,
        collections=held,
    )


def opened(*members: MemberRow, admins_manage: bool) -> Collection:
    key = SymmetricKey.generate()
    row = CollectionRow(id=HERE, name=str(key.encrypt_text("Socials")))
    (collection,) = open_collections([row], key, access_of(members, (), ME, admins_manage=admins_manage))
    return collection


PEOPLE = (
    member("me@x.example", type=0),
    member("admin@x.example", type=1, status=0),
    member("gone@x.example", type=0, status=-1),
    member("user@x.example", type=2),
)


def test_a_role_alone_manages_nothing() -> None:
    found = opened(*PEOPLE, admins_manage=False)
    assert (found.managed, found.permission) == (False, Permission.NO_ACCESS)


def test_where_the_role_is_enough_owners_and_admins_manage_everything() -> None:
    found = opened(*PEOPLE, admins_manage=True)
    assert [(one.name, one.confirmed) for one in found.managers] == [
        ("me@x.example", True),
        ("admin@x.example", False),
    ]
    assert found.permission is Permission.MANAGE


@pytest.mark.parametrize("admins_manage", [False, True])
def test_nobody_is_named_twice(admins_manage: bool) -> None:
    found = opened(member("me@x.example", type=0, manages=True), admins_manage=admins_manage)
    assert [one.name for one in found.managers] == ["me@x.example"]
