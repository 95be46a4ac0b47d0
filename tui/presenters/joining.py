"""An invitation in words: what a link says, what accepting means, what comes next. Pure.

Everything in a link is foreign text, and its names are vouched for by nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend_client.portal.join_link import JoinLink, LinkKind
from backend_client.portal.joined import Condition, Invitation, Joined, JoinState
from backend_client.portal.providers import Provider
from tui.safe_text import safe_text, width_of
from tui.translate import _

_LIMIT = 80


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what was read: a label and a safe text."""

    label: str
    text: str


def kind_sentence(link: JoinLink) -> str:
    """What the link is for."""
    return {
        LinkKind.PROVIDER: _("An invitation to a provider."),
        LinkKind.ORGANIZATION: _("An invitation to an organization."),
        LinkKind.SETUP: _("A provider that the vendor prepared, to be set up by you."),
    }[link.kind]


def link_facts(invitation: Invitation) -> tuple[Fact, ...]:
    """What the link says, line by line."""
    link = invitation.link
    facts = [
        Fact(_("For the address"), safe_text(link.email, limit=_LIMIT)),
        Fact(_("On the server"), safe_text(link.host, limit=_LIMIT)),
    ]
    if link.kind is not LinkKind.SETUP:
        label = _("Provider") if link.kind is LinkKind.PROVIDER else _("Organization")
        name = safe_text(link.name, limit=_LIMIT) or _("(no name)")
        facts.insert(0, Fact(label, name))
    return tuple(facts)


def name_caution(link: JoinLink) -> str:
    """That a name in a link is only what the link says; empty where it says none."""
    if link.kind is LinkKind.SETUP:
        return ""
    return _("The name is only what the link says: anybody can write any name into a link.")


def not_mine(invitation: Invitation) -> str:
    """Whose link it is, where it is not the signed-in account's; else empty."""
    if invitation.for_me:
        return ""
    return _("This link is for {other}, and you are signed in as {me}. The server would refuse it.").format(
        other=safe_text(invitation.link.email, limit=_LIMIT), me=safe_text(invitation.account, limit=_LIMIT)
    )


def meaning(invitation: Invitation) -> tuple[str, ...]:
    """What accepting means."""
    if invitation.link.kind is LinkKind.PROVIDER:
        return (
            _(
                "Accepting shows the provider's admins your account. One of them then compares your"
                " fingerprint phrase and confirms you; only that gives you the keys of its clients."
            ),
            _("As what, admin or service user, the invitation does not say: whoever invited you chose it."),
        )
    return (
        _(
            "Accepting shows the organization your account. Somebody there then compares your fingerprint"
            " phrase and confirms you; only that opens what it shares with you."
        ),
        *_conditions(invitation),
    )


def _conditions(invitation: Invitation) -> tuple[str, ...]:
    if invitation.conditions is None:
        return (_("What it asks of its members could not be read from the server."),)
    words = _condition_words()
    recovers = Condition.ACCOUNT_RECOVERY in invitation.conditions and invitation.enrolment is None
    left_out = () if recovers else (Condition.ACCOUNT_RECOVERY,)
    enrols = (_("It enrols you in account recovery: the next step says what that means."),)
    told = tuple(words[each] for each in invitation.conditions if each not in left_out)
    return (*told, *(enrols if invitation.enrolment else ()))


def _condition_words() -> Mapping[Condition, str]:
    return {
        Condition.TWO_STEP: _("It requires two-step login of its members."),
        Condition.SINGLE_ORGANIZATION: _("Its members may be in no other organization."),
        Condition.SSO: _("Its members sign in through its single sign-on."),
        Condition.DATA_OWNERSHIP: _("Items that its members make belong to it."),
        Condition.ACCOUNT_RECOVERY: _("It offers account recovery, in which members enrol themselves."),
    }


def enrolment_title(invitation: Invitation) -> str:
    """Whose account recovery it is."""
    name = safe_text(invitation.link.name, limit=_LIMIT) or _("(no name)")
    return _("Account recovery of {name}").format(name=name)


def enrolment_sentences() -> tuple[str, ...]:
    """What account recovery does to whoever joins."""
    return (
        _(
            "ACCOUNT RECOVERY: accepting also gives this organization the key of your account. Its admins can"
            " set a new master password for you, and can then open everything in your vault."
        ),
        _("The key is sealed to the organization's own key, which has this fingerprint phrase:"),
    )


def compare_enrolment() -> str:
    """How to know that the key is the organization's."""
    return _(
        "Ask an owner of it, by telephone or face to face, for its phrase (web vault: Settings, Organization"
        " info). All five words must be the same."
    )


def accept_label(invitation: Invitation) -> str:
    """The choice that accepts."""
    if invitation.enrolment is not None:
        return _("The phrase agrees: accept, and enrol in account recovery")
    return _("Accept the invitation")


def joined_sentences(joined: Joined) -> tuple[str, ...]:
    """What became of it, and what comes next."""
    name = safe_text(joined.link.name, limit=_LIMIT) or _("(no name)")
    if joined.state is JoinState.CONFIRMED:
        return (_("You are a confirmed member of {name}.").format(name=name),)
    first = {
        JoinState.ACCEPTED: _("Accepted. You are waiting to be confirmed by {name}."),
        JoinState.ALREADY: _("It was accepted before. You are waiting to be confirmed by {name}."),
    }[joined.state].format(name=name)
    return (
        first,
        *((_("You are enrolled in its account recovery."),) if joined.enrolled else ()),
        *(
            (_("An admin will ask for your fingerprint phrase. Read out these five words:"),)
            if joined.phrase
            else ()
        ),
    )


def next_sentences(joined: Joined, *, practice: bool = False) -> tuple[str, ...]:
    """What to do after reading out the phrase."""
    if joined.state is JoinState.CONFIRMED:
        return ()
    if joined.link.kind is LinkKind.PROVIDER:
        simulated = _("Practice: its admin confirms you after a minute, and :provider lists it then.")
        return (
            _("Until then the provider shows nowhere. Once confirmed, :provider lists it."),
            *((simulated,) if practice else ()),
        )
    return (_("Until then the organization shows nowhere here."),)


def unknown_sentence() -> str:
    """What to do where no answer came: the server knows what it took."""
    return _(
        "It was sent, and no answer came. Paste the link again: the server says whether it was accepted."
    )


def joined_line(joined: Joined) -> str:
    """The same in one sentence."""
    return joined_sentences(joined)[0]


def joined_record(joined: Joined) -> dict[str, object]:
    """For programs."""
    return {
        "kind": joined.link.kind.value,
        "id": joined.link.subject_id,
        "name": joined.link.name,
        "state": joined.state.value,
        "recovery": joined.enrolled,
        "phrase": joined.phrase,
    }


def invitation_record(invitation: Invitation) -> dict[str, object]:
    """What a link says, for programs; never its token."""
    link = invitation.link
    conditions = invitation.conditions
    return {
        "kind": link.kind.value,
        "id": link.subject_id,
        "name": link.name,
        "email": link.email,
        "server": link.host,
        "forMe": invitation.for_me,
        "conditions": None if conditions is None else [each.value for each in conditions],
        "recovery": invitation.enrolment is not None,
        "recoveryPhrase": invitation.enrolment.phrase if invitation.enrolment else "",
    }


def invitation_lines(invitation: Invitation) -> tuple[str, ...]:
    """All of it for a terminal without screens."""
    facts = [f"  {fact.label}: {fact.text}" for fact in link_facts(invitation)]
    caution = name_caution(invitation.link)
    lines: Sequence[str] = (kind_sentence(invitation.link), *facts, *((caution,) if caution else ()))
    if invitation.link.kind is LinkKind.SETUP:
        return tuple(lines)
    if invitation.enrolment is None:
        return (*lines, *meaning(invitation))
    phrase = f"  {invitation.enrolment.phrase}"
    return (*lines, *meaning(invitation), *enrolment_sentences(), phrase, compare_enrolment())


def fact_lines(invitation: Invitation) -> tuple[str, ...]:
    """The facts, in two columns."""
    facts = link_facts(invitation)
    widest = max(width_of(fact.label) for fact in facts)
    return tuple(f"{fact.label}{' ' * (widest - width_of(fact.label))}   {fact.text}" for fact in facts)


def how_to_paste() -> tuple[str, ...]:
    """What belongs into the field."""
    return (_("Paste the link from the invitation mail here, or the whole mail. Enter reads what is there."),)


def mails_label(email: str, count: int) -> str:
    """What the practice account finds in its mail program."""
    address = safe_text(email, limit=_LIMIT)
    if not count:
        return _("Practice: {email} has no mail with a link.").format(email=address)
    return _("Practice: the mails of {email}. Tab goes there, Enter takes the link.").format(email=address)


def other_server(host: str, server: str) -> str:
    """That a link is for another server; nothing of it was sent."""
    words = _("This link leads to {host}, and you are signed in to {server}. Nothing of it was sent.")
    return words.format(host=safe_text(host, limit=_LIMIT), server=safe_text(server, limit=_LIMIT))


def first_owner_sentences() -> tuple[str, ...]:
    """Why a link that makes an organization is not taken here."""
    return (
        _("This link makes you the first owner of an organization that is still to be made."),
        _("Open it in the web vault, which makes the organization's keys."),
    )


def setup_meaning(found: Provider | None) -> tuple[str, ...]:
    """What setting up a provider means; or that it was done."""
    if found is not None:
        return (_("This provider is set up already."),)
    return (
        _(
            "Setting it up gives the provider its names, its billing address, a payment method and the key"
            " that will open every client. You are its first admin."
        ),
    )


def setup_label(found: Provider | None) -> str:
    """The choice that goes on with a setup link."""
    return _("Open it") if found is not None else _("Set up the provider")


def practice_setup_note() -> str:
    """Why a form can be filled in here at all."""
    return _("Practice: the payment method is made up here. On a real server this happens in the browser.")


def practice_mail_label(subject: str) -> str:
    """A mail of the practice, in the list below the field."""
    return safe_text(subject, limit=_LIMIT)
