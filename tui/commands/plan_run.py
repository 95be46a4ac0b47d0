"""A plan of writes without a screen: shown, asked about, sent row by row, its results printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from tui.arguments.base import Arguments
from tui.commands.output import FAILED, OK, USAGE, agreed, complain, write_out
from tui.presenters.plan import PlanRow, PlanWords, plan_record, rows_together
from tui.presenters.row_states import RowState, state_cell
from tui.row_run import Result, RowRun
from tui.translate import _

ChangeT = TypeVar("ChangeT")


def refused_unasked(arguments: Arguments) -> int | None:
    """The exit code where nobody can be asked and neither `--yes` nor `--dry-run` was given."""
    if arguments.dry_run or arguments.yes or (sys.stdin.isatty() and not arguments.input):
        return None
    return complain(_("This changes things: give --yes, or --dry-run to see what it would do."), USAGE)


async def run_plan(
    arguments: Arguments,
    words: PlanWords,
    rows: Sequence[PlanRow[ChangeT]],
    send: Callable[[Sequence[ChangeT]], Awaitable[Sequence[Result]]],
    *,
    batch: int = 1,
    together: Callable[[ChangeT, ChangeT], bool] = lambda _one, _other: True,
) -> int:
    """Send the rows that need it, unless `--dry-run`. Returns the exit code: 1 when any was not done."""

    async def send_rows(batch_rows: Sequence[PlanRow[ChangeT]]) -> Sequence[Result]:
        return await send([row.change for row in batch_rows if row.change is not None])

    run = RowRun(rows, send_rows, batch=batch, together=rows_together(together))
    if arguments.dry_run:
        return _print(arguments, "planned", words, run.rows, _("Nothing was sent."))
    if not run.waiting:
        return _print(arguments, "nothing_to_do", words, run.rows, _("Nothing needs to be sent."))
    if not arguments.yes and not agreed((*words.review, *map(_line, run.rows))):
        return complain(_("Nothing was sent."), FAILED)
    halt = await run.run(_progress)
    _print(arguments, "done", words, run.rows, "\n".join((words.outcome(run.rows), *words.told())))
    if halt:
        complain(halt, FAILED)
    undone = any(row.sendable and row.state is not RowState.DONE for row in run.rows)
    return FAILED if undone else OK


def _print(
    arguments: Arguments, result: str, words: PlanWords, rows: Sequence[PlanRow[ChangeT]], end: str
) -> int:
    if arguments.format == "json":
        body = {"result": result, "rows": [plan_record(row) for row in rows]}
        return write_out(json.dumps(body, indent=2, ensure_ascii=True) + "\n")
    return write_out("\n".join((*words.review, *map(_line, rows), end)) + "\n")


def _line(row: PlanRow[ChangeT]) -> str:
    state = state_cell(row.state, row.why).text or row.why
    return "  " + "  ".join(part for part in (row.what, row.detail or row.effect, state) if part)


def _progress(done: int, of: int) -> None:
    """On a terminal, how far it is; nothing into files."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done}/{of}" + ("\n" if done == of else ""))
        sys.stderr.flush()
