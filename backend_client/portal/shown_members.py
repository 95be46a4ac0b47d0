"""Whether an interrupted act on members happened, by what the list of members shows. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_client.portal.collections import Permission, permission_of
from backend_client.portal.journal import Entry, Outcome
from backend_client.portal.members import MemberAct, MemberRole, MemberStatus
from backend_client.portal.noted_figures import permission_named, share_of, text_of, texts_of

if TYPE_CHECKING:
    from backend_client.api.members import MemberRow

EDIT = "member.edit"
"""What a change of role or access is called in the journal."""

AGAIN = "member.again"
"""What removing somebody and inviting them again is called in the journal."""

INVITE = "member.invite"
"""What an invitation is called in the journal."""


@dataclass(frozen=True, slots=True)
class ShownMember:
    """One member as far as acts leave traces: `access` maps collection ids, `groups` are ids.

    `role` is the server's number; None: only the status was read, and none of the rest is known.
    """

    id: str
    email: str
    status: int
    access: Mapping[str, Permission] = field(default_factory=dict)
    role: int | None = None
    permissions: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


def shown_members(rows: Iterable[MemberRow]) -> tuple[ShownMember, ...]:
    """Members with what they reach directly: `rows` hold groups and collections."""
    return tuple(
        ShownMember(
            row.id,
            row.email,
            row.status,
            {each.id: permission_of(each) for each in row.collections},
            row.type,
            row.permissions,
            frozenset(row.groups),
        )
        for row in rows
    )


def is_done(act: MemberAct, status: int | None) -> bool:
    """Whether a member of this status (None: not in the list) shows that `act` happened."""
    shows = _SHOWN_BY.get(act)
    return shows is not None and shows(status)


_SHOWN_BY: Mapping[MemberAct, Callable[[int | None], bool]] = {
    MemberAct.CONFIRM: lambda status: status == MemberStatus.CONFIRMED,
    MemberAct.REVOKE: lambda status: status == MemberStatus.REVOKED,
    MemberAct.RESTORE: lambda status: status not in (None, MemberStatus.REVOKED),
    MemberAct.REMOVE: lambda status: status is None,
    MemberAct.DELETE_ACCOUNT: lambda status: status is None,
}
"""By a member's status; a reminder leaves no trace there."""

Decide = Callable[[Sequence[ShownMember], Entry], Outcome | None]
"""What became of an act by the members shown; None where they do not tell it."""


def _changed(is_so: Callable[[int | None], bool]) -> Decide:
    """For acts on `ids`: `is_so` tells by a member's status, None where it is not listed."""

    def decide(members: Sequence[ShownMember], entry: Entry) -> Outcome | None:
        statuses = {member.id: member.status for member in members}
        return share_of([is_so(statuses.get(each)) for each in texts_of(entry, "ids")])

    return decide


def _invited(members: Sequence[ShownMember], entry: Entry) -> Outcome | None:
    known = {member.email.casefold() for member in members}
    return share_of([each.casefold() in known for each in texts_of(entry, "emails")])


def _invited_again(members: Sequence[ShownMember], entry: Entry) -> Outcome | None:
    ids, emails = texts_of(entry, "ids"), {each.casefold() for each in texts_of(entry, "emails")}
    if any(member.id in ids for member in members):
        return Outcome.NOT_SENT
    invited = any(member.email.casefold() in emails for member in members)
    return Outcome.DONE if invited else Outcome.HALF_DONE


def _edited(members: Sequence[ShownMember], entry: Entry) -> Outcome | None:
    ids = texts_of(entry, "ids")
    member = next((each for each in members if each.id in ids), None)
    if member is None:
        return Outcome.UNKNOWN
    if member.role is None:
        return None
    seen = []
    if role := text_of(entry.after, "role"):
        seen.append(role == next((each.name.lower() for each in MemberRole if each == member.role), ""))
    if "permissions" in entry.after:
        seen.append(set(texts_of(entry, "permissions")) == member.permissions)
    seen += [each in member.groups for each in texts_of(entry, "joined_ids")]
    seen += [each not in member.groups for each in texts_of(entry, "left_ids")]
    for cell in text_of(entry.after, "access").split():
        key, _, word = cell.partition("=")
        seen.append(member.access.get(key, Permission.NO_ACCESS) is permission_named(word))
    return share_of(seen)


MEMBER_DECIDERS: Mapping[str, Decide] = {
    EDIT: _edited,
    AGAIN: _invited_again,
    INVITE: _invited,
    **{act.value: _changed(is_so) for act, is_so in _SHOWN_BY.items()},
}
"""By the act's name in the journal."""
