"""Whom to confirm, and a whole list of them as a job: for the screens that lead to the phrases."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from backend_client.portal.members import Candidate, Candidates, Results
from tui.job import Job, JobWish, JobWords
from tui.presenters.confirm_people import ConfirmWords, Ended, confirm_plan_words
from tui.presenters.member_acts import BATCH
from tui.presenters.plan import PlanRow, plan_columns
from tui.row_run import Result
from tui.safe_text import safe_text


@dataclass(frozen=True, slots=True)
class Confirming:
    """Whom to confirm: `found`, those left out as `refused`, what each becomes (a word, by id).

    `send` gives them the key: a result by id, or raises for all of them. `wish` is what is remembered of a
    whole list, from their addresses by id.
    """

    path: tuple[str, ...]
    found: Candidates
    refused: Sequence[Ended]
    becomes: Mapping[str, str]
    words: ConfirmWords
    send: Callable[[Sequence[Candidate]], Awaitable[Results]]
    wish: Callable[[Mapping[str, str]], JobWish]

    def as_job(self, chosen: Sequence[Candidate]) -> Job[PlanRow[Candidate]]:
        """Exactly the keys whose phrases were shown, also where it waits for an unlock meanwhile."""

        async def send(rows: Sequence[PlanRow[Candidate]]) -> Sequence[Result]:
            results = await self.send([row.change for row in rows if row.change is not None])
            return [results[row.id] for row in rows]

        words = confirm_plan_words("")
        rows = [PlanRow(one.id, safe_text(one.email, limit=80), one.phrase, one) for one in chosen]
        wish = self.wish({one.id: one.email for one in chosen})
        return Job(JobWords(plan_columns(words), words.outcome), rows, send, wish=wish, batch=BATCH)
