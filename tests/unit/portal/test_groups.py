"""Plans of changes to groups: only what differs, and nothing at the second time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from backend_client.errors import Rule, RuleBroken
from backend_client.portal.collections import Collection, Manager, Permission, permission_of
from backend_client.portal.group_proposal import FUNCTIONS_OF, propose
from backend_client.portal.groups import (
    Group,
    GroupBoard,
    check_group_name,
    left_unmanaged,
    plan_access,
    plan_members,
    plan_rename,
    tree_order,
)
from backend_client.portal.onboarding.patterns import PATTERNS, Pattern
from backend_client.portal.selections import selection_of
from tests.screens.support import NORTHWIND, PICTURE

NONE, VIEW, EDIT, MANAGE = Permission.NO_ACCESS, Permission.VIEW, Permission.EDIT, Permission.MANAGE


def shelf(name: str | None, *managers: str) -> Collection:
    return Collection(
        f"c-{name}",
        name,
        Permission.NO_ACCESS,
        managers=tuple(Manager(each, is_group=True) for each in managers),
    )


FINANCE = Group(
    "g-finance", "Finance", {"c-Financials": MANAGE, "c-Vendors": VIEW}, frozenset({"m-1", "m-2"})
)
IT = Group("g-it", "IT", {"c-Vendors": MANAGE})
BOARD = GroupBoard(
    provider=NORTHWIND,
    client=PICTURE[0],
    groups=(FINANCE, IT),
    collections=(
        shelf("Financials", "Finance"),
        shelf("Infrastructure/Servers"),
        shelf("Utilities"),
        shelf("Vendors", "IT"),
    ),
    members=(),
    read_at=datetime(2026, 3, 14, tzinfo=UTC),
)


@pytest.mark.parametrize("permission", [each for each in Permission if each])
def test_a_permission_survives_the_wire(permission: Permission) -> None:
    sent = selection_of("c-1", permission)
    assert permission_of(sent) is permission
    assert not (sent.manage and (sent.read_only or sent.hide_passwords))


def test_no_access_has_no_row() -> None:
    with pytest.raises(ValueError, match="no row"):
        selection_of("c-1", NONE)


def test_access_is_planned_per_group_and_only_where_it_differs() -> None:
    wished = {
        ("g-finance", "c-Financials"): EDIT,
        ("g-finance", "c-Vendors"): VIEW,
        ("g-it", "c-Vendors"): MANAGE,
        ("g-gone", "c-Vendors"): EDIT,
        ("g-it", "c-gone"): EDIT,
    }
    (change,) = plan_access(BOARD, wished)
    assert (change.group, change.wished) == (FINANCE, {"c-Financials": EDIT})
    done = replace(BOARD, groups=(replace(FINANCE, access={**FINANCE.access, "c-Financials": EDIT}), IT))
    assert plan_access(done, wished) == ()


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("  ", Rule.NAME_EMPTY),
        ("a\x07b", Rule.NAME_HIDDEN),
        ("x" * 101, Rule.NAME_TOO_LONG),
        ("\u202ex", Rule.NAME_HIDDEN),
    ],
)
def test_names_the_server_or_a_reader_would_stumble_over(name: str, rule: Rule) -> None:
    with pytest.raises(RuleBroken) as caught:
        check_group_name(name)
    assert caught.value.rule is rule


def test_a_name_of_a_hundred_is_fine() -> None:
    assert check_group_name("x" * 100) == "x" * 100


def test_members_and_names_are_planned_once() -> None:
    (change,) = plan_members(FINANCE, {"m-2", "m-3"})
    assert (change.added, change.removed) == (frozenset({"m-3"}), frozenset({"m-1"}))
    assert plan_members(FINANCE, FINANCE.members) == ()
    (rename,) = plan_rename(BOARD, FINANCE, " Accounts ")
    assert rename.name == "Accounts"
    assert plan_rename(BOARD, FINANCE, "Finance") == ()
    assert [each.name for each in plan_rename(BOARD, FINANCE, "FINANCE")] == ["FINANCE"]
    with pytest.raises(RuleBroken) as caught:
        plan_rename(BOARD, FINANCE, "it")
    assert caught.value.rule is Rule.GROUP_EXISTS


def test_what_nobody_would_manage_is_known_before() -> None:
    taken = plan_access(BOARD, {("g-finance", "c-Financials"): EDIT})
    assert [each.name for each in left_unmanaged(BOARD, taken)] == ["Financials"]
    given = plan_access(BOARD, {("g-finance", "c-Financials"): EDIT, ("g-it", "c-Financials"): MANAGE})
    assert left_unmanaged(BOARD, given) == ()
    assert [each.name for each in left_unmanaged(BOARD, deleted=(IT,))] == ["Vendors"]
    assert left_unmanaged(replace(BOARD, members_known=False), taken) == ()


def test_a_proposal_adds_where_names_or_functions_fit_and_takes_nothing() -> None:
    assert propose(BOARD) == {("g-it", "c-Infrastructure/Servers"): EDIT}
    free = replace(BOARD, groups=(replace(FINANCE, access={}), replace(IT, access={}, reaches_all=True)))
    assert propose(free) == {("g-finance", "c-Financials"): EDIT, ("g-finance", "c-Vendors"): EDIT}
    named = replace(BOARD, groups=(Group("g-u", "utilities"),))
    assert propose(named) == {("g-u", "c-Utilities"): EDIT}


def test_functions_of_departments_are_names_of_the_patterns() -> None:
    departments, functions = ({name.casefold() for name in PATTERNS[each]} for each in Pattern)
    assert FUNCTIONS_OF.keys() <= departments
    assert {name for names in FUNCTIONS_OF.values() for name in names} <= functions


def test_a_parent_comes_before_what_is_below_it() -> None:
    names = ["IT/Servers", None, "IT", "IT staff", "Finance"]
    ordered = sorted((shelf(name) for name in names), key=tree_order)
    assert [each.name for each in ordered] == ["Finance", "IT", "IT/Servers", "IT staff", None]
