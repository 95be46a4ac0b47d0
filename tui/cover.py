"""The one place that decides what is served while the keys are gone and a screen covers all others.

Only what belongs to unlocking: the covering screen, what may lie over it (`FrameScreen.over_cover`), and the
keys of the application in `SERVED_WHEN_COVERED`. Everything else is refused here, whoever asks for it: a key,
a typed command, a click, a worker whose answer came late.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from textual import actions
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import AwaitMount

from backend_client.portal.account import SessionState
from tui.app_keys import REFUSED_WHEN_COVERED, SERVED_WHEN_COVERED
from tui.screens.base import FrameScreen
from tui.translate import _

if TYPE_CHECKING:  # the portal brings HTTP and cryptography: after the first paint
    from backend_client.portal.portal import Portal


class CoverApp(App[None]):
    """The application as far as it keeps its cover."""

    portal: Portal | None

    @property
    def covering(self) -> FrameScreen[Any] | None:
        """The screen that covers everything below it until keys are back; None where nothing is kept."""
        if self.portal is None or self.portal.session.state is SessionState.SIGNED_OUT:
            return None
        for screen in self.screen_stack:
            if isinstance(screen, FrameScreen) and screen.COVERS:
                return screen
        return None

    def put_on_top(self, cover: FrameScreen[Any]) -> None:
        """Close what lies over `cover`, as if it had been left without an answer."""
        while self.screen is not cover:
            if isinstance(self.screen, FrameScreen):
                self.screen.dismiss(None)
            else:
                self.pop_screen()

    # What would change the screens

    def push_screen(
        self,
        screen: Any,
        callback: Any = None,
        wait_for_dismiss: bool = False,
        *,
        mode: str | None = None,
    ) -> Any:
        """Textual's, but nothing comes over the cover that does not belong there: whoever asks gets the
        answer of a screen that was left, and a worker that waits for it ends."""
        if self._belongs(screen):
            push = cast(
                "Callable[..., Any]", super().push_screen
            )  # Textual's has an overload for each literal
            return push(screen, callback, wait_for_dismiss, mode=mode)
        if wait_for_dismiss:
            raise asyncio.CancelledError
        if callback is not None:
            self.call_later(callback, None)
        return AwaitMount(self.screen, [])

    def switch_screen(self, screen: Screen[Any] | str) -> AwaitComplete:
        """Textual's, unless something is covered."""
        return AwaitComplete() if self.covering is not None else super().switch_screen(screen)

    def switch_mode(self, mode: str) -> AwaitMount:
        """Textual's, unless something is covered."""
        return AwaitMount(self.screen, []) if self.covering is not None else super().switch_mode(mode)

    def pop_screen(self) -> AwaitComplete:
        """Textual's, but the cover leaves by its own word only."""
        cover = self.covering
        if cover is not None and self.screen is cover and not cover.answered:
            return AwaitComplete()
        return super().pop_screen()

    def _belongs(self, screen: object) -> bool:
        return self.covering is None or (isinstance(screen, FrameScreen) and screen.over_cover)

    # What would act

    async def run_action(
        self, action: Any, default_namespace: DOMNode | None = None, namespaces: Any = None
    ) -> bool:
        """Textual's, for what is served while something is covered."""
        if not self._serves(action, default_namespace or self, namespaces or {}):
            self.refuse_covered()
            return True
        return await super().run_action(action, default_namespace, namespaces)

    def refuse_covered(self) -> None:
        """Say that it cannot be done now."""
        if isinstance(self.screen, FrameScreen):
            self.screen.say(_("Locked: unlock first."))

    def _serves(self, action: Any, default: DOMNode, namespaces: Any) -> bool:
        cover = self.covering
        if cover is None:
            return True
        destination, name, _values = action if isinstance(action, tuple) else actions.parse(action)
        target = namespaces.get(destination) or (getattr(self, destination, self) if destination else default)
        if not isinstance(target, DOMNode) or isinstance(target, App):
            return name in SERVED_WHEN_COVERED
        stack = self.screen_stack
        on_top = any(screen in stack[stack.index(cover) :] for screen in target.ancestors_with_self)
        return on_top and name not in REFUSED_WHEN_COVERED
