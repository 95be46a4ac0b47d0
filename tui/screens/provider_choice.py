"""Which provider to work in, where there are several; and what to do where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Static

from backend_client.errors import ProviderChoiceNeeded
from backend_client.portal.providers import Provider, ProviderKind, choose_provider
from tui.messages import WISH_TO_JOIN
from tui.presenters.command_words import Command, Verb
from tui.presenters.paragraph import wrap
from tui.presenters.providers import ProviderRow, no_provider_sentences, provider_columns, provider_rows
from tui.screens.base import FrameScreen
from tui.translate import N_, _
from tui.widgets.line_table import LineTable
from tui.widgets.reader import Reader
from tui.widgets.text_lines import Line, plain


class ProviderTable(LineTable[ProviderRow]):
    """The table of this screen: Enter chooses."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", N_("Choose"), id="provider.choose", tooltip=N_("Work in this provider.")),
    ]


class ProviderChoiceScreen(FrameScreen["Provider | str | None"]):
    """Dismisses with the chosen provider, with WISH_TO_JOIN, or with None. It never chooses by itself.

    Without providers it says how one becomes one; `email` is the signed-in person's (foreign text).
    """

    CSS_PATH = "provider_choice.tcss"
    AUTO_FOCUS = "ProviderTable, Reader"
    HELP = N_("Every provider has its own clients, seats and people. :provider brings this choice back.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "a",
            "join",
            N_("Join by a link"),
            id="provider.join",
            tooltip=N_("Join a provider or an organization by the link that was mailed."),
        ),
        Binding("escape", "back", N_("Back"), id="provider.back", tooltip=N_("Leave without choosing.")),
    ]

    def __init__(self, providers: Sequence[Provider], *, email: str = "", current: str = "") -> None:
        """`current` is the id of the provider one works in, which is marked."""
        super().__init__(heading=(_("Which provider?") if providers else _("No provider"),))
        self._providers = {provider.id: provider for provider in providers}
        self._email = email
        self._current = current

    def compose_body(self) -> Iterator[Any]:
        if self._providers:
            yield Static(self._question(), id="question", markup=False)
            yield ProviderTable(provider_columns(), id="providers")
            return
        yield Reader(self._explanation, id="no-provider")

    def on_mount(self) -> None:
        """Fill the table; the cursor starts on the current one, else at the top, and nothing is chosen."""
        if self._providers:
            rows = provider_rows(tuple(self._providers.values()), current=self._current)
            table = self.query_one(ProviderTable)
            table.set_rows(rows)
            table.move_to(self._current)

    @on(LineTable.Chosen)
    def _chosen(self, event: LineTable.Chosen) -> None:
        event.stop()
        self.dismiss(self._providers[event.row.id])

    def command_names(self) -> Mapping[Verb, Sequence[str]]:
        """The providers."""
        return {Verb.PROVIDER: tuple(one.name for one in self._providers.values() if one.name)}

    def action_back(self) -> None:
        """Leave without choosing."""
        self.dismiss(None)

    def why_not(self, action: str) -> str:
        if action == "join" and self.front.watching:
            return _("Watching holds no keys. Start without --watch to accept an invitation.")
        return super().why_not(action)

    def action_join(self) -> None:
        """Take an invitation first."""
        self.dismiss(WISH_TO_JOIN)

    def obey(self, command: Command) -> bool:
        """Joining and a provider's name can be typed; the bare word asks what this screen asks already."""
        if command.verb is Verb.JOIN:
            if reason := self.why_not("join"):
                self.say(reason)
            else:
                self.action_join()
        elif command.verb is not Verb.PROVIDER:
            return super().obey(command)
        elif command.argument:
            try:
                self.dismiss(choose_provider(tuple(self._providers.values()), command.argument))
            except ProviderChoiceNeeded as error:
                self.explain(error)
        return True

    def _explanation(self, width: int) -> list[Line]:
        lines: list[Line] = []
        for sentence in no_provider_sentences(self._email):
            lines.extend(plain(line) for line in wrap(sentence, width))
            lines.append(plain(""))
        return lines

    def _question(self) -> str:
        if len(self._providers) == 1:
            (only,) = self._providers.values()
            if only.kind is ProviderKind.OWN_ORGANIZATIONS:
                return _("These are your own organizations: you are in no provider.")
            return _("You are in one provider.")
        if self._current in self._providers:
            return _("Choose the provider to work in. * is the one you are in now.")
        return _("You are in several providers. Choose the one to work in.")
