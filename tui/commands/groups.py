"""`seatwarden groups ACTION`: the groups of one client without screens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from backend_client.errors import RuleBroken
from backend_client.portal.clients import Client, find_client
from backend_client.portal.groups import (
    Group,
    GroupBoard,
    GroupChange,
    plan_access,
    plan_members,
    plan_rename,
)
from backend_client.portal.onboarding.patterns import PATTERNS, Pattern
from backend_client.portal.providers import Provider
from tui.arguments.groups import GroupsArguments
from tui.commands.connection import on_provider
from tui.commands.input_text import Unfit, input_lines
from tui.commands.named import one_named
from tui.commands.output import FAILED, complain, write_out
from tui.commands.plan_run import refused_unasked, run_plan
from tui.explain import explanation_of
from tui.presenters.group_plans import (
    access_rows,
    access_words,
    deletion_rows,
    deletion_words,
    member_rows,
    member_words,
    new_group_rows,
    new_group_words,
    rename_rows,
    rename_words,
    typed_names,
)
from tui.presenters.group_report import PERMISSION_NAMES, groups_as
from tui.presenters.groups import change_refusal
from tui.presenters.plan import PlanRow, PlanWords
from tui.presenters.typed_name import is_typed
from tui.row_run import Result, one_by_one
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class Planned(NamedTuple):
    """What is to be sent, and the words around it."""

    words: PlanWords
    rows: Sequence[PlanRow[GroupChange]]


def run_groups(given: GroupsArguments) -> int:
    """Do what was asked for. Needs keys: names of collections are encrypted. Returns the exit code."""
    names: tuple[str, ...] = ()
    if given.groups_action != "list":
        unasked = refused_unasked(given)
        if unasked is not None:
            return unasked
        try:
            names = _names(given)
        except Unfit as unfit:
            return complain(unfit.sentence, unfit.code)

    async def work(portal: Portal, provider: Provider) -> int:
        client = find_client(await portal.client_list(provider), given.client)
        board = await portal.groups.board(provider, client)
        if given.groups_action == "list":
            return write_out(groups_as(board, given.format))
        refusal = change_refusal(provider, board, read_only=portal.read_only)
        if refusal:
            return complain(refusal, FAILED)
        try:
            planned = _PLANS[given.groups_action](given, board, names)
        except Unfit as unfit:
            return complain(unfit.sentence, unfit.code)
        except RuleBroken as broken:
            return complain(explanation_of(broken).line(), FAILED)
        return await _send(given, portal, client, board, planned)

    return on_provider(given, work, keys=True)


async def _send(
    given: GroupsArguments, portal: Portal, client: Client, board: GroupBoard, planned: Planned
) -> int:
    async def send(changes: Sequence[GroupChange]) -> Sequence[Result]:
        return await one_by_one(changes, lambda change: portal.groups.apply(board.provider, client, change))

    return await run_plan(given, planned.words, planned.rows, send)


def _names(given: GroupsArguments) -> tuple[str, ...]:
    """The names of new groups from wherever they come. Raises Unfit."""
    if given.groups_action != "create":
        return ()
    names = [*given.names, *(PATTERNS[Pattern.DEPARTMENT] if given.pattern else ())]
    if given.input:
        names.extend(input_lines(given.input))
    found = typed_names(names)
    if not found:
        raise Unfit(_("Name the groups: NAME, --pattern department, or --input FILE."))
    return found


def _create(_given: GroupsArguments, board: GroupBoard, names: Sequence[str]) -> Planned:
    rows = new_group_rows(board, names)
    return Planned(new_group_words(sum(row.sendable for row in rows)), rows)


def _grant(given: GroupsArguments, board: GroupBoard, _names: Sequence[str]) -> Planned:
    group = _group(board, given.group)
    collection = one_named(
        board.collections,
        given.collection,
        lambda each: (each.id, each.name or ""),
        _("There is no one collection '{name}' here."),
    )
    permission = next(each for each, word in PERMISSION_NAMES.items() if word == given.permission)
    changes = plan_access(board, {(group.id, collection.id): permission})
    return Planned(access_words(board, changes), access_rows(board, changes))


def _members(given: GroupsArguments, board: GroupBoard, _names: Sequence[str]) -> Planned:
    if not board.members_known:
        raise Unfit(_("The members could not be read. Nothing was sent."), FAILED)
    if not (given.added or given.removed):
        raise Unfit(_("Name people with --add EMAIL and --remove EMAIL."))
    group = _group(board, given.group)
    added, removed = _people(board, given.added), _people(board, given.removed)
    if added & removed:
        raise Unfit(_("Somebody is named in --add and in --remove. Nothing was sent."))
    changes = plan_members(group, (group.members | added) - removed)
    return Planned(member_words(changes), member_rows(board, changes))


def _rename(given: GroupsArguments, board: GroupBoard, _names: Sequence[str]) -> Planned:
    changes = plan_rename(board, _group(board, given.group), given.new_name)
    return Planned(rename_words(changes), rename_rows(changes))


def _delete(given: GroupsArguments, board: GroupBoard, _names: Sequence[str]) -> Planned:
    group = _group(board, given.group)
    if not given.dry_run and not is_typed(group.name, given.confirm, group.id):
        raise Unfit(_("Deleting wants the group's name: --confirm NAME. Nothing was sent."))
    return Planned(deletion_words(board, (group,)), deletion_rows(board, (group,)))


_PLANS: dict[str, Callable[[GroupsArguments, GroupBoard, Sequence[str]], Planned]] = {
    "create": _create,
    "grant": _grant,
    "members": _members,
    "rename": _rename,
    "delete": _delete,
}


def _group(board: GroupBoard, wanted: str) -> Group:
    return one_named(
        board.groups, wanted, lambda each: (each.id, each.name), _("There is no one group '{name}' here.")
    )


def _people(board: GroupBoard, wanted: Sequence[str]) -> frozenset[str]:
    words = _("Nobody here has the address '{name}'.")
    return frozenset(
        one_named(board.members, each, lambda member: (member.id, member.email), words).id for each in wanted
    )
