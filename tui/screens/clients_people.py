"""Who of a client has accepted, and how far its onboarding is: read lazily, for rows on the screen, and never
in the way of a key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Final

from textual.screen import Screen
from textual.timer import Timer

from backend_client.errors import Locked, RateLimited, SeatwardenError, ServerFault, TransportError
from backend_client.portal.clients import ClientPeople, ClientSetup
from backend_client.portal.providers import Provider
from tui.presenters.client_view import ClientView
from tui.presenters.clients import ClientTableRow

if TYPE_CHECKING:  # brings HTTP and cryptography: after the first paint
    from backend_client.portal.portal import Portal

REST_SECONDS: Final = 0.25
"""How long the cursor must rest before anything is asked about again."""

SHOW_SECONDS: Final = 0.3
"""Answers that come sooner after the last redrawing wait and are shown together."""

Answer = ClientPeople | ClientSetup


class LazyReading:
    """Asks about one client after the other, through calls that write no audit event: first who waits in
    each client on the screen, then how far its onboarding is.

    `visible` gives the rows on the screen; `show` gets the answers of a while at once. While the cursor
    moves nothing is asked and nothing is shown.
    """

    def __init__(
        self,
        screen: Screen[None],
        visible: Callable[[], Sequence[ClientTableRow]],
        show: Callable[[Sequence[Answer]], None],
    ) -> None:
        self._screen = screen
        self._visible = visible
        self._show = show
        self._work: tuple[Portal, Provider, ClientView] | None = None
        self._timer: Timer | None = None
        self._resting = asyncio.Event()
        self._resting.set()
        self._answers: list[Answer] = []
        self._changed = False
        self._shown = 0.0

    def start(self, portal: Portal, provider: Provider, view: ClientView) -> None:
        """A list was just read: ask now. Ends what was asked about the list before."""
        self._work = (portal, provider, view)
        self._resting.set()
        self._run()

    def stop(self) -> None:
        """Ask nothing until the next start."""
        self._work = None
        self._screen.workers.cancel_group(self._screen, "clients-people")

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
        if self._work is not None and not any(
            worker.group == "clients-people" and not worker.is_finished for worker in self._screen.workers
        ):
            self._run()

    def _run(self) -> None:
        self._screen.run_worker(
            self._read(),
            group="clients-people",
            exclusive=True,
            exit_on_error=False,
            description="read people and setup",
        )

    async def _read(self) -> None:
        if self._work is not None:
            with self._work[0].background():
                await self._read_on()

    async def _read_on(self) -> None:
        self._answers, self._shown = [], monotonic()
        while self._work is not None:
            await self.rest()
            if monotonic() - self._shown >= SHOW_SECONDS:
                self._show_answers()
            try:
                if not await self._ask(*self._work):
                    break
            except (TransportError, RateLimited, ServerFault, Locked):
                self._work = None  # until the next list: it is in trouble
        await self.rest()
        self._show_answers()

    async def _ask(self, portal: Portal, provider: Provider, view: ClientView) -> bool:
        """Ask about one client; False when all on the screen are known."""
        row = view.next_unread(self._visible())
        if row is not None:
            try:
                self._answers.append(await portal.client_people(row.client))
            except (TransportError, RateLimited, ServerFault):
                raise
            except SeatwardenError:
                pass  # this one does not say
            return True
        if view.next_without_setup(self._visible()) is None:
            return False
        self._show_answers()  # waiting for room may take a while
        await portal.room_for_setup()
        await self.rest()
        row = view.next_without_setup(self._visible())  # what is on the screen by now
        if row is not None:
            view.asks_setup(row.client)
            try:
                self._answers.append(await portal.client_setup(provider, row.client))
            except (TransportError, RateLimited, ServerFault, Locked):
                raise
            except SeatwardenError:
                view.refuse_setup(row.client)
                self._changed = True
        return True

    def _show_answers(self) -> None:
        answers, self._answers, self._shown = self._answers, [], monotonic()
        changed, self._changed = self._changed, False
        if answers or changed:
            self._show(answers)
