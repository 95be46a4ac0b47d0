"""`seatwarden collections ACTION`: the collections of one client without screens.

The same rules, plans and journal as the screens. Deleting wants the name in `--confirm`, which `--yes`
never replaces.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from backend_client.portal.clients import Client, find_client
from backend_client.portal.collection_apply import apply_changes
from backend_client.portal.collection_overview import Assignee, CollectionOverview
from backend_client.portal.collection_plan import (
    CollectionChange,
    plan_grants,
    plan_removals,
    plan_rename,
    unmanaged,
)
from backend_client.portal.collections import Collection
from backend_client.portal.onboarding.patterns import PATTERNS, Pattern
from backend_client.portal.providers import Provider
from tui.arguments.collections import CollectionsArguments
from tui.commands.connection import on_provider
from tui.commands.input_text import Unfit, input_lines
from tui.commands.interrupted import tell_inside
from tui.commands.named import one_named
from tui.commands.output import FAILED, complain
from tui.commands.plan_run import refused_unasked, run_plan
from tui.commands.vault import run_vault
from tui.presenters.collection_plans import (
    ChangeRow,
    admin_access_row,
    admin_access_words,
    batch_of,
    change_rows,
    grant_words,
    refused_change,
    removal_consequences,
    removal_words,
    rename_words,
)
from tui.presenters.group_report import PERMISSION_NAMES
from tui.presenters.new_collections import (
    Fate,
    fated,
    line_words,
    over_limit,
    plan_rows,
    plan_words,
    read_names,
)
from tui.presenters.plan import PlanWords
from tui.presenters.removal_typed import is_agreed
from tui.presenters.rename_collection import problem_of_rename
from tui.row_run import Result
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal


class Planned(NamedTuple):
    """What is to be sent, and the words around it."""

    words: PlanWords
    rows: Sequence[ChangeRow]


def run_collections(given: CollectionsArguments) -> int:
    """Do what was asked for. Needs keys: names are encrypted. Returns the exit code."""
    if given.collections_action == "list":
        return run_vault(given)
    unasked = refused_unasked(given)
    if unasked is not None:
        return unasked
    try:
        names = _names(given)
    except Unfit as unfit:
        return complain(unfit.sentence, unfit.code)

    async def work(portal: Portal, provider: Provider) -> int:
        client = find_client(await portal.client_list(provider), given.client)
        overview = await portal.collections.overview(provider, client)
        tell_inside(overview.settled)
        refusal = refused_change(provider, read_only=portal.read_only)
        if refusal:
            return complain(refusal, FAILED)
        try:
            planned = _PLANS[given.collections_action](given, overview, names)
        except Unfit as unfit:
            return complain(unfit.sentence, unfit.code)
        return await _send(given, portal, provider, client, overview, planned)

    return on_provider(given, work, keys=True)


async def _send(
    given: CollectionsArguments,
    portal: Portal,
    provider: Provider,
    client: Client,
    overview: CollectionOverview,
    planned: Planned,
) -> int:
    async def send(changes: Sequence[CollectionChange]) -> Sequence[Result]:
        return await apply_changes(portal.collections, provider, client, changes)

    batch = batch_of(planned.rows, overview)
    return await run_plan(given, planned.words, planned.rows, send, batch=batch)


def _names(given: CollectionsArguments) -> Sequence[str]:
    """The names typed, of a pattern, and of the input. Raises Unfit."""
    names = [*given.names, *(PATTERNS[Pattern(given.pattern)] if given.pattern else ())]
    if given.input:
        names.extend(input_lines(given.input))
    if given.collections_action == "create" and not any(name.strip() for name in names):
        raise Unfit(_("Name the collections: NAME, --pattern department|function, or --input FILE."))
    if given.collections_action == "grant" and given.unmanaged is bool(names):
        raise Unfit(_("Name the collections, or give --unmanaged."))
    return names


def _create(given: CollectionsArguments, overview: CollectionOverview, names: Sequence[str]) -> Planned:
    lines = read_names(names, overview)
    wrong = next(iter(fated(lines, Fate.WRONG)), None)
    if wrong is not None:
        raise Unfit(line_words(wrong), FAILED)
    over = over_limit(lines, overview)
    if over:
        words = _("The client's plan allows {most} collections: {over} too many.")
        raise Unfit(words.format(most=overview.most, over=over), FAILED)
    manager = _assignee(overview, given.manager) if given.manager else overview.owner
    if manager is None and overview.admin_access is not True:
        raise Unfit(_("The client has no owner who could manage them: name somebody with --manager."))
    return Planned(plan_words(lines, overview, manager), plan_rows(lines, manager))


def _rename(given: CollectionsArguments, overview: CollectionOverview, names: Sequence[str]) -> Planned:
    found = _collection(overview, names[0])
    before, name = found.name or "", given.new_name.strip()
    problem = problem_of_rename(overview, before, name)
    if problem and name != before:
        raise Unfit(problem, FAILED)
    nested = bool(before) and not given.alone
    rows = change_rows(plan_rename(overview, before, name, found, nested=nested), overview)
    return Planned(rename_words(before, name, len(rows) - 1), rows)


def _grant(given: CollectionsArguments, overview: CollectionOverview, names: Sequence[str]) -> Planned:
    assignee = _assignee(overview, given.who)
    permission = next(each for each, word in PERMISSION_NAMES.items() if word == given.permission)
    chosen = unmanaged(overview) if given.unmanaged else [_collection(overview, name) for name in names]
    rows = change_rows(plan_grants(overview, chosen, assignee, permission), overview)
    return Planned(grant_words(assignee, permission, sum(row.sendable for row in rows)), rows)


def _delete(given: CollectionsArguments, overview: CollectionOverview, names: Sequence[str]) -> Planned:
    chosen = (_collection(overview, names[0]),)
    if not is_agreed(chosen, given.confirm):
        raise Unfit(_("Deleting wants the collection's name: --confirm NAME."))
    words = removal_words(chosen, removal_consequences(overview, chosen))
    return Planned(words, change_rows(plan_removals(chosen), overview))


def _switch(given: CollectionsArguments, overview: CollectionOverview, _names: Sequence[str]) -> Planned:
    on = given.switch == "on"
    rows = () if overview.admin_access is on else (admin_access_row(on),)
    return Planned(admin_access_words(on), rows)


_PLANS = {
    "create": _create,
    "rename": _rename,
    "grant": _grant,
    "delete": _delete,
    "admin-access": _switch,
}


def _collection(overview: CollectionOverview, wanted: str) -> Collection:
    words = _("There is no one collection '{name}' here.")
    return one_named(overview.collections, wanted, lambda each: (each.id, each.name or ""), words)


def _assignee(overview: CollectionOverview, wanted: str) -> Assignee:
    """A member by e-mail, a group by name, either by id. Raises Unfit."""
    words = _("There is no one member or group '{name}' here.")
    return one_named(overview.assignees, wanted, lambda each: (each.id, each.name), words)
