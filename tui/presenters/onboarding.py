"""The onboarding checklist in words: titles, states, evidence, next acts. Pure.

What stands in the way is worded in `onboarding_advice`, the headless report in `onboarding_report`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backend_client.portal.onboarding.steps import (
    Checklist,
    NextAct,
    Person,
    Reason,
    Step,
    StepReport,
    StepState,
)
from tui.presenters.onboarding_people import status_counts
from tui.safe_text import safe_text
from tui.translate import _, ngettext


def title_of(step: Step) -> str:
    """What a step is called."""
    return {
        Step.COLLECTIONS: _("Create collections"),
        Step.IMPORT: _("Import data"),
        Step.POLICIES: _("Configure policies"),
        Step.SSO: _("Log in with SSO"),
        Step.GROUPS: _("Create user groups"),
        Step.INVITATIONS: _("Invite users"),
    }[step]


def state_word(state: StepState) -> str:
    """The word for a state."""
    return {
        StepState.DONE: _("done"),
        StepState.IN_PROGRESS: _("in progress"),
        StepState.TO_DO: _("to do"),
        StepState.NOT_APPLICABLE: _("not applicable"),
        StepState.NOT_NEEDED: _("not needed"),
        StepState.BLOCKED: _("blocked"),
        StepState.UNKNOWN: _("not known"),
    }[state]


def evidence_of(report: StepReport) -> str:
    """What was counted, or why there is nothing to count."""
    if report.note is not None:
        return _("{reason} (noted here: {who}, {date})").format(
            reason=safe_text(report.note.reason, limit=40),
            who=safe_text(report.note.who, limit=30),
            date=report.note.at.strftime("%d %b"),
        )
    words = [_EVIDENCE[report.step](report.figures)] if report.figures else []
    if words and report.as_of is not None:
        words.append(_("counted on {date}").format(date=report.as_of.strftime("%d %b")))
    if report.reason is not None:
        words.append(reason_words(report.reason))
    return "; ".join(words)


def reason_words(reason: Reason) -> str:
    """Why a step is not applicable, blocked or unknown."""
    return _REASONS[reason]()


_REASONS: Mapping[Reason, Callable[[], str]] = {
    Reason.PLAN_WITHOUT_POLICIES: lambda: _("this organization has no policies"),
    Reason.PLAN_WITHOUT_SSO: lambda: _("this organization has no SSO"),
    Reason.SSO_BY_OPERATOR: lambda: _("set by the server's operator"),
    Reason.PLAN_WITHOUT_GROUPS: lambda: _("this organization has no groups"),
    Reason.NOT_READ: lambda: _("items are not counted yet"),
    Reason.REFUSED: lambda: _("the server did not let us read it"),
    Reason.LOCKED: lambda: _("locked"),
    Reason.NO_SEAT_LEFT: lambda: _("no seat left"),
    Reason.KEY_CLOSED: lambda: _("its key does not open"),
    Reason.ORGANIZATION_SUSPENDED: lambda: _("the organization is suspended"),
    Reason.PROVIDER_SUSPENDED: lambda: _("the provider is suspended"),
}


def _collections(figures: Mapping[str, int]) -> str:
    made = figures["collections"]
    if not made:
        return _("only the automatic one")
    words = ngettext("{n} made", "{n} made", made).format(n=made)
    return f"{words}, {_managed(figures['unmanaged'])}"


def _managed(unmanaged: int) -> str:
    if not unmanaged:
        return _("each has a manager")
    return ngettext("{n} without manager", "{n} without manager", unmanaged).format(n=unmanaged)


def _import(figures: Mapping[str, int]) -> str:
    items = figures["items"]
    words = ngettext("{n} item", "{n} items", items).format(n=items)
    if figures["unmanaged"]:
        return f"{words}; {_managed(figures['unmanaged'])}"
    waived = figures.get("waived", 0)
    return _("{items}; {n} need no manager (noted here)").format(items=words, n=waived) if waived else words


def _policies(figures: Mapping[str, int]) -> str:
    enabled = figures["enabled"]
    return ngettext("{n} on", "{n} on", enabled).format(n=enabled) if enabled else _("none on")


def _sso(figures: Mapping[str, int]) -> str:
    return _("on") if figures["enabled"] else _("off")


def _groups(figures: Mapping[str, int]) -> str:
    groups = figures["groups"]
    if not groups:
        return _("none")
    words = ngettext("{n} group", "{n} groups", groups).format(n=groups)
    return _("{groups} on {n} collections").format(groups=words, n=figures["collections"])


def _invitations(figures: Mapping[str, int]) -> str:
    total = figures["invited"] + figures["accepted"] + figures["confirmed"]
    return _("{confirmed} of {total} confirmed").format(confirmed=figures["confirmed"], total=total)


_EVIDENCE: Mapping[Step, Callable[[Mapping[str, int]], str]] = {
    Step.COLLECTIONS: _collections,
    Step.IMPORT: _import,
    Step.POLICIES: _policies,
    Step.SSO: _sso,
    Step.GROUPS: _groups,
    Step.INVITATIONS: _invitations,
}


def next_words(report: StepReport) -> str:
    """What would bring the step further; empty when nothing is needed."""
    if report.next_act is None:
        return ""
    if report.next_act is NextAct.CONFIRM:
        accepted = report.figures["accepted"]
        return ngettext(
            "compare {n} fingerprint phrase, then confirm",
            "compare {n} fingerprint phrases, then confirm",
            accepted,
        ).format(n=accepted)
    return {
        NextAct.CREATE_COLLECTIONS: _("create the first collections"),
        NextAct.ASSIGN_MANAGERS: _("give each collection a manager"),
        NextAct.IMPORT_DATA: _("import the customer's export file"),
        NextAct.COUNT_ITEMS: _("count the items: that downloads the vault"),
        NextAct.ENABLE_POLICIES: _("switch on policies before anybody is invited"),
        NextAct.CONFIGURE_SSO: _("connect the customer's identity provider, or mark as not needed"),
        NextAct.CREATE_GROUPS: _("create groups by department"),
        NextAct.GIVE_GROUPS_ACCESS: _("give the groups access to collections"),
        NextAct.INVITE: _("invite the users"),
        NextAct.WAIT_OR_RESEND: _("wait for them to accept, or resend"),
        NextAct.RAISE_SEATS: _("raise the seats first"),
        NextAct.OPEN_KEY: _("have somebody whose key opens it look at this client"),
        NextAct.LIFT_SUSPENSION: _("have the suspension lifted first"),
    }[report.next_act]


def progress_line(checklist: Checklist) -> str:
    """`Setup 3/5 [######....]`."""
    done, of = checklist.counted
    filled = 10 * done // of if of else 10
    return _("Setup {done}/{of} [{bar}]").format(done=done, of=of, bar="#" * filled + "." * (10 - filled))


def board_line(people: tuple[Person, ...]) -> str:
    """`Invited 5 -> Accepted 3 -> Confirmed 29  (Revoked 0)`."""
    return status_counts(person.status for person in people)
