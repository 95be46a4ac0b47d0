"""Keys typed ahead: each goes where it would have gone, had the one before been handled first.

Textual hands a key to the widget that has the focus when the key arrives. In a burst that is too early:
the key before it may open a field, leave one or open a screen, and has not been handled yet.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen
from textual.timer import Timer

PATIENCE_SECONDS: Final = 1.0
"""How long keys wait for the one before, should its widget never say that it is done."""

WAYS: Final = 2
"""How often the way up is gone: behind the key, whose binding runs at the top, and behind what that did."""

MOST_ROUNDS: Final = 20
"""How often a node that keeps getting messages is asked again whether it is done."""


class TypeAhead:
    """Gives keys to `direct`, one at a time.

    A key is done when its widget and everything above it have handled what it caused, and the screen
    that is on top then is ready. The first key is never delayed; keys behind it wait.
    """

    def __init__(self, app: App[Any], direct: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app = app
        self._direct = direct
        self._waiting: deque[events.Event] = deque()
        self._number = 0
        self._under_way = False
        self._timer: Timer | None = None

    async def take(self, event: events.Event) -> None:
        """Direct `event` now, or after those before it."""
        if not self._under_way:
            await self._begin(event)
            return
        self._waiting.append(event)
        if self._timer is None:
            self._timer = self._app.set_timer(PATIENCE_SECONDS, self._lose_patience)

    async def _begin(self, event: events.Event) -> None:
        self._under_way = True
        self._number += 1
        target = self._app.focused or self._app.screen
        await self._direct(event)
        _Way(self._app, target, partial(self._done, self._number)).go()

    async def _done(self, number: int) -> None:
        if number != self._number:
            return
        self._under_way = False
        if self._waiting:
            await self._begin(self._waiting.popleft())
        elif self._timer is not None:
            self._timer.stop()
            self._timer = None

    async def _lose_patience(self) -> None:
        self._timer = None
        if self._waiting:
            self._timer = self._app.set_timer(PATIENCE_SECONDS, self._lose_patience)
            await self._done(self._number)


class _Way:
    """Goes from the widget of a key up to the application, each step behind what waits at that node."""

    def __init__(self, app: App[Any], start: DOMNode, arrived: Callable[[], Awaitable[None]]) -> None:
        self._app = app
        self._start = start
        self._arrived = arrived
        self._ways = 0
        self._node: DOMNode = start
        self._rounds = 0

    def go(self) -> None:
        """Start."""
        self._visit(self._start)

    def _visit(self, node: DOMNode) -> None:
        self._node, self._rounds = node, 0
        self._wait()

    def _wait(self) -> None:
        # A message of our own making: call_later() inspects a new partial's signature each time.
        if not self._node.post_message(events.Callback(callback=self._reached)):
            self._above()  # it is closed: nothing waits there

    def _reached(self) -> None:
        if self._node.message_queue_size and self._rounds < MOST_ROUNDS:
            self._rounds += 1
            self._wait()
        else:
            self._above()

    def _above(self) -> None:
        node, top = self._node, self._app.screen
        if node is top or node is self._app:
            self._app.post_message(events.Callback(callback=self._at_the_top))
        elif isinstance(node, Screen) or node.parent is None:
            self._visit(top)
        else:
            self._visit(node.parent)

    async def _at_the_top(self) -> None:
        self._ways += 1
        if self._ways < WAYS:
            self.go()
        else:
            await self._arrived()
