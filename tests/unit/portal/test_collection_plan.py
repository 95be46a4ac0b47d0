"""Planned changes of collections: what of a wish is sent, and what stands against it."""

from __future__ import annotations

import pytest

from backend_client.errors import Rule, RuleBroken
from backend_client.portal.collection_overview import Assignee, CollectionOverview
from backend_client.portal.collection_plan import (
    Grant,
    Removal,
    Rename,
    nested_below,
    plan_grants,
    plan_removals,
    plan_rename,
    unmanaged,
)
from backend_client.portal.collection_rules import LONGEST_NAME, check_collection_name, folded
from backend_client.portal.collections import Collection, Manager, Permission

JO = Assignee("jo", "jo@birch.example", is_group=False, confirmed=True)
CARS = Assignee("cars", "Drivers", is_group=True, confirmed=True)
MANAGER = (Manager("jo@birch.example", is_group=False),)


def collection(name: str | None, *, managed: bool = True) -> Collection:
    """A collection whose id is its name."""
    return Collection(name or "closed", name, Permission.NO_ACCESS, managers=MANAGER if managed else ())


def overview(
    *collections: Collection, admin_access: bool = False, jo: Permission = Permission.MANAGE
) -> CollectionOverview:
    """A client whose owner holds `jo` wherever somebody manages."""
    return CollectionOverview(
        collections=collections,
        members=(JO,),
        groups=(CARS,),
        owner=JO,
        admin_access=admin_access,
        grants={(each.id, "jo"): jo for each in collections if each.managed},
    )


FOUND = overview(
    collection("IT"), collection("IT/Servers"), collection("ITIL"), collection("Old", managed=False)
)


def test_nesting_is_by_slash_and_not_by_letters() -> None:
    assert [each.name for each in nested_below(FOUND, "IT")] == ["IT/Servers"]


def test_a_parent_takes_its_children_along_or_leaves_them() -> None:
    (parent, *_rest) = FOUND.collections
    both = plan_rename(FOUND, "IT", "Tech", parent, nested=True)
    assert [wish.change for wish in both] == [
        Rename("IT", "IT", "Tech"),
        Rename("IT/Servers", "IT/Servers", "Tech/Servers"),
    ]
    alone = plan_rename(FOUND, "IT", "Tech", parent, nested=False)
    assert [wish.change for wish in alone] == [Rename("IT", "IT", "Tech")]
    path = plan_rename(FOUND, "IT", "Tech", None, nested=True)
    assert [wish.change for wish in path] == [Rename("IT/Servers", "IT/Servers", "Tech/Servers")]


def test_a_rename_that_changes_nothing_plans_nothing() -> None:
    (wish,) = plan_rename(FOUND, "ITIL", "ITIL", FOUND.collections[2], nested=True)
    assert wish.same


@pytest.mark.parametrize(
    ("index", "name", "rule"),
    [(0, "ITIL", Rule.COLLECTION_EXISTS), (3, "New", Rule.COLLECTION_UNMANAGED)],
)
def test_what_stands_against_a_rename(index: int, name: str, rule: Rule) -> None:
    found = FOUND.collections[index]
    wish = plan_rename(FOUND, found.name or "", name, found, nested=False)[0]
    assert (wish.change, wish.against) == (None, rule)


def test_a_child_that_would_take_an_existing_name_stays_behind() -> None:
    found = overview(collection("A"), collection("A/X"), collection("B/X"))
    wishes = plan_rename(found, "A", "B", found.collections[0], nested=True)
    assert [wish.against for wish in wishes] == [None, Rule.COLLECTION_EXISTS]


def test_a_revoked_member_counts_as_a_manager_for_the_server() -> None:
    left = collection("Left", managed=False)
    found = CollectionOverview((left,), (JO,), (), JO, False, grants={("Left", "gone"): Permission.MANAGE})
    (wish,) = plan_rename(found, "Left", "Kept", left, nested=False)
    assert wish.change == Rename("Left", "Left", "Kept")


def test_grants_leave_out_what_is_so_already_and_the_last_manager() -> None:
    wishes = plan_grants(FOUND, FOUND.collections, JO, Permission.MANAGE)
    assert [wish.change for wish in wishes] == [None, None, None, Grant("Old", JO, Permission.MANAGE)]
    assert [wish.same for wish in wishes] == [True, True, True, False]
    taken = plan_grants(FOUND, FOUND.collections, JO, Permission.NO_ACCESS)
    assert [wish.against for wish in taken] == [*[Rule.COLLECTION_LAST_MANAGER] * 3, None]
    assert taken[3].same
    free = overview(*FOUND.collections, admin_access=True)
    assert all(wish.change for wish in plan_grants(free, free.collections[:3], JO, Permission.VIEW))


def test_whoever_reaches_everything_by_role_is_given_nothing() -> None:
    admin = Assignee("ada", "ada@birch.example", is_group=False, confirmed=True, everywhere=True)
    wishes = plan_grants(FOUND, FOUND.collections, admin, Permission.MANAGE)
    assert {wish.against for wish in wishes} == {Rule.REACHES_EVERYTHING}


def test_removals_begin_with_the_innermost() -> None:
    assert [wish.change for wish in plan_removals(FOUND.collections[:2])] == [
        Removal("IT/Servers"),
        Removal("IT"),
    ]


def test_who_can_be_given_access_and_who_lacks_a_manager() -> None:
    assert FOUND.assignees == (JO, CARS)
    assert [each.name for each in unmanaged(FOUND)] == ["Old"]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("", Rule.NAME_EMPTY),
        (" ", Rule.NAME_EMPTY),
        ("a\x07b", Rule.NAME_HIDDEN),
        ("a\u202eb", Rule.NAME_HIDDEN),
        ("/a", Rule.COLLECTION_PART_EMPTY),
        ("a/", Rule.COLLECTION_PART_EMPTY),
        ("a/ /b", Rule.COLLECTION_PART_EMPTY),
        ("é" * (LONGEST_NAME // 2 + 1), Rule.COLLECTION_NAME_TOO_LONG),
    ],
)
def test_names_that_nobody_should_give(name: str, rule: Rule) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_collection_name(name)
    assert broken.value.rule is rule


def test_names_are_folded_part_by_part() -> None:
    assert folded(" IT /  Web  Servers") == folded("it/web servers") == "it/web servers"
