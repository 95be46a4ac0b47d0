"""Routes whose modules wait for the first request that needs them: a start asks for few of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

_FOUND = "embedded_backend.route"


class LaterRoutes(BaseRoute):
    """Stands for the routes that `load` imports. Belongs behind all others: asking it imports them."""

    def __init__(self, load: Callable[[], Sequence[BaseRoute]]) -> None:
        self._load = load

    @cached_property
    def routes(self) -> tuple[BaseRoute, ...]:
        """The routes, imported now."""
        return tuple(self._load())

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The first full match, else the first that only lacks the method."""
        partial: tuple[Match, Scope] = (Match.NONE, {})
        for route in self.routes:
            match, found = route.matches(scope)
            if match is Match.FULL:
                return match, {**found, _FOUND: route}
            if match is Match.PARTIAL and partial[0] is Match.NONE:
                partial = (match, {**found, _FOUND: route})
        return partial

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request to the route that matched."""
        route: BaseRoute = scope.pop(_FOUND)
        await route.handle(scope, receive, send)
