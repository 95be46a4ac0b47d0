"""Devices that members of one client asked to trust: who, which, from where, and the answer."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import BindingType

from backend_client.portal.clients import Client
from backend_client.portal.devices import DeviceBoard, DeviceRequest
from backend_client.portal.job_lines import JobKind, LeftJob
from backend_client.portal.providers import Provider
from tui.clipboard import copied_sentence
from tui.job import wish_inside
from tui.presenters.device_approvals import (
    DeviceRow,
    approval_rows,
    approval_words,
    banner,
    denial_rows,
    denial_words,
    detail_sentences,
    device_columns,
    device_rows,
    empty_hint,
    empty_words,
    left_out_words,
)
from tui.presenters.plan import PlanRow, PlanWords, names_of
from tui.row_run import Result, one_by_one
from tui.safe_text import safe_text
from tui.screens.ask_password import AskPasswordScreen
from tui.screens.base import Place, RuleLine
from tui.screens.compare_devices import CompareDevicesScreen
from tui.screens.copy_menu import Copy, CopyMenu
from tui.screens.device_approvals_keys import DEVICE_KEYS
from tui.screens.plan import PlanScreen, Send
from tui.screens.reader import BoardScreen
from tui.translate import N_, _
from tui.widgets.line_table import LineTable
from tui.widgets.sentences import Sentences

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class DeviceApprovalsScreen(BoardScreen[None, DeviceBoard]):
    """Reads the requests through `portal` when shown, on `R`, after answers and when the keys come back."""

    CSS_PATH = "device_approvals.tcss"
    READ_GROUP = "devices-load"
    READING = N_("Reading the requests ...")
    AUTO_FOCUS = "#devices"
    CHANGES = frozenset({"approve", "deny"})
    HELP = N_(
        "Where members sign in through their identity provider and open their vault on trusted devices, a "
        "new device needs somebody to hand it the member's key. An admin can, where the member is enrolled "
        "in account recovery. Only the phrase, compared with the member, tells whose device asks. A request "
        "lives 7 days; an approved one must be used within 12 hours."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*DEVICE_KEYS]

    def __init__(self, portal: Portal, provider: Provider, client: Client) -> None:
        self._path = (_("Clients"), safe_text(client.name, limit=30), _("Device approvals"))
        super().__init__(heading=(" > ".join(self._path),))
        self._portal = portal
        self._provider = provider
        self._client = client

    def compose_body(self) -> Iterator[Any]:
        yield Sentences(id="devices-banner")
        yield RuleLine()
        yield LineTable[DeviceRow](device_columns(), empty=_(self.READING), id="devices")
        yield RuleLine()
        yield Sentences(id="devices-detail")

    def on_mount(self) -> None:
        """Start reading."""
        self._show()
        self._load()

    # Reading

    async def _read(self) -> DeviceBoard:
        return await self._portal.device_approvals.inspect(self._provider, self._client)

    def _took(self, board: DeviceBoard, said: str) -> None:
        self._table.set_marks(self._table.marks & {one.id for one in board.requests})
        self._table.set_empty(f"{empty_words(board)} {empty_hint(board)}")
        self._show()
        self.say_what_became(said, board.settled, left_out_words(board))

    # Marks, copies, other places

    def action_mark(self) -> None:
        """Mark or unmark."""
        self._table.toggle_mark()

    def action_mark_all(self) -> None:
        """All, or none where all are marked."""
        every = {row.id for row in self._table.rows}
        self._table.set_marks(set() if self._table.marks == every else every)

    def action_members(self) -> None:
        """The members of the client."""
        self.front.open_client(Place.MEMBERS, self._provider, self._client)

    def action_yank(self) -> None:
        """Copy something of the request."""
        row = self._table.cursor_row
        if row is None:
            return
        copies = [Copy(_("E-mail"), safe_text(row.request.email, limit=256))]
        if row.request.phrase:
            copies.append(Copy(_("Fingerprint phrase"), row.request.phrase))
        self.app.push_screen(CopyMenu(copies), self._copied)

    def _copied(self, text: str | None) -> None:
        if text is not None:
            self.app.copy_to_clipboard(text)
            self.say(copied_sentence(text, os.environ))

    def action_back(self) -> None:
        """Out."""
        self.dismiss(None)

    # Answers

    @work(exclusive=True, group="devices-act", exit_on_error=False, description="approve devices")
    async def action_approve(self) -> None:
        """Compare the phrases, ask for the password, then the plan."""
        chosen, board = self._chosen(), self.board
        if board is None or not chosen:
            self.say(_("No request is under the cursor."))
            return
        rows = approval_rows(chosen, board.read_at)
        ready = [row.change for row in rows if row.change is not None]
        if not ready:
            self.say(f"{rows[0].what}: {rows[0].why}", "warning")
            return
        if not await self.app.push_screen_wait(CompareDevicesScreen(self._portal, self._path, ready)):
            self.say(_("Nothing was sent."))
            return
        why = _("Handing out a member's key needs your own master password once more.")
        proof = await self.app.push_screen_wait(AskPasswordScreen(self._portal, self._path, why))
        if proof is None:
            self.say(_("Nothing was sent."))
            return
        proof.drop()  # it was checked here; the server asks for none
        await self._run(JobKind.APPROVE, approval_words(), rows, self._approve)

    @work(exclusive=True, group="devices-act", exit_on_error=False, description="deny devices")
    async def action_deny(self) -> None:
        """The plan, which starts on no."""
        chosen, board = self._chosen(), self.board
        if board is None or not chosen:
            self.say(_("No request is under the cursor."))
            return
        rows = denial_rows(chosen, board.read_at)
        if not any(row.sendable for row in rows):
            self.say(f"{rows[0].what}: {rows[0].why}", "warning")
            return
        await self._run(JobKind.DENY, denial_words(), rows, self._deny)

    def rest_of(self, left: LeftJob) -> frozenset[str]:
        requests = self.board.requests if self.board is not None else ()
        return frozenset(one.id for one in requests).intersection(left.left)

    def plan_left(self, left: LeftJob) -> None:
        """Mark the requests that wait still, and ask anew what their answer takes."""
        self._table.set_marks(self.rest_of(left))
        if left.line.kind is JobKind.DENY:
            self.action_deny()
        else:
            self.action_approve()

    async def _run(
        self,
        kind: JobKind,
        words: PlanWords,
        rows: Sequence[PlanRow[DeviceRequest]],
        send: Send[DeviceRequest],
    ) -> None:
        names, left = names_of(rows, lambda request: request.id), self.left_of(kind)
        wish = wish_inside(kind, self._provider, self._client, names, instead_of=left)
        plan = PlanScreen(self._path, words, rows, send, careful=kind is JobKind.DENY, wish=wish)
        end = await self.app.push_screen_wait(plan)
        if end is None:
            self.say(_("Nothing was sent."))
            return
        self._table.set_marks(())
        self._load(end.sentence)

    async def _approve(self, requests: Sequence[DeviceRequest]) -> Sequence[Result]:
        devices = self._portal.device_approvals
        return await one_by_one(requests, lambda one: devices.approve(self._provider, self._client, one))

    async def _deny(self, requests: Sequence[DeviceRequest]) -> Sequence[Result]:
        devices = self._portal.device_approvals
        return await one_by_one(requests, lambda one: devices.deny(self._provider, self._client, one))

    def _chosen(self) -> tuple[DeviceRequest, ...]:
        marked = tuple(row.request for row in self._table.rows if row.id in self._table.marks)
        row = self._table.cursor_row
        return marked or ((row.request,) if row is not None else ())

    # Drawing

    @property
    def _table(self) -> LineTable[DeviceRow]:
        return self.query_one("#devices", LineTable)

    @on(LineTable.Chosen, "#devices")
    def _enter(self, event: LineTable.Chosen) -> None:
        event.stop()
        reason = self.why_not("approve")
        if reason:
            self.say(reason)
        else:
            self.action_approve()

    @on(LineTable.Highlighted, "#devices")
    def _highlighted(self) -> None:
        row = self._table.cursor_row
        sentences = detail_sentences(row) if row is not None else ()
        self.query_one("#devices-detail", Sentences).set_sentences(sentences)

    def _show(self) -> None:
        self._table.set_rows(device_rows(self.board) if self.board is not None else ())
        words = banner(self._provider, self._client, self.board)
        self.query_one("#devices-banner", Sentences).set_sentences(words)
        self._highlighted()
