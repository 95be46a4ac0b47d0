"""People to invite into a provider, as rows and sentences: what was read, who is left out and why. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from backend_client.portal.invitation_input import ParsedPeople
from backend_client.portal.people import MOST_INVITED, Person, PersonRole, PersonStatus
from backend_client.portal.people_invitation import LeftOutStaff, NotInvitedReason, StaffPlan
from backend_client.portal.providers import Provider
from tui.presenters.invitations import FoundRow, bad_row, counted_people, email_text, repeated_row
from tui.presenters.people import person_role
from tui.presenters.plan import PlanRow, PlanWords
from tui.presenters.row_states import RowState
from tui.presenters.table import Cell, Column
from tui.safe_text import safe_text
from tui.translate import _, ngettext


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One thing found in the text. Everybody gets the same role, and nobody is in a group."""

    found: FoundRow

    @property
    def id(self) -> str:
        """The id of what was found."""
        return self.found.id

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Finished cells, in the order of `staff_columns`."""
        line, address, _role, _groups, what = self.found.cells
        return line, address, what


def staff_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("line", _("Line"), 4, right=True),
        Column("address", _("Address"), 28, narrow=16, wide=44),
        Column("what", _("What happens"), 40, narrow=16, flexible=True),
    )


def staff_rows(parsed: ParsedPeople, plan: StaffPlan) -> tuple[StaffRow, ...]:
    """What needs a look first, in the order of the text; then who is invited."""
    lines = {person.email: person.line for person in parsed.people}
    odd = [
        *(bad_row(number, entry) for number, entry in enumerate(parsed.bad)),
        *(_left_row(one) for one in plan.left_out),
        *(repeated_row(number, entry) for number, entry in enumerate(parsed.repeated)),
    ]
    odd.sort(key=lambda row: (row.line, row.id))
    invited = (FoundRow(email, lines.get(email, 0), email_text(email)) for email in plan.emails)
    return tuple(StaffRow(row) for row in (*odd, *invited))


def _left_row(one: LeftOutStaff) -> FoundRow:
    email = one.person.email
    return FoundRow(f"left {email}", one.person.line, email_text(email), why=left_out_words(one))


def left_out_words(one: LeftOutStaff) -> str:
    """Why somebody is not invited, and what to do instead."""
    if one.reason is NotInvitedReason.KNOWN:
        return _known_words(one.known)
    if one.reason is NotInvitedReason.OWN_ROLE:
        return _("a role or group in the text: it is chosen once, for all")
    return _("more than {most} at once: invite the rest afterwards").format(most=MOST_INVITED)


def _known_words(person: Person | None) -> str:
    words = {
        PersonStatus.INVITED: _("invited already; r mails again"),
        PersonStatus.ACCEPTED: _("accepted already; c confirms"),
    }
    status = person.status if person is not None else None
    return next(
        (word for known, word in words.items() if known == status), _("in the provider already; e: role")
    )


def count_sentence(parsed: ParsedPeople, plan: StaffPlan) -> str:
    """`3 to invite, 1 wrong, 1 twice, 2 left out.`"""
    return counted_people(parsed, len(plan.emails), len(plan.left_out))


def role_choices() -> tuple[tuple[PersonRole, str, str], ...]:
    """Role, its word and what it may do, the lesser one first."""
    return (
        (PersonRole.SERVICE_USER, person_role(PersonRole.SERVICE_USER), _("works in every client")),
        (
            PersonRole.ADMIN,
            person_role(PersonRole.ADMIN),
            _("and manages people, clients, seats, log and bills"),
        ),
    )


def road_sentence() -> str:
    """What invited people do."""
    return _(
        "Up to {most} addresses. Each gets a mail whose link works for 120 hours; whoever has no account "
        "registers by it first. Nobody reaches a client before somebody confirms them here."
    ).format(most=MOST_INVITED)


def plan_rows(plan: StaffPlan, role: PersonRole) -> tuple[PlanRow[str], ...]:
    """One row for everybody who is invited; then those left out."""
    word = person_role(role)
    rows = [PlanRow(email, email_text(email), word, email) for email in plan.emails]
    return (*rows, *map(_left_out, plan.left_out))


def _left_out(one: LeftOutStaff) -> PlanRow[str]:
    email = one.person.email
    return PlanRow(f"left {email}", email_text(email), "", None, RowState.LEFT_OUT, left_out_words(one))


def plan_words(plan: StaffPlan, role: PersonRole, provider: Provider) -> PlanWords:
    """The words of the review."""
    count = len(plan.emails)
    name = safe_text(provider.name, limit=40)
    review = [
        ngettext(
            "{count} person gets a mail that invites them into {provider}; its link works for 120 hours.",
            "{count} people get a mail that invites them into {provider}; its link works for 120 hours.",
            count,
        ).format(count=count, provider=name)
    ]
    if role is PersonRole.ADMIN:
        review.append(
            ngettext(
                "Once confirmed {count} becomes a provider admin, who may do everything here.",
                "Once confirmed all {count} become provider admins, who may do everything here.",
                count,
            ).format(count=count)
        )
    return PlanWords(
        title=_("Review"),
        what=_("Address"),
        effect=_("Role"),
        review=tuple(review),
        commit=ngettext("Yes, invite {count} person", "Yes, invite {count} people", count).format(
            count=count
        ),
        done=lambda done: ngettext("{count} person invited", "{count} people invited", done),
    )


def nobody_words() -> str:
    """For a list without anybody."""
    return _("Nobody yet: type or paste addresses above, in any form.")
