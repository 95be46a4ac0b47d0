"""Which identity provider a customer has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from backend_client.portal.directory import ScimProvider
from tui.presenters.directory import provider_word
from tui.screens.base import FrameScreen
from tui.screens.form import AnswerList
from tui.translate import N_, _
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.sentences import Sentences


class ScimProviderScreen(FrameScreen["int | None"]):
    """Dismisses with the server's number of a provider, or None."""

    CSS = "ScimProviderScreen Sentences { padding: 1 2 0 2; } ScimProviderScreen ChoiceList { padding: 1 2; }"
    AUTO_FOCUS = "AnswerList"
    HELP = N_("The server only uses it as a hint for the ways of that provider.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,h,backspace", "back", N_("Back"), id="scim_provider.back", tooltip=N_("Choose none.")
        ),
    ]

    def __init__(self, current: int | None) -> None:
        super().__init__(heading=(_("SCIM"), _("Identity provider")))
        self._current = current

    def compose_body(self) -> Iterator[Any]:
        yield Sentences((_("Which identity provider does the customer have?"),))
        named = [each for each in ScimProvider if each is not ScimProvider.DEFAULT]
        choices = [Choice(str(int(each)), provider_word(each)) for each in (*named, ScimProvider.DEFAULT)]
        yield AnswerList(choices, current=str(self._current), alone=True)

    def action_back(self) -> None:
        """None was chosen."""
        self.dismiss(None)

    @on(ChoiceList.Taken)
    def _taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        self.dismiss(int(event.id))
