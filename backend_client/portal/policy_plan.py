"""From a wish to the writes it takes: only what differs, in an order the server accepts. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend_client.errors import Rule, RuleBroken
from backend_client.portal.policies import Obstacle, Policy, PolicyBoard, PolicyChange, PolicyWish
from backend_client.portal.policy_consequences import consequences_of
from backend_client.portal.policy_data import at_least, faults_in, same_data
from backend_client.portal.policy_presets import PRESETS, Preset
from backend_client.portal.policy_types import CATALOGUE, PolicyType


@dataclass(frozen=True, slots=True)
class PresetPlan:
    """`changes` in order; `settled` are policies that are so already; `impossible` cannot be had here."""

    changes: tuple[PolicyChange, ...]
    settled: tuple[Policy, ...]
    impossible: tuple[Policy, ...]


def plan_one(board: PolicyBoard, wish: PolicyWish) -> tuple[PolicyChange, ...]:
    """The writes that fulfil `wish`, what must go before it included; none where it is so already.

    Raises RuleBroken where the policy cannot be had here or its data would be refused.
    """
    return _plan(board, [wish])


def plan_preset(board: PolicyBoard, preset: Preset) -> PresetPlan:
    """The writes that bring a client up to `preset`. Nothing is loosened or switched off."""
    wishes: list[PolicyWish] = []
    settled: list[Policy] = []
    impossible: list[Policy] = []
    for number, least in PRESETS[preset].items():
        policy = board.policy(number)
        wish = PolicyWish(number, True, at_least(policy.kind, policy.data, least))
        if not _differs(policy, wish):
            settled.append(policy)
        elif policy.obstacle is not None or faults_in(policy.kind, wish.data or {}):
            impossible.append(policy)
        else:
            wishes.append(wish)
    return PresetPlan(_plan(board, wishes), tuple(settled), tuple(impossible))


def _plan(board: PolicyBoard, wishes: Sequence[PolicyWish]) -> tuple[PolicyChange, ...]:
    wanted = {wish.type: wish for wish in wishes}
    before: dict[int, int] = {}
    for wish in wishes:
        for other in _also(board, wish):
            if other.type not in wanted:
                wanted[other.type] = other
                before[other.type] = wish.type
    differing = {number: wish for number, wish in wanted.items() if _differs(board.policy(number), wish)}
    for wish in differing.values():
        _check(board.policy(wish.type), wish)
    ordered = sorted(differing.values(), key=lambda wish: _turn(board, wish))
    return tuple(_change(board, wish, before.get(wish.type)) for wish in ordered)


def _also(board: PolicyBoard, wish: PolicyWish) -> tuple[PolicyWish, ...]:
    """What must be on first, or off first."""
    if wish.enabled:
        needed = board.needs(wish.type)
        if needed is None or board.policy(needed).enabled:
            return ()
        return (PolicyWish(needed, True),)
    return tuple(PolicyWish(policy.type, False) for policy in dependants(board, wish.type))


def dependants(board: PolicyBoard, number: int) -> tuple[Policy, ...]:
    """The policies that are on and need that one to be."""
    return tuple(policy for policy in board.policies if policy.enabled and board.needs(policy.type) == number)


def _differs(policy: Policy, wish: PolicyWish) -> bool:
    if wish.data is not None and not same_data(wish.data, policy.data):
        return True
    derived = policy.enabled and not policy.saved  # on only because other policies are
    return wish.enabled != policy.enabled or (wish.enabled and derived)


def _check(policy: Policy, wish: PolicyWish) -> None:
    if policy.obstacle is not None and (
        wish.enabled or not policy.enabled or policy.obstacle is Obstacle.UNKNOWN_HERE
    ):
        raise RuleBroken(Rule.POLICY_NOT_HERE)
    data = policy.data if wish.data is None else wish.data
    if wish.enabled and faults_in(policy.kind, data):
        raise RuleBroken(Rule.POLICY_DATA)


_PLACES: Mapping[int, int] = {kind.type: place for place, kind in enumerate(CATALOGUE)}


def _turn(board: PolicyBoard, wish: PolicyWish) -> tuple[int, int]:
    """Off before on. On: what others need, those, the rest, two-step login last; off in reverse."""
    number = wish.type
    if number == PolicyType.SINGLE_ORGANIZATION:
        stage = 1
    elif board.needs(number) is not None:
        stage = 2
    else:
        stage = 4 if number == PolicyType.TWO_STEP else 3
    return (stage, _PLACES.get(number, 99)) if wish.enabled else (-stage, -_PLACES.get(number, 99))


def _change(board: PolicyBoard, wish: PolicyWish, for_type: int | None) -> PolicyChange:
    policy = board.policy(wish.type)
    revoked = consequences_of(board, wish.type).revoked if wish.enabled else ()
    return PolicyChange(
        type=wish.type,
        enabled=wish.enabled,
        data=dict(policy.data if wish.data is None else wish.data),
        was_enabled=policy.enabled,
        was_data=policy.data,
        revokes=tuple(member.id for member in revoked),
        for_type=for_type,
    )
