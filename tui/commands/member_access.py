"""`seatwarden members show|role|access`: what people of one client are and reach, without screens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from backend_client.errors import MemberHalfChanged
from backend_client.portal.clients import Client, find_client
from backend_client.portal.collections import Permission
from backend_client.portal.invitation_plan import PERMISSIONS
from backend_client.portal.member_access import AccessBoard, MemberAccess, MemberEdit, Wish, plan_edits
from backend_client.portal.members import MemberRole
from backend_client.portal.providers import Provider
from tui.arguments.members import MembersArguments
from tui.commands.collection_access import check_given, collection_id, given_access
from tui.commands.connection import on_provider
from tui.commands.input_text import Unfit
from tui.commands.named import one_named
from tui.commands.output import FAILED, OK, USAGE, complain, write_out
from tui.commands.plan_run import refused_unasked, run_plan
from tui.presenters.member_edit_plans import again_rows, again_words, edit_rows, edit_words
from tui.presenters.member_report import access_text, records_csv, records_json, shown_record
from tui.row_run import Result, one_by_one
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

ROLE_AND_ACCESS = ("show", "role", "access")
"""The actions of this module."""


def run_member_access(given: MembersArguments) -> int:
    """Do what was asked for. Needs keys: names of collections are encrypted. Returns the exit code."""
    try:
        _check(given)
    except Unfit as unfit:
        return complain(unfit.sentence, unfit.code)
    if given.members_action != "show":
        unasked = refused_unasked(given)
        if unasked is not None:
            return unasked

    async def work(portal: Portal, provider: Provider) -> int:
        client = find_client(await portal.client_list(provider), given.client)
        board = await portal.member_edits.board(provider, client)
        try:
            people = _people(board, given.emails)
            if given.members_action == "show":
                return await _show(given, portal, provider, client, board, people[0])
            edits = plan_edits(board, [one.id for one in people], _wish(given, board, people))
            _check_confirmed(given, edits)
        except Unfit as unfit:
            return complain(unfit.sentence, unfit.code)
        send = _send_again if given.again else _send
        return await send(given, portal, provider, client, board, edits)

    return on_provider(given, work, keys=True)


def _check(given: MembersArguments) -> None:
    """Raises Unfit where the command line alone does not fit."""
    unknown = [name for name in given.permissions if name not in PERMISSIONS]
    if unknown:
        raise Unfit(_("--permission takes: {names}.").format(names=", ".join(PERMISSIONS)))
    if given.permissions and given.role != "custom":
        raise Unfit(_("--permission goes with --role custom."))
    asked = (given.add_groups, given.remove_groups, given.give, given.take)
    if given.members_action == "access" and not any(asked):
        raise Unfit(_("Say what changes: --add-group, --remove-group, --collection or --no-collection."))
    check_given(given.give)


def _people(board: AccessBoard, names: Sequence[str]) -> list[MemberAccess]:
    """Who was named, each once. Raises Unfit."""
    missing = _("No member of that address or id: '{name}'.")
    found = [one_named(board.members, name, lambda one: (one.id, one.email), missing) for name in names]
    return list({one.id: one for one in found}.values())


def _wish(given: MembersArguments, board: AccessBoard, people: Sequence[MemberAccess]) -> Wish:
    """What was typed, looked up. Raises Unfit."""
    if given.members_action == "role":
        role = MemberRole[given.role.upper()]
        had = {name for one in people for name in one.permissions}
        wanted = dict.fromkeys([*PERMISSIONS, *sorted(had)], False) if given.permissions else {}
        return Wish(role, {**wanted, **dict.fromkeys(given.permissions, True)})
    if (given.add_groups or given.remove_groups) and not board.groups_known:
        raise Unfit(_("The groups could not be read. Nothing was sent."), FAILED)
    groups: dict[str, bool] = {}
    for inside, names in ((True, given.add_groups), (False, given.remove_groups)):
        for name in names:
            key = one_named(
                board.groups, name, lambda each: (each.id, each.name), _("There is no group '{name}' here.")
            ).id
            if groups.setdefault(key, inside) is not inside:
                raise Unfit(_("A group is named in --add-group and in --remove-group. Nothing was sent."))
    collections = given_access(board, given.give)
    for name in given.take:
        key = collection_id(board, name)
        if key in collections:
            raise Unfit(_("A collection is named in --collection and in --no-collection. Nothing was sent."))
        collections[key] = Permission.NO_ACCESS
    return Wish(groups=groups, collections=collections)


def _check_confirmed(given: MembersArguments, edits: Sequence[MemberEdit]) -> None:
    """Owners who are to be none any more, and people who are to be removed, are named twice. Raises Unfit."""
    if given.dry_run:
        return
    typed = {each.strip().casefold() for each in given.confirmed}
    wanted = [
        edit.member
        for edit in edits
        if given.again or (edit.member.role == MemberRole.OWNER and edit.role is not None)
    ]
    if any(typed.isdisjoint({one.email.casefold(), one.id.casefold()}) for one in wanted):
        if given.again:
            raise Unfit(_("Give --confirm EMAIL for each of them: they are removed first."), USAGE)
        raise Unfit(_("Give --confirm EMAIL for each owner that is to be one no more."), USAGE)


async def _show(
    given: MembersArguments,
    portal: Portal,
    provider: Provider,
    client: Client,
    board: AccessBoard,
    member: MemberAccess,
) -> int:
    people = await portal.members.board(provider, client)
    one = next((each for each in people.members if each.id == member.id), None)
    if one is None:
        return complain(_("They are no longer in the client."), FAILED)
    if given.format == "text":
        return write_out(access_text(one, member, board))
    records = [shown_record(one, board)]
    write_out(records_json(records) if given.format == "json" else records_csv(records))
    return OK


async def _send(
    given: MembersArguments,
    portal: Portal,
    provider: Provider,
    client: Client,
    board: AccessBoard,
    edits: Sequence[MemberEdit],
) -> int:
    otherwise: list[str] = []
    role_left: list[str] = []

    async def apply(edit: MemberEdit) -> None:
        try:
            other = await portal.member_edits.apply(provider, client, board, edit)
        except MemberHalfChanged as error:
            if "role" in error.missing:
                role_left.append(edit.member.id)
            raise
        if other:
            otherwise.append(edit.member.id)

    async def send(changes: Sequence[MemberEdit]) -> Sequence[Result]:
        return await one_by_one(changes, apply)

    rows = edit_rows(board, edits)
    code = await run_plan(given, edit_words(board, edits, otherwise), rows, send)
    if role_left:
        complain(_("--invite-again removes them and invites them with the role; read its --dry-run."), FAILED)
    return max(code, FAILED if any(row.why and not row.sendable for row in rows) else OK)


async def _send_again(
    given: MembersArguments,
    portal: Portal,
    provider: Provider,
    client: Client,
    board: AccessBoard,
    edits: Sequence[MemberEdit],
) -> int:
    changing = [edit for edit in edits if not edit.empty]

    async def send(changes: Sequence[MemberEdit]) -> Sequence[Result]:
        return await one_by_one(
            changes, lambda edit: portal.member_edits.invite_again(provider, client, board, edit)
        )

    return await run_plan(given, again_words(changing), again_rows(board, changing), send)
