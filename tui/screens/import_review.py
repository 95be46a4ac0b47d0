"""One export file, compared with a client: looked at, and encrypted after a yes.

review  --Yes-->  encrypting  -->  dismissed with a ReviewEnd that holds what is to be sent
   |  No, Esc         |  Esc: review
   v
 dismissed with a ReviewEnd; what was chosen there
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from backend_client.errors import SeatwardenError
from backend_client.portal.clients import Client
from backend_client.portal.import_plan import ImportPlan
from backend_client.portal.importers.formats import ImportFormat
from backend_client.portal.importers.imported import Imported, folder_path
from backend_client.portal.providers import Provider, ProviderKind
from tui.import_sending import import_under_way
from tui.presenters.import_preflight import (
    below_words,
    preflight_columns,
    preflight_line,
    preflight_rows,
    said_below,
    said_only_new,
)
from tui.presenters.import_report import warning_lines
from tui.presenters.paragraph import wrap
from tui.presenters.table import PlainRow
from tui.screens.base import FrameScreen, RuleLine
from tui.screens.form import AnswerList
from tui.screens.import_answers import ReviewEnd, Way, answers_to
from tui.steady import steady
from tui.translate import N_, _
from tui.widgets.choice_list import ChoiceList
from tui.widgets.line_table import LineTable
from tui.widgets.question import Question
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_MOST_DETAIL_LINES = 3


class _Phase(Enum):
    REVIEW = "review"
    ENCRYPTING = "encrypting"
    OVER = "over"


class ImportReviewScreen(FrameScreen[ReviewEnd]):
    """Shows `plan`, what `imported` (the contents of `file`) would do to the client; a yes encrypts it.

    No worker is given either: what a worker was given lives on in timers of the event loop for minutes.
    """

    CSS_PATH = "import_review.tcss"
    AUTO_FOCUS = ""
    HELP = N_(
        "Nothing is sent before you say so. Rows that would make the server refuse the whole file come "
        "first. Until everything is encrypted, Esc stops and nothing was sent. Then nothing readable of the "
        "file is kept, and it is sent as a job: Esc leaves it going on, F9 shows it, x stops it before its "
        "next request. A request under way cannot be stopped, and is never sent twice: what arrived is found "
        "out by reading the client again."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "tab", "app.focus_next", N_("Table"), id="review.table", tooltip=N_("To the table and back.")
        ),
        Binding("escape,ctrl+g", "back", N_("Back"), id="review.back", tooltip=N_("Back, or stop.")),
    ]

    def __init__(
        self,
        portal: Portal,
        provider: Provider,
        client: Client,
        *,
        path: tuple[str, ...],
        file: str,
        kind: ImportFormat,
        imported: Imported,
        plan: ImportPlan,
    ) -> None:
        super().__init__(heading=(" > ".join(path),))
        self._portal = portal
        self._provider = provider
        self._client = client
        self._member = provider.kind is ProviderKind.OWN_ORGANIZATIONS
        self._line = partial(preflight_line, kind, file)
        self._imported: Imported | None = imported
        self._plan: ImportPlan | None = plan
        self._phase = _Phase.REVIEW
        self._place = ""
        self._only_new = False
        self._end: ReviewEnd | None = None

    def compose_body(self) -> Iterator[Any]:
        plan = self._plan
        yield Sentences(() if plan is None else (self._line(plan),), id="review-file")
        yield Sentences(
            () if plan is None else warning_lines(plan, member=self._member),
            style="muted",
            id="review-warnings",
        )
        yield AnswerList(answers_to(plan), id="review-answer", alone=True)
        yield Question(id="review-below")
        yield RuleLine()
        yield LineTable[PlainRow](preflight_columns(), id="review-rows")
        yield TextLines(id="review-detail")

    def on_mount(self) -> None:
        """The question first; the table below shows why."""
        if self._plan is not None:
            self._table.set_rows(preflight_rows(self._plan))
        self._show_phase(_Phase.REVIEW, "#review-answer")

    def on_locked(self) -> None:
        """Forget what the file held."""
        if self._phase is not _Phase.OVER:
            self.workers.cancel_group(self, "import-review")
            self._table.set_rows(())
            self._over(ReviewEnd(Way.OTHER_FILE, locked=True))

    def on_screen_resume(self) -> None:
        """What ended while the unlock screen lay above leaves now."""
        self._leave_now()

    def on_unlocked(self) -> None:
        """The file is chosen again."""
        self._leave_now()

    def action_back(self) -> None:
        """Stop encrypting, or leave."""
        if self._phase is _Phase.ENCRYPTING:
            self.workers.cancel_group(self, "import-review")
            self._show_phase(_Phase.REVIEW, "#review-answer")
            self.say(_("Stopped. Nothing was sent."))
        elif self.query_one(Question).display:
            self._show_phase(_Phase.REVIEW, "#review-answer")
        elif self._phase is _Phase.REVIEW:
            self._leave(ReviewEnd(Way.OTHER_FILE))

    @on(ChoiceList.Taken)
    def _taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        if self._phase is not _Phase.REVIEW:
            return
        if event.id == Way.SEND.value:
            self._commit()
        elif event.id == Way.BELOW.value:
            self.query_one("#review-answer").display = False
            self.query_one(Question).ask(below_words(), _("Collection: "))
        elif event.id == Way.ONLY_NEW.value:
            self._only_new = True
            self._plan_again()
        else:
            self._leave(ReviewEnd(Way(event.id)))

    # Below one collection

    @on(Question.Answered)
    def _answered(self, event: Question.Answered) -> None:
        event.stop()
        self._show_phase(_Phase.REVIEW, "#review-answer")
        self._place = folder_path(event.text)
        self._plan_again()

    @work(exclusive=True, group="import-review", exit_on_error=False, description="plan an import again")
    async def _plan_again(self) -> None:
        """The same file below the chosen collection (foreign text), or as it is; all of it or what is new."""
        imported = self._imported
        if imported is None:
            return
        self.say(_("Comparing with the client ..."))
        place, where = self._place, (self._provider, self._client)
        try:
            with steady():
                moved = await asyncio.to_thread(imported.below, place) if place else imported
                self._plan = await self._portal.imports.plan(*where, moved, only_new=self._only_new)
        except SeatwardenError as error:
            self.explain(error, _("Nothing was sent."))
            return
        self._table.set_rows(preflight_rows(self._plan))
        self.query_one("#review-file", Sentences).set_sentences((self._line(self._plan),))
        self.query_one("#review-answer", AnswerList).set_choices(answers_to(self._plan))
        self.say(said_only_new(self._plan) if self._only_new else said_below(place))

    # Encrypting

    def _commit(self) -> None:
        if self._plan is None:
            return
        if import_under_way(self.front.jobs.active, self._client):
            self.say(
                _("Another import into this client is not over: F9 shows it. Nothing was sent."), "warning"
            )
            return
        self._show_phase(_Phase.ENCRYPTING, "#review-rows")
        self._progress(0, self._plan.items)
        self._encrypt()

    @work(exclusive=True, group="import-review", exit_on_error=False, description="encrypt an import")
    async def _encrypt(self) -> None:
        plan = self._plan
        if plan is None:
            return
        try:
            with steady():
                sealed = await self._portal.imports.prepare(
                    self._provider, self._client, plan, self._progress
                )
        except SeatwardenError as error:
            self._show_phase(_Phase.REVIEW, "#review-answer")
            self.explain(error, _("Nothing was sent."))
        else:
            self._leave(ReviewEnd(Way.SEND, sealed))

    def _progress(self, done: int, total: int) -> None:
        sentence = _("Encrypted {done} of {total} ... Esc stops; nothing was sent yet.")
        self.say(sentence.format(done=done, total=total))

    # Leaving and drawing

    def _over(self, end: ReviewEnd) -> None:
        """What the file held is not needed any more."""
        self._end, self._phase = end, _Phase.OVER
        self._plan = self._imported = None

    def _leave(self, end: ReviewEnd) -> None:
        self._over(end)
        self._leave_now()

    def _leave_now(self) -> None:
        if self._end is not None and self.app.screen is self:
            self.dismiss(self._end)

    @on(LineTable.Highlighted)
    def _highlighted(self, event: LineTable.Highlighted) -> None:
        event.stop()
        row = self._table.cursor_row
        detail = row.cells[2].text if row is not None else ""
        lines = wrap(detail, max(20, self.app.size.width - 2))[:_MOST_DETAIL_LINES]
        self.query_one("#review-detail", TextLines).set_lines([plain(line) for line in lines])

    @property
    def _table(self) -> LineTable[PlainRow]:
        return self.query_one("#review-rows", LineTable)

    def _show_phase(self, phase: _Phase, focused: str) -> None:
        self._phase = phase
        self.query_one(Question).close()
        self.query_one("#review-answer").display = focused == "#review-answer"
        self.query_one(focused).focus()
        self.refresh_bindings()
        self.refresh_keys()
