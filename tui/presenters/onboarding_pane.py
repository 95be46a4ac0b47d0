"""The lower half of the onboarding screen: the step under the cursor, and who is on the way in. Pure."""

from __future__ import annotations

from typing import NamedTuple

from backend_client.portal.onboarding.steps import Checklist, Step, StepState
from tui.presenters.onboarding import board_line, evidence_of, state_word, title_of
from tui.presenters.onboarding_advice import about, next_line, warnings
from tui.presenters.onboarding_people import person_line, waiting_people
from tui.presenters.paragraph import wrap
from tui.presenters.table import Cell, Column, PlainRow
from tui.translate import _, ngettext

_STYLES = {
    StepState.DONE: "ok",
    StepState.IN_PROGRESS: "low",
    StepState.BLOCKED: "bad",
    StepState.NOT_APPLICABLE: "dim",
    StepState.NOT_NEEDED: "dim",
}


class PaneLine(NamedTuple):
    """A finished line and its style token."""

    text: str
    style: str = ""


def step_columns() -> tuple[Column, ...]:
    """The columns of the table of steps."""
    return (
        Column("number", "", 1),
        Column("step", _("Step"), 20, narrow=18, wide=28),
        Column("state", _("State"), 14, narrow=13),
        Column("evidence", _("Evidence"), 30, narrow=10, flexible=True),
    )


def step_rows(checklist: Checklist) -> tuple[PlainRow, ...]:
    """A row per step."""
    return tuple(
        PlainRow(
            report.step.value,
            (
                Cell(str(number), "muted"),
                Cell(title_of(report.step)),
                Cell(state_word(report.state), _STYLES.get(report.state, "")),
                Cell(evidence_of(report)),
            ),
        )
        for number, report in enumerate(checklist.reports, start=1)
    )


def pane_lines(checklist: Checklist, step: Step, width: int, height: int) -> tuple[PaneLine, ...]:
    """What to know of `step`, then who is not confirmed yet, in at most `height` lines of `width` cells.

    The sentence of what comes next always has its place.
    """
    number = tuple(Step).index(step) + 1
    head: list[PaneLine] = []
    if step is not Step.INVITATIONS:
        head = [PaneLine(f"{number} {title_of(step)}", "strong"), *_wrapped(about(step), width, "muted")]
    head += [line for words in warnings(checklist, step) for line in _wrapped(words, width, "warning")]
    following = _wrapped(_following(checklist, step), width, "")
    room = max(0, height - len(head) - len(following))
    return (*head, *_people(checklist, room), *following)[: max(height, 0)]


def _following(checklist: Checklist, step: Step) -> str:
    """What brings this step further; where nothing does, which step is next."""
    words = next_line(checklist.report(step))
    if words:
        return words
    steps = tuple(Step)
    waiting = [report.step for report in checklist.reports if report.next_act is not None]
    if not waiting:
        done, needed = checklist.counted
        return _("Nothing is left to do: this client is set up.") if done == needed else ""
    after = next((one for one in waiting if steps.index(one) > steps.index(step)), waiting[0])
    number = steps.index(after) + 1
    return _("Nothing is left to do here. Next: step {n}, {step}.").format(n=number, step=title_of(after))


def _people(checklist: Checklist, room: int) -> list[PaneLine]:
    """The board and the people on it, as far as there is room."""
    waiting = waiting_people(checklist.people)
    if room < 1:
        return []
    lines = [PaneLine(board_line(checklist.people))]
    room -= 1
    shown = waiting if len(waiting) <= room else waiting[: max(0, room - 1)]
    lines += [PaneLine(f"   {person_line(person, checklist.read_at)}") for person in shown]
    hidden = len(waiting) - len(shown)
    if hidden and room:
        words = ngettext("and {n} more: m shows everybody", "and {n} more: m shows everybody", hidden)
        lines.append(PaneLine(f"   {words.format(n=hidden)}", "muted"))
    return lines


def _wrapped(text: str, width: int, style: str) -> list[PaneLine]:
    return [PaneLine(line, style) for line in wrap(text, width)] if text else []
