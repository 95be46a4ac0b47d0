"""Who is on the way in, with honest ages. Pure.

A row carries only the date it was made, so an age means "since invited"; a server that sends no date
gets none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from backend_client.portal.members import MemberStatus
from backend_client.portal.onboarding.steps import Person
from tui.safe_text import fit, safe_text
from tui.translate import _, ngettext

LIFE = timedelta(days=5)
"""How long an invitation link lives: the server's default of 120 hours."""

_NAME, _EMAIL, _STATUS = 16, 28, 9
_ORDER: dict[int, int] = {MemberStatus.ACCEPTED: 0, MemberStatus.INVITED: 1, MemberStatus.REVOKED: 3}


def status_word(status: int) -> str:
    """The word for a member's status."""
    words = {
        MemberStatus.INVITED: _("Invited"),
        MemberStatus.ACCEPTED: _("Accepted"),
        MemberStatus.CONFIRMED: _("Confirmed"),
        MemberStatus.REVOKED: _("Revoked"),
    }
    return next((word for known, word in words.items() if known == status), _("Staged"))


def status_counts(statuses: Iterable[int]) -> str:
    """`Invited 5 -> Accepted 3 -> Confirmed 29  (Revoked 0)`."""
    counts = Counter(statuses)
    return _("Invited {i} -> Accepted {a} -> Confirmed {c}  (Revoked {r})").format(
        i=counts[MemberStatus.INVITED],
        a=counts[MemberStatus.ACCEPTED],
        c=counts[MemberStatus.CONFIRMED],
        r=counts[MemberStatus.REVOKED],
    )


def waiting_people(people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Those who are not confirmed, the ones to confirm first, owners before others."""
    waiting = [person for person in people if person.status != MemberStatus.CONFIRMED]
    return tuple(sorted(waiting, key=lambda one: (_ORDER.get(one.status, 2), not one.owner, one.email)))


def person_line(person: Person, now: datetime) -> str:
    """`Mia Ortega  mia@birch.example  Accepted  invited 2 d ago`."""
    cells = (
        fit(safe_text(person.name, limit=40) or "-", _NAME),
        fit(safe_text(person.email, limit=80), _EMAIL),
        fit(status_word(person.status), _STATUS),
        age_words(person, now),
    )
    return " ".join(cells).rstrip()


def age_words(person: Person, now: datetime, *, with_role: bool = True) -> str:
    """How long ago the invitation was made, and whether its link may be dead."""
    words = [_("owner")] if person.owner and with_role else []
    if person.since is not None:
        words.append(link_words(person.status, person.since, now))
    return ", ".join(words)


def link_words(status: int, since: datetime, now: datetime) -> str:
    """How long ago an invitation was made, or, while it is open, that its link is dead or soon will be."""
    age = max(timedelta(), now - since)
    if status == MemberStatus.INVITED and age >= LIFE:
        return _("may have expired")
    if status == MemberStatus.INVITED and LIFE - age <= timedelta(days=1):
        return _("expires within a day")
    return _invited_ago(age)


def _invited_ago(age: timedelta) -> str:
    if age.days:
        return ngettext("invited {n} d ago", "invited {n} d ago", age.days).format(n=age.days)
    return _("invited today")
