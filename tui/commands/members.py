"""`seatwarden members ACTION`: the people of one client without screens."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from backend_client.errors import RuleBroken
from backend_client.portal.clients import Client, find_client
from backend_client.portal.members import (
    Candidate,
    Candidates,
    Member,
    MemberAct,
    MemberBoard,
    MemberStatus,
)
from backend_client.portal.providers import Provider
from tui.arguments.members import MembersArguments
from tui.commands.connection import on_provider
from tui.commands.interrupted import tell_inside
from tui.commands.output import FAILED, USAGE, agreed, complain, write_out
from tui.commands.plan_run import refused_unasked, run_plan
from tui.explain import explanation_of
from tui.presenters.confirm_people import DIFFERS, candidate_row, confirm_words, phrase_matches
from tui.presenters.csv_cells import csv_cell
from tui.presenters.member_acts import BATCH, plan_rows, plan_words
from tui.presenters.members import board_records, board_text, left_out_words, member_rows
from tui.presenters.plan import PlanRow
from tui.row_run import Result
from tui.safe_text import safe_text
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

_ACTS = {act.value.partition(".")[2]: act for act in MemberAct}
_EVERYBODY = {MemberAct.CONFIRM: MemberStatus.ACCEPTED, MemberAct.RESEND: MemberStatus.INVITED}


def run_members(given: MembersArguments) -> int:
    """Do what was asked for. Needs keys. Returns the exit code."""
    if given.members_action != "list":
        problem = _problem(given)
        if problem is not None:
            return problem

    async def work(portal: Portal, provider: Provider) -> int:
        client = find_client(await portal.client_list(provider), given.client)
        board = await portal.members.board(provider, client)
        tell_inside(board.settled)
        if given.members_action == "list":
            return _print_board(board, given.format)
        return await _Work(given, portal, provider, client, board).do(_ACTS[given.members_action])

    return on_provider(given, work, keys=True)


def _problem(given: MembersArguments) -> int | None:
    """The exit code where the command line does not fit."""
    if bool(given.emails) == given.everybody:
        return complain(_("Name the people (EMAIL or id), or give --all where the action has it."), USAGE)
    if given.members_action in ("revoke", "remove") and not given.dry_run:
        typed = {each.casefold() for each in given.confirmed}
        if typed != {each.casefold() for each in given.emails}:
            words = _("Give --confirm EMAIL for each of them, just as they are named.")
            return complain(words, USAGE)
    if given.members_action == "confirm" and given.phrases:
        if any("=" not in each for each in given.phrases):
            return complain(_("A phrase is given as EMAIL=five-words-like-these."), USAGE)
        return refused_unasked(given)
    if given.members_action == "confirm" and not given.dry_run and (given.yes or not sys.stdin.isatty()):
        words = _("Without a terminal, and with --yes, each person needs --phrase EMAIL=PHRASE.")
        return complain(words, USAGE)
    return refused_unasked(given)


def _print_board(board: MemberBoard, format: str) -> int:
    rows = member_rows(board)
    if format == "text":
        code = write_out(board_text(board))
    elif format == "json":
        code = write_out(json.dumps(board_records(rows), indent=2, ensure_ascii=True) + "\n")
    else:
        out = io.StringIO()
        records = [{**each, "groups": "; ".join(_texts(each["groups"]))} for each in board_records(rows)]
        writer = csv.DictWriter(out, _FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: csv_cell(value) for name, value in each.items()} for each in records)
        code = write_out(out.getvalue())
    return complain(left_out_words(board), FAILED) if board.unreadable else code


_FIELDS = ("id", "status", "name", "email", "role", "groups", "invited", "resent", "two_step")


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


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
        }[act]

        async def send(batch: Sequence[Member]) -> Sequence[Result]:
            results = await method(self._provider, self._client, [one.id for one in batch])
            return [results[one.id] for one in batch]

        rows = plan_rows(act, chosen, self._board)
        words = plan_words(act, rows, self._board)
        code = await run_plan(self._given, words, rows, send, batch=BATCH)
        return max(code, _left_out(rows)) if self._given.emails else code

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
        found = await self._portal.members.candidates(
            self._provider, self._client, [one.id for one in chosen]
        )
        rows = self._candidate_rows(chosen, found, self._phrases())

        async def send(batch: Sequence[Candidate]) -> Sequence[Result]:
            results = await self._portal.members.confirm(self._provider, self._client, batch)
            return [results[one.id] for one in batch]

        asked = replace(self._given, yes=True)  # each phrase was agreed to by itself
        code = await run_plan(asked, confirm_words(), rows, send, batch=BATCH)
        return code if self._given.dry_run else max(code, _left_out(rows))

    def _phrases(self) -> Mapping[str, str]:
        split = (each.partition("=") for each in self._given.phrases)
        return {email.strip().casefold(): phrase for email, _equals, phrase in split}

    def _candidate_rows(
        self, chosen: Sequence[Member], found: Candidates, phrases: Mapping[str, str]
    ) -> list[PlanRow[Candidate]]:
        ready = {candidate.id: candidate for candidate in found.ready}
        rows = []
        for member in chosen:
            candidate = ready.get(member.id)
            if candidate is None:
                why = explanation_of(RuleBroken(found.left_out[member.id])).sentence
            else:
                why = self._against(candidate, phrases)
            rows.append(candidate_row(member, candidate, why))
        return rows

    def _against(self, candidate: Candidate, phrases: Mapping[str, str]) -> str:
        """Why somebody is not confirmed: another phrase, none given, or a no. Empty: they are."""
        given = phrases.get(candidate.email.casefold(), phrases.get(candidate.id.casefold()))
        if given is not None:
            same = phrase_matches(candidate, given)
            return "" if same else explanation_of(RuleBroken(DIFFERS)).sentence
        if self._given.dry_run:
            return ""
        if self._given.yes or not sys.stdin.isatty():
            return _("No --phrase was given for them.")
        email = safe_text(candidate.email, limit=80)
        question = _("{email}: {phrase}  Did they read out exactly this?")
        said = agreed((question.format(email=email, phrase=candidate.phrase),))
        return "" if said else _("You did not agree to the phrase.")


def _left_out(rows: Sequence[PlanRow[Member]] | Sequence[PlanRow[Candidate]]) -> int:
    """1 where somebody who was named could not be sent at all."""
    return FAILED if any(not row.sendable for row in rows) else 0
