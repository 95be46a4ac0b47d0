"""Confirming people in words: whose phrase, how to compare it, what to do when it differs. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from backend_client.errors import OutcomeUnknown, Rule, RuleBroken, SeatwardenError
from backend_client.portal.members import Candidate, Candidates, Member, MemberRole, Results
from tui.explain import explanation_of
from tui.presenters.members import role_word
from tui.presenters.plan import PlanRow, PlanWords
from tui.presenters.row_states import RowState
from tui.safe_text import fit, safe_text, width_of
from tui.translate import _, ngettext


class Listed(Protocol):
    """Somebody of a list of people: of a client, or of the provider."""

    @property
    def id(self) -> str: ...
    @property
    def email(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ConfirmWords:
    """What confirming means here, in finished words.

    `opens` says what the key opens, `differs` what to do with somebody whose phrase differs and may not be
    in it. `warning` stands beside every phrase; empty where nothing needs to. `ask_always`: the master
    password is asked for every time, not only for several people at once; `why_ask(n)` says why.
    """

    opens: str
    differs: str
    why_ask: Callable[[int], str]
    warning: str = ""
    ask_always: bool = False


def member_confirm_words() -> ConfirmWords:
    """Confirming the members of a client."""
    return ConfirmWords(
        opens=_("Whoever is confirmed receives the key to everything this client shares."),
        differs=_("n skips them, K on the board revokes them, D removes them"),
        why_ask=lambda count: ngettext(
            "Confirming {count} person at once needs your master password once more.",
            "Confirming {count} people at once needs your master password once more.",
            count,
        ).format(count=count),
    )


class Ending(Enum):
    """How it ended for one person."""

    CONFIRMED = "confirmed"
    SKIPPED = "skipped"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ended:
    """One person who was decided about. `why` is finished text."""

    email: str
    ending: Ending
    why: str = ""


def ended_of(candidate: Candidate, error: SeatwardenError | None) -> Ended:
    """What became of somebody who was sent."""
    email = safe_text(candidate.email, limit=80)
    if error is None:
        return Ended(email, Ending.CONFIRMED)
    ending = Ending.UNKNOWN if isinstance(error, OutcomeUnknown) else Ending.REFUSED
    words = explanation_of(error)
    return Ended(email, ending, f"{words.sentence} {words.next_step}")


def ended_all(candidates: Iterable[Candidate], results: Results) -> list[Ended]:
    """What became of several."""
    return [ended_of(candidate, results[candidate.id]) for candidate in candidates]


def left_out_people(found: Candidates, members: Mapping[str, Listed]) -> list[Ended]:
    """Those who were asked for and cannot be confirmed."""
    return [
        Ended(
            safe_text(members[each].email, limit=80) if each in members else each,
            Ending.REFUSED,
            explanation_of(RuleBroken(rule)).sentence,
        )
        for each, rule in found.left_out.items()
    ]


def ended_line(one: Ended) -> tuple[str, str]:
    """A line about somebody decided about, and its style token."""
    word, style = {
        Ending.CONFIRMED: (_("confirmed"), "ok"),
        Ending.SKIPPED: (_("skipped"), "muted"),
        Ending.REFUSED: (_("NOT CONFIRMED"), "bad"),
        Ending.UNKNOWN: (_("NOT KNOWN"), "bad"),
    }[one.ending]
    return f"{word}: {one.email}" + (f"  {one.why}" if one.why else ""), style


def outcome_sentence(ended: Sequence[Ended]) -> str:
    """How all ended, counted."""
    counts = {ending: sum(one.ending is ending for one in ended) for ending in Ending}
    said = [
        ngettext("{n} confirmed", "{n} confirmed", counts[Ending.CONFIRMED]).format(
            n=counts[Ending.CONFIRMED]
        )
    ]
    for ending, words in (
        (Ending.SKIPPED, _("{n} skipped")),
        (Ending.REFUSED, _("{n} refused")),
        (Ending.UNKNOWN, _("{n} not known")),
    ):
        if counts[ending]:
            said.append(words.format(n=counts[ending]))
    return ", ".join(said) + "."


def stopped_sentence(ended: Sequence[Ended]) -> str:
    """That a lock ended the comparing, after what was decided before."""
    stopped = _("Comparing was stopped when it was locked: nobody else was confirmed.")
    return f"{outcome_sentence(ended)} {stopped}" if ended else stopped


def who_line(candidate: Candidate, becomes: str, position: int, of: int) -> str:
    """`1 of 3   Mia Ortega  <mia@birch.example>`; `becomes` is the word of a role worth a warning."""
    name, email = safe_text(candidate.name, limit=60), safe_text(candidate.email, limit=120)
    who = f"{name} <{email}>" if name else email
    words = _("{position} of {count}   {who}").format(position=position, count=of, who=who)
    return words + ("   " + _("will be {role}").format(role=becomes.upper()) if becomes else "")


def becomes_word(member: Member | None) -> str:
    """The role of a member who will have power over others; empty for the others."""
    powerful = member is not None and member.role in (MemberRole.OWNER, MemberRole.ADMIN)
    return role_word(member.role) if member is not None and powerful else ""


def phrase_lines(phrase: str) -> tuple[str, ...]:
    """The five words, one under the other and numbered, as they are read aloud."""
    return tuple(f"      {number}  {word}" for number, word in enumerate(phrase.split("-"), start=1))


def compare_sentences() -> tuple[str, ...]:
    """How to compare."""
    return (
        _(
            "Ask the person, by telephone or face to face, to read out theirs: in the web vault or any "
            "Bitwarden app under Settings, My account (or Account security), Fingerprint phrase."
        ),
        _("All five words must be the same, in this order. Only then y."),
    )


def hurried_sentence() -> str:
    """Why a key that came too soon, or repeats itself, confirmed nobody."""
    return _("Compare first: a key held down, or pressed within a second, does not count.")


def earlier_sentences(candidates: Iterable[Candidate]) -> tuple[str, ...]:
    """That some were confirmed before with another key, and what that means."""
    words = _(
        "{email} had another key on {day}, when {who} agreed to: {phrase}. Somebody who reset their account "
        "has a new one; so has somebody in between. Compare anew."
    )
    another_account = _(
        "{email} was another account, with another key, on {day}, when {who} agreed to it. Somebody who made "
        "a new account has both; so has somebody in between. Compare anew."
    )
    return tuple(
        (words if one.earlier.phrase else another_account).format(
            email=safe_text(one.email, limit=60),
            day=f"{one.earlier.at:%Y-%m-%d}",
            who=safe_text(one.earlier.who, limit=60),
            phrase=one.earlier.phrase,
        )
        for one in candidates
        if one.earlier is not None
    )


def differs_sentences(email: str, words: ConfirmWords) -> tuple[str, ...]:
    """What to do when a phrase differs."""
    return (
        _("If it differs: do not confirm."),
        words.opens
        + " "
        + _(
            "Another phrase means that the key shown here is not this person's: somebody in between, or "
            "somebody else's account."
        ),
        _(
            "Call {email} on a number you already had, and ask whether they read from their own account. If "
            "it still differs: {way}; then tell your security people."
        ).format(email=safe_text(email, limit=80), way=words.differs),
    )


def practice_sentence(email: str, phrase: str) -> str:
    """What the practice person reads out."""
    if not phrase:
        return _("Practice: {email} does not answer.").format(email=safe_text(email, limit=80))
    words = phrase.replace("-", "  ")
    return _("Practice: {email} reads out: {words}").format(email=safe_text(email, limit=80), words=words)


def practice_hint(*, reachable: bool) -> str:
    """How the true phrase is looked up in practice."""
    if reachable:
        return _("Practice: t telephones the person, who reads out the phrase of their own device.")
    return _("Practice server: what the person reads is in its outbox, /practice/outbox?email=ADDRESS.")


def list_lines(candidates: Sequence[Candidate], width: int) -> tuple[str, ...]:
    """All phrases under each other: address, then the words on one line, or below where it is narrow."""
    emails = [safe_text(one.email, limit=60) for one in candidates]
    room = max((width_of(email) for email in emails), default=0)
    longest = max((len(one.phrase) for one in candidates), default=0)
    if room + longest + 5 <= width:
        return tuple(
            f"  {fit(email, room)}  {one.phrase}" for email, one in zip(emails, candidates, strict=True)
        )
    lines: list[str] = []
    for email, one in zip(emails, candidates, strict=True):
        lines += [f"  {email}", f"      {one.phrase}"]
    return tuple(lines)


def list_word(count: int) -> str:
    """What is typed to confirm everybody of the list."""
    return f"confirm {count}"


def phrase_matches(candidate: Candidate, given: str) -> bool:
    """Whether a phrase that was given is this one: words apart by hyphens or spaces, in any case."""
    return given.casefold().replace("-", " ").split() == candidate.phrase.split("-")


def candidate_row(member: Listed, candidate: Candidate | None, why: str) -> PlanRow[Candidate]:
    """Somebody in a plan without a screen: sent where nothing stands against them."""
    out = candidate is None or bool(why)
    return PlanRow(
        id=member.id,
        what=safe_text(member.email, limit=80),
        effect=candidate.phrase if candidate is not None else "-",
        change=None if out else candidate,
        state=RowState.LEFT_OUT if out else RowState.READY,
        why=why,
    )


def confirm_plan_words(review: str) -> PlanWords:
    """The words of that plan; `review` says what the key opens."""
    return PlanWords(
        title=_("Confirm"),
        what=_("E-mail"),
        effect=_("Fingerprint phrase"),
        review=(review,),
        commit=_("Yes, confirm"),
        done=lambda count: ngettext("{count} confirmed", "{count} confirmed", count),
    )


def member_confirm_review() -> str:
    """What confirming members means, before anything is sent."""
    return _("Each receives the key to everything the client shares, if the phrase is theirs.")


DIFFERS = Rule.PHRASE_DIFFERS
"""Why somebody is left out whose given phrase is another one."""
