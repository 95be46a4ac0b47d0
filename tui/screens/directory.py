"""The directory of one client: SCIM, and the hand-over to Directory Connector."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import BindingType

from backend_client.errors import RuleBroken, SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.directory import DirectoryState, KeyKind, ScimChange
from backend_client.portal.providers import Provider
from tui.clipboard import copied_sentence
from tui.explain import explanation_of
from tui.presenters.directory import (
    KEY_ROWS,
    copied_text,
    directory_columns,
    directory_rows,
    hand_over,
    intro_sentences,
    row_hint,
    scim_rows,
    scim_words,
)
from tui.presenters.table import PlainRow
from tui.row_run import Result, one_by_one
from tui.safe_text import safe_text
from tui.save_file import save_file
from tui.screens.base import RuleLine
from tui.screens.directory_keys import DIRECTORY_KEYS
from tui.screens.key_acts import KeyActs
from tui.screens.plan import PlanEnd, PlanScreen
from tui.screens.reader import BoardScreen
from tui.screens.scim_provider import ScimProviderScreen
from tui.translate import N_, _
from tui.widgets.line_table import LineTable
from tui.widgets.sentences import Sentences

if TYPE_CHECKING:
    from backend_client.portal.organization_keys import OrganizationKeys
    from backend_client.portal.portal import Portal

_SCIM_ONLY = frozenset({"switch", "choose_provider"})


class DirectoryScreen(BoardScreen[None, DirectoryState], KeyActs):
    """Reads through `portal` when shown, on `R`, after each change and when the keys come back.

    Keys of the organization are fetched when they are copied; they go to the terminal's clipboard and
    nowhere else.
    """

    CSS_PATH = "directory.tcss"
    READ_GROUP = "directory-load"
    AUTO_FOCUS = "LineTable"
    CHANGES = _SCIM_ONLY | {"rotate"}
    HELP = N_(
        "SCIM: the identity provider calls this server whenever somebody comes, changes or goes. Directory "
        "Connector: a program at the customer's site reads the directory and sends what changed. Their keys "
        "are never shown: they are fetched with your master password and go straight to the clipboard of the "
        "terminal you sit at, which is cleared after half a minute. The journal tells that a key was fetched."
    )
    BINDINGS: ClassVar[list[BindingType]] = DIRECTORY_KEYS

    def __init__(self, portal: Portal, provider: Provider, client: Client) -> None:
        self._path = (_("Clients"), safe_text(client.name, limit=30), _("Directory"))
        super().__init__(heading=(" > ".join(self._path),))
        self._portal = portal
        self._provider = provider
        self._client = client

    def compose_body(self) -> Iterator[Any]:
        yield Sentences(intro_sentences(), id="directory-intro")
        yield RuleLine()
        yield LineTable[PlainRow](directory_columns(), empty=_("Reading ..."), id="directory-rows")
        yield Sentences(id="directory-hint", style="muted")

    def on_mount(self) -> None:
        """Start reading."""
        self._load()

    def why_not(self, action: str) -> str:
        obstacle = self.board.scim_obstacle if self.board is not None else None
        if action in _SCIM_ONLY and obstacle is not None and not self.front.read_only:
            return explanation_of(RuleBroken(obstacle)).line()
        return super().why_not(action)

    # Reading

    async def _read(self) -> DirectoryState:
        return await self._portal.directory.inspect(self._provider, self._client)

    # SCIM

    @work(exclusive=True, group="directory-switch", exit_on_error=False, description="switch SCIM")
    async def action_switch(self) -> None:
        """Switch SCIM on, for an identity provider, or off."""
        state = self.board
        if state is None:
            return
        provider: int | None = None
        if not state.scim.enabled and state.scim.provider is None:
            provider = await self.app.push_screen_wait(ScimProviderScreen(None))
            if provider is None:
                self.say(_("Nothing was sent."))
                return
        await self._change_scim(state, enabled=not state.scim.enabled, provider=provider)

    @work(exclusive=True, group="directory-switch", exit_on_error=False, description="choose the provider")
    async def action_choose_provider(self) -> None:
        """Say which identity provider it is; SCIM stays on, or is switched on with it."""
        state = self.board
        if state is None:
            return
        provider = await self.app.push_screen_wait(ScimProviderScreen(state.scim.provider))
        if provider is not None:
            await self._change_scim(state, enabled=True, provider=provider)

    async def _change_scim(self, state: DirectoryState, *, enabled: bool, provider: int | None) -> None:
        try:
            changes = self._portal.directory.plan(state, enabled=enabled, provider=provider)
        except SeatwardenError as error:
            self.explain(error)
            return
        if not changes:
            self.say(_("It is so already: there is nothing to send."))
            return
        words = scim_words(changes[0], self._client)
        screen: PlanScreen[ScimChange] = PlanScreen(self._path, words, scim_rows(changes[0]), self._send)
        end: PlanEnd[ScimChange] | None = await self.app.push_screen_wait(screen)
        if end is None:
            self.say(_("Nothing was sent."))
        else:
            self._load(end.sentence)

    async def _send(self, changes: Sequence[ScimChange]) -> Sequence[Result]:
        return await one_by_one(
            changes, lambda change: self._portal.directory.apply(self._provider, self._client, change)
        )

    # Copying

    @on(LineTable.Chosen)
    def _chosen(self, event: LineTable.Chosen) -> None:
        event.stop()
        self.action_copy()

    def action_copy(self) -> None:
        """Copy the row: a key is fetched first, and not drawn."""
        row, state = self._table.cursor_row, self.board
        if row is None or state is None:
            return
        if row.id in KEY_ROWS:
            self.copy_key(KEY_ROWS[row.id])
            return
        text = copied_text(row.id, state, self._client)
        if text:
            self.app.copy_to_clipboard(text)
            self.say(copied_sentence(" ".join(text.split()), os.environ))
        else:
            self.say(_("This row has nothing to copy: put the cursor on a URL, an ID or a key."))

    # Keys

    @property
    def keys_of_client(self) -> OrganizationKeys:
        return self._portal.directory

    def chosen_key(self) -> KeyKind | None:
        row = self._table.cursor_row
        return KEY_ROWS.get(row.id) if row is not None else None

    def reload(self, said: str) -> object:
        return self._load(said)

    def action_write(self) -> None:
        """Write the hand-over text into a file of the present directory."""
        if self.board is None or self.board.connector_obstacle is not None:
            self.say(_("There is nothing to hand over here."))
            return
        path = Path.cwd() / "directory-connector.txt"
        shown = safe_text(str(path), limit=120)
        try:
            save_file(path, hand_over(self.board, self._client))
        except FileExistsError:
            self.say(_("There is a file of that name, and it stays: {path}").format(path=shown), "warning")
        except OSError as error:
            reason = error.strerror or _("unknown reason")
            self.say(_("Not written: {reason}. {path}").format(reason=reason, path=shown), "bad")
        else:
            self.say(_("Written, without secrets: {path}").format(path=shown))

    # Drawing

    @property
    def _table(self) -> LineTable[PlainRow]:
        return self.query_one("#directory-rows", LineTable)

    @on(LineTable.Highlighted)
    def _highlighted(self) -> None:
        row, state = self._table.cursor_row, self.board
        hint = row_hint(row.id, state) if row is not None and state is not None else ""
        self.query_one("#directory-hint", Sentences).set_sentences((hint,) if hint else ())

    def _show(self) -> None:
        self._table.set_rows(directory_rows(self.board) if self.board is not None else ())
        self._highlighted()
        self.refresh_keys()
