"""Confirming people without screens, of a client or of the provider: each phrase is agreed to by itself."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from backend_client.errors import RuleBroken
from backend_client.portal.members import Candidate, Candidates, Results
from tui.arguments.base import Arguments
from tui.commands.output import FAILED, USAGE, agreed, complain
from tui.commands.plan_run import refused_unasked, run_plan
from tui.explain import explanation_of
from tui.presenters.confirm_people import (
    DIFFERS,
    Listed,
    candidate_row,
    confirm_plan_words,
    earlier_sentences,
    phrase_matches,
)
from tui.presenters.member_acts import BATCH
from tui.presenters.plan import PlanRow
from tui.row_run import Result
from tui.safe_text import safe_text
from tui.translate import _


def phrases_problem(given: Arguments, phrases: Sequence[str]) -> int | None:
    """The exit code where the phrases (ADDRESS=PHRASE) of a command line do not fit."""
    if any("=" not in each for each in phrases):
        return complain(_("A phrase is given as EMAIL=five-words-like-these."), USAGE)
    if not phrases and not given.dry_run and (given.yes or not sys.stdin.isatty()):
        words = _("Without a terminal, and with --yes, each person needs --phrase EMAIL=PHRASE.")
        return complain(words, USAGE)
    return refused_unasked(given)


async def run_confirm(
    given: Arguments,
    phrases: Sequence[str],
    chosen: Sequence[Listed],
    found: Candidates,
    confirm: Callable[[Sequence[Candidate]], Awaitable[Results]],
    *,
    review: str,
) -> int:
    """Confirm those of `chosen` whose phrase was given or is agreed to now. Returns the exit code."""
    split = (each.partition("=") for each in phrases)
    told = {email.strip().casefold(): phrase for email, _equals, phrase in split}
    ready = {candidate.id: candidate for candidate in found.ready}
    for sentence in earlier_sentences(found.ready):
        complain(sentence, FAILED)
    rows = []
    for person in chosen:
        candidate = ready.get(person.id)
        if candidate is None:
            why = explanation_of(RuleBroken(found.left_out[person.id])).sentence
        else:
            why = _against(given, candidate, told)
        rows.append(candidate_row(person, candidate, why))

    async def send(batch: Sequence[Candidate]) -> Sequence[Result]:
        results = await confirm(batch)
        return [results[one.id] for one in batch]

    asked = replace(given, yes=True)  # each phrase was agreed to by itself
    code = await run_plan(asked, confirm_plan_words(review), rows, send, batch=BATCH)
    return code if given.dry_run else max(code, left_out(rows))


def _against(given: Arguments, candidate: Candidate, told: Mapping[str, str]) -> str:
    """Why somebody is not confirmed: another phrase, none given, or a no. Empty: they are."""
    phrase = told.get(candidate.email.casefold(), told.get(candidate.id.casefold()))
    if phrase is not None:
        same = phrase_matches(candidate, phrase)
        return "" if same else explanation_of(RuleBroken(DIFFERS)).sentence
    if given.dry_run:
        return ""
    if given.yes or not sys.stdin.isatty():
        return _("No --phrase was given for them.")
    email = safe_text(candidate.email, limit=80)
    question = _("{email}: {phrase}  Did they read out exactly this?")
    said = agreed((question.format(email=email, phrase=candidate.phrase),))
    return "" if said else _("You did not agree to the phrase.")


def left_out(rows: Sequence[PlanRow[Any]]) -> int:
    """1 where somebody who was named could not be sent at all."""
    return FAILED if any(not row.sendable for row in rows) else 0
