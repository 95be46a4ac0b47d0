"""`F2` while inviting: which collections everybody in the list reaches directly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from backend_client.portal.clients import Client
from backend_client.portal.collections import Permission
from backend_client.portal.member_access import AccessBoard
from backend_client.portal.providers import Provider
from tui.presenters.group_edits import next_permission
from tui.presenters.invite_access import (
    collection_columns,
    collection_rows,
    given_words,
    no_collections_words,
)
from tui.presenters.member_access import legend_words
from tui.presenters.table import PlainRow
from tui.safe_text import safe_text
from tui.screens.base import RuleLine
from tui.screens.member_edit_keys import permission_keys
from tui.screens.reader import BoardScreen
from tui.translate import N_, _
from tui.widgets.line_table import LineTable
from tui.widgets.text_lines import TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class InviteAccessScreen(BoardScreen["Mapping[str, Permission] | None", AccessBoard]):
    """Dismisses with access by collection id; with None when left. `given` is what was chosen before."""

    CSS = """
    InviteAccessScreen {
        #given-count, #given-legend { padding: 0 1; height: 1; }
        LineTable { height: 1fr; min-height: 4; }
    }
    """
    READ_GROUP = "invite-access-load"
    READING = N_("Reading the collections ...")
    AUTO_FOCUS = "#given"
    HELP = N_(
        "Space takes the next access, the letters of the legend set one. It is for everybody in the list, "
        "besides what their groups reach; who needs something else is changed afterwards, with e among the "
        "members. Enter goes back with it, Esc without."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "w,f5,ctrl+s",
            "done",
            N_("Take it"),
            key_display="Enter",
            id="invite_access.done",
            tooltip=N_("Back to the people with it."),
        ),
        Binding("space", "next", N_("Next"), id="invite_access.next", tooltip=N_("The next access.")),
        *permission_keys("invite_access"),
        Binding("R", "refresh", N_("Refresh"), show=False, id="invite_access.refresh"),
        Binding("escape,h,backspace", "back", N_("Back"), id="invite_access.back", tooltip=N_("Back.")),
    ]

    def __init__(
        self, portal: Portal, provider: Provider, client: Client, given: Mapping[str, Permission]
    ) -> None:
        path = (safe_text(client.name, limit=30), _("Invite users"), _("Collections"))
        super().__init__(heading=(" > ".join(path),))
        self._portal = portal
        self._provider = provider
        self._client = client
        self._wished = dict(given)

    def compose_body(self) -> Iterator[Any]:
        yield TextLines([plain("")], id="given-count")
        yield RuleLine()
        yield LineTable[PlainRow](collection_columns(), empty=_(self.READING), id="given")
        yield RuleLine()
        yield TextLines([plain(legend_words(), "muted")], id="given-legend")

    def on_mount(self) -> None:
        """Start reading; the list says so meanwhile."""
        self._load()

    # Reading

    async def _read(self) -> AccessBoard:
        return await self._portal.member_edits.board(self._provider, self._client)

    def _took(self, board: AccessBoard, said: str) -> None:
        self._wished = {key: wish for key, wish in self._wished.items() if key in board.changeable}
        self._table.set_empty(no_collections_words())
        super()._took(board, said)

    # Choosing

    def action_set(self, permission: int) -> None:
        """Give this access to the collection under the cursor."""
        self._wish(Permission(permission))

    def action_next(self) -> None:
        """The next stronger access, and after the strongest none."""
        row = self._table.cursor_row
        if row is not None:
            self._wish(next_permission(self._wished.get(row.id, Permission.NO_ACCESS)))

    def _wish(self, permission: Permission) -> None:
        row = self._table.cursor_row
        if row is None:
            return
        if permission is Permission.NO_ACCESS:
            self._wished.pop(row.id, None)
        else:
            self._wished[row.id] = permission
        self._show()

    @on(LineTable.Chosen)
    def _row_chosen(self, event: LineTable.Chosen) -> None:
        event.stop()
        self.action_done()

    def action_done(self) -> None:
        """Back with what was chosen."""
        self.dismiss(self._wished if self.board is not None else None)

    def action_back(self) -> None:
        """Back without it."""
        self.dismiss(None)

    # Drawing

    @property
    def _table(self) -> LineTable[PlainRow]:
        return self.query_one("#given", LineTable)

    def _show(self) -> None:
        board = self.board
        self._table.set_rows(collection_rows(board, self._wished) if board is not None else ())
        words = given_words(self._wished) if board is not None else ""
        self.query_one("#given-count", TextLines).set_text(words, "low" if self._wished else "muted")
