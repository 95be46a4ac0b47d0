"""The vocabulary of the onboarding checklist: steps, states, reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from backend_client.portal.clients import Client
from backend_client.portal.providers import Provider

if TYPE_CHECKING:
    from backend_client.portal.interruptions import SettledAct


class Step(StrEnum):
    """The steps, in their usual order."""

    COLLECTIONS = "collections"
    IMPORT = "import"
    POLICIES = "policies"
    SSO = "sso"
    GROUPS = "groups"
    INVITATIONS = "invitations"


class StepState(StrEnum):
    """Where a step stands. UNKNOWN: it was not read, or could not be."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    TO_DO = "to_do"
    NOT_APPLICABLE = "not_applicable"
    NOT_NEEDED = "not_needed"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why a step is not applicable, blocked or unknown."""

    PLAN_WITHOUT_POLICIES = "plan_without_policies"
    PLAN_WITHOUT_SSO = "plan_without_sso"
    SSO_BY_OPERATOR = "sso_by_operator"
    PLAN_WITHOUT_GROUPS = "plan_without_groups"
    NOT_READ = "not_read"
    REFUSED = "refused"
    LOCKED = "locked"
    NO_SEAT_LEFT = "no_seat_left"
    KEY_CLOSED = "key_closed"
    ORGANIZATION_SUSPENDED = "organization_suspended"
    PROVIDER_SUSPENDED = "provider_suspended"


class NextAct(StrEnum):
    """What would bring a step further."""

    CREATE_COLLECTIONS = "create_collections"
    ASSIGN_MANAGERS = "assign_managers"
    IMPORT_DATA = "import_data"
    COUNT_ITEMS = "count_items"
    ENABLE_POLICIES = "enable_policies"
    CONFIGURE_SSO = "configure_sso"
    CREATE_GROUPS = "create_groups"
    GIVE_GROUPS_ACCESS = "give_groups_access"
    INVITE = "invite"
    CONFIRM = "confirm"
    WAIT_OR_RESEND = "wait_or_resend"
    RAISE_SEATS = "raise_seats"
    OPEN_KEY = "open_key"
    LIFT_SUSPENSION = "lift_suspension"


@dataclass(frozen=True, slots=True)
class NotNeeded:
    """A local note that a step is not needed. `reason` and `who` are typed text."""

    reason: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StepReport:
    """One step, computed from live data. `figures` are the counts that are its evidence.

    `as_of` is of when they are, where that is another day than the checklist was read.
    """

    step: Step
    state: StepState
    figures: Mapping[str, int] = field(default_factory=dict)
    reason: Reason | None = None
    next_act: NextAct | None = None
    note: NotNeeded | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the way in, or in. `email` and `name` are foreign text; `status` is the server's number.

    `since` is when the row was made (the invitation), None where the server does not say.
    """

    id: str
    email: str
    name: str
    status: int
    owner: bool
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Checklist:
    """The onboarding of one client at `read_at` (UTC): its steps in order, and its people.

    `settled` are interrupted acts inside it, each told once; one that waits, each time.
    """

    provider: Provider
    client: Client
    reports: tuple[StepReport, ...]
    people: tuple[Person, ...]
    read_at: datetime
    settled: tuple[SettledAct, ...] = ()

    @property
    def counted(self) -> tuple[int, int]:
        """Steps that are done, of steps that apply and are needed."""
        left_out = (StepState.NOT_APPLICABLE, StepState.NOT_NEEDED)
        needed = [report for report in self.reports if report.state not in left_out]
        return sum(report.state is StepState.DONE for report in needed), len(needed)

    def report(self, step: Step) -> StepReport:
        """The report of one step."""
        return next(report for report in self.reports if report.step is step)


def with_notes(
    checklist: Checklist, notes: Mapping[Step, NotNeeded], *, items_read_at: datetime | None = None
) -> Checklist:
    """The checklist with local notes: a step that is not done and was marked shows as not needed.

    `items_read_at` is when the items were counted.
    """
    if items_read_at is not None and items_read_at.date() == checklist.read_at.date():
        items_read_at = None
    reports = (_noted(report, notes.get(report.step)) for report in checklist.reports)
    dated = (replace(each, as_of=items_read_at) if each.step is Step.IMPORT else each for each in reports)
    return replace(checklist, reports=tuple(dated))


def _noted(report: StepReport, note: NotNeeded | None) -> StepReport:
    if note is None or report.state in (StepState.DONE, StepState.NOT_APPLICABLE):
        return report
    return replace(report, state=StepState.NOT_NEEDED, note=note, next_act=None)
