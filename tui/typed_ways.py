"""Where typed commands lead from a screen that is a place inside a client, or of the provider.

One rule for all of them: what was typed opens over the screen, and Esc comes back; a place that lies open
below already is gone back to; another client is entered from the list of clients. A screen with something
unsent is asked before it closes.
"""

from __future__ import annotations

from typing import Any, cast

from textual.screen import Screen

from backend_client.portal.clients import Client
from tui.arrival import ArrivalApp
from tui.presenters.command_words import Command, Verb
from tui.presenters.provider_places import place_refusal
from tui.screens.base import FrameScreen, Place, ProviderPlace
from tui.screens.late import screen_of
from tui.screens.places import TYPED_PLACES, TYPED_PROVIDER_PLACES, Spot
from tui.translate import _


class TypedWays(ArrivalApp):
    """Goes to places by their verbs."""

    def client_names(self) -> tuple[str, ...]:
        """Every client of the list."""
        return tuple(row.name for row in self._home.all_rows())

    def go_home(self) -> None:
        """Back to the list of clients, unless a screen on the way holds something unsent."""
        self._close_above(self._home)

    def go_typed(self, command: Command) -> bool:
        """Go where `command` leads from here; False where it leads nowhere."""
        if command.verb is Verb.JOURNAL and self.portal is not None:
            self.push_screen(screen_of("journal", "JournalScreen", self.portal.journal))
            return True
        spot = self._spot_below()
        if spot is None:
            return False
        if command.verb in TYPED_PLACES:
            self._go_inside(spot, TYPED_PLACES[command.verb], command)
        elif command.verb in TYPED_PROVIDER_PLACES:
            self._go_to_provider(spot, TYPED_PROVIDER_PLACES[command.verb])
        else:
            return False
        return True

    def _spot_below(self) -> Spot | None:
        """Where the screen is, or the one below, while those above only show something of it."""
        for screen in reversed(self.screen_stack):
            if (spot := _spot_of(screen)) is not None:
                return spot
            if not (isinstance(screen, FrameScreen) and screen.PASSES):
                return None
        return None

    def _go_inside(self, spot: Spot, place: Place, command: Command) -> None:
        client = spot.client
        if command.argument:
            found = self._home.named(command.argument)
            if len(found) != 1:
                self._say(self._home.names_sentence(len(found), command.argument))
                return
            client = found[0].client
        if client is None:
            self._say(_("Which client? Type :{verb} and its name.").format(verb=command.verb.value))
        elif not spot.is_in(client):
            if self._close_above(self._home):
                self._home.enter(place, client)
        elif (there := self._screen_at(place, client)) is not None:
            self._close_above(there)
        else:
            self.open_client(place, spot.provider, client)

    def _go_to_provider(self, spot: Spot, place: ProviderPlace) -> None:
        if reason := place_refusal(spot.provider, place.value):
            self._say(reason)
        else:
            self.open_provider(place, spot.provider)

    def _screen_at(self, place: Place, client: Client) -> FrameScreen[Any] | None:
        """The screen of `place` that lies open, of that client."""
        for screen in reversed(self.screen_stack):
            spot = _spot_of(screen)
            if spot is not None and spot.place is place and spot.is_in(client):
                return cast(FrameScreen[Any], screen)
        return None

    def _close_above(self, kept: Screen[Any]) -> bool:
        """Close what lies over `kept`. False where a screen stays, which then says why."""
        if self.covering is not None:
            self.refuse_covered()
            return False
        if self._writers():
            self._say(_("It is being sent. Wait for the answer."))
            return False
        while self.screen is not kept:
            if isinstance(self.screen, FrameScreen) and not self.screen.may_leave():
                return False
            self.pop_screen()
        return True


def _spot_of(screen: Screen[Any]) -> Spot | None:
    return screen.spot if isinstance(screen, FrameScreen) else None
