"""An encrypted import on its way: a job with one row for each request. It holds nothing readable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from backend_client.portal.clients import Client
from backend_client.portal.import_send import ImportStep
from backend_client.portal.job_lines import JobKind, JobLine
from backend_client.portal.providers import Provider
from tui.job import Job, JobWish, JobWords
from tui.presenters.import_report import file_line, result_lines
from tui.presenters.import_sending import (
    doing_lines,
    sending_columns,
    sending_outcome,
    sending_rows,
    weight_of,
)
from tui.presenters.plan import PlanRow
from tui.row_run import Result, one_by_one
from tui.steady import steady
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.import_seal import SealedImport
    from backend_client.portal.import_write import ImportResult
    from backend_client.portal.portal import Portal


class ImportSending:
    """Sends `sealed` as a `job`. `result` is there once all of it arrived."""

    def __init__(self, portal: Portal, provider: Provider, client: Client, sealed: SealedImport) -> None:
        self._portal = portal
        self._provider = provider
        self._client = client
        self._sealed = sealed
        self._step: ImportStep | None = None
        self._counts = [request.count for request in sealed.requests]
        self.result: ImportResult | None = None
        self.job: Job[PlanRow[int]] = Job(
            JobWords(sending_columns(), self._outcome, self._told, self._doing),
            sending_rows(self._counts),
            self._send,
            wish=self._wish(),
            weight=lambda row: weight_of(row, self._counts),
        )

    def _wish(self) -> JobWish:
        """Requests are named by what their acts note of them too: digests of encrypted names."""
        marks = {str(number): each.mark for number, each in enumerate(self._sealed.requests) if each.mark}
        organization_id = self._client.organization_id
        line = JobLine(
            JobKind.IMPORT,
            self._provider.id,
            self._client.name,
            organization_id,
            tuple(marks.values()),
            max(1, self._sealed.items),
            {"items": self._counts},
        )
        return JobWish(line, marks, frozenset({organization_id}), long=True)

    async def _send(self, rows: Sequence[PlanRow[int]]) -> Sequence[Result]:
        with steady():
            return await one_by_one([row.change for row in rows if row.change is not None], self._send_part)

    async def _send_part(self, number: int) -> None:
        where = (self._provider, self._client)
        try:
            self.result = await self._portal.imports.send_part(*where, self._sealed, number, self._at)
        finally:
            self._step = None

    def _at(self, step: ImportStep) -> bool:
        """Whether it goes on."""
        self._step = step
        self.job.tell()
        return not self.job.stopping

    def _outcome(self, rows: Sequence[PlanRow[Any]]) -> str:
        return sending_outcome(rows, self._counts)

    def _doing(self) -> tuple[str, ...]:
        return doing_lines(self._step, more=bool(self.job.run.waiting))

    def _told(self) -> tuple[str, ...]:
        if self.result is None:
            return ()
        managers = (_("F2 in Import data gives them a manager."),) if self.result.unmanaged else ()
        return (*result_lines(self.result), *managers, file_line())


def import_under_way(jobs: Iterable[Job[Any]], client: Client) -> bool:
    """Whether one of `jobs` imports into this client: what a file would do there is not known before."""
    wishes = (job.wish for job in jobs if not job.is_over)
    return any(
        wish is not None
        and wish.line.kind is JobKind.IMPORT
        and wish.line.organization_id == client.organization_id
        for wish in wishes
    )
