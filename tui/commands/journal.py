"""`seatwarden journal`: every change this program made, and whether the record of them is whole."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from backend_client.portal.journal import Journal, Verdict
from backend_client.private_files import UntrustedFile
from tui.commands.output import FAILED, complain, write_out
from tui.explain_files import untrusted_sentence
from tui.presenters.csv_cells import camel_case, csv_text
from tui.presenters.journal import (
    JournalRow,
    flaws_line,
    journal_rows,
    journal_time,
    outcome_word,
    verdict_line,
)
from tui.presenters.journal_words import act_word, change_words
from tui.safe_text import safe_text
from tui.translate import _, use_locale

_FIELDS = (
    "number",
    "at",
    "who",
    "server",
    "client",
    "organizationId",
    "act",
    "before",
    "after",
    "outcome",
    "note",
)


def run_journal(path: Path, *, verify: bool, format: str) -> int:
    """Print the journal at `path` oldest first, or with `verify` only whether its chain is whole.

    `format` is text, json or csv. Returns 1 when the journal is damaged or cannot be read: one sentence
    on stderr then says where.
    """
    use_locale()
    journal = Journal(path)
    try:
        verdict = journal.verify()
        rows = (
            () if verify else tuple(reversed(journal_rows(journal.entries(), parts_apart=format != "text")))
        )
    except UntrustedFile as error:
        return complain(untrusted_sentence(error), FAILED)
    except OSError as error:
        reason = error.strerror or _("unknown reason")
        return complain(_("The journal cannot be read: {reason}.").format(reason=reason), FAILED)
    if verify:
        write_out(_verdict_text(verdict, format))
    else:
        write_out({"json": _as_json, "csv": _as_csv}.get(format, _as_text)(rows))
    return 0 if verdict.whole else complain(flaws_line(verdict.flaws), FAILED)


def _verdict_text(verdict: Verdict, format: str) -> str:
    flaws = [{"line": flaw.line, "damage": flaw.damage.value} for flaw in verdict.flaws]
    if format == "json":
        whole = {"whole": verdict.whole, "entries": verdict.entries, "hash": verdict.digest, "flaws": flaws}
        return json.dumps(whole, indent=2) + "\n"
    if format == "csv":
        return _csv_text(("line", "damage"), [(flaw.line, flaw.damage.value) for flaw in verdict.flaws])
    return verdict_line(verdict) + "\n" if verdict.whole else ""


def _record(row: JournalRow) -> dict[str, Any]:
    entry, outcome = row.entry, row.outcome
    ended = "unfinished" if outcome is None else outcome.outcome.value if outcome.outcome else "unknown"
    return {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "who": entry.who,
        "server": entry.server,
        "client": entry.client,
        "organizationId": row.organization_id,
        "act": entry.act,
        "before": _named(entry.before),
        "after": _named(entry.after),
        "outcome": ended,
        "note": outcome.note if outcome else "",
    }


def _named(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {camel_case(name): value for name, value in figures.items()}


def _as_json(rows: Sequence[JournalRow]) -> str:
    return json.dumps([_record(row) for row in rows], indent=2, ensure_ascii=True) + "\n"


def _as_csv(rows: Sequence[JournalRow]) -> str:
    records = [_record(row) for row in rows]
    for record in records:
        record["before"] = json.dumps(record["before"], ensure_ascii=True)
        record["after"] = json.dumps(record["after"], ensure_ascii=True)
    return _csv_text(_FIELDS, [[record[field] for field in _FIELDS] for record in records])


def _csv_text(heading: Sequence[str], lines: Sequence[Sequence[Any]]) -> str:
    return csv_text(heading, lines)


def _as_text(rows: Sequence[JournalRow]) -> str:
    if not rows:
        return _("The journal is empty: nothing was changed yet.") + "\n"
    return "".join(f"{_line(row)}\n" for row in rows)


def _line(row: JournalRow) -> str:
    entry = row.entry
    parts = (
        journal_time(entry.at),
        safe_text(entry.who, limit=80),
        safe_text(entry.client),
        act_word(entry.act),
        change_words(entry),
        outcome_word(row),
    )
    return "  ".join(part for part in parts if part)
