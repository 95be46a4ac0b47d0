"""Policy changes as the rows of a plan, with what each does to people. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backend_client.portal.policies import Obstacle, Policy, PolicyBoard, PolicyChange, PolicyOutcome
from backend_client.portal.policy_consequences import consequences_of
from backend_client.portal.policy_plan import PresetPlan
from backend_client.portal.policy_types import PolicyType, kind_of
from tui.presenters.plan import PlanRow, PlanWords
from tui.presenters.policies import data_text, effects_of, people
from tui.presenters.policy_words import name_of, obstacle_words, words_of
from tui.presenters.row_states import RowState
from tui.safe_text import safe_text
from tui.translate import _, ngettext

Row = PlanRow[PolicyChange]


def change_row(board: PolicyBoard, change: PolicyChange) -> Row:
    """One write. A policy that the server would refuse, for members it could lose, is shown and not sent."""
    blockers = consequences_of(board, change.type).blockers if change.switches_on else ()
    why = ""
    if blockers:
        why = _("no master password and no two-step login: {who}").format(who=people(blockers))
    return PlanRow(
        id=str(change.type),
        what=_what(change),
        effect=_effect(board, change),
        change=None if blockers else change,
        state=RowState.LEFT_OUT if blockers else RowState.READY,
        why=why,
        detail=" ".join(_sentences(board, change)),
    )


def _what(change: PolicyChange) -> str:
    name = name_of(change.type)
    if change.switches_on:
        return _("on: {policy}").format(policy=name)
    if change.switches_off:
        return _("off: {policy}").format(policy=name)
    return _("set: {policy}").format(policy=name)


def _effect(board: PolicyBoard, change: PolicyChange) -> str:
    if change.switches_on and change.revokes:
        count = len(change.revokes)
        return ngettext("REVOKES {n} member", "REVOKES {n} members", count).format(n=count)
    if change.switches_on and change.type == PolicyType.SINGLE_ORGANIZATION:
        found = consequences_of(board, change.type)
        if found.possible:
            return _("may revoke, of {n}").format(n=len(found.possible))
    if change.switches_on and not consequences_of(board, change.type).known:
        return _("not known whom it revokes")
    if change.for_type is not None:
        return _("for {policy}").format(policy=name_of(change.for_type))
    data = data_text(kind_of(change.type).fields, change.data) if change.enabled else ""
    return data or _("nobody is revoked")


def _sentences(board: PolicyBoard, change: PolicyChange) -> tuple[str, ...]:
    words = words_of(change.type)
    if not change.enabled:
        return (_("No longer: {effect}").format(effect=words.effect),)
    said = [words.effect]
    data = data_text(kind_of(change.type).fields, change.data)
    if data:
        said.append(_("Set: {data}.").format(data=data))
    if change.switches_on:
        said.extend(effects_of(board, change.type))
        said.append(_("Exempt: {who}.").format(who=words.exempt))
    if change.for_type is not None:
        said.append(_("It must go first, for {policy}.").format(policy=name_of(change.for_type)))
    return tuple(said)


def change_rows(board: PolicyBoard, changes: Sequence[PolicyChange]) -> tuple[Row, ...]:
    """The rows of a plan; what hangs on a row that cannot be sent is left out with it."""
    rows = tuple(change_row(board, change) for change in changes)
    missing = {int(row.id) for row in rows if not row.sendable}
    return tuple(_kept(board, row, missing) for row in rows)


def _kept(board: PolicyBoard, row: Row, missing: set[int]) -> Row:
    change = row.change
    if change is None or not change.enabled or board.needs(change.type) not in missing:
        return row
    return row.with_state(RowState.LEFT_OUT)


def preset_rows(board: PolicyBoard, plan: PresetPlan) -> tuple[Row, ...]:
    """The writes of a preset, then what cannot be had, then what is so already."""
    impossible = (_idle(policy, _obstacle(policy), RowState.LEFT_OUT) for policy in plan.impossible)
    settled = (_idle(policy, _("is so already"), RowState.READY) for policy in plan.settled)
    return (*change_rows(board, plan.changes), *impossible, *settled)


def _obstacle(policy: Policy) -> str:
    if policy.obstacle is None:
        return _("its data cannot be read; open it by itself")
    return obstacle_words(policy.obstacle)


def _idle(policy: Policy, why: str, state: RowState) -> Row:
    return PlanRow(
        id=str(policy.type),
        what=name_of(policy.type),
        effect="" if state is RowState.LEFT_OUT else why,
        change=None,
        state=state,
        why=why if state is RowState.LEFT_OUT else "",
        detail=words_of(policy.type).effect,
    )


def toggled(board: PolicyBoard, rows: Sequence[PlanRow[Any]], row_id: str) -> tuple[PlanRow[Any], ...]:
    """The rows with one left out or taken in again: what a row needs comes in with it, and what needs a
    row that is left out goes with it."""
    by_type = {int(row.id): row for row in rows if row.sendable}
    if int(row_id) not in by_type:
        return tuple(rows)
    out = by_type[int(row_id)].state is not RowState.LEFT_OUT
    moved, waiting = {int(row_id)}, [int(row_id)]
    while waiting:
        number = waiting.pop()
        for other in _tied(board, by_type, number, out=out) - moved:
            moved.add(other)
            waiting.append(other)
    state = RowState.LEFT_OUT if out else RowState.READY
    return tuple(row.with_state(state) if row.sendable and int(row.id) in moved else row for row in rows)


def _tied(board: PolicyBoard, by_type: dict[int, PlanRow[Any]], number: int, *, out: bool) -> set[int]:
    """The rows that go the same way as `number`."""
    change = by_type[number].change
    switches_on = change is not None and change.enabled
    below = {other for other in by_type if board.needs(other) == number}
    above = {needed} & by_type.keys() if (needed := board.needs(number)) is not None else set()
    return below if switches_on is out else above


def revoking(rows: Sequence[PolicyChange]) -> bool:
    """Whether any of these changes may take somebody's access."""
    return any(_may_revoke(change) for change in rows)


def _may_revoke(change: PolicyChange) -> bool:
    return bool(change.switches_on and change.revokes)


def plan_words(title: str, rows: Sequence[Row], outcomes: Sequence[PolicyOutcome]) -> PlanWords:
    """The words of a plan; `outcomes` fills while it is sent."""
    sendable = [row for row in rows if row.sendable and row.state is RowState.READY]
    return PlanWords(
        title=title,
        what=_("Policy"),
        effect=_("Effect"),
        review=_review(sendable),
        commit=_("Yes, save"),
        done=lambda count: ngettext("{count} policy saved", "{count} policies saved", count),
        told=lambda: outcome_sentences(outcomes),
    )


def _review(rows: Sequence[Row]) -> tuple[str, ...]:
    count = len(rows)
    if not count:
        return (_("Nothing needs to be sent."),)
    words = ngettext("{n} policy is saved.", "{n} policies are saved, in this order.", count).format(n=count)
    if count > 1:
        words += " " + _("Space leaves a row out; Enter goes to the question.")
    revoked = sum(len(row.change.revokes) for row in rows if row.change is not None)
    if not revoked:
        return (words,)
    lost = ngettext(
        "{n} member loses access until they set up two-step login and are restored.",
        "{n} members lose access until they set up two-step login and are restored.",
        revoked,
    )
    return (words, lost.format(n=revoked))


def outcome_sentences(outcomes: Sequence[PolicyOutcome]) -> tuple[str, ...]:
    """Who was revoked, by name: all of them, since somebody has to tell them."""
    gone = [member for outcome in outcomes for member in outcome.revoked]
    if not outcomes:
        return ()
    if not gone:
        return (_("Nobody was revoked."),)
    words = ngettext("Revoked {n} member: {who}.", "Revoked {n} members: {who}.", len(gone))
    return (words.format(n=len(gone), who=", ".join(safe_text(one.email, limit=60) for one in gone)),)


def nothing_differs(policy: Policy) -> str:
    """What is said where a wish is fulfilled already."""
    return _("{policy} is so already: nothing was sent.").format(policy=name_of(policy.type))


def why_not_edited(policy: Policy) -> str:
    """Why a form would be of no use; empty where it is."""
    if policy.obstacle is None or (policy.enabled and policy.obstacle is not Obstacle.UNKNOWN_HERE):
        return ""
    words = _("{policy} cannot be set: {why}.")
    return words.format(policy=name_of(policy.type), why=obstacle_words(policy.obstacle))
