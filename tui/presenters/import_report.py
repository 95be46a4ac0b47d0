"""An import for people and programs: what would be sent, what is wrong with it, what arrived. Pure.

Names come out of a customer's file and are made safe; no content of an item is ever shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backend_client.portal.import_plan import ImportPlan, Repeated, TooLong
from backend_client.portal.import_write import ImportResult
from backend_client.portal.importers.formats import ImportFormat
from backend_client.portal.importers.imported import LeftOut
from backend_client.portal.vault_items import ItemType
from tui.safe_text import safe_text
from tui.terms import collections_word
from tui.translate import _, ngettext

_LISTED = 20
_NAME = 60


def plan_lines(client: str, kind: ImportFormat, plan: ImportPlan, *, member: bool = False) -> tuple[str, ...]:
    """What an import would do, and everything a person should look at before it is sent.

    `member`: whoever sends it is in the organization.
    """
    items = ngettext("{count} item", "{count} items", plan.items).format(count=plan.items)
    heading = _("{client}: {items} ({format})").format(
        client=safe_text(client, limit=_NAME), items=items, format=kind.value
    )
    types = ", ".join(f"{type_word(item_type)} {count}" for item_type, count in plan.types)
    return (
        heading,
        *([types] if types else []),
        *_fitted_lines(plan),
        *_collection_lines(plan),
        *_trouble_lines(plan),
        *warning_lines(plan, member=member),
    )


def warning_lines(plan: ImportPlan, *, member: bool = False) -> tuple[str, ...]:
    """What cannot be undone from here. A `member` keeps what providers lose."""
    if member:
        return (_("Sending the file twice doubles everything."),)
    lines = [
        _("Provider users cannot see, change or delete single items afterwards; members of the client can."),
        _("Sending the file twice doubles everything."),
    ]
    if plan.new_collections:
        lines.append(_("Nobody manages the new collections until access is given."))
    return tuple(lines)


def result_lines(result: ImportResult) -> tuple[str, ...]:
    """What arrived, and what is left to do."""
    lines = [
        _("Arrived: {items}. Collections made: {made}, reused: {reused}.").format(
            items=result.items, made=result.made, reused=result.reused
        )
    ]
    if result.unmanaged and result.names:
        names = some([safe_text(name, limit=_NAME) for name in result.names])
        lines.append(_("Not managed by anybody yet: {names}").format(names=names))
    elif result.unmanaged:
        sentence = _("Not managed by anybody yet: {count} {word}.")
        lines.append(sentence.format(count=result.unmanaged, word=collections_word(result.unmanaged)))
    return tuple(lines)


def file_line() -> str:
    """What is left to do on this machine."""
    return _("The file still holds every password: delete it.")


def type_word(item_type: ItemType) -> str:
    """The name of an item type, in the plural."""
    return {
        ItemType.LOGIN: _("logins"),
        ItemType.SECURE_NOTE: _("secure notes"),
        ItemType.CARD: _("cards"),
        ItemType.IDENTITY: _("identities"),
        ItemType.SSH_KEY: _("SSH keys"),
        ItemType.BANK_ACCOUNT: _("bank accounts"),
        ItemType.DRIVERS_LICENSE: _("driver's licences"),
        ItemType.PASSPORT: _("passports"),
    }[item_type]


def plan_record(kind: ImportFormat, plan: ImportPlan) -> dict[str, Any]:
    """A plan as JSON; the keys are part of the program's interface."""
    return {
        "format": kind.value,
        "items": plan.items,
        "types": {item_type.name.lower(): count for item_type, count in plan.types},
        "becomeNotes": {item_type.name.lower(): count for item_type, count in plan.become_notes},
        "requests": len(plan.requests),
        "newCollections": list(plan.new_collections),
        "reusedCollections": [{"name": each.name, "id": each.id} for each in plan.reused],
        "ambiguousCollections": list(plan.ambiguous),
        "unassigned": plan.unassigned,
        "tooLong": [
            {"row": each.row, "item": each.item, "field": each.path, "bytes": each.size, "most": each.most}
            for each in plan.too_long
        ],
        "repeated": [{"name": each.name, "rows": list(each.rows)} for each in plan.repeated],
        "alreadyThere": plan.already_there,
        "leftOut": [{"row": each.row, "why": each.what} for each in plan.left_out],
    }


def result_record(result: ImportResult) -> dict[str, Any]:
    """What arrived, as JSON."""
    return {
        "items": result.items,
        "newCollections": list(result.names),
        "newCollectionIds": list(result.new_ids),
        "reused": result.reused,
        "unmanaged": list(result.names if result.unmanaged else ()),
    }


def become_notes_words(plan: ImportPlan) -> str:
    """Which items become secure notes, and what that means."""
    kinds = ", ".join(f"{type_word(kind)} {count}" for kind, count in plan.become_notes)
    return _(
        "{kinds}: this server does not keep them as such. Each member becomes a field; nothing is lost."
    ).format(kinds=kinds)


def requests_words() -> str:
    """Why an import goes in several requests."""
    return _("The server takes 20 MB at once. If one fails, those before it have arrived.")


def _fitted_lines(plan: ImportPlan) -> list[str]:
    lines = []
    if plan.become_notes:
        lines.append(f"{_('Become secure notes')}: {become_notes_words(plan)}")
    if len(plan.requests) > 1:
        lines.append(f"{_('Requests')}: {len(plan.requests)}. {requests_words()}")
    return lines


def _collection_lines(plan: ImportPlan) -> list[str]:
    lines = []
    new, reused = plan.new_collections, plan.reused
    if new:
        shown = some([safe_text(name, limit=_NAME) for name in new])
        lines.append(_named(_("To be made: {count} {word}: {names}"), len(new), shown))
    if reused:
        shown = some([safe_text(each.name, limit=_NAME) for each in reused])
        lines.append(_named(_("To be reused: {count} {word}: {names}"), len(reused), shown))
    if plan.unassigned:
        lines.append(_("Items in no collection: {count}").format(count=plan.unassigned))
    if plan.ambiguous:
        shown = some([safe_text(name, limit=_NAME) for name in plan.ambiguous])
        lines.append(_("Several collections have this name, the first is used: {names}").format(names=shown))
    return lines


def _named(sentence: str, count: int, names: str) -> str:
    return sentence.format(count=count, word=collections_word(count), names=names)


def _trouble_lines(plan: ImportPlan) -> list[str]:
    lines = [_long_line(each) for each in plan.too_long[:_LISTED]]
    lines += _more(len(plan.too_long))
    lines += [_repeated_line(each) for each in plan.repeated[:_LISTED]]
    lines += _more(len(plan.repeated))
    if plan.already_there:
        sentence = _("Like items that are there already: {count}. Was this file imported before?")
        lines.append(sentence.format(count=plan.already_there))
    lines += [_left_line(each) for each in plan.left_out[:_LISTED]]
    lines += _more(len(plan.left_out))
    return lines


def _long_line(each: TooLong) -> str:
    sentence = _("Row {row}, {item}: {field} is too long, {size} bytes of {most}.")
    return sentence.format(
        row=each.row,
        item=safe_text(each.item, limit=_NAME),
        field=safe_text(each.path, limit=40),
        size=each.size,
        most=each.most,
    )


def long_words(each: TooLong) -> str:
    """Which field is too long, and what to do."""
    sentence = _("{field} has {size} bytes, {most} fit. Shorten it in the file, then choose it again.")
    return sentence.format(field=safe_text(each.path, limit=40), size=each.size, most=each.most)


def _repeated_line(each: Repeated) -> str:
    rows = some([str(row) for row in each.rows])
    sentence = _("Probably the same, rows {rows}: {item}")
    return sentence.format(rows=rows, item=safe_text(each.name, limit=_NAME))


def _left_line(each: LeftOut) -> str:
    return _("Row {row} is left out: {why}").format(row=each.row, why=left_out_words().get(each.what, "-"))


def left_out_words() -> Mapping[str, str]:
    """Why something of a file is not imported, by code."""
    return {
        "unknown_type": _("an item type not known here"),
        "in_trash": _("it is in the trash"),
        "document": _("a document or attachment"),
        "account": _("an entry of the browser itself"),
        "no_content": _("it has no content"),
        "already_there": _("one of this type, name and user name is there already"),
    }


def _more(count: int) -> list[str]:
    left = count - _LISTED
    return [_("... and {count} more").format(count=left)] if left > 0 else []


def some(texts: Sequence[str]) -> str:
    """The first of finished texts, in one line."""
    shown = ", ".join(texts[:_LISTED])
    return shown if len(texts) <= _LISTED else f"{shown}, ..."
