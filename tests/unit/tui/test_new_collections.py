"""The lines of the form for new collections: judged, counted, planned; and the choices of a manager."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend_client.portal.collection_overview import CollectionOverview, NewCollection
from backend_client.portal.collection_plan import AdminAccess
from backend_client.portal.onboarding.patterns import PATTERNS, Pattern
from tests.hostile.texts import EVERYTHING, EVERYTHING_SHOWN
from tests.unit.portal.test_collection_plan import CARS, FOUND, JO
from tui.presenters.collection_managers import (
    ADMINS,
    OTHER,
    OWNER,
    assignee_rows,
    manager_choices,
    manager_explained,
)
from tui.presenters.new_collections import (
    Fate,
    count_words,
    missing_parents,
    over_limit,
    plan_rows,
    plan_words,
    read_names,
    remark_lines,
    tidy,
)
from tui.presenters.row_states import RowState


@pytest.mark.parametrize("pattern", Pattern)
def test_every_pattern_is_sound(pattern: Pattern) -> None:
    lines = read_names(PATTERNS[pattern], replace(FOUND, collections=()))
    assert {line.fate for line in lines} == {Fate.NEW}
    assert not any(line.words for line in lines)
    assert missing_parents(lines, FOUND) == ()


def test_each_line_gets_its_fate() -> None:
    lines = read_names(["IT", "", "Sales", " Sales ", "sales", "a//b", "x / y", "\x1b"], FOUND)
    assert [(line.number, line.name, line.fate) for line in lines] == [
        (1, "IT", Fate.EXISTS),
        (3, "Sales", Fate.NEW),
        (4, "Sales", Fate.REPEATED),
        (5, "sales", Fate.NEW),
        (6, "a//b", Fate.WRONG),
        (7, "x/y", Fate.NEW),
        (8, "\x1b", Fate.WRONG),
    ]
    assert lines[2].words == "named in line 3 already"
    assert lines[3].words == "differs from 'Sales' only in case or spaces"
    assert count_words(lines, FOUND) == "3 new collections, 1 exist already, 1 named twice, 2 to correct"


def test_names_are_tidied_part_by_part() -> None:
    assert tidy("  IT /  Web Servers ") == "IT/Web Servers"


def test_missing_parents_come_outermost_first_and_once() -> None:
    lines = read_names(["A/B/C", "A/B/D", "IT/New"], FOUND)
    assert missing_parents(lines, FOUND) == ("A", "A/B")


def test_the_remark_of_the_cursor_line_comes_before_the_first_problem() -> None:
    lines = read_names(["IT", "a//b"], FOUND)
    assert remark_lines(lines, FOUND, 1)[0].startswith("Line 1, 'IT': exists already")
    assert remark_lines(lines, FOUND, 9)[0].startswith("Line 2, 'a//b'")


def test_a_plan_has_a_row_for_every_line_and_sends_the_new_ones() -> None:
    lines = read_names(["IT", "Sales"], FOUND)
    rows = plan_rows(lines, JO)
    assert [(row.what, row.state, row.change) for row in rows] == [
        ("IT", RowState.LEFT_OUT, None),
        ("Sales", RowState.READY, NewCollection("Sales", JO)),
    ]
    switched = plan_rows(lines, None, switch_on=True)
    assert switched[0].change == AdminAccess(on=True)
    assert plan_words(lines, FOUND, JO).review == ("1 collection will be created, one after the other.",)


def test_hostile_names_are_shown_as_text() -> None:
    lines = read_names([EVERYTHING], FOUND)
    assert lines[0].fate is Fate.WRONG
    rows = plan_rows(lines, replace(JO, name=EVERYTHING))
    assert rows[0].what == EVERYTHING_SHOWN
    assert "\x1b" not in remark_lines(lines, FOUND, 1)[0]
    stranger = replace(JO, name=EVERYTHING)
    (row, _group) = assignee_rows(replace(FOUND, owner=stranger, members=(stranger,)))
    assert row.cells[0].text == EVERYTHING_SHOWN


def test_a_plan_that_allows_fewer_is_counted() -> None:
    limited = replace(FOUND, most=5)
    lines = read_names(["A", "B"], limited)
    assert over_limit(lines, limited) == 1
    assert count_words(lines, limited) == "2 new collections, 1 more than the plan's 5"


@pytest.mark.parametrize(
    ("found", "ids"),
    [
        (FOUND, (OWNER, OTHER, ADMINS)),
        (replace(FOUND, groups=()), (OWNER, ADMINS)),
        (replace(FOUND, owner=None, members=()), (OTHER, ADMINS)),
        (replace(FOUND, owner=None, members=(), groups=()), (ADMINS,)),
        (replace(FOUND, admin_access=True), (OWNER, ADMINS, OTHER)),
        (replace(FOUND, admin_access=None, groups=()), (OWNER,)),
        (replace(FOUND, admin_access=None, owner=None, members=(), groups=()), (ADMINS,)),
    ],
)
def test_every_client_has_a_way_that_is_explained(found: CollectionOverview, ids: tuple[str, ...]) -> None:
    choices = manager_choices(found, None)
    assert tuple(each[0] for each in choices) == ids
    assert all(manager_explained(each, found) for each in ids)


def test_a_chosen_group_is_named_in_its_choice() -> None:
    labels = {each[0]: each[1] for each in manager_choices(FOUND, CARS)}
    assert labels[OTHER] == "Drivers (group)"


def test_search_looks_in_names_of_people_and_groups() -> None:
    assert [row.id for row in assignee_rows(FOUND, "DRIV")] == ["cars"]
