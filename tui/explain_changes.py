"""Words for changes that were not made, or not wholly. Part of `tui.explain`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from backend_client import errors
from backend_client.errors import Rule
from tui.explain_collections import COLLECTION_RULES, collection_gone
from tui.explain_directory import DIRECTORY_RULES, SETTINGS_CHANGED, identifier_taken
from tui.explain_groups import GROUP_CHANGED, GROUP_RULES
from tui.explain_invitations import not_invited
from tui.explain_joining import JOIN_RULES, not_joined
from tui.explain_members import MEMBER_CHANGED, MEMBER_RULES, member_half_changed, member_refused
from tui.explain_organization import ORGANIZATION_CHANGED, ORGANIZATION_RULES, seats_gone
from tui.explain_people import PEOPLE_RULES
from tui.explain_policies import POLICY_CHANGED, POLICY_RULES, policy_refused
from tui.explain_provider import PROVIDER_CHANGED, PROVIDER_RULES
from tui.explain_recovery import RECOVERY_RULES
from tui.explanation import Explain, Explanation
from tui.translate import _

_BROKEN: Final[Mapping[Rule, Callable[[int], tuple[str, str]]]] = {
    Rule.ADMINS_ONLY: lambda _n: (
        _("Only provider admins may do this."),
        _("Ask a provider admin."),
    ),
    Rule.NOT_BILLABLE: lambda _n: (
        _("This provider is not billed through the portal, so its clients cannot be changed here."),
        _("Use the web vault."),
    ),
    Rule.PROVIDER_SUSPENDED: lambda _n: (
        _("The provider is suspended; only unlinking is possible."),
        _("Settle the suspension in the web portal first."),
    ),
    Rule.NAME_EMPTY: lambda _n: (_("The name is empty."), _("Type a name.")),
    Rule.NAME_TOO_LONG: lambda most: (
        _("The name is longer than {most} characters.").format(most=most),
        _("Shorten it."),
    ),
    Rule.NAME_HIDDEN: lambda _n: (
        _("The name has characters that do not show, such as control characters."),
        _("Type it without them."),
    ),
    Rule.OWNER_EMAIL: lambda _n: (
        _("This is no e-mail address; the server would mail an invitation to it unchecked."),
        _("Correct it."),
    ),
    Rule.SEATS_BELOW_ONE: lambda _n: (_("A client needs at least 1 seat."), _("Type a larger number.")),
    Rule.SEATS_BELOW_USED: lambda used: (
        _("Seats in use: {used}. The client cannot have fewer.").format(used=used),
        _("Revoke or remove members first, or type a larger number."),
    ),
    Rule.SEATS_UNCHANGED: lambda _n: (_("The client has that many seats already."), _("Nothing to do.")),
    Rule.SERVICE_USER_PURCHASE: lambda left: (
        _("Service users cannot purchase seats. Unassigned seats left: {left}.").format(left=left),
        _("Type a smaller number, or ask a provider admin."),
    ),
    Rule.PLAN_UNKNOWN: lambda _n: (
        _("The provider has no such plan, so its seats cannot be computed."),
        _("R reads the plans again."),
    ),
    Rule.SEATS_UNKNOWN: lambda _n: (
        _("The server does not say how many seats this client has."),
        _("Use the web portal for this client."),
    ),
    Rule.NO_CONFIRMED_OWNER: lambda _n: (
        _("The client has no confirmed owner of its own, so it cannot be unlinked."),
        _("Have its owner accept, then confirm them."),
    ),
    Rule.SAME_CLIENT: lambda _n: (_("Both are the same client."), _("Choose another one.")),
    Rule.OTHER_PLAN: lambda _n: (
        _("The two clients are on different plans; seats belong to a plan."),
        _("Choose a client on the same plan."),
    ),
    Rule.PINS_UNWRITABLE: lambda _n: (
        _("The file of known keys cannot be written. Nothing was changed."),
        _("Make room on the disk, or give its directory back to yourself."),
    ),
    Rule.JOURNAL_UNWRITABLE: lambda _n: (
        _("The journal cannot be written, and nothing is changed without it."),
        _("Check the data directory and its free space."),
    ),
    **DIRECTORY_RULES,
    **MEMBER_RULES,
    **PEOPLE_RULES,
    **POLICY_RULES,
    **COLLECTION_RULES,
    **GROUP_RULES,
    **PROVIDER_RULES,
    **ORGANIZATION_RULES,
    **JOIN_RULES,
    **RECOVERY_RULES,
}


def _write(_error: errors.WriteError) -> Explanation:
    return Explanation(_("Not changed"), _("The change was not made."), _("R reads the list again."))


def _read_only(_error: errors.ReadOnlyMode) -> Explanation:
    return Explanation(
        _("Read-only"),
        _("This run is read-only: nothing was sent."),
        _("Start without --read-only to change things."),
    )


def _rule(error: errors.RuleBroken) -> Explanation:
    sentence, step = _BROKEN[error.rule](error.limit or 0)
    return Explanation(_("Not sent"), sentence, step)


def _changed(error: errors.ChangedMeanwhile) -> Explanation:
    if error.what == "collection":
        return Explanation(_("Changed meanwhile"), *collection_gone())
    if error.what in POLICY_CHANGED:
        return Explanation(_("Changed meanwhile"), *POLICY_CHANGED[error.what]())
    if error.what in MEMBER_CHANGED:
        return Explanation(_("Changed meanwhile"), *MEMBER_CHANGED[error.what]())
    if error.what in PROVIDER_CHANGED:
        return Explanation(_("Changed meanwhile"), *PROVIDER_CHANGED[error.what]())
    if error.what in GROUP_CHANGED:
        return Explanation(_("Changed meanwhile"), *GROUP_CHANGED[error.what]())
    if error.what in ORGANIZATION_CHANGED:
        return Explanation(_("Changed meanwhile"), *ORGANIZATION_CHANGED[error.what]())
    if error.what in SETTINGS_CHANGED:
        return Explanation(_("Changed meanwhile"), *SETTINGS_CHANGED[error.what]())
    sentence = {
        "gone": _("The client is no longer in the list. Nothing was sent."),
        "name": _("Somebody renamed the client meanwhile. Nothing was sent."),
    }.get(error.what, _("Somebody changed its seats meanwhile. Nothing was sent."))
    return Explanation(_("Changed meanwhile"), sentence, _("Look at the new figures, then do it again."))


def _half_made(_error: errors.HalfMade) -> Explanation:
    return Explanation(
        _("Half-made client"),
        _("The client exists, but the server failed before it finished it: its seats are not counted."),
        _("Do not create it again. The vendor's support can finish or remove it."),
    )


def _unknown(_error: errors.OutcomeUnknown) -> Explanation:
    return Explanation(
        _("Outcome unknown"),
        _("It was sent, and it is not known whether it happened."),
        _("Do not repeat it: R reads the list again, J shows what was sent."),
    )


def _not_applied(error: errors.NotApplied, words_of: Explain) -> Explanation:
    cause = words_of(error.cause)
    return Explanation(cause.title, f"{cause.sentence} {_('Nothing was changed.')}", cause.next_step)


def _move_half_done(error: errors.MoveHalfDone, words_of: Explain) -> Explanation:
    cause = words_of(error.cause)
    sentence = _("Seats taken from the first client and not given to the second: {seats}. {why}")
    return Explanation(
        _("Move half done"),
        sentence.format(seats=error.seats, why=cause.sentence),
        _("They are unassigned now. s on either client gives them out."),
    )


def change_words(words_of: Explain) -> Mapping[type, Explain]:
    """The words by class; `words_of` explains the cause that some of these errors carry."""
    return {
        errors.MemberRefused: member_refused,
        errors.WriteError: _write,
        errors.ReadOnlyMode: _read_only,
        errors.RuleBroken: _rule,
        errors.ChangedMeanwhile: _changed,
        errors.PolicyRefused: policy_refused,
        errors.NotApplied: lambda error: _not_applied(error, words_of),
        errors.HalfMade: _half_made,
        errors.MoveHalfDone: lambda error: _move_half_done(error, words_of),
        errors.IdentifierTaken: identifier_taken,
        errors.SeatsGone: lambda error: seats_gone(error, words_of),
        errors.MemberHalfChanged: lambda error: member_half_changed(error, words_of),
        errors.NotInvited: not_invited,
        errors.NotJoined: not_joined,
        errors.OutcomeUnknown: _unknown,
    }
