"""Recovering the account of a member: whom, what a new password must be like, and what it leads to. Pure."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import log2
from typing import Any, Final

from backend_client.crypto.fingerprint import word_list
from backend_client.errors import Rule
from backend_client.portal.members import MemberRole, MemberStatus
from backend_client.secret import Secret

SHORTEST: Final = 12
"""Characters of the shortest master password that the server's own clients accept."""

MASTER_PASSWORD, TWO_STEP, ACCOUNT_RECOVERY = 1, 0, 8
"""Types of the policies that matter here."""


class Demand(StrEnum):
    """Something a new master password must have."""

    LENGTH = "length"
    UPPER = "upper"
    LOWER = "lower"
    NUMBER = "number"
    SPECIAL = "special"


class Strength(StrEnum):
    """How long somebody would guess, as far as length and kinds of characters tell. Never more than a hint:
    a long sentence that everybody knows looks strong here."""

    WEAK = "weak"
    FAIR = "fair"
    GOOD = "good"
    STRONG = "strong"


_SPECIAL: Final = "!@#$%^&*"
_MEASURED: Final = ((45, Strength.WEAK), (60, Strength.FAIR), (75, Strength.GOOD))
_WORDS: Final = 5  # of 7776: 64 bits


@dataclass(frozen=True, slots=True)
class PasswordDemands:
    """What the client's master password policy asks of a new password; without the policy, only a length.

    `complexity` is the server's score, 0 to 4, None where it asks for none. It cannot be measured here.
    """

    length: int = SHORTEST
    upper: bool = False
    lower: bool = False
    number: bool = False
    special: bool = False
    complexity: int | None = None

    def unmet(self, password: Secret) -> tuple[Demand, ...]:
        """What `password` lacks."""
        has = _has(password.reveal())
        asked = {
            Demand.LENGTH: has.length < self.length,
            Demand.UPPER: self.upper and not has.upper,
            Demand.LOWER: self.lower and not has.lower,
            Demand.NUMBER: self.number and not has.number,
            Demand.SPECIAL: self.special and not has.special,
        }
        return tuple(demand for demand, lacking in asked.items() if lacking)


def demands_of(data: Mapping[str, Any] | None) -> PasswordDemands:
    """The demands of an enabled master password policy; `data` is the server's, None without one."""
    if not data:
        return PasswordDemands()
    length, score = data.get("minLength"), data.get("minComplexity")
    return PasswordDemands(
        length=max(SHORTEST, min(length, 128)) if isinstance(length, int) else SHORTEST,
        upper=data.get("requireUpper") is True,
        lower=data.get("requireLower") is True,
        number=data.get("requireNumbers") is True,
        special=data.get("requireSpecial") is True,
        complexity=score if isinstance(score, int) and 0 < score <= 4 else None,
    )


def strength_of(password: Secret) -> Strength:
    """An estimate from above: as if every character had been drawn by chance."""
    has = _has(password.reveal())
    alphabet = 26 * has.upper + 26 * has.lower + 10 * has.number + 33 * has.other
    different = min(has.length, 3 * has.distinct)  # twelve times the same is not twelve characters
    bits = different * log2(alphabet) if alphabet else 0.0
    return next((strength for limit, strength in _MEASURED if bits < limit), Strength.STRONG)


@dataclass(frozen=True, slots=True)
class _Has:
    """What a password is made of; `special` characters are those a policy counts, `other` all but letters
    and digits."""

    length: int
    distinct: int
    upper: bool
    lower: bool
    number: bool
    special: bool
    other: bool


def _has(text: str) -> _Has:
    return _Has(
        length=len(text),
        distinct=len(set(text)),
        upper=any(each.isupper() for each in text),
        lower=any(each.islower() for each in text),
        number=any(each in "0123456789" for each in text),
        special=any(each in _SPECIAL for each in text),
        other=any(not each.isalnum() for each in text),
    )


def generated_password(demands: PasswordDemands) -> Secret:
    """Words drawn by chance, with everything any policy asks for; made to be read out and typed once."""
    words = [secrets.choice(word_list()).capitalize() for _ in range(_WORDS)]
    while len("-".join(words)) + 3 < demands.length:
        words.append(secrets.choice(word_list()).capitalize())
    return Secret("-".join(words) + f"{secrets.choice(_SPECIAL)}{secrets.randbelow(90) + 10}")


@dataclass(frozen=True, slots=True)
class RecoveryCase:
    """One member whose account can be recovered, seen at `read_at`: the key they left opens.

    `id` is the member id. `two_step`: they have two-step login, `two_step_wanted`: losing it suspends them
    here, because the client requires it of them. `resets_two_step`: the server can take it away.
    `must_replace`: it makes them choose another password when they next sign in. `newer`: the account has
    the newer encryption.
    """

    id: str
    user_id: str
    email: str
    name: str
    demands: PasswordDemands
    read_at: datetime
    newer: bool = False
    two_step: bool = False
    two_step_wanted: bool = False
    resets_two_step: bool = True
    must_replace: bool = True


def recovery_refusal(
    *, status: int, user_id: str | None, enrolled: bool, me: str, flag: bool, policy: bool
) -> Rule | None:
    """Why a member cannot be recovered, as far as that is known without asking for their key."""
    if not flag:
        return Rule.RECOVERY_WITHOUT_FLAG
    if user_id is not None and user_id == me:
        return Rule.YOURSELF
    if status == MemberStatus.INVITED or user_id is None:
        return Rule.RECOVERY_NOT_JOINED
    if not policy:
        return Rule.RECOVERY_POLICY_OFF
    return None if enrolled else Rule.RECOVERY_NOT_ENROLLED


def keeps_two_step(role: int) -> bool:
    """Whether the policy that requires two-step login spares this role."""
    return role in (MemberRole.OWNER, MemberRole.ADMIN)
