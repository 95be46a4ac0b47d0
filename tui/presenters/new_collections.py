"""New collections: what is typed line by line, what is wrong with it, and the plan. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from backend_client.errors import RuleBroken
from backend_client.portal.collection_overview import Assignee, CollectionOverview, NewCollection
from backend_client.portal.collection_plan import AdminAccess, unmanaged
from backend_client.portal.collection_rules import SEPARATOR, check_collection_name, folded
from tui.explain import explanation_of
from tui.presenters.collection_plans import ChangeRow, assignee_words
from tui.presenters.plan import PlanRow, PlanWords
from tui.presenters.row_states import RowState
from tui.safe_text import safe_text
from tui.terms import collections_word
from tui.translate import _, ngettext

_NAME = 60
"""Cells of a name inside a sentence."""


class Fate(Enum):
    """What becomes of a typed line."""

    NEW = "new"
    EXISTS = "exists"
    REPEATED = "repeated"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class NameLine:
    """One typed name. `number` counts lines from 1; `words`: why it is not new, or what is odd about it."""

    number: int
    name: str
    fate: Fate
    words: str = ""


def read_names(lines: Iterable[str], overview: CollectionOverview) -> tuple[NameLine, ...]:
    """Judge every line that is not empty. Spaces at the ends of a name, and of its parts, go."""
    waiting = _("sent before an interruption, may still arrive")
    existing = dict.fromkeys(overview.under_way, waiting)
    existing.update(
        (each.name, _("exists already")) for each in overview.collections if each.name is not None
    )
    alike = {folded(name): name for name in existing}
    seen: dict[str, int] = {}
    found: list[NameLine] = []
    for number, line in enumerate(lines, start=1):
        name = tidy(line)
        if name:
            found.append(_judge(number, name, existing, alike, seen))
            seen.setdefault(name, number)
            alike.setdefault(folded(name), name)
    return tuple(found)


def tidy(line: str) -> str:
    """The name a line means: without spaces around its parts."""
    return SEPARATOR.join(part.strip() for part in line.strip().split(SEPARATOR))


def _judge(
    number: int, name: str, existing: dict[str, str], alike: dict[str, str], seen: dict[str, int]
) -> NameLine:
    try:
        check_collection_name(name)
    except RuleBroken as broken:
        return NameLine(number, name, Fate.WRONG, explanation_of(broken).sentence)
    if name in existing:
        return NameLine(number, name, Fate.EXISTS, existing[name])
    if name in seen:
        return NameLine(
            number, name, Fate.REPEATED, _("named in line {number} already").format(number=seen[name])
        )
    like = alike.get(folded(name))
    if like is not None:
        words = _("differs from '{name}' only in case or spaces").format(name=safe_text(like, limit=_NAME))
        return NameLine(number, name, Fate.NEW, words)
    return NameLine(number, name, Fate.NEW)


def fated(lines: Iterable[NameLine], *fates: Fate) -> tuple[NameLine, ...]:
    """The lines of these fates."""
    return tuple(line for line in lines if line.fate in fates)


def missing_parents(lines: Sequence[NameLine], overview: CollectionOverview) -> tuple[str, ...]:
    """Names that others are nested below, and that neither exist nor are typed; outermost first."""
    known = {each.name for each in overview.collections} | {line.name for line in lines}
    found: dict[str, None] = {}
    for line in fated(lines, Fate.NEW):
        parts = line.name.split(SEPARATOR)
        for depth in range(1, len(parts)):
            parent = SEPARATOR.join(parts[:depth])
            if parent not in known:
                found[parent] = None
    return tuple(found)


def count_words(lines: Sequence[NameLine], overview: CollectionOverview) -> str:
    """`9 new, 1 exists already, 1 named twice, 2 wrong`."""
    new = len(fated(lines, Fate.NEW))
    said = [
        ngettext("{count} new {collection}", "{count} new {collection}", new).format(
            count=new, collection=collections_word(new)
        )
    ]
    for fate, words in (
        (Fate.EXISTS, _("{count} exist already")),
        (Fate.REPEATED, _("{count} named twice")),
        (Fate.WRONG, _("{count} to correct")),
    ):
        count = len(fated(lines, fate))
        if count:
            said.append(words.format(count=count))
    over = over_limit(lines, overview)
    if over:
        said.append(_("{count} more than the plan's {most}").format(count=over, most=overview.most))
    return ", ".join(said)


def over_limit(lines: Sequence[NameLine], overview: CollectionOverview) -> int:
    """How many collections more than the client's plan allows there would be."""
    if overview.most is None:
        return 0
    return max(0, len(overview.collections) + len(fated(lines, Fate.NEW)) - overview.most)


def remark_lines(
    lines: Sequence[NameLine], overview: CollectionOverview, cursor_line: int
) -> tuple[str, ...]:
    """The remark on the line of the cursor, else the first problem; then what else is amiss."""
    remarks = [line for line in lines if line.words]
    here = next((line for line in remarks if line.number == cursor_line), None)
    first = here or next(iter((*fated(remarks, Fate.WRONG), *remarks)), None)
    said = [] if first is None else [line_words(first)]
    parents = missing_parents(lines, overview)
    if parents:
        names = ", ".join(safe_text(name, limit=30) for name in parents[:3])
        more = _(" and {count} more").format(count=len(parents) - 3) if len(parents) > 3 else ""
        said.append(_("Not made by itself: {names}{more}. F4 adds them.").format(names=names, more=more))
    alone = len(unmanaged(overview))
    if alone and not said:
        words = _("{count} {collections} without manager: in the vault, M gives them one.")
        said.append(words.format(count=alone, collections=collections_word(alone)))
    return tuple(said)


def line_words(line: NameLine) -> str:
    """What is to be said of a line, with its number."""
    return _("Line {number}, '{name}': {words}").format(
        number=line.number, name=safe_text(line.name, limit=_NAME), words=line.words
    )


def plan_rows(
    lines: Sequence[NameLine], manager: Assignee | None, *, switch_on: bool = False
) -> tuple[ChangeRow, ...]:
    """Row by row what is sent. `switch_on`: admins' access first, then collections that nobody manages."""
    rows: list[ChangeRow] = []
    if switch_on:
        rows.append(
            PlanRow(
                "admin-access",
                _("Admin access to all items"),
                _("switched on, for this client's owners and admins"),
                AdminAccess(on=True),
            )
        )
    managed = assignee_words(manager) if manager else _("nobody")
    for line in lines:
        what = safe_text(line.name)
        if line.fate is Fate.NEW:
            new = NewCollection(line.name, manager)
            rows.append(PlanRow(str(line.number), what, managed, new, why=line.words))
        else:
            rows.append(PlanRow(str(line.number), what, "", None, RowState.LEFT_OUT, line.words))
    return tuple(rows)


def plan_words(
    lines: Sequence[NameLine],
    overview: CollectionOverview,
    manager: Assignee | None,
    *,
    switch_on: bool = False,
) -> PlanWords:
    """The words around that plan."""
    return PlanWords(
        title=_("New {collections}").format(collections=collections_word(2)),
        what=_("Name"),
        effect=_("Managed by"),
        review=_review(lines, overview, manager, switch_on=switch_on),
        commit=_("Yes, switch it on and create them") if switch_on else _("Yes, create them"),
        done=lambda n: (
            ngettext("{count} done", "{count} done", n)
            if switch_on
            else ngettext("{count} created", "{count} created", n)
        ),
    )


def _review(
    lines: Sequence[NameLine], overview: CollectionOverview, manager: Assignee | None, *, switch_on: bool
) -> tuple[str, ...]:
    new = len(fated(lines, Fate.NEW))
    review = [
        ngettext(
            "{count} {collection} will be created, one after the other.",
            "{count} {collection} will be created, one after the other.",
            new,
        ).format(count=new, collection=collections_word(new))
    ]
    if switch_on:
        review.append(_("The client's owners and admins will reach every item of every collection."))
    parents = missing_parents(lines, overview)
    if parents:
        names = ", ".join(safe_text(name, limit=30) for name in parents[:4])
        review.append(
            _("Not made by itself, which works: {names}; the tree shows a path.").format(
                names=names + (" ..." if len(parents) > 4 else "")
            )
        )
    odd = [line for line in fated(lines, Fate.NEW) if line.words]
    if odd:
        names = ", ".join(safe_text(line.name, limit=30) for line in odd[:4])
        review.append(_("Only case or spaces tell these from others: {names}.").format(names=names))
    if manager is not None and not manager.confirmed:
        review.append(
            _("{name} is not confirmed yet, and manages them from then on.").format(
                name=safe_text(manager.name, limit=_NAME)
            )
        )
    return tuple(review)
