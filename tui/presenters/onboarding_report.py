"""The onboarding checklist as text, JSON or CSV. Pure."""

from __future__ import annotations

import csv
import io
import json

from backend_client.portal.onboarding.steps import Checklist, NotNeeded, StepReport
from tui.presenters.csv_cells import csv_cell
from tui.presenters.onboarding import board_line, evidence_of, next_words, progress_line, state_word, title_of
from tui.safe_text import fit, safe_text
from tui.translate import _

FIELDS = ("step", "state", "evidence", "next", "reason", "note")
_TITLE_WIDTH, _STATE_WIDTH = 26, 14


def records_of(checklist: Checklist) -> list[dict[str, object]]:
    """One record per step: its word, its state's word, evidence and next act in sentences, the word of the
    reason why it is blocked, not applicable or unknown, and the local note that it is not needed.

    Words of steps, states and reasons are part of the program's interface; what is absent is None.
    """
    return [_record(report) for report in checklist.reports]


def _record(report: StepReport) -> dict[str, object]:
    return {
        "step": report.step.value,
        "state": report.state.value,
        "evidence": evidence_of(report),
        "next": next_words(report),
        "reason": None if report.reason is None else report.reason.value,
        "note": None if report.note is None else _note(report.note),
    }


def _note(note: NotNeeded) -> dict[str, str]:
    return {"reason": note.reason, "who": note.who, "at": note.at.isoformat()}


def checklist_as(checklist: Checklist, format: str) -> str:
    """The checklist as text, json or csv."""
    if format == "json":
        return json.dumps(records_of(checklist), indent=2, ensure_ascii=True) + "\n"
    return _csv(checklist) if format == "csv" else _text(checklist)


def _csv(checklist: Checklist) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, FIELDS, lineterminator="\n")
    writer.writeheader()
    for report in checklist.reports:
        record = _record(report) | {"note": None if report.note is None else report.note.reason}
        writer.writerow({name: csv_cell(value) for name, value in record.items()})
    return out.getvalue()


def _text(checklist: Checklist) -> str:
    lines = [f"{safe_text(checklist.client.name, limit=50)}  {progress_line(checklist)}"]
    for number, report in enumerate(checklist.reports, start=1):
        title, state = fit(title_of(report.step), _TITLE_WIDTH), fit(state_word(report.state), _STATE_WIDTH)
        lines.append(f"{number} {title}{state}  {evidence_of(report)}".rstrip())
        if report.next_act is not None:
            lines.append("  " + _("Next: {words}.").format(words=next_words(report)))
    return "\n".join((*lines, board_line(checklist.people))) + "\n"
