"""Where each step stands: pure functions of what was read. Nothing is ticked by hand that can be seen.

One row of the table in docs/onboarding.md per function, and a test for each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from backend_client.portal.client_changes import DEFAULT_COLLECTION
from backend_client.portal.collections import Collection
from backend_client.portal.members import MemberStatus
from backend_client.portal.onboarding.steps import NextAct, Person, Reason, Step, StepReport, StepState
from backend_client.portal.opened_client import Abilities
from backend_client.portal.policy_data import limits_sends
from backend_client.portal.policy_types import PolicyType
from backend_client.portal.seats import Seats

if TYPE_CHECKING:
    from backend_client.api.groups import GroupRow
    from backend_client.api.policies import PolicyRow
    from backend_client.portal.clients import Client
    from backend_client.portal.providers import Provider


_DERIVED_POLICY = PolicyType.SEND_CONTROLS  # always listed, made of types 6 and 7 when it was never saved


def inspect_collections(collections: Sequence[Collection] | None) -> StepReport:
    """Done with a collection besides the automatic one, and none that nobody manages.

    None: they could not be opened.
    """
    if collections is None:
        return StepReport(Step.COLLECTIONS, StepState.UNKNOWN, reason=Reason.KEY_CLOSED)
    own = _made(collections)
    unmanaged = sum(not collection.managed for collection in own)
    figures = {"collections": len(own), "unmanaged": unmanaged}
    if not own:
        return StepReport(Step.COLLECTIONS, StepState.TO_DO, figures, next_act=NextAct.CREATE_COLLECTIONS)
    if unmanaged:
        return StepReport(Step.COLLECTIONS, StepState.IN_PROGRESS, figures, next_act=NextAct.ASSIGN_MANAGERS)
    return StepReport(Step.COLLECTIONS, StepState.DONE, figures)


def inspect_import(
    items: int | None, collections: Sequence[Collection] | None, waived: Container[str] = ()
) -> StepReport:
    """Done with items, and a manager for each collection, or a note (`waived`: ids) that it needs none.

    Items are counted only when asked for.
    """
    if collections is None:
        return StepReport(Step.IMPORT, StepState.UNKNOWN, reason=Reason.KEY_CLOSED)
    if items is None:
        return StepReport(
            Step.IMPORT, StepState.UNKNOWN, reason=Reason.NOT_READ, next_act=NextAct.COUNT_ITEMS
        )
    alone = [each for each in _made(collections) if not each.managed]
    excused = sum(each.id in waived for each in alone)
    unmanaged = len(alone) - excused
    figures = {"items": items, "unmanaged": unmanaged, "waived": excused}
    if not items:
        return StepReport(Step.IMPORT, StepState.TO_DO, figures, next_act=NextAct.IMPORT_DATA)
    if unmanaged:
        return StepReport(Step.IMPORT, StepState.IN_PROGRESS, figures, next_act=NextAct.ASSIGN_MANAGERS)
    return StepReport(Step.IMPORT, StepState.DONE, figures)


def inspect_policies(abilities: Abilities, policies: Sequence[PolicyRow] | None) -> StepReport:
    """Done with one policy switched on; not applicable without the flag."""
    if not abilities.policies:
        return _not_applicable(Step.POLICIES, Reason.PLAN_WITHOUT_POLICIES)
    if policies is None:
        return StepReport(Step.POLICIES, StepState.UNKNOWN, reason=Reason.REFUSED)
    enabled = sum(
        policy.enabled for policy in policies if policy.type != _DERIVED_POLICY or limits_sends(policy.data)
    )
    state = StepState.DONE if enabled else StepState.TO_DO
    next_act = None if enabled else NextAct.ENABLE_POLICIES
    return StepReport(Step.POLICIES, state, {"enabled": enabled}, next_act=next_act)


def inspect_sso(abilities: Abilities, *, vaultwarden: bool = False) -> StepReport:
    """Done when single sign-on is enabled; not applicable without the flag.

    On Vaultwarden its operator sets it for the whole server.
    """
    if vaultwarden:
        return _not_applicable(Step.SSO, Reason.SSO_BY_OPERATOR)
    if not abilities.sso:
        return _not_applicable(Step.SSO, Reason.PLAN_WITHOUT_SSO)
    if abilities.sso_enabled:
        return StepReport(Step.SSO, StepState.DONE, {"enabled": 1})
    return StepReport(Step.SSO, StepState.TO_DO, {"enabled": 0}, next_act=NextAct.CONFIGURE_SSO)


def inspect_groups(abilities: Abilities, groups: Sequence[GroupRow] | None) -> StepReport:
    """Done with one group that reaches a collection."""
    if not abilities.groups:
        return _not_applicable(Step.GROUPS, Reason.PLAN_WITHOUT_GROUPS)
    if groups is None:
        return StepReport(Step.GROUPS, StepState.UNKNOWN, reason=Reason.REFUSED)
    reaching = [group for group in groups if group.collections]
    reached = {selection.id for group in reaching for selection in group.collections}
    figures = {"groups": len(groups), "collections": len(reached)}
    if not groups:
        return StepReport(Step.GROUPS, StepState.TO_DO, figures, next_act=NextAct.CREATE_GROUPS)
    if not reaching:
        return StepReport(Step.GROUPS, StepState.IN_PROGRESS, figures, next_act=NextAct.GIVE_GROUPS_ACCESS)
    return StepReport(Step.GROUPS, StepState.DONE, figures)


def inspect_invitations(people: Sequence[Person] | None, seats: Seats) -> StepReport:
    """Done when the owner and every invited person are confirmed. Revoked people do not count."""
    if people is None:
        return StepReport(Step.INVITATIONS, StepState.UNKNOWN, reason=Reason.REFUSED)
    counts = Counter(person.status for person in people)
    figures = {
        "invited": counts[MemberStatus.INVITED],
        "accepted": counts[MemberStatus.ACCEPTED],
        "confirmed": counts[MemberStatus.CONFIRMED],
        "revoked": counts[MemberStatus.REVOKED],
    }
    if figures["accepted"]:
        return _people(StepState.IN_PROGRESS, figures, NextAct.CONFIRM)
    if figures["invited"]:
        return _people(StepState.IN_PROGRESS, figures, NextAct.WAIT_OR_RESEND)
    if figures["confirmed"]:
        return _people(StepState.DONE, figures, None)
    if seats.remaining is not None and seats.remaining <= 0:
        return StepReport(
            Step.INVITATIONS,
            StepState.BLOCKED,
            figures,
            reason=Reason.NO_SEAT_LEFT,
            next_act=NextAct.RAISE_SEATS,
        )
    return _people(StepState.TO_DO, figures, NextAct.INVITE)


def obstacle_of(provider: Provider, client: Client, *, opens: bool) -> Reason | None:
    """What keeps every step of this client from being carried out, if anything does."""
    if not provider.enabled:
        return Reason.PROVIDER_SUSPENDED
    if client.enabled is False:
        return Reason.ORGANIZATION_SUSPENDED
    return None if opens else Reason.KEY_CLOSED


def hindered(reports: Iterable[StepReport], obstacle: Reason | None) -> tuple[StepReport, ...]:
    """The reports where `obstacle` is in the way: what is not done is blocked."""
    settled = (StepState.DONE, StepState.NOT_APPLICABLE)
    return tuple(
        report
        if obstacle is None or report.state in settled
        else replace(report, state=StepState.BLOCKED, reason=obstacle, next_act=_WAYS_OUT[obstacle])
        for report in reports
    )


_WAYS_OUT = {
    Reason.KEY_CLOSED: NextAct.OPEN_KEY,
    Reason.ORGANIZATION_SUSPENDED: NextAct.LIFT_SUSPENSION,
    Reason.PROVIDER_SUSPENDED: NextAct.LIFT_SUSPENSION,
}


def _made(collections: Sequence[Collection]) -> list[Collection]:
    """The collections besides the automatic one."""
    return [collection for collection in collections if collection.name != DEFAULT_COLLECTION]


def _people(state: StepState, figures: dict[str, int], next_act: NextAct | None) -> StepReport:
    return StepReport(Step.INVITATIONS, state, figures, next_act=next_act)


def _not_applicable(step: Step, reason: Reason) -> StepReport:
    return StepReport(step, StepState.NOT_APPLICABLE, reason=reason)
