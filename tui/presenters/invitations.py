"""People to invite, as rows and sentences: what was read, who is left out and why, seats. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from backend_client.portal.invitation_input import (
    LONGEST_ADDRESS,
    MOST_PEOPLE,
    AddressFault,
    BadEntry,
    InvitedPerson,
    ParsedPeople,
    RepeatedEntry,
)
from backend_client.portal.invitation_plan import (
    PERMISSIONS,
    Invitee,
    InvitePlan,
    InviteRoom,
    LeftOutPerson,
    LeftOutReason,
)
from backend_client.portal.members import MemberRole, MemberStatus
from tui.presenters.members import role_word
from tui.presenters.table import Cell, Column
from tui.safe_text import safe_text
from tui.terms import collections_word
from tui.translate import _, ngettext

_EMAIL, _GROUP, _TEXT = 120, 40, 60


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One thing found in the text. `why` is empty for somebody who is invited."""

    id: str
    line: int
    address: str
    role: str = ""
    groups: str = ""
    why: str = ""
    bad: bool = False

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Finished cells, in the order of `found_columns`."""
        style = "bad" if self.bad else "warning" if self.why else ""
        return (
            Cell(str(self.line) if self.line else "", "muted"),
            Cell(self.address, style),
            Cell(self.role),
            Cell(self.groups),
            Cell(self.why or _("invite"), style or "muted"),
        )


def found_columns() -> tuple[Column, ...]:
    """The columns, left to right."""
    return (
        Column("line", _("Line"), 4, right=True),
        Column("address", _("Address"), 22, narrow=16, wide=40),
        Column("role", _("Role"), 6),
        Column("groups", _("Groups"), 9, narrow=8, wide=24, drop=1),
        Column("what", _("What happens"), 32, narrow=12, flexible=True),
    )


def found_rows(parsed: ParsedPeople, plan: InvitePlan, room: InviteRoom | None) -> tuple[FoundRow, ...]:
    """What needs a look first, in the order of the text; then who is invited, in the order sent."""
    lines = {person.email: person.line for person in parsed.people}
    odd = [
        *(bad_row(number, entry) for number, entry in enumerate(parsed.bad)),
        *(_left_row(one, room) for one in plan.left_out),
        *(repeated_row(number, entry) for number, entry in enumerate(parsed.repeated)),
    ]
    odd.sort(key=lambda row: (row.line, row.id))
    return (*odd, *(_invited_row(one, lines.get(one.email, 0)) for one in plan.people))


def read_rows(parsed: ParsedPeople) -> tuple[FoundRow, ...]:
    """The same before the client's room is known."""
    return found_rows(parsed, InvitePlan(tuple(map(_as_read, parsed.people))), None)


def _as_read(person: InvitedPerson) -> Invitee:
    return Invitee(person.email, person.role or MemberRole.USER, (), person.groups or ())


def _invited_row(one: Invitee, line: int) -> FoundRow:
    return FoundRow(one.email, line, email_text(one.email), role_word(one.role), group_list(one.group_names))


def bad_row(number: int, entry: BadEntry) -> FoundRow:
    """Something that is no address."""
    text = safe_text(entry.text, limit=_TEXT)
    return FoundRow(f"bad {number}", entry.line, text, why=fault_words(entry.fault), bad=True)


def repeated_row(number: int, entry: RepeatedEntry) -> FoundRow:
    """An address that stood there before."""
    why = _("twice: it stands in line {line} already").format(line=entry.first)
    return FoundRow(f"twice {number}", entry.line, email_text(entry.email), why=why)


def _left_row(one: LeftOutPerson, room: InviteRoom | None) -> FoundRow:
    return FoundRow(f"left {one.email}", one.line, email_text(one.email), why=left_out_words(one, room))


def email_text(email: str) -> str:
    """An address, safe."""
    return safe_text(email, limit=_EMAIL)


def group_list(names: Sequence[str]) -> str:
    """Names of groups, safe, in one cell."""
    return ", ".join(safe_text(name, limit=_GROUP) for name in names)


def fault_words(fault: AddressFault) -> str:
    """What is wrong with an entry, and what would be right."""
    words: Mapping[AddressFault, str] = {
        AddressFault.NO_ADDRESS: _("no e-mail address: there is no @"),
        AddressFault.SEVERAL_AT: _("more than one @: put a comma or a line between addresses"),
        AddressFault.LOCAL_EMPTY: _("nothing stands before the @"),
        AddressFault.LOCAL_NOT_ASCII: _("only plain letters before the @"),
        AddressFault.LOCAL: _("not allowed before the @"),
        AddressFault.DOMAIN: _("no valid domain after the @"),
        AddressFault.TOP_LEVEL: _("must end in letters, like .com"),
        AddressFault.TOO_LONG: _("longer than {most} characters").format(most=LONGEST_ADDRESS),
        AddressFault.ROLE: _("no such role: user, admin, owner or custom"),
        AddressFault.TOO_MANY: _("more than {most} people; the rest is not read").format(most=MOST_PEOPLE),
    }
    return words[fault]


def left_out_words(one: LeftOutPerson, room: InviteRoom | None) -> str:
    """Why somebody is not invited, and what to do instead."""
    group = safe_text(one.what, limit=_GROUP)
    words: Mapping[LeftOutReason, Callable[[], str]] = {
        LeftOutReason.MEMBER_ALREADY: lambda: _member_words(one.status),
        LeftOutReason.UNKNOWN_GROUP: lambda: _unknown_group(group, one.near, room),
        LeftOutReason.SEVERAL_GROUPS: lambda: _("several groups are called '{group}'").format(group=group),
        LeftOutReason.NO_GROUPS: lambda: _("this client may use no groups: '{group}'").format(group=group),
        LeftOutReason.ROLE_NOT_ALLOWED: lambda: _("you may not give this role here"),
        LeftOutReason.NO_SEAT: lambda: _("no seat is left"),
    }
    return words[one.reason]()


def _member_words(status: int) -> str:
    words: Mapping[int, str] = {
        MemberStatus.INVITED: _("invited already; resend instead"),
        MemberStatus.ACCEPTED: _("accepted already; confirm instead"),
        MemberStatus.CONFIRMED: _("a member already"),
        MemberStatus.REVOKED: _("revoked; restore instead"),
    }
    return words.get(status, _("listed already"))


def _unknown_group(group: str, near: Sequence[str], room: InviteRoom | None) -> str:
    if room is not None and not room.groups_known:
        return _("no group '{group}' known: the groups could not be read").format(group=group)
    if near:
        return _("no group '{group}'; perhaps {near}?").format(group=group, near=group_list(near))
    return _("no group '{group}'").format(group=group)


def count_sentence(parsed: ParsedPeople, plan: InvitePlan, room: InviteRoom | None) -> str:
    """`12 to invite, 2 wrong, 1 twice, 1 left out. 3 of 40 seats left: 9 too few.`"""
    people = len(parsed.people if room is None else plan.people)
    counted = counted_people(parsed, people, len(plan.left_out))
    return f"{counted} {seats_sentence(room, people)}".rstrip()


def counted_people(parsed: ParsedPeople, people: int, left_out: int) -> str:
    """`12 to invite, 2 wrong, 1 twice, 1 left out.`"""
    said = [ngettext("{count} person to invite", "{count} people to invite", people).format(count=people)]
    for count, word in (
        (len(parsed.bad), _("{count} wrong")),
        (len(parsed.repeated), _("{count} twice")),
        (left_out, _("{count} left out")),
    ):
        if count:
            said.append(word.format(count=count))
    return ", ".join(said) + "."


def access_sentence(collections: int) -> str:
    """How many collections everybody is given; empty for none."""
    if not collections:
        return ""
    return _("{count} {collections} for all.").format(
        count=collections, collections=collections_word(collections)
    )


def seats_sentence(room: InviteRoom | None, needed: int) -> str:
    """Whether the seats are enough."""
    if room is None:
        return _("Seats are not known yet.")
    if room.seats.unlimited:
        return _("There is no seat limit.")
    if room.left is None:
        return _("How many seats are left is not known.")
    left = _("{left} of {assigned} seats left").format(left=room.left, assigned=room.seats.assigned)
    if needed <= room.left:
        return f"{left}."
    return _("{left}: {missing} too few.").format(left=left, missing=needed - room.left)


def seats_missing(room: InviteRoom, needed: int) -> int:
    """Seats that are too few for `needed` more people; 0 where they are enough, or no limit is known."""
    return 0 if room.left is None else max(0, needed - room.left)


def role_choices(room: InviteRoom | None) -> tuple[tuple[MemberRole, str, str], ...]:
    """Role, its word and what it may do, for every role that may be handed out."""
    hints = {
        MemberRole.USER: _("sees its collections"),
        MemberRole.ADMIN: _("manages members, groups"),
        MemberRole.OWNER: _("may do everything"),
        MemberRole.CUSTOM: _("chosen permissions"),
    }
    roles = (MemberRole.USER,) if room is None else room.roles
    return tuple((role, role_word(role), hints[role]) for role in roles)


def group_choices(room: InviteRoom | None) -> tuple[tuple[str, str], ...]:
    """Ids and safe names of the groups. Those that share a name cannot be told apart, and are left out."""
    if room is None:
        return ()
    names = [group.name.strip().casefold() for group in room.groups]
    return tuple(
        (group.id, safe_text(group.name, limit=_GROUP))
        for group, name in zip(room.groups, names, strict=True)
        if names.count(name) == 1
    )


def no_groups_words(room: InviteRoom | None) -> str:
    """What stands where there are no groups to choose."""
    if room is None:
        return _("Reading ...")
    if not room.groups_usable:
        return _("This plan has no groups.")
    return _("None yet.") if room.groups_known else _("Could not be read.")


def permission_choices() -> tuple[tuple[str, str], ...]:
    """What a custom role may be given: the server's names, and ours."""
    words = {
        "accessEventLogs": _("Event logs"),
        "accessImportExport": _("Import and export"),
        "accessReports": _("Reports"),
        "createNewCollections": _("Create collections"),
        "editAnyCollection": _("Edit any collection"),
        "deleteAnyCollection": _("Delete any collection"),
        "manageGroups": _("Manage groups"),
        "managePolicies": _("Manage policies"),
        "manageSso": _("Manage SSO"),
        "manageUsers": _("Manage users"),
        "manageResetPassword": _("Account recovery"),
        "manageScim": _("Manage SCIM"),
        "manageAccessRules": _("Manage access rules"),
    }
    return tuple((name, words[name]) for name in PERMISSIONS)


def nobody_words() -> str:
    """For a list without anybody."""
    return _("Nobody yet: type or paste addresses above, one per line. F3 reads a file.")
