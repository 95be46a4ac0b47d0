"""Plans of policies without a server: data, order, prerequisites, members, servers of other kinds."""

from __future__ import annotations

from typing import Any

import pytest

from backend_client.errors import BadRequest, PolicyRefusal, PolicyRefused, Rule, RuleBroken
from backend_client.portal import clock
from backend_client.portal.clients import Client, Tier
from backend_client.portal.policies import Obstacle, Policy, PolicyBoard, PolicyMember, PolicyWish
from backend_client.portal.policy_consequences import consequences_of
from backend_client.portal.policy_data import (
    at_least,
    faults_in,
    is_odd,
    suggested_data,
    value_in,
    with_values,
)
from backend_client.portal.policy_plan import plan_one, plan_preset
from backend_client.portal.policy_presets import PRESETS, Preset
from backend_client.portal.policy_refusals import told_apart
from backend_client.portal.policy_types import CATALOGUE, Fault, PolicyType, kind_named, kind_of
from backend_client.portal.providers import Provider, ProviderKind, ProviderRole
from backend_client.portal.seats import Seats


def board(*on: int, members: Any = (), **more: Any) -> PolicyBoard:
    """A board with those types on."""
    obstacles: dict[int, Obstacle] = more.pop("obstacles", {})
    provider = Provider("p", "P", ProviderKind.MSP, ProviderRole.ADMIN, billable=True)
    client = Client("l", "o", "C", "Enterprise", Tier.ENTERPRISE, Seats(5, 1))
    policies = tuple(
        Policy(kind, enabled=kind.type in on, saved=kind.type in on, obstacle=obstacles.get(kind.type))
        for kind in CATALOGUE
    )
    return PolicyBoard(provider, client, policies, members, clock.now(), **more)


def member(id: str, **more: Any) -> PolicyMember:
    given = {"status": 2, "role": 2, "two_step": False, "has_password": True, **more}
    return PolicyMember(id=id, email=f"{id}@x.example", **given)


def test_every_type_is_there_once_with_a_word() -> None:
    assert sorted(int(kind.type) for kind in CATALOGUE) == list(range(23))
    assert len({kind.word for kind in CATALOGUE}) == 23
    assert {kind.type for kind in CATALOGUE if kind.needs == 3} == {4, 8, 9, 16, 18, 20}
    assert {int(kind.type) for kind in CATALOGUE if kind.vaultwarden} == {0, 1, 2, 3, 5, 6, 7, 8, 14, 15, 16}
    for kind in CATALOGUE:
        assert kind_named(kind.word.upper()) is kind_named(str(int(kind.type))) is kind
        assert all(not is_odd(field, suggested_data(kind)) for field in kind.fields)
    assert (kind_named("23"), kind_of(23).word) == (None, "23")


@pytest.mark.parametrize(
    ("number", "key", "raw"),
    [
        (1, "minLength", "14"),
        (1, "minLength", True),
        (1, "minLength", 10**30),
        (1, "minLength", 14.5),
        (1, "minComplexity", 9),
        (1, "requireLower", 1),
        (9, "type", {"a": 1}),
        (9, "type", True),
        (20, "header", ["x"]),
        (21, "allowedSendTypes", [0, 7]),
        (21, "allowedSendTypes", "0"),
        (21, "whoCanAccess", "all"),
    ],
)
def test_a_value_of_another_shape_is_odd_and_kept_until_it_is_changed(
    number: int, key: str, raw: Any
) -> None:
    kind, data = kind_of(number), {key: raw, "unknown": {"x": [1]}}
    field = kind.field(key)
    assert field is not None
    assert is_odd(field, data)
    assert value_in(field, data) in (None, False)
    assert with_values(kind, data, {}) == data
    assert at_least(kind, data, {key: 14}) == data
    assert with_values(kind, data, {key: None}) == {"unknown": {"x": [1]}}


def test_values_that_are_as_they_were_leave_the_data_alone() -> None:
    kind = kind_of(21)
    data = {"disableSend": False, "whoCanAccess": None, "allowedSendTypes": [2, 0, 0], "other": 1}
    typed = {field.key: value_in(field, data) for field in kind.fields}
    assert with_values(kind, data, typed) == data
    assert with_values(kind, {}, {"disableSend": False}) == {}
    assert with_values(kind, data, {"allowedSendTypes": (1,)})["allowedSendTypes"] == [1]


@pytest.mark.parametrize(
    ("number", "data", "fault"),
    [
        (1, {"minLength": 11}, Fault.RANGE),
        (1, {"minLength": 129}, Fault.RANGE),
        (1, {"minLength": 12}, None),
        (9, {"type": "custom"}, Fault.MISSING),
        (9, {"type": "never"}, None),
        (20, {}, Fault.MISSING),
        (20, {"description": "  "}, Fault.MISSING),
        (20, {"description": "x" * 251}, Fault.TOO_LONG),
        (20, {"description": "x", "header": "x" * 41}, Fault.TOO_LONG),
        (21, {"allowedDomains": "a.example"}, Fault.DOMAINS_WITHOUT_PEOPLE),
        (21, {"allowedDomains": "a.example", "whoCanAccess": 2}, None),
        (22, {"rulesUrl": "http://a.example"}, Fault.NOT_HTTPS),
        (22, {"rulesUrl": "https://"}, Fault.NOT_HTTPS),
        (22, {"rulesUrl": "https://[x"}, Fault.NOT_HTTPS),
        (22, {"rulesUrl": "https://a.example/x y"}, Fault.NOT_HTTPS),
        (22, {"rulesUrl": "https://a.example/x"}, None),
    ],
)
def test_faults(number: int, data: dict[str, Any], fault: Fault | None) -> None:
    assert [found for _field, found in faults_in(kind_of(number), data)] == ([fault] if fault else [])


def test_two_wishes_for_the_same_ground_bring_it_once() -> None:
    plan = plan_preset(board(), Preset.STRICT)
    assert [change.type for change in plan.changes] == [3, 8, 9, 1, 14, 5, 10, 0]


def test_what_cannot_be_had_is_left_out_of_a_preset_and_said() -> None:
    plan = plan_preset(board(obstacles={8: Obstacle.NO_ACCOUNT_RECOVERY}), Preset.BASELINE)
    assert [change.type for change in plan.changes] == [3, 1, 0]
    assert [policy.type for policy in plan.impossible] == [8]


def test_vaultwarden_wants_no_single_organization() -> None:
    (change,) = plan_one(board(vaultwarden=True), PolicyWish(8, True))
    assert (change.type, change.for_type) == (8, None)


def test_presets_ask_for_values_that_exist() -> None:
    for wanted in PRESETS.values():
        for number, values in wanted.items():
            assert set(values) <= {field.key for field in kind_of(number).fields}
            assert not faults_in(kind_of(number), at_least(kind_of(number), {}, values))


@pytest.mark.parametrize(
    ("wish", "rule"),
    [
        (PolicyWish(20, True, {}), Rule.POLICY_DATA),
        (PolicyWish(18, True), Rule.POLICY_NOT_HERE),
        (PolicyWish(18, False, {"x": 1}), Rule.POLICY_NOT_HERE),
    ],
)
def test_wishes_that_are_not_planned(wish: PolicyWish, rule: Rule) -> None:
    with pytest.raises(RuleBroken) as broken:
        plan_one(board(3, obstacles={18: Obstacle.NO_AUTO_CONFIRM}), wish)
    assert broken.value.rule is rule


def test_what_is_on_although_it_cannot_be_had_may_be_switched_off() -> None:
    here = board(3, 18, obstacles={18: Obstacle.NO_AUTO_CONFIRM})
    (change,) = plan_one(here, PolicyWish(18, False))
    assert change.switches_off


MEMBERS = (
    member("owner", role=0),
    member("admin", role=1),
    member("me", me=True),
    member("invited", status=0),
    member("revoked", status=-1),
    member("safe", two_step=True),
    member("accepted", status=1),
    member("custom", role=4),
    member("keyless", has_password=False),
)


def test_whom_a_policy_concerns() -> None:
    found = consequences_of(board(members=MEMBERS), PolicyType.TWO_STEP)
    assert [one.id for one in found.revoked] == ["accepted", "custom", "keyless"]
    assert [one.id for one in found.blockers] == ["keyless"]
    found = consequences_of(board(members=MEMBERS), PolicyType.SINGLE_ORGANIZATION)
    assert [one.id for one in found.possible] == ["safe", "accepted", "custom", "keyless"]
    assert consequences_of(board(0, members=MEMBERS), PolicyType.TWO_STEP).revoked == ()
    assert consequences_of(board(members=MEMBERS), PolicyType.NO_PIN).known
    assert not consequences_of(board(members=None), PolicyType.TWO_STEP).known


def test_vaultwarden_revokes_confirmed_members_only_and_asks_for_no_password() -> None:
    found = consequences_of(board(members=MEMBERS, vaultwarden=True), PolicyType.TWO_STEP)
    assert [one.id for one in found.revoked] == ["custom", "keyless"]
    assert found.blockers == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("This organization cannot use policies.", PolicyRefusal.NO_POLICIES),
        ("Turn on the X policy because it is required for the Y policy.", PolicyRefusal.NEEDS_ANOTHER),
        ("Turn off all of the policies that require the X policy.", PolicyRefusal.NEEDED_BY_ANOTHER),
        ("Key Connector is enabled and requires this policy.", PolicyRefusal.KEY_CONNECTOR),
        ("Trusted device encryption is on and requires this policy.", PolicyRefusal.TRUSTED_DEVICES),
        ("You must claim at least one domain to turn on this policy", PolicyRefusal.NO_DOMAIN),
        ("Invalid data for SendOptions policy: x", PolicyRefusal.DATA),
        ("Invalid or unsupported policy type", PolicyRefusal.UNKNOWN_TYPE),
        ("Something else", None),
    ],
)
def test_refusals_are_told_apart_by_their_text(text: str, reason: PolicyRefusal | None) -> None:
    found = told_apart(BadRequest(status=400, endpoint="PUT /x", server_message=text))
    assert (found.reason if isinstance(found, PolicyRefused) else None) is reason
