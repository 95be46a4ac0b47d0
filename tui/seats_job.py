"""One change of seats over several clients, as a job: it remembers what each was to have."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from backend_client.portal.clients import ClientList
from backend_client.portal.job_lines import JobKind, JobLine, LeftJob
from tui.job import Job, JobWish, JobWords
from tui.presenters.bulk_seats import BulkRow, bulk_columns, bulk_outcome
from tui.presenters.row_states import RowState
from tui.row_run import Result


def seats_job(
    listed: ClientList,
    rows: Sequence[BulkRow],
    send: Callable[[Sequence[BulkRow]], Awaitable[Sequence[Result]]],
    left: LeftJob | None,
) -> Job[BulkRow]:
    """Named by organizations' ids. The pools are the provider's: changes of seats follow one another."""
    provider = listed.provider
    sent = [row for row in rows if row.state is RowState.READY and row.after is not None]
    names = {row.id: row.client.organization_id for row in sent}
    ids = tuple(names.values())
    asked = {"seats": {row.client.organization_id: row.after for row in sent}}
    line = JobLine(JobKind.SEATS, provider.id, rows=ids, count=len(ids), asked=asked)
    wish = JobWish(line, names, frozenset({provider.id, *ids}), left)
    return Job(JobWords(bulk_columns(provider.kind), bulk_outcome), rows, send, wish=wish)
