"""A plan of writes without a screen: shown, asked about, sent row by row, its results printed.

Ctrl+C, and a signal that ends or hangs up, stop it after the request under way: what became of each row is
printed all the same. A second one ends it at once.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeVar

from tui.arguments.base import Arguments
from tui.commands.output import FAILED, OK, USAGE, agreed, complain, write_out
from tui.presenters.plan import PlanRow, PlanWords, plan_record, rows_together
from tui.presenters.row_states import RowState, state_cell
from tui.row_run import Result, RowRun
from tui.translate import _

ChangeT = TypeVar("ChangeT")

_STOPPING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


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
    again: bool = False,
) -> int:
    """Send the rows that need it, unless `--dry-run`. Returns the exit code: 1 when any was not done.

    `again`: the same command would do again what was done (reminders); else it sends only what is missing.
    """

    async def send_rows(batch_rows: Sequence[PlanRow[ChangeT]]) -> Sequence[Result]:
        return await send([row.change for row in batch_rows if row.change is not None])

    run = RowRun(rows, send_rows, batch=batch, together=rows_together(together))
    if arguments.dry_run:
        return _print(arguments, "planned", words, run.rows, _("Nothing was sent."))
    if not run.waiting:
        return _print(arguments, "nothing_to_do", words, run.rows, _("Nothing needs to be sent."))
    if not arguments.yes and not agreed((*words.review, *map(_line, run.rows))):
        return complain(_("Nothing was sent."), FAILED)
    with _stopped_by_signals(run):
        halt = await run.run(_progress)
    _print(arguments, "done", words, run.rows, "\n".join((words.outcome(run.rows), *words.told())))
    if halt:
        complain(halt, FAILED)
    if run.waiting:
        complain(_how_to_go_on(run, again=again), FAILED)
    undone = any(row.sendable and row.state is not RowState.DONE for row in run.rows)
    return FAILED if undone else OK


@contextmanager
def _stopped_by_signals(run: RowRun[Any]) -> Iterator[None]:
    """Signals stop `run` in good order; the second one does what it always does."""
    loop, heeded = asyncio.get_running_loop(), list[signal.Signals]()

    def stop() -> None:
        run.stop()
        for number in heeded:
            loop.remove_signal_handler(number)
        complain(_("Stopping after the request under way; once more ends at once."), FAILED)

    with suppress(ValueError, RuntimeError):  # signals reach the main thread only
        for number in _STOPPING:
            loop.add_signal_handler(number, stop)
            heeded.append(number)
    try:
        yield
    finally:
        for number in heeded:
            loop.remove_signal_handler(number)


def _how_to_go_on(run: RowRun[Any], *, again: bool) -> str:
    """What was sent, and how the rest is."""
    count = sum(row.sendable for row in run.rows)
    said = _("Sent {sent} of {count}.").format(sent=count - len(run.waiting), count=count)
    if again:
        return f"{said} " + _("To go on, name those that were not sent: the others would get it twice.")
    return f"{said} " + _("To go on, run the same command again: it sends only what is still missing.")


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
