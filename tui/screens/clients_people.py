"""Who of a client has accepted: read lazily, for rows on the screen, and never in the way of a key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Final

from textual.screen import Screen
from textual.timer import Timer

from backend_client.errors import RateLimited, SeatwardenError, ServerFault, TransportError
from backend_client.portal.clients import Client, ClientPeople

if TYPE_CHECKING:  # brings HTTP and cryptography: after the first paint
    from backend_client.portal.portal import Portal

REST_SECONDS: Final = 0.25
"""How long the cursor must rest before people are asked about again."""

SHOW_SECONDS: Final = 0.3
"""Answers that come sooner after the last redrawing wait and are shown together."""


class PeopleReading:
    """Asks about one client after the other, through calls that write no audit event.

    `next_client` names the next client to ask about, None when all on the screen are known; `show` gets
    the answers of a while at once. While the cursor moves nothing is asked and nothing is shown.
    """

    def __init__(
        self,
        screen: Screen[None],
        next_client: Callable[[], Client | None],
        show: Callable[[Sequence[ClientPeople]], None],
    ) -> None:
        self._screen = screen
        self._next_client = next_client
        self._show = show
        self._portal: Portal | None = None
        self._timer: Timer | None = None
        self._resting = asyncio.Event()
        self._resting.set()

    def start(self, portal: Portal) -> None:
        """A list was just read: ask now. Ends what was asked about the list before."""
        self._portal = portal
        self._resting.set()
        self._run()

    def put_off(self) -> None:
        """The cursor moved: go on when it rests."""
        self._resting.clear()
        if self._timer is None:
            self._timer = self._screen.set_interval(REST_SECONDS, self._rested)
        else:
            self._timer.reset()

    async def rest(self) -> None:
        """Wait until the cursor rests."""
        await self._resting.wait()

    def _rested(self) -> None:
        if self._timer is not None:
            self._timer.pause()
        self._resting.set()
        if self._portal is not None and not any(
            worker.group == "clients-people" and not worker.is_finished for worker in self._screen.workers
        ):
            self._run()

    def _run(self) -> None:
        self._screen.run_worker(
            self._read(),
            group="clients-people",
            exclusive=True,
            exit_on_error=False,
            description="read people",
        )

    async def _read(self) -> None:
        answers: list[ClientPeople] = []
        shown = monotonic()
        while self._portal is not None:
            await self.rest()
            if answers and monotonic() - shown >= SHOW_SECONDS:
                self._show(answers)
                answers, shown = [], monotonic()
            client = self._next_client()
            if client is None:
                break
            try:
                answers.append(await self._portal.client_people(client))
            except (TransportError, RateLimited, ServerFault):
                self._portal = None  # until the next list: it is in trouble
            except SeatwardenError:
                continue
        await self.rest()
        if answers:
            self._show(answers)
