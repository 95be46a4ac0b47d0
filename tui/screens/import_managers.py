"""Who manages collections that nobody manages yet: right after an import, or later from its step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from backend_client.errors import Locked, SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.collection_overview import Assignee, CollectionOverview
from backend_client.portal.collections import Collection, Permission
from backend_client.portal.job_lines import JobKind
from backend_client.portal.providers import Provider
from tui.job import wish_inside
from tui.presenters.import_managers import (
    admin_access_line,
    manager_plan_rows,
    manager_plan_words,
    manager_rows,
    managers_columns,
    unmanaged,
    unmanaged_line,
)
from tui.presenters.table import PlainRow
from tui.row_run import Result
from tui.screens.base import FrameScreen, RuleLine
from tui.screens.plan import PlanEnd, PlanScreen
from tui.translate import N_, _
from tui.widgets.filter_line import FilterLine
from tui.widgets.line_table import LineTable
from tui.widgets.plain_input import PlainInput
from tui.widgets.sentences import Sentences

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_AT_ONCE = 100


class ManagerTable(LineTable[PlainRow]):
    """Members and groups; Enter chooses one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "choose",
            N_("Make manager"),
            id="managers.choose",
            tooltip=N_("Of all of them; asks first."),
        ),
    ]


class ImportManagersScreen(FrameScreen[None]):
    """Gives the collections in `only` (ids; None: all that lack one) a manager, or notes that none is needed.

    `arrived` are finished sentences about the import that was just made.
    """

    CSS_PATH = "import_managers.tcss"
    AUTO_FOCUS = "ManagerTable"
    HELP = N_(
        "An import by provider staff leaves new collections with nobody: only admins of the client reach "
        "them, and only while admins have access to all items. Choose who manages them: the owner is the "
        "natural first one. x notes, on this machine, that they need no manager."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", N_("Search"), id="managers.search", tooltip=N_("By name.")),
        Binding(
            "x",
            "waive",
            N_("None needed"),
            id="managers.waive",
            tooltip=N_("Note a reason why they need no manager; it stays on this machine."),
        ),
        Binding(
            "f3",
            "admin_access_off",
            N_("Admin access off"),
            id="managers.admin_access",
            tooltip=N_("Switch admins' access to all items off again."),
        ),
        Binding(
            "escape,h,backspace",
            "back",
            N_("Later"),
            id="managers.back",
            tooltip=N_("Back; F2 comes here again."),
        ),
    ]

    def __init__(
        self,
        portal: Portal,
        provider: Provider,
        client: Client,
        *,
        path: tuple[str, ...],
        arrived: Sequence[str] = (),
        only: frozenset[str] | None = None,
    ) -> None:
        self._path = path
        super().__init__(heading=(" > ".join((*path, _("Managers"))),))
        self._portal = portal
        self._provider = provider
        self._client = client
        self._arrived = tuple(arrived)
        self._only = only
        self._overview: CollectionOverview | None = None
        self._collections: tuple[Collection, ...] = ()
        self._ours = False
        self._search = ""

    def compose_body(self) -> Iterator[Any]:
        yield Sentences(self._arrived, style="ok", id="managers-arrived")
        yield Sentences((_("Reading who is there ..."),), id="managers-what")
        yield Sentences((), style="warning", id="managers-access")
        yield RuleLine()
        yield ManagerTable(managers_columns(), empty=_("Reading ..."), id="managers")
        yield FilterLine(id="managers-search")
        with Horizontal(id="managers-reason"):
            yield Static(_("Why do they need none? "), markup=False)
            yield PlainInput(id="reason")

    def on_mount(self) -> None:
        """Read who is there."""
        self._load()

    def on_locked(self) -> None:
        """Forget what the keys had opened."""
        self.workers.cancel_group(self, "managers-load")
        self._overview, self._collections = None, ()
        if self.is_attached:
            self._table.set_empty(_("Locked. Unlock to read it again."))
            self._table.set_rows(())
            self.query_one("#managers-what", Sentences).set_sentences(())

    def on_unlocked(self) -> None:
        """Read again."""
        if self.is_attached:
            self._load()

    def why_not(self, action: str) -> str:
        if action in ("waive", "choose") and not self._collections:
            return _("No collection lacks a manager.")
        if action == "admin_access_off" and not self._access_on:
            return _("Admins' access was not switched on from here.")
        return super().why_not(action)

    @property
    def _access_on(self) -> bool:
        return self._ours and self._overview is not None and bool(self._overview.admin_access)

    # Reading

    @work(exclusive=True, group="managers-load", exit_on_error=False, description="read who may manage")
    async def _load(self) -> None:
        try:
            overview = await self._portal.collections.overview(self._provider, self._client)
        except Locked:
            self.on_locked()
            return
        except SeatwardenError as error:
            self.read_failed(error, self._load, _("Nothing was changed."))
            return
        self.was_read()
        try:
            self._ours = self._portal.switched_admin_access_on(self._client)
        except OSError:
            self._ours = False
        self._overview = overview
        self._show()

    def _show(self) -> None:
        overview = self._overview
        if overview is None:
            return
        self._collections = unmanaged(overview, self._portal.waived_collections(self._client), self._only)
        self.query_one("#managers-what", Sentences).set_sentences((unmanaged_line(self._collections),))
        access = (admin_access_line(),) if self._access_on else ()
        self.query_one("#managers-access", Sentences).set_sentences(access)
        rows = manager_rows(overview, self._search) if self._collections else ()
        self._table.set_empty(
            _("Nobody is here yet who could manage them: invite the owner first.")
            if self._collections and not self._search
            else _("Esc goes back.")
        )
        self._table.set_rows(rows)
        self.refresh_keys()

    # A manager for all of them

    @on(LineTable.Chosen, "#managers")
    def _chosen(self, event: LineTable.Chosen) -> None:
        event.stop()
        overview = self._overview
        found = [each for each in overview.assignees if each.id == event.row.id] if overview else []
        if found and self._collections:
            self.app.push_screen(self._plan(found[0]), self._given)

    def _plan(self, assignee: Assignee) -> PlanScreen[str]:
        async def give(collection_ids: Sequence[str]) -> Sequence[Result]:
            await self._portal.collections.grant(
                self._provider, self._client, collection_ids, assignee, Permission.MANAGE
            )
            return [None] * len(collection_ids)

        rows = manager_plan_rows(self._collections, assignee)
        asked = {"assignee": assignee.id, "permission": Permission.MANAGE.name.lower()}
        names = {each.id: each.id for each in self._collections}
        wish = wish_inside(JobKind.GRANT, self._provider, self._client, names, asked=asked)
        return PlanScreen(self._path, manager_plan_words(assignee), rows, give, batch=_AT_ONCE, wish=wish)

    def _given(self, end: PlanEnd[str] | None) -> None:
        if end is not None:
            self.say(end.sentence)
            self._load()

    # None needed

    def action_waive(self) -> None:
        """Ask for a reason."""
        self.query_one("#managers-reason").display = True
        self.set_focus(self.query_one("#reason", PlainInput))

    @on(Input.Submitted, "#reason")
    def _reason_given(self, event: Input.Submitted) -> None:
        event.stop()
        reason = event.value.strip()
        self._close_reason()
        if not reason:
            self.say(_("Nothing was noted: a note needs a reason."))
            return
        try:
            self._portal.waive_managers(self._client, [each.id for each in self._collections], reason)
        except OSError:
            self.say(_("The note could not be written; check the data directory."), "bad")
            return
        self.say(_("Noted on this machine: they need no manager."))
        self._show()

    def _close_reason(self) -> None:
        self.query_one("#reason", PlainInput).value = ""
        self.query_one("#managers-reason").display = False
        self.set_focus(self._table)

    # Admins' access

    @work(exclusive=True, group="commit", exit_on_error=False, description="switch admins' access off")
    async def action_admin_access_off(self) -> None:
        """Switch it off and read again."""
        try:
            await self._portal.collections.set_admin_access(self._provider, self._client, False)
        except SeatwardenError as error:
            self.explain(error)
        else:
            self.say(_("Admins' access to all items is off."))
            self._load()

    # Search and leaving

    def action_search(self) -> None:
        """Open the search line; what it holds stays."""
        self.query_one(FilterLine).open(self._search)

    @on(Input.Changed, "#managers-search Input")
    def _search_typed(self, event: Input.Changed) -> None:
        self._search = event.value
        self._show()

    @on(FilterLine.Left)
    def _search_left(self, event: FilterLine.Left) -> None:
        self._table.focus()
        if event.cleared:
            self._search = ""
            self._show()

    def action_back(self) -> None:
        """Out of the reason, out of the search, out of the screen."""
        if self.query_one("#managers-reason").display:
            self._close_reason()
        elif self._search:
            self._search = ""
            self._show()
        elif self.writing:
            self.say(_("It is being sent. Wait for the answer."))
        else:
            self.dismiss(None)

    @property
    def _table(self) -> ManagerTable:
        return self.query_one(ManagerTable)
