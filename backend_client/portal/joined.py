"""What a person is shown of an invitation, before and after accepting it: values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from backend_client.portal.join_link import JoinLink

if TYPE_CHECKING:
    from backend_client.crypto.keys import PublicKey


class Condition(StrEnum):
    """What an organization asks of whoever joins, by its policies."""

    TWO_STEP = "two_step"
    SINGLE_ORGANIZATION = "single_organization"
    SSO = "sso"
    DATA_OWNERSHIP = "data_ownership"
    ACCOUNT_RECOVERY = "account_recovery"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Account recovery that everybody who joins is enrolled in: the organization's key, and its phrase.

    The user key is sealed to exactly this `key`.
    """

    phrase: str
    key: PublicKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that was read. `for_me`: it names the signed-in address. `account` is that address.

    `conditions` is None where the server did not tell them; they are asked for where it is an
    organization's. `enrolment` is there where accepting gives the organization the account's user key.
    """

    link: JoinLink
    account: str
    for_me: bool
    conditions: tuple[Condition, ...] | None = ()
    enrolment: Enrolment | None = None


class JoinState(StrEnum):
    """What an accepted invitation is."""

    ACCEPTED = "accepted"
    ALREADY = "already"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Joined:
    """An invitation that was accepted. `phrase` is the account's own, which an admin compares; empty
    where the keys are gone by now. `enrolled`: in account recovery."""

    link: JoinLink
    state: JoinState
    phrase: str = ""
    enrolled: bool = False
