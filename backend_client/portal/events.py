"""What an event log tells: events, the window that is asked for, whose log it is, names for ids. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_client.portal.clients import Client
    from backend_client.portal.providers import Provider

LONGEST = timedelta(days=367)
"""What servers accept between the two ends of a window."""


class Subject(StrEnum):
    """What the ids of an event name; the value is the server's member."""

    USER = "userId"
    MEMBER = "organizationUserId"
    STAFF = "providerUserId"
    LINK = "providerOrganizationId"
    ITEM = "cipherId"
    COLLECTION = "collectionId"
    GROUP = "groupId"
    POLICY = "policyId"
    ORGANIZATION = "organizationId"
    PROVIDER = "providerId"
    ACTOR = "actingUserId"
    INSTALLATION = "installationId"
    SECRET = "secretId"  # noqa: S105 - a name
    PROJECT = "projectId"
    SERVICE_ACCOUNT = "serviceAccountId"
    GRANTED = "grantedServiceAccountId"
    SEND = "sendId"


@dataclass(frozen=True, slots=True)
class Event:
    """One event at `at` (UTC). It has no id of its own: two that are equal are one.

    `kind` is the server's EventType and may be unknown here, as may `device` (its DeviceType) and `system`
    (its EventSystemUser: who acted instead of a person). `ids` holds those ids that are there, each with what
    it names, in the server's order. `address` and `domain` are foreign text.
    """

    kind: int
    at: datetime
    ids: tuple[tuple[Subject, str], ...] = ()
    device: int | None = None
    address: str = ""
    system: int | None = None
    domain: str = ""

    def id_of(self, subject: Subject) -> str:
        """That id; empty where the event has none."""
        return next((text for known, text in self.ids if known is subject), "")

    @property
    def actor(self) -> str:
        """The account that did it; empty where a system did."""
        return self.id_of(Subject.ACTOR)


class WindowProblem(StrEnum):
    """Why a window cannot be asked for."""

    REVERSED = "reversed"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` to `end`, both aware and both of them within."""

    start: datetime
    end: datetime

    @property
    def problem(self) -> WindowProblem | None:
        """What the server would refuse, or take for another window."""
        if self.end < self.start:
            return WindowProblem.REVERSED
        return WindowProblem.TOO_LONG if self.end - self.start > LONGEST else None


def last_days(days: int, now: datetime) -> Window:
    """The window that ends in a minute's time and begins `days` before `now`: clocks differ a little."""
    return Window((now - timedelta(days=days)).astimezone(UTC), (now + timedelta(minutes=1)).astimezone(UTC))


@dataclass(frozen=True, slots=True)
class LogOf:
    """Whose log: the provider's own, or that of `client`. With `person` only what that one person did: their
    provider-user id, or member id in a client."""

    provider: Provider
    client: Client | None = None
    person: str = ""


class Keeping(StrEnum):
    """Whether events are written at all."""

    KEPT = "kept"
    PROVIDER_SUSPENDED = "provider_suspended"
    CLIENT_SUSPENDED = "client_suspended"
    NO_FEATURE = "no_feature"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Names:
    """Names by id, for those that were read; foreign text. `policies` holds the server's PolicyType."""

    accounts: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)
    staff: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    collections: Mapping[str, str] = field(default_factory=dict)
    policies: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LogAbout:
    """What is known around a log: whether it is kept, and who and what the ids in it are."""

    keeping: Keeping
    names: Names


@dataclass(frozen=True, slots=True)
class EventsRead:
    """What was read of a window so far, newest first, each event once.

    `token` asks for what comes next; `complete`: there is nothing more. `stuck`: the server sends no further,
    because more than a page of events share one instant; older ones need a window of their own. `unreadable`
    rows were malformed. `read_at` (UTC) is when the newest page came.
    """

    log: LogOf
    window: Window
    events: tuple[Event, ...] = ()
    token: str | None = field(default=None, repr=False)
    complete: bool = False
    stuck: bool = False
    unreadable: int = 0
    read_at: datetime | None = None
