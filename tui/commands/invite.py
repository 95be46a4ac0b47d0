"""`seatwarden invite`: people into one client without screens.

Anything in the input that is no person stops everything before anything is sent. Who is in the client
already is left out, so the same command can be repeated.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from backend_client.errors import ImportProblem, InviteRefusal, NotInvited
from backend_client.portal.clients import Client, find_client
from backend_client.portal.collections import Permission
from backend_client.portal.importers.text import text_of
from backend_client.portal.invitation_input import ROLE_WORDS, parse_people
from backend_client.portal.invitation_plan import (
    LARGEST_BATCH,
    PERMISSIONS,
    InviteDefaults,
    Invitee,
    LeftOutReason,
    plan_invitations,
    same_request,
)
from backend_client.portal.providers import Provider
from tui.arguments.invite import InviteArguments
from tui.commands.collection_access import check_given, given_access
from tui.commands.connection import on_provider
from tui.commands.input_text import STDIN, Unfit
from tui.commands.interrupted import tell_inside
from tui.commands.output import FAILED, USAGE, complain
from tui.commands.plan_run import refused_unasked, run_plan
from tui.explain import explanation_of
from tui.export_file import read_file
from tui.presenters.invitation_plans import invite_rows, invite_words
from tui.presenters.invitations import found_rows, seats_missing
from tui.row_run import Result
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_MOST_BYTES = 2_000_000


def run_invite(given: InviteArguments) -> int:
    """Show who would be invited, and invite. Needs keys. Returns the exit code."""
    problem = _problem(given)
    if problem is None:
        problem = refused_unasked(given)
    if problem is not None:
        return problem
    try:
        text = _text(given)
    except ImportProblem as error:
        return complain(explanation_of(error).line(), FAILED)

    async def work(portal: Portal, provider: Provider) -> int:
        client = find_client(await portal.client_list(provider), given.client)
        tell_inside(await portal.invitations.settle(provider, client))
        room = await portal.invitations.room(provider, client)
        parsed = parse_people(text)
        try:
            access = await _access(given, portal, provider, client)
        except Unfit as problem:
            return complain(problem.sentence, problem.code)
        role = ROLE_WORDS[given.role]
        defaults = InviteDefaults(role, tuple(given.groups), tuple(given.permissions), access)
        plan = plan_invitations(parsed.people, room, defaults)
        unfit = [one for one in plan.left_out if one.reason is not LeftOutReason.MEMBER_ALREADY]
        if parsed.bad or unfit:
            for row in found_rows(parsed, plan, room):
                if row.bad or (row.why and row.id in {f"left {one.email}" for one in unfit}):
                    sys.stderr.write(f"{row.line}: {row.address}: {row.why}\n")
            return complain(_("Nothing was sent: the list has entries that cannot be invited."), FAILED)
        if not parsed.people:
            return complain(_("There is nobody in the list."), USAGE)
        if seats_missing(room, len(plan.people)) and not given.dry_run:
            needed, seats = len(plan.people), room.seats
            short = NotInvited(InviteRefusal.SEATS, left=room.left, assigned=seats.assigned, needed=needed)
            return complain(explanation_of(short).line(), FAILED)

        async def send(people: Sequence[Invitee]) -> Sequence[Result]:
            return await portal.invitations.send(provider, client, people)

        words = invite_words(plan, room, lambda: datetime.now(UTC), keys=False)
        rows = invite_rows(plan, room)
        return await run_plan(given, words, rows, send, batch=LARGEST_BATCH, together=same_request)

    return on_provider(given, work, keys=True)


async def _access(
    given: InviteArguments, portal: Portal, provider: Provider, client: Client
) -> dict[str, Permission]:
    """Direct access by collection id. Raises Unfit."""
    if not given.give:
        return {}
    return given_access(await portal.member_edits.board(provider, client), given.give)


def _problem(given: InviteArguments) -> int | None:
    """The exit code where the command line does not fit."""
    if bool(given.emails) == bool(given.input):
        return complain(_("Name the people, or give --input FILE."), USAGE)
    unknown = [name for name in given.permissions if name not in PERMISSIONS]
    if unknown:
        return complain(_("--permission takes: {names}.").format(names=", ".join(PERMISSIONS)), USAGE)
    if given.permissions and given.role != "custom":
        return complain(_("--permission goes with --role custom."), USAGE)
    try:
        check_given(given.give)
    except Unfit as unfit:
        return complain(unfit.sentence, unfit.code)
    return None


def _text(given: InviteArguments) -> str:
    """What was typed, or the input. Raises ImportProblem."""
    if not given.input:
        return "\n".join(given.emails)
    if given.input == STDIN:
        return text_of(sys.stdin.buffer.read(_MOST_BYTES))
    return text_of(read_file(Path(given.input), pipes=True))
