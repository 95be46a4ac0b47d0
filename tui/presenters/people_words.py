"""What the members of a client and the people of a provider are called and how old their mails are. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from backend_client.portal.members import MemberStatus
from tui.presenters.onboarding_people import LIFE, link_words
from tui.safe_text import safe_text
from tui.translate import _, ngettext

NAME, EMAIL = 60, 120
"""Cells that a name and an address may take."""

View = TypeVar("View", bound=StrEnum)


class Somebody(Protocol):
    """A member or somebody of the provider. Their statuses have the same numbers; texts are foreign."""

    @property
    def name(self) -> str: ...

    @property
    def email(self) -> str: ...

    @property
    def status(self) -> int: ...

    @property
    def since(self) -> datetime | None: ...

    @property
    def resent(self) -> datetime | None: ...


def person_name(person: Somebody) -> str:
    """What to call somebody: the safe name, else the safe address."""
    return safe_text(person.name, limit=NAME) or safe_text(person.email, limit=EMAIL)


def full_name(person: Somebody) -> str:
    """`Name <address>`, else the address."""
    name, email = safe_text(person.name, limit=NAME), safe_text(person.email, limit=EMAIL)
    return f"{name} <{email}>" if name else email


def age_words(person: Somebody, now: datetime) -> str:
    """`invited 4 d ago`, `resent 2 d ago`, `may have expired`; empty where no date is known."""
    if person.status == MemberStatus.STAGED:
        return _("not invited yet")
    if person.resent is not None and person.status == MemberStatus.INVITED:
        age = max(timedelta(), now - person.resent)
        if age >= LIFE:
            return _("may have expired")
        if not age.days:
            return _("resent today")
        return ngettext("resent {n} d ago", "resent {n} d ago", age.days).format(n=age.days)
    return link_words(person.status, person.since, now) if person.since is not None else ""


def age_key(person: Somebody) -> float:
    """Sorts the oldest first; those without a date come last."""
    return person.since.timestamp() if person.since is not None else float("inf")


def is_late(person: Somebody, now: datetime) -> bool:
    """Whether the last mail to somebody invited is so old that its link may be dead."""
    last = max((each for each in (person.since, person.resent) if each is not None), default=None)
    return person.status == MemberStatus.INVITED and last is not None and now - last >= LIFE


def date_words(moment: datetime) -> str:
    """`03 Feb 2026`, in the machine's zone."""
    return moment.astimezone().strftime("%d %b %Y")


def next_view(view: View) -> View:
    """The view after this one, and after the last the first."""
    views = tuple(type(view))
    return views[(views.index(view) + 1) % len(views)]
