"""The journal for people: an act is one row, its intent and its outcome together, newest first. Pure.

Names, addresses and figures in the journal are foreign text: whoever can write the file can write
anything into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend_client.portal.journal import Damage, Entry, Flaw, Outcome, Phase, Verdict
from tui.presenters.filter_text import filtered_by
from tui.presenters.journal_words import act_word, change_words, figure_word, value_word
from tui.presenters.table import Cell, Column
from tui.safe_text import safe_text
from tui.translate import _, ngettext

_SHORT_HASH = 16


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One act. `outcome` is None while nothing tells how it ended. `id` is the number of its first line.

    `parts` are the acts it was made of, such as the two steps of a move, in order.
    """

    entry: Entry
    outcome: Entry | None
    parts: tuple[JournalRow, ...] = ()

    @property
    def id(self) -> str:
        """The number of the act's first line."""
        return str(self.entry.number)

    @property
    def unfinished(self) -> bool:
        """Whether no outcome was written: a crash, or an act under way right now."""
        return self.outcome is None

    @property
    def organization_id(self) -> str:
        """The organization it was about, as far as it is known."""
        known = self.outcome.organization_id if self.outcome else ""
        return known or self.entry.organization_id

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Finished cells, in the order of `journal_columns`."""
        entry = self.entry
        return (
            Cell(journal_time(entry.at)),
            Cell(safe_text(entry.who, limit=80), "", safe_text(entry.who.partition("@")[0], limit=80)),
            Cell(safe_text(entry.client, limit=80)),
            Cell(act_word(entry.act)),
            Cell(change_words(entry)),
            Cell(outcome_word(self), _STYLES[self.outcome.outcome if self.outcome else None]),
        )


_STYLES: Mapping[Outcome | None, str] = {
    Outcome.DONE: "",
    Outcome.HALF_DONE: "bad",
    Outcome.REFUSED: "warning",
    Outcome.NOT_SENT: "muted",
    Outcome.UNKNOWN: "bad",
    None: "bad",
}


def journal_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("time", _("Time"), 11, wide=16),
        Column("who", _("Who"), 8, narrow=5, wide=26, drop=2),
        Column("client", _("Client"), 16, narrow=10, flexible=True),
        Column("what", _("What"), 11, narrow=9, wide=16),
        Column("change", _("Before -> after"), 16, narrow=9, wide=34, drop=1),
        Column("outcome", _("Outcome"), 9, narrow=7, wide=12),
    )


def journal_rows(entries: Iterable[Entry], *, parts_apart: bool = False) -> tuple[JournalRow, ...]:
    """A row for every act, newest first. An outcome whose intent is lost stands as an act of its own.

    Parts of an act stand in its row; with `parts_apart` they have rows of their own.
    """
    outcomes: dict[int, Entry] = {}
    intents: dict[int, Entry] = {}
    for entry in entries:
        if entry.phase is Phase.INTENT:
            intents[entry.number] = entry
        elif entry.about is not None:
            outcomes[entry.about] = entry
    parts: dict[int, list[JournalRow]] = {}
    wholes: list[Entry] = []
    for intent in intents.values():
        if intent.about in intents and not parts_apart:
            parts.setdefault(intents[intent.about].number, []).append(
                JournalRow(intent, outcomes.pop(intent.number, None))
            )
        else:
            wholes.append(intent)
    rows = [
        JournalRow(whole, outcomes.pop(whole.number, None), tuple(parts.get(whole.number, ())))
        for whole in wholes
    ]
    rows.extend(JournalRow(orphan, orphan) for orphan in outcomes.values())
    return tuple(sorted(rows, key=lambda row: row.entry.number, reverse=True))


def matching(rows: Iterable[JournalRow], wanted: str) -> tuple[JournalRow, ...]:
    """Rows that show `wanted` anywhere, ignoring case; with a leading `!` those that do not."""
    return filtered_by(rows, wanted, _searched)


def _searched(row: JournalRow) -> str:
    return "\n".join((*(cell.text for cell in row.cells), row.entry.client, row.organization_id)).casefold()


def journal_time(moment: datetime) -> str:
    """Day and minute in the machine's zone."""
    return moment.astimezone().strftime("%m-%d %H:%M")


def outcome_word(row: JournalRow) -> str:
    """How it ended."""
    if row.outcome is None:
        return _("UNFINISHED")
    if row.outcome.outcome is None:
        return _("UNKNOWN")
    return {
        Outcome.DONE: _("done"),
        Outcome.HALF_DONE: _("HALF DONE"),
        Outcome.REFUSED: _("refused"),
        Outcome.NOT_SENT: _("not sent"),
        Outcome.UNKNOWN: _("UNKNOWN"),
    }[row.outcome.outcome]


def journal_details(row: JournalRow) -> tuple[tuple[str, str], ...]:
    """Everything that is written of one act, as label and text."""
    entry, outcome = row.entry, row.outcome
    lines = [
        (_("Line"), str(entry.number)),
        (_("Time"), _exact(entry.at)),
        (_("Who"), safe_text(entry.who)),
        (_("Server"), safe_text(entry.server)),
        (_("Client"), safe_text(entry.client)),
        (_("Organization"), safe_text(row.organization_id)),
        (_("What"), act_word(entry.act)),
        (_("Before"), _figures(entry.before)),
        (_("After"), _figures(entry.after)),
        (_("Outcome"), outcome_word(row)),
        *(
            (act_word(part.entry.act), f"{change_words(part.entry)} {outcome_word(part)}")
            for part in row.parts
        ),
        (_("Written by"), safe_text(entry.process)),
    ]
    if outcome is None:
        lines.append((_("Note"), _("No outcome was written. R on the clients shows what is true now.")))
    else:
        lines.append((_("Ended"), _exact(outcome.at)))
        lines.append((_("Note"), safe_text(outcome.note)))
    return tuple((label, text) for label, text in lines if text)


def _figures(figures: Mapping[str, Any]) -> str:
    return ", ".join(f"{figure_word(name)} {value_word(value)}" for name, value in figures.items())


def _exact(moment: datetime) -> str:
    return moment.astimezone().isoformat(sep=" ", timespec="seconds")


def verdict_line(verdict: Verdict) -> str:
    """Whether the chain is whole, or where it is not."""
    if not verdict.whole:
        return flaws_line(verdict.flaws)
    if not verdict.entries:
        return _("The journal is empty: nothing was changed yet.")
    words = ngettext(
        "The chain is whole: {count} line. Newest hash {hash}.",
        "The chain is whole: {count} lines. Newest hash {hash}.",
        verdict.entries,
    )
    return words.format(count=verdict.entries, hash=verdict.digest[:_SHORT_HASH])


def flaws_line(flaws: Sequence[Flaw]) -> str:
    """Where the journal is damaged: the first place, and how many more there are."""
    first = flaws[0]
    words = {
        Damage.TORN: _("Damaged: line {line} is torn or is no journal line."),
        Damage.EDITED: _("Damaged: line {line} was edited."),
        Damage.MISSING_BEFORE: _("Damaged: something is missing before line {line}."),
        Damage.CUT_AFTER: _("Damaged: the end is cut off after line {line}."),
    }[first.damage].format(line=first.line)
    more = len(flaws) - 1
    if not more:
        return words
    rest = ngettext("{count} more damaged place.", "{count} more damaged places.", more)
    return f"{words} {rest.format(count=more)}"
