"""Jobs: long plans that go on by themselves, how they ended, and what an earlier run left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from backend_client.portal.job_lines import LeftJob
from tui.job import Job
from tui.jobs import Jobs
from tui.presenters.jobs import JobRow, job_columns, job_row, left_row, left_sentences
from tui.screens.base import FrameScreen, RuleLine
from tui.screens.job import JobScreen
from tui.translate import N_, _
from tui.widgets.line_table import LineTable
from tui.widgets.sentences import Sentences


class JobsScreen(FrameScreen[None]):
    """Follows the jobs while it is shown; asks no server."""

    CSS_PATH = "jobs.tcss"
    PASSES = True
    AUTO_FOCUS = "LineTable"
    HELP = N_(
        "A plan of several requests goes on when its screen is left. Jobs on one client follow one another, "
        "and two are sent at once at most. Locking makes them wait until the keys are back; signing out and "
        "leaving end them. What was not sent then is remembered in the journal, and stands here at the next "
        "start: going on plans it anew from what the server shows, so that nothing is sent twice."
    )
    BINDING_GROUP_TITLE = N_("Jobs")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open", N_("Rows"), key_display="Enter", id="jobs.open", tooltip=N_("Row by row.")),
        Binding("r", "go_on", N_("Go on"), id="jobs.go_on", tooltip=N_("Plan anew what is not done of it.")),
        Binding("x", "stop", N_("Stop"), id="jobs.stop", tooltip=N_("Stop it; put away what is over.")),
        Binding("escape,h,backspace", "back", N_("Back"), id="jobs.back"),
    ]

    def __init__(self, jobs: Jobs) -> None:
        super().__init__(heading=(_("Jobs"),))
        self.add_class("jobs-list")  # by which the application knows that they are shown already
        self._jobs = jobs

    def compose_body(self) -> Iterator[Any]:
        empty = _("No job: a plan of several requests that is left while it is sent goes on here.")
        yield LineTable[JobRow](job_columns(), empty=empty, id="jobs-table")
        yield RuleLine()
        yield Sentences(id="jobs-detail")

    def on_mount(self) -> None:
        """What stands here is seen."""
        self.show_jobs()

    def show_jobs(self) -> None:
        """Draw how they stand."""
        super().show_jobs()
        if not self.is_attached:
            return
        rows = []
        for job in self._jobs.all:
            if job.wish is not None:
                job.seen = job.is_over
                rows.append(job_row(f"job {id(job)}", job.view(job.wish)))
        rows += [left_row(f"left {left.number}", left) for left in self._jobs.left]
        self._table.set_rows(tuple(rows))
        self._show_detail()
        self.refresh_keys()

    def why_not(self, action: str) -> str:
        job = self._job
        if action == "go_on" and job is not None:
            return reason_against_going_on(job)
        return super().why_not(action)

    # Keys

    @on(LineTable.Chosen, "#jobs-table")
    def _chosen(self, event: LineTable.Chosen) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Show the rows of one of this run; go on with one of an earlier run."""
        job = self._job
        if job is not None:
            self.app.push_screen(JobScreen(self._jobs, job))
        else:
            self.action_go_on()

    def action_go_on(self) -> None:
        """Lead to where the rest is planned anew."""
        job, left = self._job, self._left
        if job is not None:
            left = job.left()
        if left is not None:
            self.front.go_on(left)

    def action_stop(self) -> None:
        """Stop what is being sent; put away what is over."""
        job, left = self._job, self._left
        if job is not None and job.is_over:
            self._jobs.close(job)
        elif job is not None:
            self._jobs.stop(job)
            self.say(_("Stopping after the request under way ..."))
        elif left is not None:
            self._jobs.put_away(left)
            self.say(_("Put away. The journal still tells what was sent."))

    # Drawing

    @property
    def _table(self) -> LineTable[JobRow]:
        return self.query_one("#jobs-table", LineTable)

    @property
    def _job(self) -> Job[Any] | None:
        row = self._table.cursor_row
        return next((job for job in self._jobs.all if row is not None and row.id == f"job {id(job)}"), None)

    @property
    def _left(self) -> LeftJob | None:
        row = self._table.cursor_row
        found = (one for one in self._jobs.left if row is not None and row.id == f"left {one.number}")
        return next(found, None)

    @on(LineTable.Highlighted, "#jobs-table")
    def _show_detail(self) -> None:
        left, job = self._left, self._job
        told: tuple[str, ...] = ()
        if left is not None:
            told = left_sentences(left)
        elif job is not None:
            told = job.said
        self.query_one("#jobs-detail", Sentences).set_sentences(told or ("",))


def reason_against_going_on(job: Job[Any]) -> str:
    """Why nothing is planned anew; empty where something is left."""
    if not job.is_over:
        return _("It is still being sent.")
    if job.is_whole:
        return _("Every row was done.")
    return ""
