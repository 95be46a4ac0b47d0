"""One export file, compared with a client: looked at, encrypted, sent once, read again.

review  --Yes-->  encrypting  -->  sending  -->  over
   |  No, Esc         |  Esc                       |
   v                  v                            v
 dismissed with a ReviewEnd; what was chosen there, or what arrived
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from backend_client.errors import (
    ImportHalfDone,
    OutcomeUnknown,
    SeatwardenError,
)
from backend_client.portal.clients import Client
from backend_client.portal.import_plan import ImportPlan
from backend_client.portal.importers.formats import ImportFormat
from backend_client.portal.importers.imported import Imported, folder_path
from backend_client.portal.job_lines import JobKind, JobLine
from backend_client.portal.journal import Outcome
from backend_client.portal.providers import Provider, ProviderKind
from tui.explain import explanation_of
from tui.presenters.command_words import Command, Verb
from tui.presenters.import_preflight import (
    below_words,
    preflight_columns,
    preflight_line,
    preflight_rows,
    said_below,
)
from tui.presenters.import_report import warning_lines
from tui.presenters.paragraph import wrap
from tui.presenters.table import PlainRow
from tui.screens.base import FrameScreen, RuleLine
from tui.screens.form import AnswerList
from tui.steady import steady
from tui.translate import N_, _, ngettext
from tui.widgets.choice_list import Choice, ChoiceList
from tui.widgets.line_table import LineTable
from tui.widgets.question import Question
from tui.widgets.sentences import Sentences
from tui.widgets.text_lines import TextLines, plain

if TYPE_CHECKING:
    from backend_client.portal.import_write import ImportResult
    from backend_client.portal.portal import Portal

_MOST_DETAIL_LINES = 3


class Way(Enum):
    """Where the review leads."""

    ARRIVED = "arrived"
    BELOW = "below"
    OTHER_FORMAT = "other_format"
    OTHER_FILE = "other_file"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class ReviewEnd:
    """How a review ended. `result` is there when the import arrived."""

    way: Way
    result: ImportResult | None = None


class _Phase(Enum):
    REVIEW = "review"
    ENCRYPTING = "encrypting"
    SENDING = "sending"
    OVER = "over"


class ImportReviewScreen(FrameScreen[ReviewEnd]):
    """Shows `plan`, what `imported` (the contents of `file`) would do to the client; sends it after a yes."""

    CSS_PATH = "import_review.tcss"
    AUTO_FOCUS = ""
    HELP = N_(
        "Nothing is sent before you say so. Rows that would make the server refuse the whole file come "
        "first. Until everything is encrypted, Esc stops and nothing was sent; after that the file is under "
        "way and cannot be stopped. It is never sent twice: what arrived is found out by reading the client "
        "again."
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
        self._line = preflight_line(kind, file, plan)
        self._imported: Imported | None = imported
        self._plan: ImportPlan | None = plan
        self._phase = _Phase.REVIEW
        self._end: ReviewEnd | None = None
        self._job_line = 0

    def compose_body(self) -> Iterator[Any]:
        plan = self._plan
        yield Sentences((self._line,), id="review-file")
        yield Sentences(
            () if plan is None else warning_lines(plan, member=self._member),
            style="muted",
            id="review-warnings",
        )
        yield AnswerList(_answers(plan), id="review-answer", alone=True)
        yield AnswerList([Choice(Way.OVER.value, _("Go on"))], id="review-end", alone=True)
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
        """Forget what the file held; what was sent already goes on to its end."""
        if self._phase in (_Phase.REVIEW, _Phase.ENCRYPTING):
            self.workers.cancel_group(self, "import")
            self._plan = self._imported = None
            self._table.set_rows(())
            self._end = ReviewEnd(Way.OTHER_FILE)

    def on_screen_resume(self) -> None:
        """What ended while the unlock screen lay above leaves now."""
        self._leave_now()

    def on_unlocked(self) -> None:
        """The file is chosen again."""
        self._leave_now()

    @property
    def writing(self) -> bool:
        """Encrypting sends nothing yet."""
        return self._phase is _Phase.SENDING

    def why_not(self, action: str) -> str:
        if self._phase is _Phase.SENDING and action == "back":
            return _("It is being sent and cannot be stopped any more. Wait for the answer.")
        return super().why_not(action)

    def obey(self, command: Command) -> bool:
        """Going to the clients is leaving, and leaves in order."""
        if command.verb is Verb.CLIENTS and self._phase is _Phase.SENDING:
            self.say(self.why_not("back"))
            return True
        return super().obey(command)

    def action_back(self) -> None:
        """Stop encrypting, or leave."""
        if self._phase is _Phase.ENCRYPTING:
            self.workers.cancel_group(self, "import")
            self._show_phase(_Phase.REVIEW, "#review-answer")
            self.say(_("Stopped. Nothing was sent."))
        elif self._phase is _Phase.OVER:
            self._leave(self._end or ReviewEnd(Way.OVER))
        elif self.query_one(Question).display:
            self._show_phase(_Phase.REVIEW, "#review-answer")
        elif self._phase is _Phase.REVIEW:
            self._leave(ReviewEnd(Way.OTHER_FILE))

    @on(ChoiceList.Taken)
    def _taken(self, event: ChoiceList.Taken) -> None:
        event.stop()
        if self._phase is _Phase.REVIEW and event.id == Way.ARRIVED.value:
            self._send()
        elif self._phase is _Phase.REVIEW and event.id == Way.BELOW.value:
            self.query_one("#review-answer").display = False
            self.query_one(Question).ask(below_words(), _("Collection: "))
        elif self._phase is _Phase.REVIEW:
            self._leave(ReviewEnd(Way(event.id)))
        elif self._phase is _Phase.OVER:
            self._leave(self._end or ReviewEnd(Way.OVER))

    # Below one collection

    @on(Question.Answered)
    def _answered(self, event: Question.Answered) -> None:
        event.stop()
        self._show_phase(_Phase.REVIEW, "#review-answer")
        if self._imported is not None:
            self._plan_again(self._imported, folder_path(event.text))

    @work(exclusive=True, group="import", exit_on_error=False, description="plan an import again")
    async def _plan_again(self, imported: Imported, place: str) -> None:
        """The same file below the collection `place` (foreign text), or as it is without one."""
        self.say(_("Comparing with the client ..."))
        try:
            with steady():
                moved = await asyncio.to_thread(imported.below, place) if place else imported
                self._plan = await self._portal.imports.plan(self._provider, self._client, moved)
        except SeatwardenError as error:
            self.explain(error, _("Nothing was sent."))
            return
        self._table.set_rows(preflight_rows(self._plan))
        self.say(said_below(place))

    # Sending

    @work(exclusive=True, group="import", exit_on_error=False, description="encrypt and send an import")
    async def _send(self) -> None:
        if self._plan is None:
            return
        self._show_phase(_Phase.ENCRYPTING, "#review-rows")
        self._progress(0, self._plan.items)
        try:
            with steady():
                result = await self._portal.imports.send(
                    self._provider, self._client, self._plan, self._progress, sending=self._under_way
                )
        except (ImportHalfDone, OutcomeUnknown) as error:
            self._told(Outcome.UNKNOWN)
            self._over(error)
        except SeatwardenError as error:
            self._told(Outcome.REFUSED)
            self._show_phase(_Phase.REVIEW, "#review-answer")
            self.explain(error)
        else:
            self._told(Outcome.DONE)
            self._leave(ReviewEnd(Way.ARRIVED, result))

    def _progress(self, done: int, total: int) -> None:
        sentence = _("Encrypted {done} of {total} ... Esc stops; nothing was sent yet.")
        self.say(sentence.format(done=done, total=total))

    def _under_way(self) -> None:
        """From here on a crash is told at the next start: by the client and the number of items only."""
        self._job_line = self._portal.job_lines.begin(self._line_of_job())
        self._show_phase(_Phase.SENDING, "#review-rows")
        sentence = _("Sending; it cannot be stopped any more. Afterwards the client is read again to count.")
        self.say(sentence)

    def _line_of_job(self) -> JobLine:
        items = self._plan.items if self._plan is not None else 0
        name, organization_id = self._client.name, self._client.organization_id
        return JobLine(JobKind.IMPORT, self._provider.id, name, organization_id, count=items)

    def _told(self, outcome: Outcome) -> None:
        """A person saw how it ended."""
        self._portal.job_lines.end(self._line_of_job(), self._job_line, outcome)
        self._job_line = 0

    def _over(self, error: SeatwardenError) -> None:
        words = explanation_of(error)
        repeated = _("Nothing is repeated by itself.")
        self.query_one("#review-file", Sentences).set_sentences((words.title, words.sentence))
        self.query_one("#review-warnings", Sentences).set_sentences((words.next_step, repeated), "warning")
        self.say("")
        self._show_phase(_Phase.OVER, "#review-end")

    # Leaving and drawing

    def _leave(self, end: ReviewEnd) -> None:
        self._end = end
        self._phase = _Phase.OVER
        self._leave_now()

    def _leave_now(self) -> None:
        if self._end is not None and self.app.screen is self:
            self._plan = self._imported = None
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
        for name in ("#review-answer", "#review-end"):
            self.query_one(name).display = name == focused
        self.query_one(focused).focus()
        self.refresh_bindings()
        self.refresh_keys()


def _answers(plan: ImportPlan | None) -> Sequence[Choice]:
    others = [
        Choice(Way.OTHER_FILE.value, _("No, another file")),
        Choice(Way.OTHER_FORMAT.value, _("Read the file as another format")),
    ]
    if plan is None or plan.too_long:
        return others
    if plan.items:
        words = ngettext("Encrypt and send {count} item", "Encrypt and send {count} items", plan.items)
        send = words.format(count=plan.items)
    else:
        send = _("Create the collections")
    below = Choice(Way.BELOW.value, _("Put it below one collection first"))
    return [others[0], Choice(Way.ARRIVED.value, _("Yes: {act}").format(act=send)), below, others[1]]
