"""The domains a client claims, as values, and what verifying one does. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from backend_client.errors import Rule, RuleBroken
from backend_client.portal.members import MemberRole, MemberStatus

if TYPE_CHECKING:
    from backend_client.api.domains import DomainRow
    from backend_client.api.members import MemberRow
    from backend_client.portal.interruptions import SettledAct

KEPT = timedelta(days=7)
"""How long, about, the server keeps a domain that is not verified."""

LONGEST = 253
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_SPARED = frozenset({MemberRole.OWNER, MemberRole.ADMIN})


@dataclass(frozen=True, slots=True)
class Domain:
    """One claimed domain. `txt` is the text of the TXT record to publish on the domain itself.

    Times are UTC, and None where the server tells none. Until it is verified the server looks for the
    record by itself at `next_check`, and drops the domain at about `dropped_at`.
    """

    id: str
    name: str
    txt: str
    added: datetime | None = None
    verified: datetime | None = None
    last_checked: datetime | None = None
    next_check: datetime | None = None
    checks: int = 0

    @property
    def dropped_at(self) -> datetime | None:
        """When an unverified one is gone; None for a verified one."""
        return None if self.verified or self.added is None else self.added + KEPT


@dataclass(frozen=True, slots=True)
class DomainBoard:
    """The domains of a client at `read_at` (UTC), by name. `obstacle` says why there are none to claim.

    `single_organization`: whether that policy is on; None where it could not be read.
    """

    read_at: datetime
    domains: tuple[Domain, ...] = ()
    unreadable: int = 0
    obstacle: Rule | None = None
    single_organization: bool | None = None
    settled: tuple[SettledAct, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimEffect:
    """What verifying a domain would do to members, as far as it can be seen from here.

    `claimed`: how many accounts it claims. `at_risk`: members that the single organization policy revokes if
    they are in another organization, which cannot be seen; none where the policy is on. `known` is False
    where the members could not be read.
    """

    claimed: int = 0
    at_risk: int = 0
    known: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look for the record came to. `policy_on`: the single organization policy afterwards, None where
    it could not be read; `policy_was_on` before. `revoked`: members who lost access meanwhile."""

    domain: Domain
    policy_was_on: bool | None = None
    policy_on: bool | None = None
    revoked: int | None = None


def domain_name(typed: str) -> str:
    """The name as the server keeps it. Raises RuleBroken for what is no host name."""
    name = typed.strip().rstrip(".").lower()
    labels = name.split(".")
    if (
        not 0 < len(name) <= LONGEST
        or len(labels) < 2
        or not all(_LABEL.fullmatch(label) for label in labels)
        or labels[-1].isdecimal()
    ):
        raise RuleBroken(Rule.DOMAIN_NAME)
    return name


def domain_of(row: DomainRow) -> Domain:
    """A row of the server's."""
    return Domain(
        id=row.id,
        name=row.domain_name,
        txt=row.txt,
        added=row.creation_date,
        verified=row.verified_date,
        last_checked=row.last_checked_date,
        next_check=None if row.verified_date else row.next_run_date,
        checks=row.job_run_count,
    )


def effect_of(name: str, members: tuple[MemberRow, ...], *, policy_on: bool | None, me: str) -> ClaimEffect:
    """What verifying the domain of that name would do. `me` is the own account's id, which is spared."""
    present = [each for each in members if each.status != MemberStatus.INVITED]
    active = (MemberStatus.ACCEPTED, MemberStatus.CONFIRMED)
    covered = [
        each for each in present if each.status in active and each.type not in _SPARED and each.user_id != me
    ]
    return ClaimEffect(
        claimed=sum(each.email.rpartition("@")[2].casefold() == name for each in present),
        at_risk=0 if policy_on else len(covered),
    )
