"""Single sign-on of one client: what to register at the identity provider, what is stored, on or off."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from backend_client.errors import RuleBroken, SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.providers import Provider
from backend_client.portal.sso import SsoChange, SsoState
from tui.clipboard import copied_sentence
from tui.explain import explanation_of
from tui.presenters.sso import (
    plan_rows,
    plan_words,
    sso_columns,
    sso_rows,
    status_sentences,
    to_register,
)
from tui.presenters.table import PlainRow
from tui.row_run import Result, one_by_one
from tui.safe_text import safe_text
from tui.screens.base import Place, RuleLine
from tui.screens.plan import PlanEnd, PlanScreen
from tui.screens.reader import BoardScreen
from tui.screens.sso_form import SsoFormScreen
from tui.translate import N_, _
from tui.widgets.line_table import LineTable
from tui.widgets.sentences import Sentences

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class SsoScreen(BoardScreen[None, SsoState]):
    """Reads through `portal` when shown, on `R`, after each change and when the keys come back."""

    CSS_PATH = "sso.tcss"
    READ_GROUP = "sso-load"
    AUTO_FOCUS = "LineTable"
    CHANGES = frozenset({"edit", "switch"})
    HELP = N_(
        "The customer's identity provider and this server must know each other. First register the values of "
        "the server there; then enter what the identity provider gives back. What you save stays off until t "
        "switches it on, so nobody is locked out by a typing mistake. A client secret is never shown; it "
        "stays as it is unless you type another. No identity provider? x on the onboarding screen marks "
        "the step as not needed."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", N_("Copy"), id="sso.copy", tooltip=N_("The value of this row.")),
        Binding("e", "edit", N_("Edit"), id="sso.edit", tooltip=N_("Enter the identity provider's values.")),
        Binding("t", "switch", N_("On/off"), id="sso.switch", tooltip=N_("Switch single sign-on on or off.")),
        Binding(
            "d", "directory", N_("Directory"), id="sso.directory", tooltip=N_("SCIM, Directory Connector.")
        ),
        Binding("R", "refresh", N_("Refresh"), id="sso.refresh", tooltip=N_("Read everything again.")),
        Binding("escape,h,backspace", "back", N_("Back"), id="sso.back", tooltip=N_("Back.")),
    ]

    def __init__(self, portal: Portal, provider: Provider, client: Client) -> None:
        self._path = (_("Clients"), safe_text(client.name, limit=30), _("SSO"))
        super().__init__(heading=(" > ".join(self._path),))
        self._portal = portal
        self._provider = provider
        self._client = client

    def compose_body(self) -> Iterator[Any]:
        yield Sentences((_("Reading ..."),), id="sso-status")
        yield RuleLine()
        yield LineTable[PlainRow](sso_columns(), empty="", id="sso-rows")
        yield Sentences(id="sso-value", style="muted")

    def on_mount(self) -> None:
        """Start reading."""
        self._load()

    def why_not(self, action: str) -> str:
        name = action.partition("(")[0]
        if name in self.CHANGES and not self.front.read_only:
            if self.board is None:
                return _("It is not read yet. R reads it.")
            if self.board.obstacle is not None:
                return explanation_of(RuleBroken(self.board.obstacle)).line()
        if name == "switch" and self.board is not None and not self.board.config.configured:
            return _("There is nothing to switch on yet: e sets it up.")
        return super().why_not(action)

    # Reading

    def _say_instead(self, sentence: str) -> None:
        self._status.set_sentences((sentence,))

    async def _read(self) -> SsoState:
        return await self._portal.sso.inspect(self._provider, self._client)

    # Keys

    @on(LineTable.Chosen)
    def _chosen(self, event: LineTable.Chosen) -> None:
        event.stop()
        self.action_copy()

    @on(LineTable.Highlighted)
    def _highlighted(self) -> None:
        """A value that its column cuts is shown whole below."""
        row = self.query_one(LineTable).cursor_row
        value = row.cells[1].text if row is not None else ""
        self.query_one("#sso-value", Sentences).set_sentences((value,) if value else ())

    def action_copy(self) -> None:
        """Copy the value of the row, where it is one for the identity provider."""
        row = self.query_one(LineTable).cursor_row
        text = ""
        if row is not None and self.board is not None:
            values = {f"register.{each.name}": each.text for each in to_register(self.board)}
            text = values.get(row.id, "")
        if text:
            self.app.copy_to_clipboard(text)
            self.say(copied_sentence(text, os.environ))
        else:
            self.say(_("Only the values to register are copied: put the cursor on one."))

    def action_edit(self) -> None:
        """Open the form."""
        if self.board is not None:
            form = SsoFormScreen(self._portal, self._provider, self._client, self.board, path=self._path)
            self.app.push_screen(form, self._edited)

    def _edited(self, said: str | None) -> None:
        if said is not None:
            self._load(said)

    @work(exclusive=True, group="sso-switch", exit_on_error=False, description="switch single sign-on")
    async def action_switch(self) -> None:
        """Show what switching it on or off means, and do it."""
        state = self.board
        if state is None:
            return
        try:
            changes = self._portal.sso.plan_switch(state, enabled=not state.config.enabled)
        except SeatwardenError as error:
            self.explain(error)
            return
        words, rows = plan_words(state, changes[0], self._client), plan_rows(changes[0])
        screen: PlanScreen[SsoChange] = PlanScreen(self._path, words, rows, self._send, careful=True)
        end: PlanEnd[SsoChange] | None = await self.app.push_screen_wait(screen)
        if end is None:
            self.say(_("Nothing was sent."))
        else:
            self._load(end.sentence)

    async def _send(self, changes: Sequence[SsoChange]) -> Sequence[Result]:
        return await one_by_one(
            changes, lambda change: self._portal.sso.apply(self._provider, self._client, change)
        )

    def action_directory(self) -> None:
        """The other road: people from a directory."""
        self.front.open_client(Place.DIRECTORY, self._provider, self._client)

    # Drawing

    @property
    def _status(self) -> Sentences:
        return self.query_one("#sso-status", Sentences)

    def _show(self) -> None:
        state = self.board
        if state is not None:
            self._status.set_sentences(status_sentences(state))
        table = self.query_one(LineTable)
        begins = not table.rows
        table.set_rows(sso_rows(state) if state is not None else ())
        if begins and len(table.rows) > 1:
            table.move_to(table.rows[1].id)
        self._highlighted()
        self.refresh_keys()
