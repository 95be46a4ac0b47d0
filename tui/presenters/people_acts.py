"""Acts on people of a provider in words: the plan of each, and its consequences. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from backend_client.errors import Rule
from backend_client.portal.people import (
    PeopleBoard,
    Person,
    PersonAct,
    PersonRole,
    PersonStatus,
    refusals,
    role_refusal,
)
from backend_client.portal.providers import Provider
from tui.presenters.confirm_people import ConfirmWords
from tui.presenters.people import person_role, person_status
from tui.presenters.people_words import age_words
from tui.presenters.plan import PlanRow, PlanWords, judged_row
from tui.presenters.typed_name import is_typed, text_to_type
from tui.safe_text import safe_text
from tui.translate import _, ngettext


def plan_rows(act: PersonAct, chosen: Sequence[Person], board: PeopleBoard) -> tuple[PlanRow[Person], ...]:
    """What RESEND or REMOVE would do with each of `chosen`; whoever it cannot be done with says why."""
    against = refusals(act, frozenset(person.id for person in chosen), board)
    return tuple(_row(person, _effect(act, person, board), against.get(person.id)) for person in chosen)


def role_rows(chosen: Sequence[Person], role: PersonRole, board: PeopleBoard) -> tuple[PlanRow[Person], ...]:
    """What giving `role` would do. Each is judged alone: the list is read again between two."""
    return tuple(
        _row(
            person,
            _("becomes {role}").format(role=person_role(role)),
            role_refusal(person, role, board),
        )
        for person in chosen
    )


def _row(person: Person, effect: str, rule: Rule | None) -> PlanRow[Person]:
    return judged_row(person.id, safe_text(person.email, limit=80), effect, person, against=rule)


def _effect(act: PersonAct, person: Person, board: PeopleBoard) -> str:
    if act is PersonAct.RESEND:
        age = age_words(person, board.read_at)
        return _("new mail; {age}").format(age=age) if age else _("new mail")
    return _("{status} {role} -> gone").format(
        status=person_status(person.status), role=person_role(person.role)
    )


def plan_words(act: PersonAct, rows: Sequence[PlanRow[Person]]) -> PlanWords:
    """The words of the plan of RESEND or REMOVE."""
    count = sum(row.sendable for row in rows)
    if act is PersonAct.RESEND:
        return _words(
            act,
            ngettext(
                "{n} person gets the mail again, with a new link that works for 120 hours.",
                "{n} people get the mail again, with new links that work for 120 hours.",
                count,
            ).format(n=count),
            ngettext("Yes, resend {n}", "Yes, resend {n}", count).format(n=count),
        )
    chosen = [row.change for row in rows if row.change is not None]
    return _words(
        act,
        _(
            "Removed people lose every client of the provider at once; their account stays theirs. What "
            "they saw they may have copied. To come back they are invited, accept and are confirmed again."
        )
        if any(person.status == PersonStatus.CONFIRMED for person in chosen)
        else _(
            "They were never confirmed and have seen nothing. The link in their mail stops working; to come "
            "back they are invited again."
        ),
        ngettext("Yes, remove {n}", "Yes, remove {n}", count).format(n=count),
    )


def role_words(rows: Sequence[PlanRow[Person]], role: PersonRole, board: PeopleBoard) -> PlanWords:
    """The words of the plan that gives `role`."""
    chosen = [row.change for row in rows if row.change is not None]
    said = [
        _(
            "A provider admin invites and removes people, creates and unlinks clients, buys seats, and reads "
            "log and bills. Give the role to people you trust with all of that."
        )
        if role is PersonRole.ADMIN
        else _(
            "A service user still reaches every client and everything in it, but no longer sees the "
            "provider's people, log and settings, and can neither create nor unlink clients."
        )
    ]
    if any(board.is_me(person) for person in chosen):
        said.append(_("THIS IS YOUR OWN ROLE: you cannot take it back; another provider admin must."))
    elif any(person.status == PersonStatus.CONFIRMED for person in chosen):
        said.append(_("It counts for them once their session is renewed, within the hour at the latest."))
    count = len(chosen)
    commit = ngettext("Yes, change {n} role", "Yes, change {n} roles", count).format(n=count)
    return _words(PersonAct.ROLE, " ".join(said), commit)


def _words(act: PersonAct, review: str, commit: str) -> PlanWords:
    return PlanWords(
        title=act_title(act),
        what=_("E-mail"),
        effect=_("What happens"),
        review=(review,),
        commit=commit,
        done=lambda done: _done(act, done),
    )


def act_title(act: PersonAct) -> str:
    """What the screen of an act is called."""
    return {
        PersonAct.INVITE: _("Invite people"),
        PersonAct.RESEND: _("Resend invitations"),
        PersonAct.CONFIRM: _("Confirm"),
        PersonAct.ROLE: _("Change role"),
        PersonAct.REMOVE: _("Remove"),
    }[act]


def _done(act: PersonAct, count: int) -> str:
    return {
        PersonAct.INVITE: ngettext("{count} invited", "{count} invited", count),
        PersonAct.RESEND: ngettext("{count} mail sent again", "{count} mails sent again", count),
        PersonAct.CONFIRM: ngettext("{count} confirmed", "{count} confirmed", count),
        PersonAct.ROLE: ngettext("{count} role changed", "{count} roles changed", count),
        PersonAct.REMOVE: ngettext("{count} removed", "{count} removed", count),
    }[act]


def other_role(person: Person) -> PersonRole:
    """The role that somebody does not have: there are two."""
    return PersonRole.SERVICE_USER if person.admin else PersonRole.ADMIN


def nobody_words(act: PersonAct) -> str:
    """Why there is nobody to do `act` with, before anything is asked."""
    if act is PersonAct.CONFIRM:
        return _("Nobody shown waits to be confirmed: people first accept their invitation.")
    return _("There is nobody under the cursor.")


def word_to_type(chosen: Sequence[Person]) -> str:
    """What is typed to agree to a removal: the address of one person, or how many."""
    if len(chosen) == 1:
        return text_to_type(chosen[0].email, chosen[0].id)
    return f"remove {len(chosen)}"


def is_agreed(chosen: Sequence[Person], typed: str) -> bool:
    """Whether what was typed agrees."""
    if len(chosen) == 1:
        return is_typed(chosen[0].email.casefold(), typed.casefold(), chosen[0].id)
    return typed.strip().casefold() == word_to_type(chosen)


def staff_confirm_words(provider: Provider) -> ConfirmWords:
    """Confirming people of a provider: what that key opens, and that the password is always asked for."""
    name = safe_text(provider.name, limit=40)
    return ConfirmWords(
        opens=_("Whoever is confirmed receives the key of {provider}, which opens EVERY client.").format(
            provider=name
        ),
        warning=_(
            "The key of {provider} opens EVERY client and all that is in them. A wrong confirmation gives "
            "all of it away, and removing the person does not take back what they read."
        ).format(provider=name),
        differs=_("n skips them, D on the board removes them"),
        why_ask=lambda count: ngettext(
            "Confirming {count} person opens every client to them: your master password once more.",
            "Confirming {count} people opens every client to them: your master password once more.",
            count,
        ).format(count=count),
        ask_always=True,
    )


def staff_becomes(person: Person) -> str:
    """The role worth a warning beside a phrase; empty for the lesser one."""
    return person_role(person.role) if person.admin else ""


def staff_confirm_review() -> str:
    """What confirming people of a provider means, before anything is sent."""
    return _("Each receives the provider's key, which opens EVERY client, if the phrase is theirs.")
