"""The policies of a client as values: what is set, what stands against setting it, and a change of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from backend_client.portal.clients import Client
from backend_client.portal.policy_types import PolicyKind, PolicyType, kind_of
from backend_client.portal.providers import Provider


class Obstacle(StrEnum):
    """Why a policy cannot be switched on here."""

    NO_POLICIES = "no_policies"
    NOT_ON_VAULTWARDEN = "not_on_vaultwarden"
    SERVER_TOO_OLD = "server_too_old"
    NO_SSO = "no_sso"
    NO_ACCOUNT_RECOVERY = "no_account_recovery"
    NO_AUTO_CONFIRM = "no_auto_confirm"
    NO_DOMAINS = "no_domains"
    UNKNOWN_HERE = "unknown_here"


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy. `data` is as it was saved: foreign, of any shape.

    `saved` is False where nobody ever saved it: the server derives the Send controls then.
    """

    kind: PolicyKind
    enabled: bool = False
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)
    saved: bool = False
    obstacle: Obstacle | None = None

    @property
    def type(self) -> int:
        """The server's number."""
        return self.kind.type


@dataclass(frozen=True, slots=True)
class PolicyMember:
    """A member as far as policies ask. `me`: the signed-in account, which no policy revokes.

    `status` and `role` are the server's numbers; `email` is foreign text.
    """

    id: str
    email: str
    status: int
    role: int
    two_step: bool
    has_password: bool
    me: bool = False


@dataclass(frozen=True, slots=True)
class PolicyBoard:
    """All policies of a client at `read_at` (UTC). `members` is None where they could not be read.

    `applicable` is False where the organization may use no policies. `has_keys`: the organization has
    the key pair that account recovery needs; None where that is not known. `sso_enabled`: members can
    log in through an identity provider at all.
    """

    provider: Provider
    client: Client
    policies: tuple[Policy, ...]
    members: tuple[PolicyMember, ...] | None
    read_at: datetime
    applicable: bool = True
    vaultwarden: bool = False
    my_items: bool = False
    has_keys: bool | None = None
    sso_enabled: bool = False
    unreadable: int = 0

    def policy(self, number: int) -> Policy:
        """The policy of that type; one that is off where there is no row."""
        found = (policy for policy in self.policies if policy.type == number)
        return next(found, Policy(kind_of(number)))

    def needs(self, number: int) -> int | None:
        """The type that must be on before this one. Vaultwarden wants none."""
        return None if self.vaultwarden else kind_of(number).needs

    @property
    def enabled(self) -> tuple[Policy, ...]:
        """What is on because somebody set it; the derived Send controls do not count."""
        return tuple(policy for policy in self.policies if policy.enabled and policy.saved)


@dataclass(frozen=True, slots=True)
class PolicyWish:
    """What somebody wants of one policy. `data` None: as it is."""

    type: int
    enabled: bool
    data: Mapping[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One write: the policy as it will be, and as it was when this was planned.

    `revokes` are the ids of the members it was foreseen to revoke. `for_type` is the policy that was
    wished for, where this one only has to go before it.
    """

    type: int
    enabled: bool
    data: Mapping[str, Any] = field(repr=False)
    was_enabled: bool
    was_data: Mapping[str, Any] = field(repr=False)
    revokes: tuple[str, ...] = ()
    for_type: int | None = None

    @property
    def switches_on(self) -> bool:
        """Whether it was off: only then does a policy act on members."""
        return self.enabled and not self.was_enabled

    @property
    def switches_off(self) -> bool:
        """Whether it was on."""
        return self.was_enabled and not self.enabled


@dataclass(frozen=True, slots=True)
class PolicyOutcome:
    """What a write did: the policy as it is now, and who was revoked by it."""

    policy: Policy
    revoked: tuple[PolicyMember, ...] = ()


DERIVED = PolicyType.SEND_CONTROLS
"""Listed always; made of types 6 and 7 while nobody saved it."""
