"""`seatwarden policies list|set|preset --client NAME|ID`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from backend_client.portal.clients import Client, find_client
from backend_client.portal.policies import PolicyBoard, PolicyChange, PolicyOutcome, PolicyWish
from backend_client.portal.policy_data import suggested_data, with_values
from backend_client.portal.policy_presets import Preset
from backend_client.portal.policy_types import PolicyKind, Value, kind_named
from backend_client.portal.providers import Provider
from tui.arguments.policies import PolicyArguments
from tui.commands.connection import on_provider
from tui.commands.output import FAILED, USAGE, complain, write_out
from tui.commands.plan_run import refused_unasked, run_plan
from tui.presenters.plan import PlanRow
from tui.presenters.policies import board_as, not_applicable
from tui.presenters.policy_form import problem_of, typed_values
from tui.presenters.policy_plan import change_rows, plan_words, preset_rows, uncertain, why_not_edited
from tui.presenters.policy_words import name_of, preset_words
from tui.presenters.typed_name import is_name_of, name_to_type
from tui.row_run import Result, one_by_one
from tui.translate import _

if TYPE_CHECKING:
    from backend_client.portal.portal import Portal

Rows = Sequence[PlanRow[PolicyChange]]


def run_policies(given: PolicyArguments) -> int:
    """List or change policies. Returns the exit code."""
    if given.policies_action == "list":
        return on_provider(given, lambda portal, provider: _list(given, portal, provider), keys=True)
    kind, typed = kind_named(given.type), dict[str, Value]()
    if given.policies_action == "set":
        if kind is None:
            return complain(_("There is no such policy; `policies list` names them all."), USAGE)
        found = typed_values(kind, given.data)
        if isinstance(found, str):
            return complain(found, USAGE)
        typed = found
    refused = refused_unasked(given)
    if refused is not None:
        return refused

    def planned(portal: Portal, board: PolicyBoard) -> tuple[str, Rows] | str:
        return _preset(given, portal, board) if kind is None else _wished(given, portal, board, kind, typed)

    return on_provider(given, lambda portal, provider: _change(given, portal, provider, planned), keys=True)


async def _list(arguments: PolicyArguments, portal: Portal, provider: Provider) -> int:
    client = find_client(await portal.client_list(provider), arguments.client)
    return write_out(board_as(await portal.policies.read(provider, client), arguments.format))


async def _change(
    arguments: PolicyArguments,
    portal: Portal,
    provider: Provider,
    plan: Callable[[Portal, PolicyBoard], tuple[str, Rows] | str],
) -> int:
    client = find_client(await portal.client_list(provider), arguments.client)
    board = await portal.policies.read(provider, client)
    if not board.applicable:
        return complain(not_applicable()[0], FAILED)
    planned = plan(portal, board)
    if isinstance(planned, str):
        return complain(planned, FAILED)
    title, rows = planned
    changes = [row.change for row in rows if row.change is not None]
    if uncertain(board, changes) and not arguments.dry_run and not is_name_of(client, arguments.confirm):
        return complain(_unconfirmed(client), USAGE)
    outcomes: list[PolicyOutcome] = []

    async def apply(change: PolicyChange) -> None:
        outcomes.append(await portal.policies.apply(provider, client, change))

    async def send(batch: Sequence[PolicyChange]) -> Sequence[Result]:
        return await one_by_one(batch, apply)

    return await run_plan(arguments, plan_words(title, rows, outcomes, alone=True), rows, send)


def _unconfirmed(client: Client) -> str:
    words = _("Somebody may lose access by this: --dry-run shows who. To do it, add --confirm {name}.")
    return words.format(name=repr(name_to_type(client)))


def _wished(
    arguments: PolicyArguments,
    portal: Portal,
    board: PolicyBoard,
    kind: PolicyKind,
    typed: Mapping[str, Value],
) -> tuple[str, Rows] | str:
    """Title and rows of one policy's plan, or why there is none."""
    policy, enabled = board.policy(kind.type), arguments.switch == "on"
    start = policy.data if policy.data or policy.enabled or not enabled else suggested_data(kind)
    wish = PolicyWish(kind.type, enabled, with_values(kind, start, typed))
    problem = problem_of(policy, wish)
    reason = why_not_edited(policy) or (problem.sentence if problem is not None else "")
    if reason:
        return reason
    return name_of(kind.type), change_rows(board, portal.policies.plan_one(board, wish))


def _preset(arguments: PolicyArguments, portal: Portal, board: PolicyBoard) -> tuple[str, Rows]:
    preset = Preset(arguments.preset)
    return preset_words(preset)[0], preset_rows(board, portal.policies.plan_preset(board, preset))
