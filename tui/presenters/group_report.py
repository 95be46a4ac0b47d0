"""Groups of a client for files and scripts: text, JSON, CSV. Pure."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from backend_client.portal.collections import Permission
from backend_client.portal.groups import GroupBoard
from tui.presenters.collections import full_name
from tui.presenters.csv_cells import csv_cell
from tui.presenters.group_edits import AccessEdits
from tui.presenters.groups import CODES, GroupGrid, count_words, empty_words
from tui.safe_text import fit, safe_text, width_of
from tui.translate import _

PERMISSION_NAMES = {
    Permission.NO_ACCESS: "none",
    Permission.VIEW_HIDDEN_PASSWORDS: "view-hidden",
    Permission.VIEW: "view",
    Permission.EDIT_HIDDEN_PASSWORDS: "edit-hidden",
    Permission.EDIT: "edit",
    Permission.MANAGE: "manage",
}
"""How files and command lines name permissions."""


def groups_as(board: GroupBoard, format: str) -> str:
    """The board as "text", "json" or "csv"."""
    if format == "json":
        return json.dumps(_record(board), indent=2, ensure_ascii=True) + "\n"
    return _matrix_csv(board) if format == "csv" else _text(board)


def _record(board: GroupBoard) -> dict[str, Any]:
    mails = {member.id: member.email for member in board.members}
    names = {each.id: each.name for each in board.collections}
    groups = [
        {
            "id": group.id,
            "name": group.name,
            "directory": group.from_directory,
            "externalId": group.external_id or None,
            "members": sorted(mails.get(one, one) for one in group.members) if board.members_known else None,
            "access": [
                {"collection": names.get(key), "id": key, "permission": PERMISSION_NAMES[permission]}
                for key, permission in group.access.items()
            ],
        }
        for group in board.groups
    ]
    return {"usable": board.usable, "unreadable": board.unreadable, "groups": groups}


def _matrix_csv(board: GroupBoard) -> str:
    """One row per group, one column per collection."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [csv_cell(full_name(each)) for each in board.collections]
    writer.writerow(["id", "name", "directory", "members", *names])
    for group in board.groups:
        members = len(group.members) if board.members_known else None
        head = [group.id, group.name, group.from_directory, members]
        cells = [PERMISSION_NAMES[group.reach(each.id)] for each in board.collections]
        writer.writerow([csv_cell(value) for value in (*head, *cells)])
    return out.getvalue()


def _text(board: GroupBoard) -> str:
    """Each group with its members counted and what it reaches, then what the letters mean."""
    if not board.groups:
        words = count_words(board) if board.usable else empty_words(board)
        return f"{words}\n"
    edits = AccessEdits()
    edits.take(board)
    heads = GroupGrid(board, edits).rows
    width = min(40, max(width_of(head.name) for head in heads))
    lines = [count_words(board)]
    for group, head in zip(board.groups, heads, strict=True):
        reached = ", ".join(
            f"{CODES[permission]} {full_name(each)}"
            for each in board.collections
            if (permission := group.reach(each.id))
        )
        lines.append(f"{fit(head.name, width)}  {head.note:>4}  {reached or '-'}")
    lines.append(_("V view, E edit, M manage; small v and e: with passwords hidden."))
    return "\n".join(safe_text(line, limit=len(line) + 1) for line in lines) + "\n"
