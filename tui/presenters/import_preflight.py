"""What an import would do, as a table to look at before anything is sent. Pure.

Names come out of a customer's file and are made safe; no content of an item is ever shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backend_client.portal.import_plan import ImportPlan
from backend_client.portal.importers.formats import ImportFormat
from backend_client.portal.importers.imported import LeftOut
from tui.presenters.import_report import (
    become_notes_words,
    left_out_words,
    long_words,
    requests_words,
    some,
    type_word,
)
from tui.presenters.table import Cell, Column, PlainRow
from tui.safe_text import safe_text
from tui.translate import _, ngettext

_NAME = 60
_MOST_ROWS = 200


def preflight_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("what", _("What"), 26, narrow=16, wide=32),
        Column("count", _("Count"), 6, right=True),
        Column("detail", "", 40, narrow=10, flexible=True),
    )


def preflight_rows(plan: ImportPlan) -> tuple[PlainRow, ...]:
    """What is wrong first, then what will be made, then what to know."""
    found = [*_wrong(plan), *_made(plan), *_doubtful(plan), *_left_out(plan.left_out)]
    return tuple(
        PlainRow(str(number), (Cell(what, style), Cell(count), Cell(detail)))
        for number, (what, count, detail, style) in enumerate(found)
    )


def preflight_line(kind: ImportFormat, file: str, plan: ImportPlan) -> str:
    """The file in one sentence. `file` is foreign text."""
    items = ngettext("{count} item", "{count} items", plan.items).format(count=plan.items)
    return _("{file}: {items}, read as {format}.").format(
        file=safe_text(file, limit=_NAME), items=items, format=format_name(kind)
    )


def format_name(kind: ImportFormat) -> str:
    """The program and the kind of file. Names of products are not translated."""
    return {
        ImportFormat.BITWARDEN_CSV: "Bitwarden CSV",
        ImportFormat.BITWARDEN_JSON: "Bitwarden JSON",
        ImportFormat.LASTPASS: "LastPass CSV",
        ImportFormat.ONEPASSWORD_CSV: "1Password CSV",
        ImportFormat.ONEPASSWORD_1PUX: "1Password 1PUX",
        ImportFormat.KEEPER_CSV: "Keeper CSV",
        ImportFormat.KEEPER_JSON: "Keeper JSON",
        ImportFormat.DASHLANE: "Dashlane CSV",
        ImportFormat.NORDPASS: "NordPass CSV",
        ImportFormat.KEEPASS_XML: "KeePass 2 XML",
        ImportFormat.KEEPASS_KDBX: "KeePass KDBX",
        ImportFormat.CHROME: "Chrome, Edge CSV",
        ImportFormat.FIREFOX: "Firefox CSV",
        ImportFormat.SAFARI: "Safari CSV",
    }[kind]


def below_words() -> tuple[str, ...]:
    """What importing below one collection means."""
    return (
        _("Collections of the file nest below it, and items of none go into it."),
        _("It is made where there is none of that name. Without a name the file is imported as it is."),
    )


def said_below(place: str) -> str:
    """Where everything goes now. `place` is foreign text, empty for nowhere in particular."""
    if not place:
        return _("The file is imported as it is.")
    return _("Everything goes below {name}.").format(name=safe_text(place, limit=_NAME))


def said_only_new(plan: ImportPlan) -> str:
    """How many items are left out because they look like existing ones."""
    known = sum(each.what == "already_there" for each in plan.left_out)
    words = ngettext("{count} item is left out.", "{count} items are left out.", known)
    return words.format(count=known)


_Found = tuple[str, str, str, str]
"""What, count, detail, style."""


def _wrong(plan: ImportPlan) -> Iterator[_Found]:
    for each in plan.too_long[:_MOST_ROWS]:
        row = _("row {row}").format(row=each.row) if each.row else "-"
        yield (
            _("Too long: {item}").format(item=safe_text(each.item, limit=_NAME)),
            row,
            long_words(each),
            "bad",
        )
    more = len(plan.too_long) - _MOST_ROWS
    if more > 0:
        yield _("More fields too long"), str(more), "", "bad"


def _made(plan: ImportPlan) -> Iterator[_Found]:
    for kind, count in plan.types:
        word = type_word(kind)
        yield word[:1].upper() + word[1:], str(count), "", ""
    if plan.become_notes:
        count = sum(number for _kind, number in plan.become_notes)
        yield _("Become secure notes"), str(count), become_notes_words(plan), "low"
    if plan.new_collections:
        names = some([safe_text(name, limit=_NAME) for name in plan.new_collections])
        yield _("New collections"), str(len(plan.new_collections)), names, ""
    if plan.reused:
        names = some([safe_text(each.name, limit=_NAME) for each in plan.reused])
        yield _("Collections reused"), str(len(plan.reused)), names, ""
    if plan.unassigned:
        where = _("Admins of the client find them under Unassigned; members do not see them.")
        yield _("Items in no collection"), str(plan.unassigned), where, "low"
    if len(plan.requests) > 1:
        yield _("Requests"), str(len(plan.requests)), requests_words(), "low"


def _doubtful(plan: ImportPlan) -> Iterator[_Found]:
    if plan.ambiguous:
        names = some([safe_text(name, limit=_NAME) for name in plan.ambiguous])
        detail = _("Several collections have this name, the first is used: {names}").format(names=names)
        yield _("Names used twice"), str(len(plan.ambiguous)), detail, "low"
    if plan.already_there:
        detail = _("Like items that are there already. Was this file imported before?")
        yield _("Probably there already"), str(plan.already_there), detail, "low"
    for each in plan.repeated[:_MOST_ROWS]:
        rows = some([str(row) for row in each.rows])
        detail = _("{item}: rows {rows}; all of them are imported.").format(
            item=safe_text(each.name, limit=_NAME), rows=rows
        )
        yield _("Probably the same"), str(len(each.rows)), detail, "low"
    more = len(plan.repeated) - _MOST_ROWS
    if more > 0:
        yield _("More that look the same"), str(more), "", "low"


def _left_out(left_out: Sequence[LeftOut]) -> Iterator[_Found]:
    """By reason: how many, and in which rows."""
    rows: dict[str, list[int]] = {}
    for each in left_out:
        rows.setdefault(each.what, []).append(each.row)
    for what, numbers in rows.items():
        detail = _("{why}; rows {rows}").format(
            why=left_out_words().get(what, "-"), rows=some([str(number) for number in numbers])
        )
        yield _("Left out"), str(len(numbers)), detail, "muted"
