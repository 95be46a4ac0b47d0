"""One job, row by row, while it is sent and afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType

from tui.job import Job
from tui.jobs import Jobs
from tui.presenters.jobs import job_sentence, job_title
from tui.presenters.row_states import RowState
from tui.screens.base import FrameScreen, RuleLine
from tui.translate import N_, _
from tui.widgets.line_table import LineTable
from tui.widgets.sentences import Sentences


class JobScreen(FrameScreen[None]):
    """Shows `job`; leaving it changes nothing. `until_whole`: it closes when every row was done."""

    CSS_PATH = "jobs.tcss"
    PASSES = True
    AUTO_FOCUS = "LineTable"
    HELP = N_(
        "What became of every row, and why. Leaving lets it go on; x stops it after the request under way. "
        "A row whose outcome is not known may have arrived: going on looks at the server first."
    )
    BINDING_GROUP_TITLE = N_("Job")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "stop", N_("Stop"), id="job.stop", tooltip=N_("Stop after the request under way.")),
        Binding("r", "go_on", N_("Go on"), id="job.go_on", tooltip=N_("Plan anew what is not done of it.")),
        Binding("escape,h,backspace", "back", N_("Back"), id="job.back"),
    ]

    def __init__(self, jobs: Jobs, job: Job[Any], *, until_whole: bool = False) -> None:
        title = "" if job.wish is None else job_title(job.wish.line)
        super().__init__(heading=(" > ".join((_("Jobs"), title)),))
        self._jobs = jobs
        self._job = job
        self._until_whole = until_whole

    def compose_body(self) -> Iterator[Any]:
        yield Sentences(id="job-state", style="strong")
        yield RuleLine()
        yield LineTable[Any](self._job.words.columns, id="job-rows")
        yield Sentences(id="job-why", style="warning")

    def on_mount(self) -> None:
        """Follow it from now on."""
        self._job.watcher = self
        self._show()

    def on_screen_resume(self) -> None:
        """What ended while another screen lay above closes now."""
        self._close_whole()

    def on_unmount(self) -> None:
        """Nobody follows it any more."""
        if self._job.is_shown_by(self):
            self._job.watcher = None

    def why_not(self, action: str) -> str:
        over = self._job.is_over
        if action == "stop" and over:
            return _("It is over.")
        if action == "go_on" and not over:
            return _("It is still being sent.")
        if action == "go_on" and self._job.is_whole:
            return _("Every row was done.")
        return super().why_not(action)

    def action_stop(self) -> None:
        """Send nothing after the request under way."""
        self._jobs.stop(self._job)

    def action_go_on(self) -> None:
        """Lead to where the rest is planned anew."""
        left = self._job.left()
        if left is not None:
            self.front.go_on(left)

    # What it hears

    def job_changed(self, job: Job[Any]) -> None:
        """It waits, goes on, makes progress or is over."""
        del job
        self._show()
        self._close_whole()

    def _close_whole(self) -> None:
        whole = self._job.is_over and self._job.is_whole
        if self._until_whole and whole and self.app.screen is self:
            self.dismiss()

    def job_row_changed(self, job: Job[Any], index: int) -> None:
        """Show it, and where it is being sent."""
        self._table.set_rows(tuple(job.run.rows))
        if job.run.rows[index].state is RowState.SENDING:
            self._table.move_to(job.run.rows[index].id)

    # Drawing

    @property
    def _table(self) -> LineTable[Any]:
        return self.query_one("#job-rows", LineTable)

    def _show(self) -> None:
        if not self.is_attached:
            return
        job = self._job
        said = "" if job.wish is None else job_sentence(job.view(job.wish))
        self.query_one("#job-state", Sentences).set_sentences([one for one in (said, *job.said) if one])
        self._table.set_rows(tuple(job.run.rows))
        self._show_why()
        self.refresh_keys()

    @on(events.Resize)
    @on(LineTable.Highlighted, "#job-rows")
    def _show_why(self) -> None:
        row = self._table.cursor_row
        why = row.why if row is not None else ""
        self.query_one("#job-why", Sentences).set_sentences((why,))
