"""What a job that changes members remembers: the one wish for all of them, by ids. Pure.

Of people who are removed and invited again also what they are invited with, as after the first half of that
nothing on the server tells it any more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from backend_client.portal.job_lines import JobKind, LeftJob
from backend_client.portal.job_rest import mapping, texts_by_text
from backend_client.portal.member_access import AccessBoard, MemberEdit, Wish
from backend_client.portal.member_edit_parts import role_figure
from backend_client.portal.member_workaround import invitee_again
from backend_client.portal.members import MemberRole
from backend_client.portal.noted_figures import permission_named
from tui.presenters.job_invites import asked_of


def wish_asked(wish: Wish) -> dict[str, Any]:
    """The wish in plain words; what is not wished is left out."""
    asked = {
        "role": None if wish.role is None else role_figure(wish.role),
        "permissions": dict(wish.permissions),
        "groups": dict(wish.groups),
        "collections": {key: access.name.lower() for key, access in wish.collections.items()},
    }
    return {"wish": {name: value for name, value in asked.items() if value}}


def again_asked(board: AccessBoard, wish: Wish, edits: Sequence[MemberEdit]) -> dict[str, Any]:
    """The wish, and the invitation of each."""
    return {**wish_asked(wish), **asked_of([invitee_again(board, edit) for edit in edits])}


def wish_again(left: LeftJob) -> Wish:
    """The wish of a job; whoever can write the journal can write anything into it."""
    asked = mapping(left.line.asked.get("wish"))
    access = {key: permission_named(word) for key, word in texts_by_text(asked.get("collections")).items()}
    return Wish(
        next((each for each in MemberRole if role_figure(each) == asked.get("role")), None),
        _switches(asked.get("permissions")),
        _switches(asked.get("groups")),
        {key: permission for key, permission in access.items() if permission is not None},
    )


def to_invite(left: LeftJob, gone: Collection[str]) -> LeftJob:
    """The invitations of those who were removed and are `gone`, as far as they share the first one's terms.

    What it is taken from stays as it is.
    """
    rows, terms, whose = left.line.rows, left.line.asked.get("terms"), left.line.asked.get("whose")
    theirs = dict(zip(rows, whose if isinstance(whose, list) else (), strict=False))
    missing = [row for row in rows if row in gone]
    same = tuple(row for row in missing if theirs.get(row) == theirs.get(missing[0]))
    asked = {"terms": terms, "whose": [theirs.get(row) for row in same]}
    line = replace(left.line, kind=JobKind.INVITE, rows=same, count=len(same), asked=asked)
    return LeftJob(line, 0, datetime.now(UTC))


def _switches(found: object) -> Mapping[str, bool]:
    return {str(key): value for key, value in mapping(found).items() if isinstance(value, bool)}
