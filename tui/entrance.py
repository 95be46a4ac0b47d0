"""From nothing to a list of clients: a server, a session, a provider, asking only for what is missing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from textual.screen import Screen

from backend_client.errors import NoProvider
from backend_client.portal.providers import Provider, choose_provider
from tui.messages import WISH_TO_JOIN
from tui.screens.late import screen_of

if TYPE_CHECKING:  # brings HTTP and cryptography: after the first paint
    from backend_client.portal.portal import Portal

PRACTICE = "practice"

Ask = Callable[[Screen[Any]], Awaitable[Any]]
"""Pushes a screen and waits for what it dismisses."""


class Entrance:
    """Asks its questions through `ask`; makes portals through `connect`.

    `where` is the server once it is known. `email` is offered at sign-in.
    """

    def __init__(
        self, ask: Ask, connect: Callable[[str], Awaitable[Portal]], *, where: str, server: str, email: str
    ) -> None:
        """`where` was said at the start and may be empty; `server` is the one of the last sign-in."""
        self._ask = ask
        self._connect = connect
        self._email = email
        self.where = where or server

    async def portal(self) -> Portal | None:
        """A signed-in portal; None when the person gave up."""
        while True:
            if not self.where:
                choice = str(await self._ask(screen_of("first_run", "FirstRunScreen")))
                if choice == "terminal":
                    await self._ask(screen_of("terminal_check", "TerminalCheckScreen"))
                    continue
                if choice == "practice":
                    self.where = PRACTICE
            if self.where == PRACTICE:
                return await self._connect(PRACTICE)
            screen = screen_of("sign_in", "SignInScreen", self._connect, server=self.where, email=self._email)
            portal = cast("Portal | None", await self._ask(screen))
            if portal is not None:
                return portal
            self.where = ""

    async def provider(
        self, portal: Portal, wanted: str = "", *, ask: bool = False, current: str = ""
    ) -> Provider | None:
        """Which of the account's providers: the `wanted` one (name or id), the only one, or the chosen one.

        With `ask` the question is put even where there is only one, and the account's own organizations are
        among the answers; `current` is the id of the one it works in. Raises ProviderChoiceNeeded when
        `wanted` names none or several, and NoProvider after that was explained.
        """
        while True:
            try:
                providers: Sequence[Provider] = await (
                    portal.places() if ask or wanted else portal.providers()
                )
            except NoProvider:
                account = portal.session.account
                email = account.email if account is not None else ""
                screen = screen_of("provider_choice", "ProviderChoiceScreen", (), email=email)
                if await self._ask(screen) != WISH_TO_JOIN:
                    raise
                wanted = await self._join(portal) or wanted
                continue
            if wanted:
                return choose_provider(providers, wanted)
            if len(providers) == 1 and not ask:
                return providers[0]
            chosen = await self._ask(
                screen_of("provider_choice", "ProviderChoiceScreen", providers, current=current)
            )
            if chosen != WISH_TO_JOIN:
                return cast("Provider | None", chosen)
            wanted = await self._join(portal)

    async def _join(self, portal: Portal) -> str:
        """Take an invitation; the id of the provider to open, where there is one."""
        end = await self._ask(screen_of("join", "JoinScreen", portal))
        return "" if end is None else str(end.provider_id)
