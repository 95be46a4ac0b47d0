"""What of a job is not so yet: by values alone, also where somebody wrote into the journal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from backend_client.portal.collection_overview import Assignee, CollectionOverview
from backend_client.portal.collections import Permission
from backend_client.portal.groups import Group, GroupBoard
from backend_client.portal.job_lines import JobKind, JobLine, LeftJob
from backend_client.portal.job_rest import (
    rest_of_collections,
    rest_of_groups,
    rest_of_members,
    rest_of_people,
    rest_of_seats,
    seats_wished,
)
from backend_client.portal.members import Member, MemberRole, MemberStatus
from backend_client.portal.people import Person, PersonRole, PersonStatus
from backend_client.portal.seats import Seats
from tests.unit.tui.portal_values import make_client, make_collection, make_provider

AT = datetime(2026, 3, 14, tzinfo=UTC)
ANN = Assignee("ann", "ann@x.example", is_group=False, confirmed=True)
STATUSES = {
    "invited@x.example": MemberStatus.INVITED,
    "accepted@x.example": MemberStatus.ACCEPTED,
    "confirmed@x.example": MemberStatus.CONFIRMED,
    "revoked@x.example": MemberStatus.REVOKED,
}
MEMBERS = tuple(Member(email, None, email, "", status, MemberRole.USER) for email, status in STATUSES.items())
EVERYBODY = (*STATUSES, "gone@x.example")


def left(kind: JobKind, rows: tuple[str, ...], done: tuple[str, ...] = (), **asked: Any) -> LeftJob:
    """A job of these rows."""
    return LeftJob(JobLine(kind, "p", "Birch", "o", rows, len(rows), asked), 7, AT, frozenset(done))


@pytest.mark.parametrize(
    ("kind", "rest"),
    [
        (JobKind.CONFIRM, ("invited", "accepted", "revoked")),
        (JobKind.RESEND, ("invited",)),
        (JobKind.REVOKE, ("invited", "accepted", "confirmed")),
        (JobKind.RESTORE, ("revoked",)),
        (JobKind.REMOVE, ("invited", "accepted", "confirmed", "revoked")),
        (JobKind.EDIT, ("invited", "accepted", "confirmed", "revoked")),
        (JobKind.AGAIN, ("invited", "accepted", "confirmed", "revoked", "gone")),
    ],
)
def test_members_by_their_status(kind: JobKind, rest: tuple[str, ...]) -> None:
    assert rest_of_members(left(kind, EVERYBODY), MEMBERS) == {f"{name}@x.example" for name in rest}
    assert rest_of_members(left(kind, EVERYBODY, done=EVERYBODY), MEMBERS) == frozenset()


@pytest.mark.parametrize(
    ("kind", "rest"),
    [
        (JobKind.STAFF_RESEND, ("invited",)),
        (JobKind.STAFF_CONFIRM, ("invited", "accepted")),
        (JobKind.STAFF_REMOVE, ("invited", "accepted", "confirmed")),
        (JobKind.STAFF_ROLE, ("invited", "accepted")),
    ],
)
def test_people_by_status_and_role(kind: JobKind, rest: tuple[str, ...]) -> None:
    people = [
        Person("1", None, "invited@x.example", "", PersonStatus.INVITED, PersonRole.SERVICE_USER),
        Person("2", None, "accepted@x.example", "", PersonStatus.ACCEPTED, PersonRole.SERVICE_USER),
        Person("3", None, "confirmed@x.example", "", PersonStatus.CONFIRMED, PersonRole.ADMIN),
    ]
    found = rest_of_people(left(kind, EVERYBODY, role="provider-admin"), people)
    assert found == {f"{name}@x.example" for name in rest}


def test_groups_by_name_and_cells() -> None:
    group = Group("g", "Finance", {"c": Permission.EDIT})
    shelf = make_collection("Bills", id="c")
    board = GroupBoard(make_provider(), make_client(), (group,), (shelf,), (), AT)
    assert rest_of_groups(left(JobKind.NEW_GROUPS, ("finance ", "Sales")), board) == {"Sales"}
    assert rest_of_groups(left(JobKind.DELETE_GROUPS, ("g", "gone")), board) == {"g"}
    for word, rest in (("edit", set()), ("manage", {"g"}), ("king", set()), (5, set())):
        wished = {"g": {"c": word, "gone": "manage"}}
        assert rest_of_groups(left(JobKind.GROUP_ACCESS, ("g",), access=wished), board) == rest


def test_collections_by_name_and_grant() -> None:
    shelf = make_collection("Bills", id="c")
    grants = {("c", "ann"): Permission.EDIT}
    overview = CollectionOverview((shelf,), (ANN,), (), None, True, grants=grants)
    assert rest_of_collections(left(JobKind.NEW_COLLECTIONS, ("Bills", "New")), overview) == {"New"}
    assert rest_of_collections(left(JobKind.DELETE_COLLECTIONS, ("c", "gone")), overview) == {"c"}
    for names, rest in (({"c": "Bills"}, set()), ({"c": "Paid"}, {"c"}), ({"c": 5}, set()), ("x", set())):
        assert rest_of_collections(left(JobKind.RENAME_COLLECTIONS, ("c",), names=names), overview) == rest
    for word, rest in (("edit", set()), ("manage", {"c"}), (None, {"c"})):
        granted = left(JobKind.GRANT, ("c",), assignee="ann", permission=word)
        assert rest_of_collections(granted, overview) == rest


def test_seats_by_their_number() -> None:
    client = make_client(seats=Seats(5, 1))
    key = client.organization_id
    assert rest_of_seats(left(JobKind.SEATS, (key,), seats={key: 5}), [client]) == frozenset()
    assert rest_of_seats(left(JobKind.SEATS, (key,), seats={key: 6}), [client]) == {key}
    assert seats_wished(left(JobKind.SEATS, (key,), seats={key: "many", "x": 3})) == {"x": 3}
    assert seats_wished(left(JobKind.SEATS, (key,), seats=["odd"])) == {}
