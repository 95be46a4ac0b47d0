"""People out of whatever somebody types, pastes or has in a file."""

from __future__ import annotations

import csv
import io
import string

import pytest
from hypothesis import given, strategies as st

from backend_client.portal.invitation_input import (
    LONGEST_ADDRESS,
    MOST_PEOPLE,
    AddressFault,
    InvitedPerson,
    fault_of,
    parse_people,
)
from backend_client.portal.members import MemberRole

A, B = "ann@birch.example", "bob@birch.example"


@pytest.mark.parametrize(
    ("text", "emails"),
    [
        (A, [A]),
        (f"{A}\n{B}", [A, B]),
        (f"{A}\r\n{B}\r\n", [A, B]),
        (f"{A}\r{B}", [A, B]),
        (f"{A}, {B}", [A, B]),
        (f"{A};{B};", [A, B]),
        (f"{A} {B}", [A, B]),
        (f"Ann Lee <{A}>; Bob <{B}>", [A, B]),
        (f'"Lee, Ann" <{A}>, Lee, Bob <{B}>', [A, B]),
        (f"Ann Lee\t{A}\nBob\t{B}", [A, B]),
        (f"<mailto:{A}>", [A]),
        ("ANN@Birch.Example", [A]),
        (f"\ufeff{A}", [A]),
        ("a.b+c_d'e@x-y.co", ["a.b+c_d'e@x-y.co"]),
        ("ann@bücher.example", ["ann@bücher.example"]),
        ("\n \n\t\n", []),
    ],
)
def test_addresses_in_free_text(text: str, emails: list[str]) -> None:
    found = parse_people(text)
    assert [person.email for person in found.people] == emails
    assert found.bad == ()


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ("ann", 1, AddressFault.NO_ADDRESS),
        (f"{A}\nann, {B}", 2, AddressFault.NO_ADDRESS),
        (f"{A}; ann; {B}", 1, AddressFault.NO_ADDRESS),
        (f"{A} and", 1, AddressFault.NO_ADDRESS),
        ("a@b@c.example", 1, AddressFault.SEVERAL_AT),
        ("@birch.example", 1, AddressFault.LOCAL_EMPTY),
        ("jürgen@birch.example", 1, AddressFault.LOCAL_NOT_ASCII),
        ("\u212aarl@birch.example", 1, AddressFault.LOCAL_NOT_ASCII),
        ("a..b@birch.example", 1, AddressFault.LOCAL),
        (".a@birch.example", 1, AddressFault.LOCAL),
        ("a\x1bb@birch.example", 1, AddressFault.LOCAL),
        ("ann@birch", 1, AddressFault.DOMAIN),
        ("ann@bi\u200brch.example", 1, AddressFault.DOMAIN),
        ("ann@-birch.example", 1, AddressFault.DOMAIN),
        ("ann@birch..example", 1, AddressFault.DOMAIN),
        ("ann@birch.c0m", 1, AddressFault.TOP_LEVEL),
        ("ann@10.0.0.1", 1, AddressFault.TOP_LEVEL),
        ("x" * 250 + "@birch.example", 1, AddressFault.TOO_LONG),
        (f"email,role\n{A},boss", 2, AddressFault.ROLE),
    ],
)
def test_what_is_no_person_says_where_and_why(text: str, line: int, fault: AddressFault) -> None:
    ((bad),) = parse_people(text).bad
    assert (bad.line, bad.fault) == (line, fault)


def test_an_address_of_exactly_the_longest_length_is_taken() -> None:
    email = "x" * (LONGEST_ADDRESS - len("@birch.example")) + "@birch.example"
    assert fault_of(email) is None
    assert fault_of("x" + email) is AddressFault.TOO_LONG


@pytest.mark.parametrize(
    "text",
    [
        f"email,role,groups\n{A},admin,Sales;IT",
        f'email,role,groups\n{A},Admin,"Sales; IT"',
        f"E-Mail;Role;Groups\n{A};admin;Sales|IT",
        f'"Groups"\t"Name"\t"Email address"\t"Type"\nSales|IT\tAnn\t{A}\tAdministrator',
        f"{A}, admin, Sales; IT",
        f"{A},admin,Sales|IT",
        f"{A};admin;Sales;IT",
        f"{A}\tadmin\tSales|IT",
        f"email,role,groups\n,,\nAnn <{A}>,admin,Sales|IT|Sales",
    ],
)
def test_rows_carry_role_and_groups(text: str) -> None:
    found = parse_people(text)
    assert found.bad == ()
    (one,) = found.people
    assert (one.email, one.role, one.groups) == (A, MemberRole.ADMIN, ("Sales", "IT"))


def test_empty_cells_leave_role_and_groups_to_the_defaults() -> None:
    assert parse_people(f"email,role,groups\n{A},,").people == (InvitedPerson(2, A),)


def test_free_text_below_a_table_is_still_read() -> None:
    found = parse_people(f"name,email\nAnn,{A}\n{B}")
    assert [(one.line, one.email) for one in found.people] == [(2, A), (3, B)]


def test_a_quotation_mark_that_is_never_closed_swallows_nobody() -> None:
    found = parse_people(f'email,name\n{A},"Ann\n{B},Bob\n')
    assert [(one.line, one.email) for one in found.people] == [(2, A), (3, B)]


def test_line_breaks_inside_a_quoted_cell_keep_the_line_numbers() -> None:
    found = parse_people(f'email,note\n{A},"two\nlines"\n{B},\n')
    assert [(one.line, one.email) for one in found.people] == [(2, A), (4, B)]


def test_repeated_addresses_are_told_with_their_lines() -> None:
    found = parse_people(f"{A}\n{B}\n{A.upper()}")
    assert [(one.line, one.email, one.first) for one in found.repeated] == [(3, A, 1)]
    assert len(found.people) == 2


def test_reading_stops_at_too_many() -> None:
    found = parse_people("\n".join(f"u{number}@x.example" for number in range(MOST_PEOPLE + 5)))
    assert len(found.people) == MOST_PEOPLE
    assert found.bad[-1].fault is AddressFault.TOO_MANY


@given(st.text(alphabet=st.one_of(st.sampled_from('@<>,;|"\n\r\t .aA\ufeff'), st.characters()), max_size=300))
def test_any_text_is_read_without_failing(text: str) -> None:
    found = parse_people(text)
    assert all(fault_of(person.email) is None for person in found.people)
    assert len({person.email for person in found.people}) == len(found.people)


@given(st.text(alphabet='email,;"\n@ax.\t|', max_size=200))
def test_any_table_is_read_without_failing(text: str) -> None:
    parse_people("email;groups\n" + text)


_WORDS = st.text(alphabet=string.ascii_lowercase, min_size=1, max_size=8)
_EMAILS = st.builds("{}@{}.example".format, _WORDS, _WORDS)
_NAMES = st.text(alphabet=string.ascii_letters + " ,'\"-", min_size=1, max_size=12).filter(str.strip)


@given(
    st.dictionaries(
        _EMAILS, st.tuples(st.sampled_from(MemberRole), st.lists(_NAMES, max_size=3)), max_size=12
    ),
    st.sampled_from(",;\t"),
)
def test_a_table_that_was_written_is_read_back(
    people: dict[str, tuple[MemberRole, list[str]]], delimiter: str
) -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow(["email", "role", "groups"])
    for email, (role, groups) in people.items():
        writer.writerow([email, role.name.lower(), "|".join(groups)])
    found = parse_people(file.getvalue())
    assert found.bad == ()
    wanted = {
        email: (role, tuple(dict.fromkeys(name.strip() for name in groups)) or None)
        for email, (role, groups) in people.items()
    }
    assert {one.email: (one.role, one.groups) for one in found.people} == wanted
