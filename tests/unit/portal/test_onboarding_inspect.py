"""When a step counts as done: one test per row of the table in docs/onboarding.md."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend_client.api.groups import GroupRow
from backend_client.api.policies import PolicyRow
from backend_client.api.selection import Selection
from backend_client.portal.clients import Client, Tier
from backend_client.portal.collections import Collection, Manager, Permission
from backend_client.portal.onboarding.inspect import (
    hindered,
    inspect_collections,
    inspect_groups,
    inspect_import,
    inspect_invitations,
    inspect_policies,
    inspect_sso,
    obstacle_of,
)
from backend_client.portal.onboarding.steps import NextAct, Person, Reason, StepState
from backend_client.portal.opened_client import Abilities
from backend_client.portal.providers import Provider, ProviderKind, ProviderRole
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
    collections = [_collection("Default collection", managed=False), _collection("Sales")]
    collections += [_collection(f"Imported {number}", managed=False) for number in range(unmanaged)]
    assert inspect_import(items, collections).state is state


def test_a_waived_collection_needs_no_manager() -> None:
    alone = [_collection("Imported", managed=False)]
    report = inspect_import(412, alone, waived={"id"})
    assert (report.state, report.figures) == (
        StepState.DONE,
        {"items": 412, "unmanaged": 0, "waived": 1},
    )


def test_names_that_do_not_open_say_nothing_of_collections_and_items() -> None:
    for report in (inspect_collections(None), inspect_import(3, None)):
        assert (report.state, report.reason) == (StepState.UNKNOWN, Reason.KEY_CLOSED)


MSP = Provider("p", "Northwind", ProviderKind.MSP, ProviderRole.ADMIN)
CLIENT = Client("l", "o", "Birch", "Teams", Tier.TEAMS, Seats(1, 1))


@pytest.mark.parametrize(
    ("provider", "client", "opens", "obstacle"),
    [
        (MSP, CLIENT, True, None),
        (MSP, replace(CLIENT, enabled=None), True, None),
        (MSP, CLIENT, False, Reason.KEY_CLOSED),
        (MSP, replace(CLIENT, enabled=False), False, Reason.ORGANIZATION_SUSPENDED),
        (replace(MSP, enabled=False), CLIENT, True, Reason.PROVIDER_SUSPENDED),
    ],
)
def test_obstacles(provider: Provider, client: Client, opens: bool, obstacle: Reason | None) -> None:
    assert obstacle_of(provider, client, opens=opens) is obstacle


def test_an_obstacle_blocks_what_is_not_done() -> None:
    reports = (inspect_sso(NONE), inspect_sso(ALL), inspect_sso(Abilities(sso=True, sso_enabled=True)))
    assert hindered(reports, None) == reports
    states = [report.state for report in hindered(reports, Reason.KEY_CLOSED)]
    assert states == [StepState.NOT_APPLICABLE, StepState.BLOCKED, StepState.DONE]
    assert hindered(reports, Reason.KEY_CLOSED)[1].next_act is NextAct.OPEN_KEY


def test_policies() -> None:
    assert inspect_policies(NONE, ()).state is StepState.NOT_APPLICABLE
    assert inspect_policies(ALL, None).reason is Reason.REFUSED
    derived = PolicyRow.model_validate({"type": 21, "enabled": True})
    assert inspect_policies(ALL, (derived,)).state is StepState.TO_DO
    saved = PolicyRow.model_validate({"type": 21, "enabled": True, "data": {"deletionHours": 24}})
    assert inspect_policies(ALL, (saved,)).figures == {"enabled": 1}
    two_step = PolicyRow.model_validate({"type": 0, "enabled": True})
    report = inspect_policies(ALL, (derived, two_step))
    assert (report.state, report.figures) == (StepState.DONE, {"enabled": 1})


def test_sso() -> None:
    assert inspect_sso(NONE).state is StepState.NOT_APPLICABLE
    assert inspect_sso(ALL).state is StepState.TO_DO
    assert inspect_sso(ALL, vaultwarden=True).reason is Reason.SSO_BY_OPERATOR
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
