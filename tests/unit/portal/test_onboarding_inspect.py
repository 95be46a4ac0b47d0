"""When a step counts as done: one test per row of the table in docs/onboarding.md."""

from __future__ import annotations

import pytest

from backend_client.api.groups import GroupRow
from backend_client.api.policies import PolicyRow
from backend_client.api.selection import Selection
from backend_client.portal.collections import Collection, Manager, Permission
from backend_client.portal.onboarding.inspect import (
    inspect_collections,
    inspect_groups,
    inspect_import,
    inspect_invitations,
    inspect_policies,
    inspect_sso,
)
from backend_client.portal.onboarding.steps import NextAct, Person, Reason, StepState
from backend_client.portal.opened_client import Abilities
from backend_client.portal.seats import Seats

ALL = Abilities(policies=True, sso=True, groups=True, sso_enabled=False)
NONE = Abilities(policies=False, sso=False, groups=False, sso_enabled=False)
MANAGED = (Manager("jo@birch.example", is_group=False),)


def _collection(name: str | None, *, managed: bool = True) -> Collection:
    return Collection("id", name, Permission.NO_ACCESS, managers=MANAGED if managed else ())


@pytest.mark.parametrize(
    ("collections", "state", "next_act"),
    [
        ((), StepState.TO_DO, NextAct.CREATE_COLLECTIONS),
        ((_collection("Default collection"),), StepState.TO_DO, NextAct.CREATE_COLLECTIONS),
        ((_collection("Default collection", managed=False), _collection("Sales")), StepState.DONE, None),
        (
            (_collection("Sales"), _collection("Old", managed=False)),
            StepState.IN_PROGRESS,
            NextAct.ASSIGN_MANAGERS,
        ),
        ((_collection(None, managed=False),), StepState.IN_PROGRESS, NextAct.ASSIGN_MANAGERS),
    ],
)
def test_collections(collections: tuple[Collection, ...], state: StepState, next_act: NextAct | None) -> None:
    report = inspect_collections(collections)
    assert (report.state, report.next_act) == (state, next_act)


@pytest.mark.parametrize(
    ("items", "unmanaged", "state"),
    [
        (None, 0, StepState.UNKNOWN),
        (0, 0, StepState.TO_DO),
        (412, 2, StepState.IN_PROGRESS),
        (412, 0, StepState.DONE),
    ],
)
def test_import(items: int | None, unmanaged: int, state: StepState) -> None:
    assert inspect_import(items, unmanaged).state is state


def test_policies() -> None:
    assert inspect_policies(NONE, ()).state is StepState.NOT_APPLICABLE
    assert inspect_policies(ALL, None).reason is Reason.REFUSED
    derived = PolicyRow.model_validate({"type": 21, "enabled": True})
    assert inspect_policies(ALL, (derived,)).state is StepState.TO_DO
    two_step = PolicyRow.model_validate({"type": 0, "enabled": True})
    report = inspect_policies(ALL, (derived, two_step))
    assert (report.state, report.figures) == (StepState.DONE, {"enabled": 1})


def test_sso() -> None:
    assert inspect_sso(NONE).state is StepState.NOT_APPLICABLE
    assert inspect_sso(ALL).state is StepState.TO_DO
    assert inspect_sso(Abilities(True, True, True, sso_enabled=True)).state is StepState.DONE


def test_groups() -> None:
    bare = GroupRow(id="1", name="Sales")
    reaching = GroupRow(id="2", name="Finance", collections=(Selection(id="c"),))
    assert inspect_groups(NONE, ()).state is StepState.NOT_APPLICABLE
    assert inspect_groups(ALL, ()).state is StepState.TO_DO
    assert inspect_groups(ALL, (bare,)).next_act is NextAct.GIVE_GROUPS_ACCESS
    report = inspect_groups(ALL, (bare, reaching))
    assert (report.state, report.figures) == (StepState.DONE, {"groups": 2, "collections": 1})


def _person(status: int, *, owner: bool = False) -> Person:
    return Person("id", "a@b.example", "", status, owner)


@pytest.mark.parametrize(
    ("statuses", "remaining", "state", "next_act"),
    [
        ((), 3, StepState.TO_DO, NextAct.INVITE),
        ((), 0, StepState.BLOCKED, NextAct.RAISE_SEATS),
        ((0,), 3, StepState.IN_PROGRESS, NextAct.WAIT_OR_RESEND),
        ((0, 1, 2), 3, StepState.IN_PROGRESS, NextAct.CONFIRM),
        ((2, 2, -1), 0, StepState.DONE, None),
    ],
)
def test_invitations(
    statuses: tuple[int, ...], remaining: int, state: StepState, next_act: NextAct | None
) -> None:
    report = inspect_invitations(tuple(map(_person, statuses)), Seats(remaining, 0))
    assert (report.state, report.next_act) == (state, next_act)


def test_people_that_could_not_be_read_are_not_nobody() -> None:
    assert inspect_invitations(None, Seats(3, 0)).state is StepState.UNKNOWN
