"""One write, told to the journal before and after, sent once.

The journal is not optional company: where it cannot be written, nothing is sent.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from backend_client.errors import (
    BadAnswer,
    NotApplied,
    OutcomeUnknown,
    ReadOnlyMode,
    RedirectRefused,
    ResponseError,
    Rule,
    RuleBroken,
    SeatwardenError,
    ServerFault,
    ServerTimeout,
    ServerUnreachable,
    TransportError,
    UnreachableReason,
)
from backend_client.portal import clock
from backend_client.portal.interruptions import LATE
from backend_client.portal.journal import Entry, Journal, Outcome, Phase

if TYPE_CHECKING:
    from backend_client.portal.opened_client import OpenedClient

GATEWAY_GAVE_UP = frozenset({502, 504, 520, 524})
"""Statuses of a gateway that had passed the request on; 520 and 524 are the cloud's content network's."""


class Act:
    """One journalled write under way."""

    def __init__(self, journal: Journal | None, intent: Entry | None) -> None:
        self._journal = journal
        self._intent = intent
        self.failure: SeatwardenError | None = None

    @property
    def number(self) -> int | None:
        """The number of its intent; None without a journal."""
        return self._intent.number if self._intent else None

    @property
    def may_still_arrive(self) -> bool:
        """Whether the server may be at work on it although no usable answer came."""
        return self.failure is not None and _may_still_arrive(self.failure)

    async def send(self, request: Awaitable[object]) -> None:
        """Send once. A failure is kept: what the server then shows decides what it means.

        Raises, and writes NOT_SENT, where the session ended: the request never left, or was turned away.
        """
        try:
            await request
        except (TransportError, ResponseError) as error:
            self.failure = error
        except SeatwardenError:
            self._outcome(Outcome.NOT_SENT)
            raise

    def done(self, *, organization_id: str = "", note: str = "") -> None:
        """It happened."""
        self._outcome(Outcome.DONE, organization_id=organization_id, note=note)

    def half_done(self, *, note: str = "") -> None:
        """A part of it happened, the rest did not."""
        self._outcome(Outcome.HALF_DONE, note=note)

    def dropped(self) -> None:
        """Nothing of it was done."""
        self._outcome(Outcome.REFUSED)

    def unknown(self) -> None:
        """It is not known how much of it happened."""
        self._outcome(Outcome.UNKNOWN)

    def unreadable(self, error: SeatwardenError) -> NoReturn:
        """It was sent, and reading again failed. Raises OutcomeUnknown."""
        self._outcome(Outcome.UNKNOWN)
        raise OutcomeUnknown(self.failure or error) from error

    def not_seen(self) -> NoReturn:
        """Reading again does not show it. Raises NotApplied, or OutcomeUnknown where it may still arrive."""
        if self.failure is None or _may_still_arrive(self.failure):
            self._outcome(Outcome.UNKNOWN)
            raise OutcomeUnknown(self.failure or SeatwardenError("accepted, and not seen"))
        self._outcome(Outcome.REFUSED)
        raise NotApplied(self.failure)

    def _outcome(self, outcome: Outcome, *, organization_id: str = "", note: str = "") -> None:
        if self._journal is None or self._intent is None:
            return
        intent = self._intent
        try:
            self._journal.append(
                who=intent.who,
                server=intent.server,
                act=intent.act,
                phase=Phase.OUTCOME,
                client=intent.client,
                organization_id=organization_id or intent.organization_id,
                provider_id=intent.provider_id,
                outcome=outcome,
                about=intent.number,
                note=note,
            )
        except OSError:
            return  # the intent stands without an outcome, and the next start asks what became of it


def _may_still_arrive(failure: SeatwardenError) -> bool:
    """Whether the server may be at work on a request that failed like this: nobody said no."""
    if isinstance(failure, ServerUnreachable):
        return failure.reason is UnreachableReason.NETWORK
    if isinstance(failure, ServerFault):
        return failure.status in GATEWAY_GAVE_UP
    return isinstance(failure, (ServerTimeout, BadAnswer, RedirectRefused))


class Acts:
    """Begins journalled writes. `who` names the account; `server` is a host name."""

    def __init__(
        self, journal: Journal | None, *, who: Callable[[], str], server: str, read_only: bool
    ) -> None:
        self._journal = journal
        self._who = who
        self._server = server
        self._read_only = read_only

    def check_allowed(self) -> None:
        """Raises ReadOnlyMode."""
        if self._read_only:
            raise ReadOnlyMode

    def check_not_under_way(self, act: str, organization_id: str, name: str, value: str) -> None:
        """For what the server would make twice. Raises RuleBroken where the same `act`, with this `value`
        called `name` after it, was begun by anybody and may still arrive, or the journal cannot be read."""
        if self._journal is None:
            return
        try:
            unfinished = self._journal.unfinished()
        except OSError:
            raise RuleBroken(Rule.JOURNAL_UNWRITABLE) from None
        wanted = (act, self._server, organization_id, value)
        for entry in unfinished:
            same = (entry.act, entry.server, entry.organization_id, entry.after.get(name)) == wanted
            if same and clock.now() - entry.at < LATE:
                raise RuleBroken(Rule.MAY_STILL_ARRIVE)

    def begin_inside(
        self,
        opened: OpenedClient,
        act: str,
        *,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> Act:
        """Write the intent of an act inside an opened client. Raises as `begin`."""
        return self.begin(
            act,
            client=opened.client.name,
            provider_id=opened.provider.id,
            organization_id=opened.id,
            before=before,
            after=after,
        )

    def begin(
        self,
        act: str,
        *,
        client: str,
        provider_id: str,
        organization_id: str = "",
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        part_of: Act | None = None,
    ) -> Act:
        """Write the intent. Raises ReadOnlyMode, and RuleBroken where the journal cannot be written."""
        self.check_allowed()
        if self._journal is None:
            return Act(None, None)
        try:
            intent = self._journal.append(
                who=self._who(),
                server=self._server,
                act=act,
                phase=Phase.INTENT,
                client=client,
                organization_id=organization_id,
                provider_id=provider_id,
                before=before,
                after=after,
                about=part_of.number if part_of else None,
            )
        except OSError:
            raise RuleBroken(Rule.JOURNAL_UNWRITABLE) from None
        return Act(self._journal, intent)
