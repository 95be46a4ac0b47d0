"""The members of a client for scripts and files: lines of text, records, CSV. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from backend_client.portal.member_access import AccessBoard, MemberAccess
from backend_client.portal.members import Member, MemberBoard, MemberRole, MemberStatus
from tui.presenters.collections import full_name, permission_words
from tui.presenters.csv_cells import csv_text
from tui.presenters.group_report import PERMISSION_NAMES
from tui.presenters.groups import group_name
from tui.presenters.invitations import permission_choices
from tui.presenters.members import MemberRow, counts_line, detail_sentences, member_rows
from tui.presenters.numbers import figure
from tui.presenters.saved_view import SavedRows
from tui.safe_text import fit, safe_text
from tui.translate import _

FIELDS = (
    "id",
    "status",
    "name",
    "email",
    "role",
    "groups",
    "invited",
    "resent",
    "twoStep",
    "recovery",
    "claimed",
    "permissions",
    "collections",
)
"""The members of a record, for programs: never translated."""


def board_text(board: MemberBoard) -> str:
    """The board as lines of text."""
    seats = _("seats: {used} of {all} used").format(used=board.seats.used, all=figure(board.seats.assigned))
    if board.seats.unlimited:
        seats = _("seats: {used} used, no limit").format(used=figure(board.seats.used))
    lines = [f"{counts_line(board)}  {seats}"]
    for row in member_rows(board):
        status, name, email, role, groups, age, two_step, recovery = (cell.text for cell in row.cells)
        told = [fit(status, 9), fit(role, 6), fit(email, 34), fit(name, 20), fit(age, 20)]
        told.append(_("2-step {state}").format(state=fit(two_step, 2)))
        told.append(_("recovery {state}").format(state=fit(recovery, 2)))
        lines.append("  ".join((*told, groups)).rstrip())
    return "\n".join(lines) + "\n"


def board_records(rows: Sequence[MemberRow], access: AccessBoard | None = None) -> list[dict[str, object]]:
    """One record per person; keys and statuses are part of the program's interface. `access` tells who
    reaches which collection directly."""
    return [_record(row.member, access) for row in rows]


def _record(member: Member, access: AccessBoard | None) -> dict[str, object]:
    return {
        "id": member.id,
        "status": status_name(member.status),
        "name": member.name,
        "email": member.email,
        "role": role_name(member.role),
        "groups": list(member.groups),
        "invited": member.since.isoformat() if member.since else None,
        "resent": member.resent.isoformat() if member.resent else None,
        "twoStep": member.two_step,
        "recovery": member.recovery,
        "claimed": member.claimed,
        "permissions": sorted(member.permissions),
        "collections": collection_records(member.id, access),
    }


def collection_records(member_id: str, access: AccessBoard | None) -> list[dict[str, object]] | None:
    """Direct access to collections, in the order of their tree; None where it was not read."""
    member = access.member(member_id) if access is not None else None
    if access is None or member is None:
        return None
    return [
        {"id": each.id, "name": each.name, "permission": PERMISSION_NAMES[member.reach(each.id)]}
        for each in access.collections
        if member.reach(each.id)
    ]


def shown_record(member: Member, access: AccessBoard) -> dict[str, object]:
    """One person for a script."""
    return _record(member, access)


def access_text(member: Member, access: MemberAccess, board: AccessBoard) -> str:
    """One person as lines of text: who they are, their groups, their direct access."""
    words = dict(permission_choices())
    facts = [*detail_sentences(MemberRow(member, board.read_at))[:1]]
    if access.permissions:
        granted = [words.get(each, safe_text(each, limit=40)) for each in sorted(access.permissions)]
        facts.append(_("Permissions: {names}").format(names=", ".join(granted)))
    facts.append(_("Groups:"))
    groups = [group_name(group) for group in board.groups if group.id in access.groups]
    facts += [f"  {name}" for name in groups] or ["  -"]
    facts.append(_("Direct access to collections:"))
    held = [
        f"  {full_name(each)}: {permission_words(access.reach(each.id))}"
        for each in board.collections
        if access.reach(each.id)
    ]
    facts += held or ["  -"]
    return "\n".join(facts) + "\n"


def records_json(records: Sequence[dict[str, object]]) -> str:
    """The records as JSON."""
    return json.dumps(list(records), indent=2, ensure_ascii=True) + "\n"


def records_csv(records: Iterable[dict[str, object]]) -> str:
    """The records as CSV; lists are joined with semicolons."""
    return csv_text(FIELDS, ([_joined(record[name]) for name in FIELDS] for record in records))


def _joined(value: object) -> object:
    if not isinstance(value, list):
        return value
    return "; ".join(
        f"{each['name'] or each['id']}={each['permission']}" if isinstance(each, dict) else str(each)
        for each in value
    )


def saved_members(rows: Sequence[MemberRow], access: AccessBoard | None, now: datetime) -> SavedRows:
    """The rows as they are shown, for a file."""
    records = board_records(rows, access)

    def text(path: Path) -> str:
        return records_json(records) if path.suffix.lower() == ".json" else records_csv(records)

    return SavedRows(f"members-{now.astimezone():%Y-%m-%d}.csv", len(records), text)


def status_name(status: int) -> str:
    """A status as scripts know it."""
    return next((each.name.lower() for each in MemberStatus if each == status), str(status))


def role_name(role: int) -> str:
    """A role as scripts know it."""
    return next((each.name.lower() for each in MemberRole if each == role), str(role))
