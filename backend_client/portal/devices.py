"""Devices that members of a client asked to trust. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from backend_client.errors import Rule

if TYPE_CHECKING:  # screens import these values early; keys bring cryptography
    from backend_client.crypto.keys import PublicKey
    from backend_client.portal.interruptions import SettledAct

LIFE: Final = timedelta(days=7)
"""How long a request can be answered."""

AFTER_APPROVAL: Final = timedelta(hours=12)
"""How long an approved device may take to open the vault."""


@dataclass(frozen=True, slots=True)
class DeviceRequest:
    """One request that waits. `phrase` is the fingerprint phrase of exactly this `key` and the member's
    e-mail address, empty where the server tells no usable key; `digest` the SHA-256 of the key in hex.

    `member_id` and `user_id` say whose it is. `device` (the name of its type), `address` and `country` are
    what the server noted: foreign text. `enrolled`: the member left their key, without which nothing can be
    approved.
    """

    id: str
    member_id: str
    user_id: str
    email: str
    name: str
    device: str
    address: str
    country: str
    asked: datetime
    enrolled: bool
    phrase: str = ""
    digest: str = ""
    key: PublicKey | None = field(default=None, repr=False)

    @property
    def ends(self) -> datetime:
        """When it can no longer be answered."""
        return self.asked + LIFE

    def approval_refusal(self, now: datetime) -> Rule | None:
        """Why it cannot be approved, as far as that is known without asking for the member's key."""
        if now > self.ends:
            return Rule.DEVICE_REQUEST_OLD
        if self.key is None:
            return Rule.DEVICE_KEY_UNUSABLE
        return None if self.enrolled else Rule.RECOVERY_NOT_ENROLLED

    def denial_refusal(self, now: datetime) -> Rule | None:
        """Why it cannot be denied."""
        return Rule.DEVICE_REQUEST_OLD if now > self.ends else None


@dataclass(frozen=True, slots=True)
class DeviceBoard:
    """The requests of one client at `read_at` (UTC), the oldest first. `unreadable` rows were malformed.

    `possible`: the client can have any. `trusted`: single sign-on is on with trusted devices, so that
    members ask; None where it was not read, which it is only while nobody waits. `settled` are interrupted
    answers, each told once; one that waits, each time.
    """

    requests: tuple[DeviceRequest, ...]
    read_at: datetime
    possible: bool = True
    trusted: bool | None = None
    unreadable: int = 0
    settled: tuple[SettledAct, ...] = ()
