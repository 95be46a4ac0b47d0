"""Acts on people in words: the plan of each, its consequences, what became of interrupted ones. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from backend_client.portal.members import (
    ENDING,
    Member,
    MemberAct,
    MemberBoard,
    is_confirmed_owner,
    refusals,
)
from tui.presenters.members import role_word
from tui.presenters.onboarding_people import status_word
from tui.presenters.people_words import age_words
from tui.presenters.plan import PlanRow, PlanWords, judged_row
from tui.presenters.typed_name import is_typed, text_to_type
from tui.safe_text import safe_text
from tui.translate import _, ngettext

BATCH = 25
"""People of one request: small enough to stop between two, large enough for the servers' limits."""


TYPED_FOR = frozenset({MemberAct.REMOVE, MemberAct.DELETE_ACCOUNT})
"""Acts that cannot be undone, so that a word is typed first."""


def plan_rows(act: MemberAct, chosen: Sequence[Member], board: MemberBoard) -> tuple[PlanRow[Member], ...]:
    """What `act` would do with each of `chosen`; whoever it cannot be done with says why."""
    against = refusals(act, frozenset(member.id for member in chosen), board)
    return tuple(
        judged_row(
            member.id,
            safe_text(member.email, limit=80),
            _effect(act, member, board),
            member,
            against=against.get(member.id),
        )
        for member in chosen
    )


def _effect(act: MemberAct, member: Member, board: MemberBoard) -> str:
    status = status_word(member.status)
    if act is MemberAct.RESEND:
        age = age_words(member, board.read_at)
        return _("new mail; {age}").format(age=age) if age else _("new mail")
    if act is MemberAct.REVOKE:
        return _("{status} -> Revoked, seat free").format(status=status)
    if act is MemberAct.RESTORE:
        return _("Revoked -> as before, takes a seat")
    if act is MemberAct.DELETE_ACCOUNT:
        return _("{status} {role}, whole account -> gone for good").format(
            status=status, role=role_word(member.role)
        )
    return _("{status} {role} -> gone").format(status=status, role=role_word(member.role))


def plan_words(act: MemberAct, rows: Sequence[PlanRow[Member]], board: MemberBoard) -> PlanWords:
    """The words of the plan of `act`."""
    count = sum(row.sendable for row in rows)
    return PlanWords(
        title=act_title(act),
        what=_("E-mail"),
        effect=_("What happens"),
        review=_review(act, rows, board),
        commit=_commit(act, count),
        done=lambda done: _done(act, done),
    )


def act_title(act: MemberAct) -> str:
    """What the screen of an act is called."""
    return {
        MemberAct.CONFIRM: _("Confirm"),
        MemberAct.RESEND: _("Resend invitations"),
        MemberAct.REVOKE: _("Revoke"),
        MemberAct.RESTORE: _("Restore"),
        MemberAct.REMOVE: _("Remove"),
        MemberAct.DELETE_ACCOUNT: _("Delete accounts"),
    }[act]


def _review(act: MemberAct, rows: Sequence[PlanRow[Member]], board: MemberBoard) -> tuple[str, ...]:
    chosen = [row.change for row in rows if row.change is not None]
    if not chosen:
        return (_("There is nobody this can be done with; the rows say why."),)
    return (*_consequences(act, len(chosen), board), *_owner_words(act, chosen, board))


def _consequences(act: MemberAct, count: int, board: MemberBoard) -> tuple[str, ...]:
    if act is MemberAct.RESEND:
        return (
            ngettext(
                "{n} person gets the mail again, with a new link that works for 5 days.",
                "{n} people get the mail again, with new links that work for 5 days.",
                count,
            ).format(n=count),
        )
    if act is MemberAct.REVOKE:
        return (
            _(
                "Revoked people lose access at once and keep their account; their seats are free. "
                "What they saw they may have copied. Restoring brings back groups and access."
            ),
        )
    if act is MemberAct.RESTORE:
        left = board.seats.remaining
        seats = _("Each takes a seat; {left} left now.").format(left=left) if left is not None else ""
        return (
            _("Restored people are what they were before: invited, accepted or confirmed.") + " " + seats,
        )
    if act is MemberAct.DELETE_ACCOUNT:
        return (
            _(
                "This destroys the people's whole Bitwarden accounts, not only their place here: everything "
                "in their own vaults is gone, in every organization too. Nobody can bring it back."
            ),
            _("To take away access only, revoke them instead (K)."),
        )
    return (
        _(
            "Removed people lose access, groups and role here; their account stays theirs. It cannot be "
            "undone: they would have to be invited, accept and be confirmed again."
        ),
    )


def _owner_words(act: MemberAct, chosen: Sequence[Member], board: MemberBoard) -> tuple[str, ...]:
    """The client may be left without an owner of its own, which a provider is allowed to do."""
    if act not in ENDING:
        return ()
    owners = [member for member in board.members if is_confirmed_owner(member)]
    if not owners or not all(any(owner.id == one.id for one in chosen) for owner in owners):
        return ()
    return (ownerless_words(),)


def ownerless_words() -> str:
    """What it means that a client loses its last confirmed owner to a provider's act."""
    return _(
        "This takes away the client's last confirmed owner of its own. Your provider still reaches it, "
        "but it cannot be unlinked until there is one again."
    )


def _commit(act: MemberAct, count: int) -> str:
    words = {
        MemberAct.RESEND: ngettext("Yes, resend {n}", "Yes, resend {n}", count),
        MemberAct.REVOKE: ngettext("Yes, revoke {n}", "Yes, revoke {n}", count),
        MemberAct.RESTORE: ngettext("Yes, restore {n}", "Yes, restore {n}", count),
        MemberAct.REMOVE: ngettext("Yes, remove {n}", "Yes, remove {n}", count),
        MemberAct.DELETE_ACCOUNT: ngettext(
            "Yes, delete {n} account for good", "Yes, delete {n} accounts for good", count
        ),
    }
    return words[act].format(n=count)


def _done(act: MemberAct, count: int) -> str:
    return {
        MemberAct.CONFIRM: ngettext("{count} confirmed", "{count} confirmed", count),
        MemberAct.RESEND: ngettext("{count} mail sent again", "{count} mails sent again", count),
        MemberAct.REVOKE: ngettext("{count} revoked", "{count} revoked", count),
        MemberAct.RESTORE: ngettext("{count} restored", "{count} restored", count),
        MemberAct.REMOVE: ngettext("{count} removed", "{count} removed", count),
        MemberAct.DELETE_ACCOUNT: ngettext("{count} account deleted", "{count} accounts deleted", count),
    }[act]


def after_words(act: MemberAct) -> str:
    """Where those went whom the table shows no more; empty where they stay."""
    return _("t shows the revoked.") if act is MemberAct.REVOKE else ""


def nobody_words(act: MemberAct) -> str:
    """Why there is nobody to do `act` with, before anything is asked."""
    return {
        MemberAct.CONFIRM: _("Nobody here is waiting to be confirmed: people first accept their invitation."),
        MemberAct.RESEND: _("Nobody here has an open invitation."),
    }.get(act, _("There is nobody under the cursor."))


def word_to_type(act: MemberAct, chosen: Sequence[Member]) -> str:
    """What is typed to agree: the address of one person, or what is done and with how many."""
    if len(chosen) == 1:
        return text_to_type(chosen[0].email, chosen[0].id)
    verb = act.value.partition(".")[2].replace("_", " ")
    return f"{verb} {len(chosen)}"


def is_agreed(act: MemberAct, chosen: Sequence[Member], typed: str) -> bool:
    """Whether what was typed agrees."""
    if len(chosen) == 1:
        return is_typed(chosen[0].email.casefold(), typed.casefold(), chosen[0].id)
    return typed.strip().casefold() == word_to_type(act, chosen)
