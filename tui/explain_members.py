"""Words for what stands against confirming, suspending and removing people. Part of `tui.explain`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from backend_client import errors
from backend_client.errors import MemberRefusal, Rule
from tui.explain_people import PEOPLE_REFUSED
from tui.explanation import Explanation
from tui.safe_text import safe_text
from tui.translate import _

_FOREIGN_LIMIT: Final = 80

WordsOf = Callable[[Exception], Explanation]
"""The words for the cause of an error."""

MEMBER_RULES: Final[Mapping[Rule, Callable[[int], tuple[str, str]]]] = {
    Rule.MEMBER_GONE: lambda _n: (_("They are no longer in the list."), _("R reads it again.")),
    Rule.NOT_ACCEPTED: lambda _n: (
        _("They are not waiting to be confirmed."),
        _("Only people who accepted can be confirmed."),
    ),
    Rule.NOT_INVITED: lambda _n: (
        _("They have no open invitation."),
        _("Only people who were invited and have not accepted get another mail."),
    ),
    Rule.NOT_REVOKED: lambda _n: (_("They are not revoked."), _("There is nothing to restore.")),
    Rule.ALREADY_REVOKED: lambda _n: (_("They are revoked already."), _("There is nothing to do.")),
    Rule.YOURSELF: lambda _n: (_("That is you: another owner or admin has to do it."), _("Ask one of them.")),
    Rule.LAST_OWNER: lambda _n: (
        _("They are the last confirmed owner; an organization needs one."),
        _("Confirm another owner first."),
    ),
    Rule.CLAIMED_MEMBER: lambda _n: (
        _("Their account is claimed by the client's verified domain, so it cannot be removed."),
        _("Revoke them instead, or delete the whole account: X."),
    ),
    Rule.RESTORE_SEATS: lambda _n: (
        _("No seat is left, and restoring takes one."),
        _("Raise the client's seats first: s on the clients screen."),
    ),
    Rule.OWNERS_ONLY: lambda _n: (
        _("Only owners change owners and make others owners."),
        _("Ask an owner of the client."),
    ),
    Rule.CUSTOM_ROLE_NOT_INCLUDED: lambda _n: (
        _("This client's plan has no custom roles: they need Enterprise."),
        _("Choose another role."),
    ),
    Rule.PERMISSIONS_NOT_HERE: lambda _n: (
        _("Vaultwarden knows only create, edit and delete any collection, all three together."),
        _("Choose these three, or none."),
    ),
    Rule.NOT_CLAIMED: lambda _n: (
        _("Their account is their own: it is not claimed by a verified domain of the client."),
        _("D removes them from the client; their account stays."),
    ),
    Rule.COLLECTION_NOT_YOURS: lambda _n: (
        _("You do not manage that collection, so you cannot give or take access to it."),
        _("Whoever manages it can, or a provider."),
    ),
    Rule.MEMBER_KEY_UNUSABLE: lambda _n: (
        _("The server gives no usable key for them."),
        _("They may have to sign in once in the web vault; then try again."),
    ),
    Rule.MEMBER_KEY_CHANGED: lambda _n: (
        _("THE KEY CHANGED after its phrase was shown. They were not confirmed."),
        _("Compare the new phrase; if it changes again, warn your security people."),
    ),
    Rule.PHRASE_DIFFERS: lambda _n: (
        _("THE PHRASE DIFFERS from the one that was given. They were not confirmed."),
        _("Do not confirm them: ask the person again, by telephone."),
    ),
}
"""The rules of people: a sentence, and what to do."""

_REFUSED: Final[Mapping[MemberRefusal, Callable[[], tuple[str, str]]]] = {
    MemberRefusal.ABSENT: lambda: (
        _("The server left them out: they are not waiting to be confirmed."),
        _("R reads the list again."),
    ),
    MemberRefusal.TWO_STEP: lambda: (
        _("The client requires two-step login, and they have none."),
        _("They switch it on in their account settings; then try again."),
    ),
    MemberRefusal.SINGLE_ORGANIZATION: lambda: (
        _("The client wants to be the only organization of its people, and they are in another one."),
        _("They leave the other one; then try again."),
    ),
    MemberRefusal.OTHER_ORGANIZATION: lambda: (
        _("They are in another organization that forbids a second one."),
        _("They leave the other one; then try again."),
    ),
    MemberRefusal.SEATS: lambda: (
        _("Seat limit reached."),
        _("Raise the client's seats first: s on the clients screen."),
    ),
    MemberRefusal.WRONG_STATE: lambda: (
        _("The server says they are in another state by now."),
        _("R reads the list again."),
    ),
    MemberRefusal.LAST_OWNER: lambda: (
        _("The organization would be left without a confirmed owner."),
        _("Confirm another owner first."),
    ),
    MemberRefusal.CLAIMED: lambda: (
        _("Their account is claimed by the client's verified domain, so it cannot be removed."),
        _("Revoke them instead, or delete the whole account: X."),
    ),
    MemberRefusal.NOT_ABOVE: lambda: (
        _("Your role does not reach them: nobody changes themselves or people above them."),
        _("Ask an owner."),
    ),
    **PEOPLE_REFUSED,
    MemberRefusal.OTHER: lambda: (_("The server refused it."), _("R reads the list again.")),
}


MEMBER_CHANGED: Final[Mapping[str, Callable[[], tuple[str, str]]]] = {
    "member_access": lambda: (
        _("Somebody else changed their role or access meanwhile. Nothing was sent."),
        _("Go back: R reads them again, then plan it anew."),
    ),
    "member_gone": lambda: (
        _("They are no longer in the client. Nothing was sent."),
        _("Go back: R reads the list again."),
    ),
}
"""What was shown of a member and is no longer so."""


def member_half_changed(error: errors.MemberHalfChanged, words_of: WordsOf) -> Explanation:
    """What of a change was made, what was not, and what there is to do."""
    why = words_of(error.cause).sentence
    if "removed" in error.done:
        return Explanation(
            _("Removed, not invited"),
            _("They were removed and could NOT be invited again. {why}").format(why=why),
            _("i invites them by their address."),
        )
    parts = {"role": _("role"), "groups": _("groups"), "collections": _("collections")}
    missing = ", ".join(parts.get(each, each) for each in error.missing)
    if "role" in error.missing and isinstance(error.cause, errors.ServerFault):
        done = ", ".join(parts.get(each, each) for each in error.done)
        sentence = _("The server fails at changing roles for a provider's people: the role is as it was.")
        if done:
            sentence += " " + _("Changed another way: {parts}.").format(parts=done)
        return Explanation(
            _("Role not changed"),
            sentence,
            _("Remove them and invite them with the new role, or let an owner of the client do it."),
        )
    if error.done:
        done = ", ".join(parts.get(each, each) for each in error.done)
        sentence = _("Changed: {done}. NOT changed: {missing}. {why}").format(
            done=done, missing=missing, why=why
        )
    else:
        sentence = _("Not changed: {missing}. {why}").format(missing=missing, why=why)
    return Explanation(_("Changed in part"), sentence, _("R reads them again; plan the rest anew."))


def member_refused(error: errors.MemberRefused) -> Explanation:
    """What the server's refusal of one person means; its own words where they are not known."""
    sentence, step = _REFUSED[error.refusal]()
    if error.refusal is MemberRefusal.OTHER and error.server_message:
        said = safe_text(error.server_message, limit=_FOREIGN_LIMIT)
        sentence = _("The server refused it: '{text}'.").format(text=said)
    return Explanation(_("Refused"), sentence, step)
