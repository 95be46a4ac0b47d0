"""`seatwarden approvals list|approve|deny --client NAME|ID`: device approvals without screens."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from backend_client.errors import Rule, RuleBroken
from backend_client.portal.clients import Client, find_client
from backend_client.portal.devices import DeviceBoard, DeviceRequest
from backend_client.portal.providers import Provider
from tui.arguments.approvals import ApprovalsArguments
from tui.commands.confirm_run import left_out, phrases_problem
from tui.commands.connection import on_provider
from tui.commands.interrupted import tell_inside
from tui.commands.output import FAILED, USAGE, agreed, complain, write_out
from tui.commands.plan_run import refused_unasked, run_plan
from tui.explain import explanation_of
from tui.presenters.csv_cells import csv_text
from tui.presenters.device_approvals import (
    RECORD_FIELDS,
    approval_rows,
    approval_words,
    board_records,
    board_text,
    denial_rows,
    denial_words,
    left_out_words,
    phrase_matches,
)
from tui.row_run import Result, one_by_one
from tui.safe_text import safe_text
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


def run_approvals(given: ApprovalsArguments) -> int:
    """Do what was asked for. Needs keys. Returns the exit code."""
    problem = _problem(given)
    if problem is not None:
        return problem

    async def work(portal: Portal, provider: Provider) -> int:
        client = find_client(await portal.client_list(provider), given.client)
        board = await portal.device_approvals.inspect(provider, client)
        tell_inside(board.settled)
        if given.approvals_action == "list":
            return _print_board(board, given.format)
        chosen = _chosen(given, board)
        if isinstance(chosen, str):
            return complain(chosen, FAILED)
        if given.approvals_action == "approve":
            return await _approve(given, portal, provider, client, chosen, board)
        return await _deny(given, portal, provider, client, chosen, board)

    return on_provider(given, work, keys=True)


def _problem(given: ApprovalsArguments) -> int | None:
    """The exit code where the command line does not fit."""
    if given.approvals_action == "list":
        return None
    if bool(given.requests) == given.everybody:
        return complain(_("Name the requests (ID or EMAIL), or give --all."), USAGE)
    if given.approvals_action == "approve":
        return phrases_problem(given, given.phrases)
    return refused_unasked(given)


def _print_board(board: DeviceBoard, format: str) -> int:
    if format == "json":
        code = write_out(json.dumps(board_records(board), indent=2, ensure_ascii=True) + "\n")
    elif format == "csv":
        rows = [[record[name] for name in RECORD_FIELDS] for record in board_records(board)]
        code = write_out(csv_text(RECORD_FIELDS, rows))
    else:
        code = write_out(board_text(board))
    return complain(left_out_words(board), FAILED) if board.unreadable else code


def _chosen(given: ApprovalsArguments, board: DeviceBoard) -> tuple[DeviceRequest, ...] | str:
    """The requests that were named, or a sentence about a name that none has."""
    if given.everybody:
        return board.requests
    found: dict[str, DeviceRequest] = {}
    for name in given.requests:
        fold = name.strip().casefold()
        fitting = [one for one in board.requests if fold in (one.id.casefold(), one.email.casefold())]
        if not fitting:
            return _("No device of that id or address waits: '{name}'.").format(
                name=safe_text(name, limit=80)
            )
        found.update((one.id, one) for one in fitting)
    return tuple(found.values())


async def _approve(
    given: ApprovalsArguments,
    portal: Portal,
    provider: Provider,
    client: Client,
    chosen: Sequence[DeviceRequest],
    board: DeviceBoard,
) -> int:
    phrases = _phrases(given)
    against = {one.id: _against(given, one, phrases, board) for one in chosen}
    rows = approval_rows(chosen, board.read_at, against)

    async def send(batch: Sequence[DeviceRequest]) -> Sequence[Result]:
        return await one_by_one(batch, lambda one: portal.device_approvals.approve(provider, client, one))

    asked = replace(given, yes=True)  # each phrase was agreed to by itself
    code = await run_plan(asked, approval_words(), rows, send)
    return code if given.dry_run else max(code, left_out(rows))


async def _deny(
    given: ApprovalsArguments,
    portal: Portal,
    provider: Provider,
    client: Client,
    chosen: Sequence[DeviceRequest],
    board: DeviceBoard,
) -> int:
    rows = denial_rows(chosen, board.read_at)

    async def send(batch: Sequence[DeviceRequest]) -> Sequence[Result]:
        return await one_by_one(batch, lambda one: portal.device_approvals.deny(provider, client, one))

    code = await run_plan(given, denial_words(), rows, send)
    return code if given.dry_run else max(code, left_out(rows))


def _phrases(given: ApprovalsArguments) -> Mapping[str, str]:
    split = (each.partition("=") for each in given.phrases)
    return {who.strip().casefold(): phrase for who, _equals, phrase in split}


def _against(
    given: ApprovalsArguments, one: DeviceRequest, phrases: Mapping[str, str], board: DeviceBoard
) -> str:
    """Why a device is not approved: another phrase, none given, or a no. Empty: it is."""
    if one.approval_refusal(board.read_at) is not None:
        return ""  # the row says why itself, and nobody is asked about it
    told = phrases.get(one.id.casefold(), phrases.get(one.email.casefold()))
    if told is not None:
        same = phrase_matches(one, told)
        return "" if same else explanation_of(RuleBroken(Rule.DEVICE_PHRASE_DIFFERS)).sentence
    if given.dry_run:
        return ""
    if given.yes or not sys.stdin.isatty():
        return _("No --phrase was given for it.")
    question = _("{email}: {phrase}  Does the device show exactly this?")
    said = agreed((question.format(email=safe_text(one.email, limit=80), phrase=one.phrase),))
    return "" if said else _("You did not agree to the phrase.")
