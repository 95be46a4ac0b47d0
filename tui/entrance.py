"""From nothing to a list of clients: a server, a session, a provider, asking only for what is missing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from textual.screen import Screen

from backend_client.errors import (
    NoProvider,
    RateLimited,
    SeatwardenError,
    ServerFault,
    ServerTimeout,
    ServerUnreachable,
)
from backend_client.portal.providers import Provider, choose_provider
from tui.messages import WISH_TO_JOIN
from tui.presenters.form_errors import form_sentence
from tui.presenters.profiles import unused_key_note
from tui.remembered_key import KeyOfProfile, KeyringUnusable, RememberedKey
from tui.remembering import signed_in_by
from tui.screens.late import screen_of
from tui.translate import _

if TYPE_CHECKING:  # brings HTTP and cryptography: after the first paint
    from backend_client.portal.portal import Portal

PRACTICE = "practice"

PASSING = (ServerUnreachable, ServerTimeout, ServerFault, RateLimited)
"""What another try may find gone; a form would only be in the way."""

Ask = Callable[[Screen[Any]], Awaitable[Any]]
"""Pushes a screen and waits for what it dismisses."""


class Entrance:
    """Asks its questions through `ask`; makes portals through `connect`.

    `where` is the server once it is known. `email` is offered at sign-in. `remark` is what went wrong with
    remembering an API key, finished.
    """

    def __init__(
        self,
        ask: Ask,
        connect: Callable[[str], Awaitable[Portal]],
        *,
        where: str,
        server: str,
        email: str,
        key: KeyOfProfile | None = None,
        recall: bool = False,
        notice: str = "",
    ) -> None:
        """`where` was said at the start and may be empty; `server` is the one of the last sign-in. `key` is
        where an API key may be remembered; with `recall` it is used where there is one. `notice` (finished)
        is shown by what asks."""
        self._ask = ask
        self._connect = connect
        self._email = email
        self._key = key
        self._recall = recall
        self._notice = notice
        self.remark = ""
        self.where = where or server

    async def portal(self) -> Portal | None:
        """A signed-in portal; None when the person gave up."""
        while True:
            if not self.where:
                choice = str(await self._ask(screen_of("first_run", "FirstRunScreen", notice=self._notice)))
                if choice == "terminal":
                    await self._ask(screen_of("terminal_check", "TerminalCheckScreen"))
                    continue
                if choice == "practice":
                    self.where = PRACTICE
            if self.where == PRACTICE:
                return await self._connect(PRACTICE)
            portal = await self._by_remembered_key() or await self._by_form()
            if portal is not None:
                return portal
            self.where = ""

    async def _by_form(self) -> Portal | None:
        screen = screen_of(
            "sign_in",
            "SignInScreen",
            self._connect,
            server=self.where,
            email=self._email,
            key=self._key,
            notice=self._notice,
        )
        portal = cast("Portal | None", await self._ask(screen))
        self.remark = str(getattr(screen, "remark", ""))
        return portal

    async def _by_remembered_key(self) -> Portal | None:
        """Signed in and locked; None where the form must ask, which then says why. Raises what passes."""
        recall, self._recall = self._recall, False
        if self._key is None or not recall or not self.where:
            return None
        try:
            key = await asyncio.to_thread(self._key.recall)
        except KeyringUnusable as error:
            self._notice = unused_key_note(error.trouble)
            return None
        return None if key is None else await self._by_key(key)

    async def _by_key(self, key: RememberedKey) -> Portal | None:
        portal: Portal | None = None
        signed_in = False
        try:
            portal = await self._connect(self.where)
            self._notice = await signed_in_by(key, portal)
            signed_in = not self._notice
        except PASSING:
            raise
        except SeatwardenError as error:
            self._notice = form_sentence(error, _("Nobody is signed in."))
        finally:
            key.client_secret.drop()
            if portal is not None and not signed_in:
                await portal.aclose()
        return portal if signed_in else None

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
