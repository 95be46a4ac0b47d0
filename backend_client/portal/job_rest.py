"""What of a job is not so yet, by what the server shows now. Pure.

Every function answers with those rows of the job's line that can still be made so. A row that is gone
altogether is none of them: nothing can be done about it any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from backend_client.portal.collections import Permission
from backend_client.portal.groups import same_name
from backend_client.portal.job_lines import JobKind, LeftJob
from backend_client.portal.members import Member, MemberAct, MemberStatus
from backend_client.portal.noted_figures import permission_named
from backend_client.portal.people import Person, PersonAct, PersonStatus
from backend_client.portal.people_acts import role_name
from backend_client.portal.shown_members import is_done

if TYPE_CHECKING:
    from backend_client.portal.clients import Client
    from backend_client.portal.collection_overview import CollectionOverview
    from backend_client.portal.groups import Group, GroupBoard


def rest_of_members(left: LeftJob, members: Iterable[Member]) -> frozenset[str]:
    """Addresses. A reminder leaves no trace: whoever is still invited is not known to have it."""
    act = next((each for each in MemberAct if each.value == left.line.kind.value), None)
    wanted = frozenset(left.left)
    listed = [member for member in members if member.email in wanted]
    if left.line.kind is JobKind.AGAIN:  # somebody who is not there was removed, and is to be invited
        return wanted
    if act is MemberAct.RESEND:
        return frozenset(member.email for member in listed if member.status == MemberStatus.INVITED)
    return frozenset(member.email for member in listed if act is None or not is_done(act, member.status))


def rest_of_people(left: LeftJob, people: Iterable[Person]) -> frozenset[str]:
    """Addresses of a provider's people; reminders as among members."""
    act = next((each for each in PersonAct if each.value == left.line.kind.value), None)
    wanted = frozenset(left.left)
    listed = [person for person in people if person.email in wanted]
    if act is PersonAct.RESEND:
        listed = [person for person in listed if person.status == PersonStatus.INVITED]
    elif act is PersonAct.CONFIRM:
        listed = [person for person in listed if person.status != PersonStatus.CONFIRMED]
    elif act is PersonAct.ROLE:
        listed = [person for person in listed if role_name(person.role) != left.line.asked.get("role")]
    return frozenset(person.email for person in listed)


def rest_of_groups(left: LeftJob, board: GroupBoard) -> frozenset[str]:
    """Names of groups to make; ids of groups that reach something else than wished, or are to go."""
    if left.line.kind is JobKind.NEW_GROUPS:
        names = [group.name for group in board.groups]
        return frozenset(row for row in left.left if not any(same_name(row, name) for name in names))
    ids = frozenset(group.id for group in board.groups).intersection(left.left)
    if left.line.kind is not JobKind.GROUP_ACCESS:
        return ids
    known = {each.id for each in board.collections}

    def differs(group: Group) -> bool:
        wished = access_of_row(left, group.id).items()
        return any(key in known and group.reach(key) is not permission for key, permission in wished)

    return frozenset(group.id for group in board.groups if group.id in ids and differs(group))


def access_of_row(left: LeftJob, row: str) -> Mapping[str, Permission]:
    """What one row of a job was to reach, by collections' ids; whoever can write the journal can write
    anything into it."""
    cells = texts_by_text(mapping(left.line.asked.get("access")).get(row))
    found = {key: permission_named(word) for key, word in cells.items()}
    return {key: permission for key, permission in found.items() if permission is not None}


def rest_of_collections(left: LeftJob, overview: CollectionOverview) -> frozenset[str]:
    """Names of collections to make; ids of those that are called, held or there otherwise than wished."""
    if left.line.kind is JobKind.NEW_COLLECTIONS:
        return frozenset(row for row in left.left if overview.named(row) is None)
    wanted = frozenset(left.left)
    listed = [each for each in overview.collections if each.id in wanted]
    if left.line.kind is JobKind.RENAME_COLLECTIONS:
        names = texts_by_text(left.line.asked.get("names"))
        listed = [each for each in listed if each.name != names.get(each.id, each.name)]
    elif left.line.kind is JobKind.GRANT:
        who, wish = left.line.asked.get("assignee"), permission_named(left.line.asked.get("permission"))
        held = overview.grants
        listed = [each for each in listed if held.get((each.id, str(who)), Permission.NO_ACCESS) is not wish]
    return frozenset(each.id for each in listed)


def seats_wished(left: LeftJob) -> dict[str, int]:
    """How many seats each client was to have, by its organization's id."""
    seats = mapping(left.line.asked.get("seats"))
    return {str(key): number for key, number in seats.items() if isinstance(number, int)}


def rest_of_seats(left: LeftJob, clients: Iterable[Client]) -> frozenset[str]:
    """Ids of organizations that have another number of seats."""
    seats, wanted = seats_wished(left), frozenset(left.left)
    return frozenset(
        one.organization_id
        for one in clients
        if one.organization_id in wanted and one.seats.assigned != seats.get(one.organization_id)
    )


def mapping(found: object) -> Mapping[str, Any]:
    """What stands there, where it is a mapping."""
    return found if isinstance(found, Mapping) else {}


def texts_by_text(found: object) -> dict[str, str]:
    """Texts by texts; whatever else is in their place is left out."""
    return {key: value for key, value in mapping(found).items() if isinstance(value, str)}
