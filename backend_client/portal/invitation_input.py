"""People to invite, out of whatever a person types, pastes or has in a file. Pure; never fails.

Free text: addresses between commas, semicolons, spaces or line ends, each alone or as `Name <a@b.example>`.
Rows: `address, role, groups`. A header that names an e-mail column begins a table, which lasts until the
next header; a line of it without an address in that column is read as free text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from backend_client.portal.members import MemberRole

LONGEST_ADDRESS = 256
"""Characters of an address: the server's limit."""

MOST_PEOPLE = 5_000
"""Addresses that are read out of one text; what follows is not."""


class AddressFault(StrEnum):
    """Why something is not invited."""

    NO_ADDRESS = "no_address"
    SEVERAL_AT = "several_at"
    LOCAL_EMPTY = "local_empty"
    LOCAL_NOT_ASCII = "local_not_ascii"
    LOCAL = "local"
    DOMAIN = "domain"
    TOP_LEVEL = "top_level"
    TOO_LONG = "too_long"
    ROLE = "role"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class InvitedPerson:
    """One address, in lower case as the server keeps it, at `line` (from 1).

    `role` and `groups` (names, foreign) are None where the text does not say: the defaults apply.
    """

    line: int
    email: str
    role: MemberRole | None = None
    groups: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class BadEntry:
    """Something at `line` that is no address, or a row that cannot be understood. `text` is foreign."""

    line: int
    text: str
    fault: AddressFault


@dataclass(frozen=True, slots=True)
class RepeatedEntry:
    """An address that stood at `first` already."""

    line: int
    email: str
    first: int


@dataclass(frozen=True, slots=True)
class ParsedPeople:
    """What was found, each in the order of the text."""

    people: tuple[InvitedPerson, ...] = ()
    bad: tuple[BadEntry, ...] = ()
    repeated: tuple[RepeatedEntry, ...] = ()


ROLE_WORDS: Mapping[str, MemberRole] = {
    "owner": MemberRole.OWNER,
    "admin": MemberRole.ADMIN,
    "administrator": MemberRole.ADMIN,
    "user": MemberRole.USER,
    "member": MemberRole.USER,
    "custom": MemberRole.CUSTOM,
}

_COLUMNS = {
    "email": frozenset({"email", "e-mail", "email address", "e-mail address", "mail", "emailaddress"}),
    "role": frozenset({"role", "type", "member role"}),
    "groups": frozenset({"groups", "group", "member of"}),
}
_DELIMITERS = ",;\t|"
_LINE_ENDS = re.compile("\r\n|\r|\n")
_PIECE = re.compile(r'"[^"]*"|<[^<>]*>|[,;\t]|[^\s,;<>"]+|["<>]')
_LOCAL_REFUSED = re.compile(r'[<>(),;:"\[\]\\@]|^\.|\.$|\.\.')

_Found = InvitedPerson | BadEntry


def parse_people(text: str) -> ParsedPeople:
    """Everybody in `text`."""
    people: dict[str, InvitedPerson] = {}
    bad: list[BadEntry] = []
    repeated: list[RepeatedEntry] = []
    for entry in _entries(_LINE_ENDS.split(text.removeprefix("\ufeff"))):
        if isinstance(entry, BadEntry):
            bad.append(entry)
        elif entry.email in people:
            repeated.append(RepeatedEntry(entry.line, entry.email, people[entry.email].line))
        else:
            people[entry.email] = entry
        if len(people) > MOST_PEOPLE or len(bad) > MOST_PEOPLE:
            bad.append(BadEntry(entry.line, "", AddressFault.TOO_MANY))
            break
    return ParsedPeople(tuple(people.values())[:MOST_PEOPLE], tuple(bad), tuple(repeated))


def fault_of(email: str) -> AddressFault | None:
    """Why the server would refuse `email`: by its rules an ASCII local part and a last label of letters."""
    local, at, domain = email.rpartition("@")
    labels = domain.split(".")
    known: tuple[tuple[bool, AddressFault], ...] = (
        (not at, AddressFault.NO_ADDRESS),
        ("@" in local, AddressFault.SEVERAL_AT),
        (not local, AddressFault.LOCAL_EMPTY),
        (len(email) > LONGEST_ADDRESS, AddressFault.TOO_LONG),
        (not local.isascii(), AddressFault.LOCAL_NOT_ASCII),
        (not local.isprintable() or " " in local or bool(_LOCAL_REFUSED.search(local)), AddressFault.LOCAL),
        (len(labels) < 2 or not all(map(_is_label, labels)), AddressFault.DOMAIN),
        (not labels[-1].isalpha(), AddressFault.TOP_LEVEL),
    )
    return next((fault for holds, fault in known if holds), None)


def _is_label(label: str) -> bool:
    letters = label.replace("-", "")
    return bool(letters) and letters.isalnum() and label[0] != "-" and label[-1] != "-"


def _entries(lines: Sequence[str]) -> Iterator[_Found]:
    start, header = 0, None
    for number, line in enumerate(lines):
        found = _header(line)
        if found is not None:
            yield from _part(lines, start, number, header)
            start, header = number + 1, found
    yield from _part(lines, start, len(lines), header)


@dataclass(frozen=True, slots=True)
class _Header:
    delimiter: str
    places: Mapping[str, int]


def _header(line: str) -> _Header | None:
    """The columns that `line` names, when one of them is for addresses and nothing in it is one."""
    if "@" in line:
        return None
    delimiter = _delimiter(line)
    names = [cell.strip().strip('"').strip().casefold() for cell in line.split(delimiter)]
    places: dict[str, int] = {}
    for column, words in _COLUMNS.items():
        place = next((place for place, name in enumerate(names) if name in words), None)
        if place is not None:
            places[column] = place
    return _Header(delimiter, places) if "email" in places else None


def _delimiter(line: str) -> str:
    outside = "".join(line.split('"')[0::2])
    return max(_DELIMITERS, key=outside.count)


def _part(lines: Sequence[str], start: int, end: int, header: _Header | None) -> Iterator[_Found]:
    if header is None:
        for number in range(start, end):
            yield from _line(lines[number], number + 1)
        return
    for number, cells in _records(lines[start:end], start + 1, header.delimiter):
        email = _cell(cells, header.places["email"])
        if "@" not in email:
            yield from _line(header.delimiter.join(cells), number)
            continue
        role = _cell(cells, header.places.get("role"))
        groups = _cell(cells, header.places.get("groups"))
        yield _row(number, email, role, _split_groups(groups))


def _records(lines: Sequence[str], first: int, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The records with the number of the line they begin at.

    A quotation mark that is never closed swallows what follows: where that holds addresses, and where the
    library gives up, each line is a record of its own.
    """
    reader = csv.reader((line + "\n" for line in lines), delimiter=delimiter)
    while True:
        start = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = None
        if cells is None or any("@" in line for line in lines[start + 1 : reader.line_num]):
            for number in range(start, reader.line_num):
                yield first + number, lines[number].replace('"', "").split(delimiter)
        else:
            yield first + start, cells


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""


def _split_groups(text: str) -> tuple[str, ...] | None:
    names = tuple(dict.fromkeys(name.strip() for name in re.split(r"[;|]", text) if name.strip()))
    return names or None


def _row(number: int, address: str, role: str, groups: tuple[str, ...] | None) -> _Found:
    bracketed = re.search(r"<([^<>]*@[^<>]*)>\s*$", address)
    person = _person(number, bracketed.group(1) if bracketed else address)
    if isinstance(person, BadEntry):
        return person
    if role and role.casefold() not in ROLE_WORDS:
        return BadEntry(number, role, AddressFault.ROLE)
    return InvitedPerson(number, person.email, ROLE_WORDS[role.casefold()] if role else None, groups)


def _line(line: str, number: int) -> Iterator[_Found]:
    """One line outside a table."""
    delimiter = _delimiter(line)
    cells = [cell.strip().strip('"').strip() for cell in line.split(delimiter)]
    is_row = len(cells) > 1 and "@" in cells[0] and not any("@" in cell for cell in cells[1:])
    if is_row and (cells[1].casefold() in ROLE_WORDS or (not cells[1] and len(cells) > 2)):
        yield _row(number, cells[0], cells[1], _split_groups(";".join(cells[2:])))
    else:
        yield from _free(line, number)


def _free(line: str, number: int) -> Iterator[_Found]:
    """Addresses anywhere in a line. Words before a bracketed address are its name, as are words that
    only spaces part from a bare one; other words are told."""
    words: list[str] = []
    parted = False
    for piece in _PIECE.findall(line):
        if piece in ",;\t":
            parted = parted or (piece != "\t" and bool(words))
            if piece == ";" and words:
                yield BadEntry(number, " ".join(words), AddressFault.NO_ADDRESS)
                words, parted = [], False
        elif "@" in piece and not piece.startswith('"'):
            bracketed = piece.startswith("<")
            if parted and not bracketed:
                yield BadEntry(number, " ".join(words), AddressFault.NO_ADDRESS)
            words, parted = [], False
            yield _person(number, piece.strip("<>"))
        else:
            words.append(piece)
    if words:
        yield BadEntry(number, " ".join(words), AddressFault.NO_ADDRESS)


def _person(number: int, address: str) -> _Found:
    address = address.strip()
    if address.casefold().startswith("mailto:"):
        address = address[len("mailto:") :]
    email = address.lower()
    fault = fault_of(address) or fault_of(email)
    return InvitedPerson(number, email) if fault is None else BadEntry(number, address, fault)
