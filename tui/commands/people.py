"""`seatwarden people ACTION`: the people of the provider without screens."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from backend_client.portal.invitation_input import parse_people
from backend_client.portal.people import MOST_INVITED, PeopleBoard, Person, PersonAct, PersonStatus
from backend_client.portal.people_acts import ROLE_WORDS
from backend_client.portal.people_invitation import NotInvitedReason, plan_staff
from backend_client.portal.providers import Provider
from tui.arguments.people import PeopleArguments
from tui.commands.confirm_run import left_out, phrases_problem, run_confirm
from tui.commands.connection import on_provider
from tui.commands.input_text import Unfit, input_lines
from tui.commands.interrupted import tell_inside
from tui.commands.output import FAILED, USAGE, complain, write_out
from tui.commands.plan_run import refused_unasked, run_plan
from tui.presenters.member_acts import BATCH
from tui.presenters.people import left_out_words, person_rows
from tui.presenters.people_acts import (
    plan_rows,
    plan_words,
    role_rows,
    role_words,
    staff_confirm_review,
)
from tui.presenters.people_invitation import (
    nobody_words,
    plan_rows as invite_rows,
    plan_words as invite_words,
    staff_rows,
)
from tui.presenters.people_report import board_records, board_text, records_csv, records_json
from tui.row_run import Result, one_by_one
from tui.safe_text import safe_text
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_EVERYBODY = {"confirm": PersonStatus.ACCEPTED, "resend": PersonStatus.INVITED}


def run_people(given: PeopleArguments) -> int:
    """Do what was asked for; only confirming needs keys. Returns the exit code."""
    problem = _problem(given)
    if problem is not None:
        return problem
    try:
        text = "\n".join(input_lines(given.input) if given.input else given.emails)
    except Unfit as unfit:
        return complain(unfit.sentence, unfit.code)

    async def work(portal: Portal, provider: Provider) -> int:
        board = await portal.people.board(provider)
        tell_inside(board.settled)
        if given.people_action == "list":
            return _print_board(board, given.format)
        return await _Work(given, portal, provider, board).do(text)

    return on_provider(given, work, keys=given.people_action == "confirm" and not given.dry_run)


def _problem(given: PeopleArguments) -> int | None:
    """The exit code where the command line does not fit."""
    if given.people_action == "list":
        return None
    if given.people_action == "invite":
        if bool(given.emails) == bool(given.input):
            return complain(_("Name the people, or give --input FILE."), USAGE)
        return refused_unasked(given)
    if bool(given.emails) == given.everybody:
        return complain(_("Name the people (EMAIL or id), or give --all where the action has it."), USAGE)
    if given.people_action == "remove" and not given.dry_run and not _typed_again(given, given.emails):
        return complain(_("Give --confirm EMAIL for each of them, just as they are named."), USAGE)
    if given.people_action == "confirm":
        return phrases_problem(given, given.phrases)
    return refused_unasked(given)


def _typed_again(given: PeopleArguments, names: Sequence[str]) -> bool:
    return {each.casefold() for each in given.confirmed} == {each.casefold() for each in names}


def _print_board(board: PeopleBoard, format: str) -> int:
    if format == "text":
        code = write_out(board_text(board))
    else:
        records = board_records(person_rows(board))
        code = write_out(records_json(records) if format == "json" else records_csv(records))
    return complain(left_out_words(board), FAILED) if board.unreadable else code


class _Work:
    """One action on the people of a provider."""

    def __init__(
        self, given: PeopleArguments, portal: Portal, provider: Provider, board: PeopleBoard
    ) -> None:
        self._given = given
        self._portal = portal
        self._provider = provider
        self._board = board

    async def do(self, text: str) -> int:
        """Plan it, ask where somebody can be asked, send. `text` holds the addresses of an invitation."""
        if self._given.people_action == "invite":
            return await self._invite(text)
        chosen = self._chosen()
        if isinstance(chosen, str):
            return complain(chosen, FAILED)
        act: dict[str, Callable[[Sequence[Person]], Awaitable[int]]] = {
            "resend": lambda people: self._many(PersonAct.RESEND, people),
            "remove": lambda people: self._many(PersonAct.REMOVE, people),
            "confirm": self._confirm,
            "role": self._role,
        }
        return await act[self._given.people_action](chosen)

    def _chosen(self) -> tuple[Person, ...] | str:
        """Who was named, or a sentence about a name that nobody has."""
        people = self._board.people
        if self._given.everybody:
            wanted = _EVERYBODY[self._given.people_action]
            return tuple(one for one in people if one.status == wanted)
        found: dict[str, Person] = {}
        for name in self._given.emails:
            fold = name.strip().casefold()
            fitting = [one for one in people if fold in (one.email.casefold(), one.id.casefold())]
            if len(fitting) != 1:
                return _("Nobody of that address or id: '{name}'.").format(name=safe_text(name, limit=80))
            found[fitting[0].id] = fitting[0]
        return tuple(found.values())

    async def _many(self, act: PersonAct, chosen: Sequence[Person]) -> int:
        people = self._portal.people
        method = people.resend if act is PersonAct.RESEND else people.remove

        async def send(batch: Sequence[Person]) -> Sequence[Result]:
            results = await method(self._provider, [one.id for one in batch])
            return [results[one.id] for one in batch]

        rows = plan_rows(act, chosen, self._board)
        again = act is PersonAct.RESEND
        code = await run_plan(self._given, plan_words(act, rows), rows, send, batch=BATCH, again=again)
        return max(code, left_out(rows)) if self._given.emails else code

    async def _role(self, chosen: Sequence[Person]) -> int:
        role = ROLE_WORDS[self._given.role]
        rows = role_rows(chosen, role, self._board)
        losing = [row.change for row in rows if row.change is not None and row.change.admin]
        typed = {each.casefold() for each in self._given.confirmed}
        if not self._given.dry_run and any(
            typed.isdisjoint((one.email.casefold(), one.id.casefold())) for one in losing
        ):
            wanted = _("Taking away the role of a provider admin wants --confirm EMAIL for each of them.")
            return complain(wanted, USAGE)

        async def send(batch: Sequence[Person]) -> Sequence[Result]:
            return await one_by_one(
                batch, lambda one: self._portal.people.set_role(self._provider, one.id, role)
            )

        words = role_words(rows, role, self._board)
        return max(await run_plan(self._given, words, rows, send), left_out(rows))

    async def _confirm(self, chosen: Sequence[Person]) -> int:
        people = self._portal.people
        found = await people.candidates(self._provider, [one.id for one in chosen])
        return await run_confirm(
            self._given,
            self._given.phrases,
            chosen,
            found,
            lambda batch: people.confirm(self._provider, batch),
            review=staff_confirm_review(),
        )

    async def _invite(self, text: str) -> int:
        """Anything that is no address, and more people than one invitation takes, stops everything."""
        parsed, role = parse_people(text), ROLE_WORDS[self._given.role]
        plan = plan_staff(parsed.people, self._board)
        unfit = any(one.reason is not NotInvitedReason.KNOWN for one in plan.left_out)
        if parsed.bad or unfit:
            for row in staff_rows(parsed, plan):
                if row.found.why:
                    sys.stderr.write(f"{row.found.line}: {row.found.address}: {row.found.why}\n")
            return complain(_("Nothing was sent: the list has entries that cannot be invited."), FAILED)
        if not parsed.people:
            return complain(nobody_words(), USAGE)

        async def send(emails: Sequence[str]) -> Sequence[Result]:
            results = await self._portal.people.invite(self._provider, emails, role)
            return [results[email] for email in emails]

        words = invite_words(plan, role, self._provider)
        return await run_plan(self._given, words, invite_rows(plan, role), send, batch=MOST_INVITED)
