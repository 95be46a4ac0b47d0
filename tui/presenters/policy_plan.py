"""Policy changes as the rows of a plan, with what each does to people. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
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

_OF = "/"
"""Between a policy's number and a member's id, in the id of a row that only tells."""


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
    if data or not change.switches_on:
        return data
    revokes = change.type in (PolicyType.TWO_STEP, PolicyType.SINGLE_ORGANIZATION)
    return _("nobody is revoked") if revokes else words_of(change.type).effect


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
    rows = [change_row(board, change) for change in changes]
    missing = {int(row.id) for row in rows if not row.sendable}
    kept = [_kept(board, row, missing) for row in rows]
    return tuple(row for one in kept for row in (one, *_revoked_rows(board, one)))


def _revoked_rows(board: PolicyBoard, row: Row) -> Iterator[Row]:
    """Everybody who loses access, each in a row below the policy. Nothing is sent for them."""
    if row.change is None or not row.change.switches_on:
        return
    for member in consequences_of(board, row.change.type).revoked:
        yield PlanRow(
            id=f"{row.id}{_OF}{member.id}",
            what="    " + safe_text(member.email, limit=60),
            effect=_("loses access"),
            change=None,
        )


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
    )


def toggled(board: PolicyBoard, rows: Sequence[PlanRow[Any]], row_id: str) -> tuple[PlanRow[Any], ...]:
    """The rows with one left out or taken in again: what a row needs comes in with it, and what needs a
    row that is left out goes with it."""
    by_type = {int(row.id): row for row in rows if row.sendable}
    if not row_id.isdecimal() or int(row_id) not in by_type:
        return tuple(rows)
    out = by_type[int(row_id)].state is not RowState.LEFT_OUT
    moved, waiting = {int(row_id)}, [int(row_id)]
    while waiting:
        number = waiting.pop()
        for other in _tied(board, by_type, number, out=out) - moved:
            moved.add(other)
            waiting.append(other)
    return tuple(_moved(row, out=out) if _owner(row) in moved else row for row in rows)


def _owner(row: PlanRow[Any]) -> int:
    """The policy that a row belongs to."""
    return int(row.id.partition(_OF)[0])


def _moved(row: PlanRow[Any], *, out: bool) -> PlanRow[Any]:
    if _OF in row.id:
        return replace(row, effect=_("keeps access") if out else _("loses access"))
    return row.with_state(RowState.LEFT_OUT if out else RowState.READY) if row.sendable else row


def _tied(board: PolicyBoard, by_type: dict[int, PlanRow[Any]], number: int, *, out: bool) -> set[int]:
    """The rows that go the same way as `number`."""
    change = by_type[number].change
    switches_on = change is not None and change.enabled
    below = {other for other in by_type if board.needs(other) == number}
    above = {needed} & by_type.keys() if (needed := board.needs(number)) is not None else set()
    return below if switches_on is out else above


def revoking(changes: Sequence[PolicyChange]) -> bool:
    """Whether any of these changes takes somebody's access, for all that is known."""
    return any(change.switches_on and change.revokes for change in changes)


def uncertain(board: PolicyBoard, changes: Sequence[PolicyChange]) -> bool:
    """Whether any of them takes somebody's access, or may."""
    acting = [change for change in changes if change.switches_on]
    found = [consequences_of(board, change.type) for change in acting]
    return revoking(changes) or any(one.possible or not one.known for one in found)


def plan_words(
    title: str, rows: Sequence[Row], outcomes: Sequence[PolicyOutcome], *, alone: bool = False
) -> PlanWords:
    """The words of a plan; `outcomes` fills while it is sent. `alone`: no key can be pressed."""
    sendable = [row for row in rows if row.sendable and row.state is RowState.READY]
    return PlanWords(
        title=title,
        what=_("Policy"),
        effect=_("Effect"),
        review=_review(sendable, alone=alone),
        commit=_("Yes, save"),
        done=lambda count: ngettext("{count} policy saved", "{count} policies saved", count),
        told=lambda: outcome_sentences(outcomes),
    )


def _review(rows: Sequence[Row], *, alone: bool) -> tuple[str, ...]:
    count = len(rows)
    if not count:
        return () if alone else (_("Nothing needs to be sent."),)
    said = [_("This policy is saved.") if count == 1 else _("These policies are saved, in this order.")]
    if count > 1 and not alone:
        said[0] += " " + _("Space leaves a row out; Enter goes to the question.")
    for row in rows:
        revoked = len(row.change.revokes) if row.change is not None else 0
        if revoked:
            words = ngettext(
                "{policy}: {n} member loses access until it is set up and somebody restores them.",
                "{policy}: {n} members lose access until it is set up and somebody restores them.",
                revoked,
            )
            said.append(words.format(policy=name_of(int(row.id)), n=revoked))
    return tuple(said)


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
