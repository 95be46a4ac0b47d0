"""What a person should know before the next step of an onboarding: ways on, obstacles, order. Pure.

Warnings name the way there and forbid nothing: the steps may be taken in any order.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from backend_client.portal.members import MemberStatus
from backend_client.portal.onboarding.steps import (
    Checklist,
    NextAct,
    Person,
    Reason,
    Step,
    StepReport,
    StepState,
)
from tui.presenters.onboarding import next_words
from tui.presenters.onboarding_people import age_words, status_word
from tui.safe_text import safe_text
from tui.translate import _, ngettext

_OBSTACLES = (Reason.PROVIDER_SUSPENDED, Reason.ORGANIZATION_SUSPENDED, Reason.KEY_CLOSED)
_SETTLED = (StepState.DONE, StepState.NOT_NEEDED, StepState.NOT_APPLICABLE)

_KEYS = {
    NextAct.CREATE_COLLECTIONS: "Enter",
    NextAct.IMPORT_DATA: "Enter",
    NextAct.COUNT_ITEMS: "C",
    NextAct.ENABLE_POLICIES: "Enter",
    NextAct.CONFIGURE_SSO: "Enter",
    NextAct.CREATE_GROUPS: "Enter",
    NextAct.GIVE_GROUPS_ACCESS: "Enter",
    NextAct.INVITE: "i",
    NextAct.CONFIRM: "c",
    NextAct.WAIT_OR_RESEND: "m",
    NextAct.RAISE_SEATS: "s",
}


def about(step: Step) -> str:
    """What a step is for, in a sentence or two."""
    return {
        Step.COLLECTIONS: _(
            "Patterns by department and by function, or names typed or pasted; / nests them. "
            "Somebody must manage each collection."
        ),
        Step.IMPORT: _(
            "A file that the customer's old password manager exported. Providers cannot see, create or "
            "manage single items afterwards."
        ),
        Step.POLICIES: _(
            "Rules for everybody in the organization. Switch them on before anybody is invited: "
            "some revoke people who are in already."
        ),
        Step.SSO: _(
            "Members log in through the customer's identity provider, by OIDC or SAML 2.0. "
            "Where there is none, x marks the step as not needed."
        ),
        Step.GROUPS: _(
            "Members inherit access from their groups: groups by department, collections by function."
        ),
        Step.INVITATIONS: _(
            "Invite, they accept, you compare the fingerprint phrase and confirm. "
            "d provisions people from a directory instead."
        ),
    }[step]


def next_line(report: StepReport) -> str:
    """What would bring the step further and the key that does it; empty when nothing is needed."""
    if report.next_act is None:
        return ""
    key = _KEYS.get(report.next_act)
    if report.next_act is NextAct.ASSIGN_MANAGERS:
        key = _("Enter, then F2") if report.step is Step.IMPORT else _("Enter, then M")
    if key is None:
        return _("Next: {words}.").format(words=next_words(report))
    return _("Next: {words} ({key}).").format(words=next_words(report), key=key)


def owner_words(checklist: Checklist) -> str:
    """The owner to watch: the first who is not confirmed, else one who is; empty where nobody owns it."""
    owners = [person for person in checklist.people if person.owner]
    if not owners:
        return ""
    owner = next((one for one in owners if one.status != MemberStatus.CONFIRMED), owners[0])
    return _("Owner {email}: {state}").format(
        email=safe_text(owner.email, limit=40), state=_owner_state(owner, checklist.read_at)
    )


def _owner_state(owner: Person, now: datetime) -> str:
    word = status_word(owner.status).lower()
    if owner.status != MemberStatus.INVITED:
        return word
    return age_words(owner, now, with_role=False) or word


def blockers(checklist: Checklist) -> tuple[str, ...]:
    """What stands in the way of the whole onboarding, with the way out; the worst first."""
    return tuple(_("Blocker: {what}").format(what=sentence) for sentence in _blockers(checklist))


def _blockers(checklist: Checklist) -> Iterator[str]:
    reasons = {report.reason for report in checklist.reports if report.state is StepState.BLOCKED}
    obstacle = next((reason for reason in _OBSTACLES if reason in reasons), None)
    if obstacle is not None:
        yield _obstacle_sentence(obstacle)
        return
    unmanaged = checklist.report(Step.COLLECTIONS).figures.get("unmanaged", 0)
    if unmanaged:
        yield ngettext(
            "{n} collection has no manager. Enter on step 1 assigns one.",
            "{n} collections have no manager. Enter on step 1 assigns one.",
            unmanaged,
        ).format(n=unmanaged)
    remaining = checklist.client.seats.remaining
    if remaining is not None and remaining <= 0 and not _settled(checklist, Step.INVITATIONS):
        yield _("no seat is left, nobody more can be invited. s raises them.")


def _obstacle_sentence(obstacle: Reason) -> str:
    return {
        Reason.PROVIDER_SUSPENDED: _("the provider is suspended: nothing inside its clients can be changed."),
        Reason.ORGANIZATION_SUSPENDED: _(
            "the organization is suspended: its members cannot sign in, and nothing can be set up."
        ),
        Reason.KEY_CLOSED: _(
            "its key does not open with yours, so nothing can be written or confirmed. "
            "Ask a provider admin whose key does."
        ),
    }[obstacle]


def warnings(checklist: Checklist, step: Step) -> tuple[str, ...]:
    """What is better done before `step`, with the way there."""
    return tuple(_warnings(checklist, step))


def _warnings(checklist: Checklist, step: Step) -> Iterator[str]:
    if step is Step.IMPORT and _to_do(checklist, Step.COLLECTIONS):
        yield _("Better first: collections (step 1). An import makes its own, which nobody manages.")
    if step is Step.INVITATIONS:
        if _to_do(checklist, Step.POLICIES):
            yield _("Better first: policies (p). Some revoke people who are in already.")
        if _to_do(checklist, Step.GROUPS):
            yield _("Better first: groups (u). People can be put into them as they are invited.")


def _to_do(checklist: Checklist, step: Step) -> bool:
    return checklist.report(step).state is StepState.TO_DO


def _settled(checklist: Checklist, step: Step) -> bool:
    return checklist.report(step).state in _SETTLED
