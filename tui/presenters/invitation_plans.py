"""The review of invitations: rows, warnings, progress, and what became of interrupted ones. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from backend_client.portal.invitation_plan import (
    LARGEST_BATCH,
    Invitee,
    InvitePlan,
    InviteRoom,
    LeftOutPerson,
)
from backend_client.portal.members import MemberRole
from tui.presenters.invitations import email_text, group_list, left_out_words
from tui.presenters.members import role_word
from tui.presenters.numbers import clock_time
from tui.presenters.plan import PlanRow, PlanWords
from tui.presenters.row_states import RowState
from tui.terms import collections_word
from tui.translate import _, ngettext

_NAMED = 3


def invite_rows(plan: InvitePlan, room: InviteRoom) -> tuple[PlanRow[Invitee], ...]:
    """One row for everybody who is invited, in the order sent; then those left out."""
    rows = [PlanRow(one.email, email_text(one.email), _effect(one), one) for one in plan.people]
    return (*rows, *(_left_row(one, room) for one in plan.left_out))


def _left_row(one: LeftOutPerson, room: InviteRoom) -> PlanRow[Invitee]:
    why = left_out_words(one, room)
    return PlanRow(f"left {one.email}", email_text(one.email), "", None, RowState.LEFT_OUT, why)


def _effect(one: Invitee) -> str:
    parts = [role_word(one.role)]
    if one.group_names:
        parts.append(group_list(one.group_names))
    said = ": ".join(parts)
    count = len(one.collections)
    return f"{said}; {count} {collections_word(count)}" if count else said


def invite_words(
    plan: InvitePlan, room: InviteRoom, now: Callable[[], datetime], *, keys: bool = True
) -> PlanWords:
    """The words of the plan; `now` tells the time while it is sent. `keys`: the keys of the screens are
    named."""
    return PlanWords(
        title=_("Review"),
        what=_("Address"),
        effect=_("Role and groups"),
        review=(_what_happens(plan, room), *warnings(plan, room, keys=keys)),
        commit=ngettext("Yes, invite {count} person", "Yes, invite {count} people", len(plan.people)).format(
            count=len(plan.people)
        ),
        done=lambda count: ngettext("{count} person invited", "{count} people invited", count),
        progress=lambda done, of: _progress(plan, room, done, of, now()),
    )


def _what_happens(plan: InvitePlan, room: InviteRoom) -> str:
    count, requests = len(plan.people), len(plan.batches)
    mails = ngettext(
        "{count} person gets an invitation by e-mail.",
        "{count} people get an invitation by e-mail.",
        count,
    ).format(count=count)
    if room.vaultwarden:
        said = _(
            "If the server sends no mail, tell them: accounts are accepted at once, others on registering."
        )
        mails = f"{mails} {said}"
    minutes = round((requests - 1) * room.seconds_apart / 60)
    sent = (
        _("In {requests} requests, which takes about {minutes} min: the server allows few at once.").format(
            requests=requests, minutes=max(1, minutes)
        )
        if requests > 1 and room.seconds_apart
        else ""
    )
    return " ".join(part for part in (mails, _seats_after(room, count), sent) if part)


def _seats_after(room: InviteRoom, count: int) -> str:
    if room.seats.used is None or room.seats.assigned is None:
        return ""
    return _("Afterwards {used} of {assigned} seats are used.").format(
        used=room.seats.used + count, assigned=room.seats.assigned
    )


def warnings(plan: InvitePlan, room: InviteRoom, *, keys: bool = True) -> tuple[str, ...]:
    """What a careful person would do before inviting; none of it is a must."""
    said = []
    if room.policies_off and keys:
        said.append(_("No policy is on yet: policies are easier set before people are in (Esc, then p)."))
    elif room.policies_off:
        said.append(_("No policy is on yet: policies are easier set before people are in."))
    if room.groups_usable and room.groups_known and not room.groups:
        said.append(
            _("There are no groups yet: without one people reach no collection (Esc, then u).")
            if keys
            else _("There are no groups yet: without one people reach no collection.")
        )
    elif room.groups and any(not one.groups and one.role is not MemberRole.OWNER for one in plan.people):
        alone = sum(not one.groups for one in plan.people)
        said.append(
            ngettext(
                "{count} person is put into no group.", "{count} people are put into no group.", alone
            ).format(count=alone)
        )
    owners = sum(one.role is MemberRole.OWNER for one in plan.people)
    if owners:
        said.append(
            ngettext(
                "{count} of them becomes an owner, who may do everything.",
                "{count} of them become owners, who may do everything.",
                owners,
            ).format(count=owners)
        )
    if any(one.role is MemberRole.CUSTOM and not one.permissions for one in plan.people):
        said.append(_("A custom role without permissions may do what a user may."))
    return tuple(said)


def requests_after(plan: InvitePlan, done: int, of: int) -> int:
    """Requests still to be made when the one that ends with the `done`th of `of` people is sent."""
    if of != len(plan.people):  # the rest of an interrupted job
        return -(-(of - done) // LARGEST_BATCH)
    end, after = 0, 0
    for batch in plan.batches:
        end += len(batch)
        after += end > done
    return after


def _progress(plan: InvitePlan, room: InviteRoom, done: int, of: int, now: datetime) -> str:
    after = requests_after(plan, done, of)
    first = requests_after(plan, 0, of) - after <= 1
    seconds = room.seconds_apart * (after if first else after + 1)
    if not seconds:
        return _("Inviting: {done} of {count}.").format(done=done, count=of)
    return _("Inviting: {done} of {count}, all by about {time}.").format(
        done=done, count=of, time=clock_time(now + timedelta(seconds=seconds))
    )


def short_sentences(plan: InvitePlan, room: InviteRoom) -> tuple[str, ...]:
    """Why the seats are not enough, with figures."""
    needed, left = len(plan.people), room.left or 0
    return (
        _(
            "{needed} people need {needed} seats; {left} of {assigned} are left. {missing} are missing."
        ).format(needed=needed, left=left, assigned=room.seats.assigned, missing=needed - left),
        _("Nothing was sent: the server refuses a whole request that lacks a single seat."),
    )


def raise_choice(plan: InvitePlan, room: InviteRoom) -> str:
    """The choice that goes to the seats."""
    wanted = (room.seats.used or 0) + len(plan.people)
    return _("Raise the seats from {assigned} to {wanted}").format(
        assigned=room.seats.assigned, wanted=wanted
    )


def first_choice(left: int) -> str:
    """The choice that invites as many as there are seats."""
    return ngettext("Invite only the first one", "Invite only the first {count}", left).format(count=left)
