"""`seatwarden members ACTION`: the people of one client without screens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backend_client.portal.clients import Client, find_client
from backend_client.portal.member_access import AccessBoard
from backend_client.portal.members import (
    Member,
    MemberAct,
    MemberBoard,
    MemberStatus,
)
from backend_client.portal.providers import Provider
from tui.arguments.members import MembersArguments
from tui.commands.confirm_run import left_out, phrases_problem, run_confirm
from tui.commands.connection import on_provider
from tui.commands.interrupted import tell_inside
from tui.commands.member_access import ROLE_AND_ACCESS, run_member_access
from tui.commands.output import FAILED, USAGE, complain, write_out
from tui.commands.plan_run import refused_unasked, run_plan
from tui.commands.recovery import run_recover
from tui.presenters.confirm_people import member_confirm_review
from tui.presenters.member_acts import BATCH, plan_rows, plan_words
from tui.presenters.member_report import board_records, board_text, records_csv, records_json
from tui.presenters.members import left_out_words, member_rows
from tui.row_run import Result
from tui.safe_text import safe_text
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_ACTS = {act.value.partition(".")[2].replace("_", "-"): act for act in MemberAct}
_EVERYBODY = {MemberAct.CONFIRM: MemberStatus.ACCEPTED, MemberAct.RESEND: MemberStatus.INVITED}


def run_members(given: MembersArguments) -> int:
    """Do what was asked for. Needs keys. Returns the exit code."""
    if given.members_action == "recover":
        return run_recover(given)
    if given.members_action in ROLE_AND_ACCESS:
        return run_member_access(given)
    if given.members_action != "list":
        problem = _problem(given)
        if problem is not None:
            return problem

    async def work(portal: Portal, provider: Provider) -> int:
        client = find_client(await portal.client_list(provider), given.client)
        board = await portal.members.board(provider, client)
        tell_inside(board.settled)
        if given.members_action == "list":
            plain = given.format == "text"
            access = None if plain else await portal.member_edits.board(provider, client)
            return _print_board(board, access, given.format)
        return await _Work(given, portal, provider, client, board).do(_ACTS[given.members_action])

    return on_provider(given, work, keys=True)


def _problem(given: MembersArguments) -> int | None:
    """The exit code where the command line does not fit."""
    if bool(given.emails) == given.everybody:
        return complain(_("Name the people (EMAIL or id), or give --all where the action has it."), USAGE)
    if given.members_action in ("revoke", "remove", "delete-account") and not given.dry_run:
        typed = {each.casefold() for each in given.confirmed}
        if typed != {each.casefold() for each in given.emails}:
            words = _("Give --confirm EMAIL for each of them, just as they are named.")
            return complain(words, USAGE)
    if given.members_action == "confirm":
        return phrases_problem(given, given.phrases)
    return refused_unasked(given)


def _print_board(board: MemberBoard, access: AccessBoard | None, format: str) -> int:
    if format == "text":
        code = write_out(board_text(board))
    else:
        records = board_records(member_rows(board), access)
        code = write_out(records_json(records) if format == "json" else records_csv(records))
    return complain(left_out_words(board), FAILED) if board.unreadable else code


class _Work:
    """One action on the people of an opened client."""

    def __init__(
        self,
        given: MembersArguments,
        portal: Portal,
        provider: Provider,
        client: Client,
        board: MemberBoard,
    ) -> None:
        self._given = given
        self._portal = portal
        self._provider = provider
        self._client = client
        self._board = board

    async def do(self, act: MemberAct) -> int:
        """Plan it, ask where somebody can be asked, send. Returns the exit code."""
        chosen = self._chosen(act)
        if isinstance(chosen, str):
            return complain(chosen, FAILED)
        if act is MemberAct.CONFIRM:
            return await self._confirm(chosen)
        members = self._portal.members
        method = {
            MemberAct.RESEND: members.resend,
            MemberAct.REVOKE: members.revoke,
            MemberAct.RESTORE: members.restore,
            MemberAct.REMOVE: members.remove,
            MemberAct.DELETE_ACCOUNT: members.delete_accounts,
        }[act]

        async def send(batch: Sequence[Member]) -> Sequence[Result]:
            results = await method(self._provider, self._client, [one.id for one in batch])
            return [results[one.id] for one in batch]

        rows = plan_rows(act, chosen, self._board)
        words = plan_words(act, rows, self._board)
        again = act is MemberAct.RESEND
        code = await run_plan(self._given, words, rows, send, batch=BATCH, again=again)
        return max(code, left_out(rows)) if self._given.emails else code

    def _chosen(self, act: MemberAct) -> tuple[Member, ...] | str:
        """Who was named, or a sentence about a name that nobody has."""
        if self._given.everybody:
            wanted = _EVERYBODY[act]
            return tuple(one for one in self._board.members if one.status == wanted)
        found: dict[str, Member] = {}
        for name in self._given.emails:
            fold = name.strip().casefold()
            fitting = [
                one for one in self._board.members if fold in (one.email.casefold(), one.id.casefold())
            ]
            if len(fitting) != 1:
                return _("No member of that address or id: '{name}'.").format(name=safe_text(name, limit=80))
            found[fitting[0].id] = fitting[0]
        return tuple(found.values())

    async def _confirm(self, chosen: Sequence[Member]) -> int:
        members = self._portal.members
        found = await members.candidates(self._provider, self._client, [one.id for one in chosen])
        return await run_confirm(
            self._given,
            self._given.phrases,
            chosen,
            found,
            lambda batch: members.confirm(self._provider, self._client, batch),
            review=member_confirm_review(),
        )
